"""Write docs/limits.md: what a file may cost, and why, from lstmdoctor/files/limits.py.

``python docs/limits.py``; ``--check`` compares.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pages

from lstmdoctor.files import limits

HEAD = """# What a data file may cost

Written by `python docs/limits.py` from `lstmdoctor/files/limits.py`. One budget is drawn on by everything in
a file: what is nested in it, what it refers to again, the names in it. It is charged before anything is made.
Memory beyond the file's own bytes grows with its size on disk, never with what it claims; a file that needs
more is refused in one sentence (exit code 2).

| limit | value | what it is, and why |
|---|--:|---|
{rows}
"""


def limits_page() -> str:
    """The page: a row for each constant with a docstring, in the order of the module."""
    body = ast.parse(Path(limits.__file__).read_text("utf-8")).body
    rows = []
    for here, below in pairwise(body):
        match here, below:
            case ast.Assign(targets=[ast.Name(name)]), ast.Expr(ast.Constant(str(words))):
                number = int(getattr(limits, name))
                rows.append(f"| `{name}` | {number:,} | {' '.join(words.split())} |")
    return HEAD.format(rows="\n".join(rows))


if __name__ == "__main__":
    pages.write_or_compare({pages.DOCS / "limits.md": limits_page()})
