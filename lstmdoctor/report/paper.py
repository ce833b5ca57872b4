"""What the text reports are drawn on: lines that are kept whole, and sentences that wrap."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Literal

from lstmdoctor.records import frozen_record

Run = tuple[str, str]
"""Some text and its rich style."""
NARROWEST_LINE = 40
NARROWEST_SENTENCE = 20
BLOCKS = dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True))
ASCII = str.maketrans(
    {"–": "-", "×": "x", "…": "...", "→": "->", "│": "|", "─": "-", "≤": "<=", **BLOCKS},
)
"""Signs that stand for those that a stream without Unicode lacks; blocks become their height in eighths."""


@frozen_record
class Stroke:
    """One thing drawn: a line that is never broken, one whose end may be left out, a sentence that wraps."""

    kind: Literal["line", "cut line", "paragraph"]
    runs: tuple[Run, ...] = ()
    indent: int = 0

    @property
    def text(self) -> str:
        """Its text without styles."""
        return "".join(text for text, _ in self.runs)


class Paper:
    """The few moves that the reports need. Nothing is read as markup."""

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []
        self._blank = True

    def line(self, *runs: Run) -> None:
        """One line that is never broken: a table row, a command, code."""
        self._add_stroke(Stroke("line", runs))

    def cut_line(self, *runs: Run) -> None:
        """One line whose end is left out where the page is too narrow for it."""
        self._add_stroke(Stroke("cut line", runs))

    def code(self, indent: int, text: str, style: str = "bold") -> None:
        """Lines to be copied."""
        for line in text.splitlines():
            self.line((" " * indent, ""), (line, style))

    def paragraph(self, indent: int, *runs: Run) -> None:
        """A sentence, wrapped to the width with every line indented."""
        self._add_stroke(Stroke("paragraph", runs, indent))

    def gap(self) -> None:
        """An empty line, never two in a row and never the first."""
        if not self._blank:
            self.line()
        self._blank = True

    def _add_stroke(self, stroke: Stroke) -> None:
        self.strokes.append(stroke)
        self._blank = False


def drawn_text(draw: Callable[[Paper], None], width: int, color: bool) -> str:
    """What `draw` puts on a paper of this width, as text.

    Plain sentences are put into lines here. Colours, how wide other letters are, and how a word is broken
    that no line has room for, are rich's to say, which is loaded for them alone.
    """
    paper = Paper()
    draw(paper)
    if color or not all(is_plain_stroke(stroke, width) for stroke in paper.strokes):
        from lstmdoctor.report.console import console_text

        return console_text(paper.strokes, width, color)
    return joined_lines([line for stroke in paper.strokes for line in plain_lines(stroke, width)])


def joined_lines(lines: list[str]) -> str:
    """The page, without what cannot be seen: blanks at the end of a line, empty lines around it."""
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def is_plain_stroke(stroke: Stroke, width: int) -> bool:
    """Whether each of its letters is a column, and a line has room for each of its words."""
    text = stroke.text
    if not (text.isascii() and text.isprintable()):
        return False
    return stroke.kind == "line" or all(len(word) <= width - stroke.indent for word in text.split())


def plain_lines(stroke: Stroke, width: int) -> list[str]:
    """The lines of a plain stroke."""
    text = stroke.text
    match stroke.kind:
        case "line":
            return [text]
        case "cut line":
            most = max(NARROWEST_LINE, width)
            return [text if len(text.rstrip()) <= most else f"{text[: most - 1]}…"]
        case "paragraph":
            columns = max(NARROWEST_SENTENCE, width - stroke.indent)
            return [
                " " * stroke.indent + part for part in textwrap.wrap(text, columns, break_on_hyphens=False)
            ]


def ascii_only(text: str) -> str:
    """The same for a stream that knows nothing but ASCII."""
    return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii")
