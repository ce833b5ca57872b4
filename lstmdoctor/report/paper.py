"""What the text reports are drawn on: lines that are kept whole, and sentences that wrap."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Run = tuple[str, str]
"""Some text and its rich style."""
BLOCKS = dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True))
ASCII = str.maketrans(
    {"–": "-", "×": "x", "…": "...", "→": "->", "│": "|", "─": "-", "≤": "<=", **BLOCKS},
)
"""Signs that stand for those that a stream without Unicode lacks; blocks become their height in eighths."""


class Paper:
    """A rich console with the few moves that the reports need. Nothing is read as markup.

    Parameters
    ----------
    console : rich.console.Console
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._blank = True

    def line(self, *runs: Run) -> None:
        """One line that is never broken: a table row, a command, code."""
        from rich.text import Text

        text = Text.assemble(*(run for run in runs if run[0]))
        text.rstrip()
        self.console.print(text, soft_wrap=True, highlight=False)
        self._blank = False

    def cut_line(self, *runs: Run) -> None:
        """One line whose end is left out where the page is too narrow for it."""
        from rich.text import Text

        text = Text.assemble(*(run for run in runs if run[0]))
        text.rstrip()
        text.truncate(max(40, self.console.width), overflow="ellipsis")
        self.console.print(text, soft_wrap=True, highlight=False)
        self._blank = False

    def code(self, indent: int, text: str, style: str = "bold") -> None:
        """Lines to be copied."""
        for line in text.splitlines():
            self.line((" " * indent, ""), (line, style))

    def paragraph(self, indent: int, *runs: Run) -> None:
        """A sentence, wrapped to the width with every line indented."""
        from rich.text import Text

        text = Text.assemble(*(run for run in runs if run[0]))
        for line in text.wrap(self.console, max(20, self.console.width - indent)):
            line.pad_left(indent)
            line.rstrip()
            self.console.print(line, soft_wrap=True, highlight=False)
        self._blank = False

    def gap(self) -> None:
        """An empty line, never two in a row and never the first."""
        if not self._blank:
            self.console.print()
        self._blank = True


def capture_console_text(draw: Callable[[Console], None], width: int, color: bool) -> str:
    """What `draw` puts on a console of this width, as text."""
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
        draw(console)
    lines = (line.rstrip() for line in captured.get().split("\n"))
    return "\n".join(lines).strip("\n") + "\n"


def ascii_only(text: str) -> str:
    """The same for a stream that knows nothing but ASCII."""
    return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii")
