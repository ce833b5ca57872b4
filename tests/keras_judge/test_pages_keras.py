"""The pages that need Keras, run from top to bottom: what they print stands there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

pytest.importorskip("keras", minversion="3.0")
pytest.importorskip("tensorflow")
MARK = "<!-- keras -->"
NAMED = [page for page in (ROOT / "docs").rglob("*.md") if MARK in page.read_text("utf-8")]


def test_there_are_some() -> None:
    assert {"start.md", "live.md"} <= {page.name for page in NAMED}


@pytest.mark.parametrize("page", NAMED, ids=lambda page: page.stem)
def test_the_page_is_current(page: Path) -> None:
    words = [sys.executable, "docs/examples.py", "--check", "--keras", str(page)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run: python docs/examples.py --keras"
