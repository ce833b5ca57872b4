"""Lines that a terminal broke at its width, inside words and numbers: ``(None, 1`` and ``6)``.

Such a window leaves no line longer than its width, and each line that it broke is exactly as long. Lines that
were filled word by word end a little before the margin more often than at it.
"""

from __future__ import annotations

import re
from itertools import pairwise

NARROWEST, WIDEST = 60, 250
USUAL = frozenset({79, 80, 100, 120, 132})
"""Widths of windows, for which a single broken line is enough."""
INSIDE = re.compile(r"[\w,(\[='\"][\w,)\]=.'\"]|[\w,.:)\]] (?=\S)| \S")
"""What stands on both sides of a break: inside a word, a number or a shape, or a blank at one side."""
HALVES = 2
MARGIN = 12
"""Lines filled word by word end within so many characters of the longest."""


def unwrap_lines(text: str) -> str:
    """The text with the lines put together that a window broke."""
    lines = text.split("\n")
    width = max(map(len, lines))
    if not NARROWEST <= width <= WIDEST:
        return text
    broken = [
        (line, after)
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if len(line) == width and after
    ]
    inside = [pair for pair in broken if INSIDE.match(pair[0][-1] + pair[1][:2])]
    many = len({line for line, _ in inside}) >= HALVES
    if not inside or not (many or width in USUAL) or any(is_far_indented(after) for _, after in broken):
        return text
    if count_filled_lines(lines, width) >= len(broken):
        return text
    return join_broken_lines(lines, width)


def count_filled_lines(lines: list[str], width: int) -> int:
    """How many lines end a little before the width and go on without an indent."""
    near = range(width - MARGIN, width)
    pairs = pairwise(lines)
    return sum(len(line) in near and after != "" and not after.startswith(" ") for line, after in pairs)


def is_far_indented(line: str) -> bool:
    """Whether a line begins so far to the right that no window carried it over."""
    return line.startswith("  ")


def join_broken_lines(lines: list[str], width: int) -> str:
    """Every line of the full width with the one after it."""
    return "".join(line if len(line) == width else f"{line}\n" for line in lines).removesuffix("\n")
