"""The table of first bytes: one home, no entry that another one hides, and words for what is no data."""

from __future__ import annotations

from itertools import combinations

from places import PACKAGE

from lstmdoctor.files import foreign, sniff
from lstmdoctor.files.magic import MAGICS, magic_kind


def test_no_entry_hides_another() -> None:
    for (one, _), (other, _) in combinations(MAGICS, 2):
        assert not one.startswith(other) and not other.startswith(one)
    assert all(magic_kind(magic + b"rest") == kind for magic, kind in MAGICS)
    assert magic_kind(b"") == magic_kind(b"P") == magic_kind(b"1,2\n") == ""


def test_what_is_said_is_said_of_kinds_that_there_are() -> None:
    kinds = {kind for _, kind in MAGICS}
    assert set(foreign.WORDS) | set(sniff.WORDS) <= kinds


def test_no_other_module_knows_first_bytes() -> None:
    """Long ones, as a few letters stand for much else."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name not in ("magic.py", "headers.py"):
            assert not any(repr(magic)[2:-1] in text for magic, _ in MAGICS if len(magic) > 5), path
