"""Write docs/reference, and the man page: what the code says of its commands, functions, keys and documents.

``python docs/reference.py`` writes, ``python docs/reference.py --check`` compares.
"""

from __future__ import annotations

from pathlib import Path

import pages
from cli_pages import cell, cli_page, exit_page, man_page
from json_page import json_page
from python_page import python_page

from lstmdoctor.project.keys import KEYS

CONFIG = """# Configuration

Written by `python docs/reference.py` from `lstmdoctor/project/keys.py`.

`lstmdoctor check` reads tables `[tool.lstmdoctor.checks.NAME]` of `pyproject.toml`, or of the file that `--config`
names. `model` and `data` must be there. Paths are relative to the file that names them; an unknown key or a missing
file ends the run before anything is read. A pair of files that is named more than once is looked at once; 50,000 pairs
are the most. `lstmdoctor check --init` writes such tables for what lies in a folder;
[how to use them](../howto/ci.md).

| key | example | what it is |
|---|---|---|
{rows}
"""


def config_page() -> str:
    """The keys of a check."""
    rows = [f"| `{name}` | `{cell(key.example)}` | {cell(key.words)} |" for name, key in KEYS.items()]
    return CONFIG.format(rows="\n".join(rows))


def reference_pages() -> dict[Path, str]:
    """All pages of the reference."""
    made = {
        "cli": cli_page,
        "python": python_page,
        "json": json_page,
        "config": config_page,
        "exit-codes": exit_page,
    }
    return {pages.DOCS / "reference" / f"{name}.md": make() for name, make in made.items()} | {
        pages.DOCS / "lstmdoctor.1": man_page()
    }


if __name__ == "__main__":
    pages.write_or_compare(reference_pages())
