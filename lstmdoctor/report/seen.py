"""What a fault's page has beside its docstring: real reports and messages, written by docs/faults.py.

A wheel carries the pages in ``lstmdoctor/faults``; in a checkout they stand in ``docs/faults``. Where
there are none, in half a copy, a page is its docstring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lstmdoctor.report.paper import Paper

PACKAGE = Path(__file__).parent.parent
FOLDERS = (PACKAGE / "faults", PACKAGE.parent / "docs" / "faults")
FIRST_HEADING = "\n## Seen on\n"
"""What stands above it is made from the docstring."""
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def generated_part(code: str) -> str:
    """The generated sections of the page as Markdown; "" where there is no page."""
    for folder in FOLDERS:
        page = folder / f"{code}.md"
        if page.is_file():
            return "".join(page.read_text(encoding="utf-8").partition(FIRST_HEADING)[1:])
    return ""


def draw_generated_part(code: str, paper: Paper) -> None:
    """Draw it: headings, sentences that wrap, reports and messages as they are."""
    for prose, block in prose_and_blocks(generated_part(code)):
        for part in prose.strip().split("\n\n"):
            draw_prose(part, paper)
        if block:
            paper.gap()
            paper.code(4, block, style="")
            paper.gap()


def prose_and_blocks(text: str) -> Iterator[tuple[str, str]]:
    """Text, and the block that follows it; "" after the last."""
    pieces = FENCED.split(text)
    yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)


def draw_prose(text: str, paper: Paper) -> None:
    """A heading, a list or a sentence, its links without their addresses."""
    plain = LINK.sub(r"\1", text)
    if plain.startswith("## "):
        paper.gap()
        paper.line((plain.removeprefix("## "), "bold"))
    elif plain.startswith("- "):
        for line in plain.splitlines():
            paper.paragraph(2, (line.removeprefix("- "), ""))
    elif plain:
        paper.paragraph(2, (" ".join(plain.split()), ""))
