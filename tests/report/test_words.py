"""What reports call a file is the last part of its path."""

from __future__ import annotations

import pytest

from lstmdoctor.report.words import file_name

NAMES: dict[str, tuple[str, str]] = {
    "a file": ("data/x.npy", "x.npy"),
    "a name alone": ("x.npy", "x.npy"),
    "a folder": ("data/parts/", "parts"),
    "a folder, by what is in it": ("data/parts/.", "parts"),
    "twice": ("data/parts/.//./", "parts"),
    "a name with a dot": ("data/.x", ".x"),
    "the folder above": ("data/..", ".."),
    "here": (".", "."),
    "the root": ("/", "/"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("path", "name"), NAMES.values(), ids=NAMES)
def test_a_file_is_called_by_the_last_part_of_its_path(path: str, name: str) -> None:
    assert file_name(path) == name
