"""Strokes on a console of rich's: colours, and letters of any width."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lstmdoctor.report.paper import NARROWEST_LINE, NARROWEST_SENTENCE, Stroke, joined_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def console_text(strokes: Iterable[Stroke], width: int, color: bool) -> str:
    """The strokes as text, with the colours of a terminal where they are asked for."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
        force_jupyter=False,  # else rich shows an empty output of its own in a notebook
        _environ={},
    )
    with console.capture() as captured:
        print_strokes(strokes, console)
    return joined_lines(captured.get().split("\n"))


def print_strokes(strokes: Iterable[Stroke], console: Console) -> None:
    """Print them on a console, which may be one that records."""
    for stroke in strokes:
        for text in console_lines(stroke, console):
            text.rstrip()
            console.print(text, soft_wrap=True, highlight=False)


def console_lines(stroke: Stroke, console: Console) -> list[Text]:
    """The lines of one stroke."""
    from rich.text import Text

    text = Text.assemble(*(run for run in stroke.runs if run[0]))
    match stroke.kind:
        case "line":
            return [text]
        case "cut line":
            text.rstrip()
            text.truncate(max(NARROWEST_LINE, console.width), overflow="ellipsis")
            return [text]
        case "paragraph":
            lines = list(text.wrap(console, max(NARROWEST_SENTENCE, console.width - stroke.indent)))
            for line in lines:
                line.pad_left(stroke.indent)
            return lines
