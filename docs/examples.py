"""Run the commands and snippets of the pages and put in what they print: ``python docs/examples.py``.

``--check`` compares instead, ``--keras`` runs what needs Keras as well, names of pages after these run those alone.
A page runs in a folder of its own, beside a copy of sample_data, from top to bottom:

- ``console``: what stands behind ``$`` is run, and what it prints stands under it; 80 columns, no colour.
- ``python``: is run; where a block ``text`` follows at once, that is what it prints.
- ``python NAME`` and ``toml NAME``: is written into the file NAME.
- a comment that begins with ``python`` is run like a block, for what a snippet takes for granted.
- ``sh`` and everything else: is shown only; the tests run its commands among files of these names.

A page with the line ``<!-- keras -->`` needs Keras as a whole, a command that begins with ``python`` by itself.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pages
from shown_commands import run_line

from lstmdoctor.watching.hook import await_no_longer
from lstmdoctor.watching.verbs import WATCHERS, unwrap_all_classes

NAMES = ("README.md", "docs/start.md", *(f"docs/{folder}/*.md" for folder in ("howto", "explanation")))
BLOCK = re.compile(
    r"^(?:```|<!-- )(?P<kind>console|python|toml|text)(?: (?P<name>[\w.]+))?\n(?P<body>.*?)^(?:```|-->)$",
    re.MULTILINE | re.DOTALL,
)
NEEDS_KERAS = "<!-- keras -->"


class Runner:
    """What happens to the blocks of one page.

    Parameters
    ----------
    keras : bool
        Whether what needs Keras is run.
    """

    def __init__(self, keras: bool) -> None:
        self.keras = keras
        self.names: dict[str, Any] = {"__name__": "page"}
        self.printed: tuple[int, str] | None = None
        """Where the last snippet ended, and what it printed."""

    def current(self, block: re.Match[str]) -> str:
        """A block with what it prints today."""
        kind, name, body = block["kind"], block["name"], block["body"]
        if name:
            Path(name).write_text(body, "utf-8")
        elif kind == "console":
            return block[0].replace(body, self.console(body))
        elif kind == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(body, self.names)
            self.printed = (block.end(), out.getvalue())
        elif kind == "text" and self.printed and not block.string[self.printed[0] : block.start()].strip():
            return f"```text\n{self.printed[1]}```"
        return block[0]

    def console(self, body: str) -> str:
        """Commands and what they print."""
        parts = re.split(r"^\$ (.*)\n", body, flags=re.M)
        if parts[0]:
            return body  # no prompt: another test runs these
        done = []
        for line, before in zip(parts[1::2], parts[2::2], strict=True):
            output = before if line.startswith("python ") and not self.keras else self.output_of(line)
            done.append(f"$ {line}\n{output}")
        return "".join(done)

    def output_of(self, line: str) -> str:
        """What one command prints; trailing blanks are left out."""
        return "".join(f"{text.rstrip()}\n" for text in run_line(line).printed.rstrip().splitlines())


def current_page(path: Path, keras: bool) -> str:
    """A page with what its blocks print today."""
    text = path.read_text("utf-8")
    if NEEDS_KERAS in text and not keras:
        return text
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        shutil.copytree(pages.ROOT / "sample_data", Path(folder) / "sample_data")
        os.chdir(folder)
        try:
            return BLOCK.sub(Runner(keras).current, text)
        finally:
            os.chdir(before)
            stop_watching()


def stop_watching() -> None:
    """End what a page switched on."""
    WATCHERS.clear()
    await_no_longer()
    unwrap_all_classes()


def main() -> None:
    """All pages, or those that are named; a snippet that fails leaves its page as it is, and ends with 1."""
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    found = [Path(name).resolve() for name in named]
    made, failed = {}, False
    for path in found or [path for name in NAMES for path in sorted(pages.ROOT.glob(name))]:
        try:
            made[path] = current_page(path, "--keras" in sys.argv[1:])
        except Exception:
            failed = True
            print(f"{path.relative_to(pages.ROOT)}: {traceback.format_exc()}")
    pages.write_or_compare(made)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
