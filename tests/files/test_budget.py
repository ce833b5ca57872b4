"""One budget for a file: what is left, and what is said when it is spent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from places import ROOT

from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.budget import Budget, budget_of_file

CHARGES: dict[str, tuple[Callable[[Budget, int], None], str]] = {
    "bytes made": (Budget.charge_bytes, "made to fill memory"),
    "items visited again": (Budget.charge_items, "unfolds to more than"),
    "bytes read again": (Budget.charge_scan, "unfold to more than"),
}


@pytest.mark.parametrize("name", CHARGES)
def test_what_is_left_can_be_spent_and_no_more(name: str) -> None:
    charge, words = CHARGES[name]
    budget = Budget(made=10, items=10, scanned=10)
    charge(budget, 4)
    charge(budget, 6)
    charge(budget, 0)
    with pytest.raises(Unreadable, match=words):
        charge(budget, 1)


def test_memory_follows_the_bytes_on_disk() -> None:
    assert budget_of_file(0).made == limits.MADE_BYTES
    assert budget_of_file(10**9).made == limits.MADE_BYTES + limits.MADE_PER_BYTE * 10**9
    assert budget_of_file(10**9).items == budget_of_file(0).items


def test_the_page_of_limits_is_written_from_them() -> None:
    written = subprocess.run(
        [sys.executable, "-c", "from limits import limits_page; print(limits_page(), end='')"],
        cwd=ROOT / "docs",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    page = (ROOT / "docs" / "limits.md").read_text("utf-8")
    assert page == written.stdout, "run: python docs/limits.py"
