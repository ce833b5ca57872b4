"""What all generators of pages share: writing what they make, or comparing it with what stands there."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]


def write_or_compare(pages: Mapping[Path, str], owned: str = "", folder: Path = DOCS) -> None:
    """Write the pages; with ``--check`` write nothing and end with 1 where one is not current.

    Parameters
    ----------
    pages : mapping
        Path to text.
    owned : str
        A pattern: what matches it in `folder` and is no page any more is removed.
    """
    check = "--check" in sys.argv[1:]
    left = {path for path in folder.glob(owned) if path not in pages} if owned else set()
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in sorted((*stale, *left)):
        print(f"{'not current' if check else 'wrote'}: {path.relative_to(ROOT)}")
    if check and (stale or left):
        sys.exit(1)
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], "utf-8")
    for path in left:
        path.unlink()
