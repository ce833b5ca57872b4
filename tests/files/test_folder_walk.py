"""Patterns match what `glob` matches, and list every folder once."""

from __future__ import annotations

import glob
import os
import sys
from pathlib import Path

import pytest

from lstmdoctor.errors import Refused
from lstmdoctor.files.folder_walk import LISTING, MOST_LOOKS, Looks, TooManyLooks, matching_files
from lstmdoctor.files.patterns import pattern_matches

FILES = (
    "a.npy", "b.npy", ".hidden.npy", "x/a.npy", "x/y/a.npy", "x/y/z/b.npy", "x/.h/a.npy", "w[1]/a.npy", "w/c.txt",
)  # fmt: skip
PATTERNS = (
    "*", "*.npy", "?.npy", "[ab].npy", "[!a].npy", ".*", ".h*.npy", "*.h5", "x/*", "x/*/", "*/", "*/*", "*/a.npy",
    "**", "x/**", "**/", "**/*.npy", "**/a.npy", "x/**/a.npy", "x/**/z/*.npy", "**/y/**", "**/**/*.npy", "**/x/../*",
    "./*.npy", "x/../*.npy", "x//*.npy", "*/y/*", "x/.h/*", "w[[]1]/*.npy", "gone/*", "a.npy/*", "**/gone/**",
)  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_matches_what_glob_matches(tree: Path, pattern: str) -> None:
    expected = {name for name in glob.glob(pattern, root_dir=tree, recursive=True) if name}
    assert set(filter(None, matching_files(pattern, tree, Looks()))) == expected


def test_an_absolute_pattern(tree: Path) -> None:
    pattern = str(tree / "**" / "*.npy")
    assert matching_files(pattern, Path("elsewhere"), Looks()) == sorted(glob.glob(pattern, recursive=True))


def looks_at(tree: Path, pattern: str) -> int:
    looks = Looks()
    matching_files(pattern, tree, looks)
    return MOST_LOOKS - looks.left


def test_a_pattern_is_followed_once(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, listed, scan = Looks(), list[str](), os.scandir

    def counted_scan(path: str) -> object:
        listed.append(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", counted_scan)
    first = matching_files("**/*.npy", tree, looks)
    number, left = len(listed), looks.left
    assert number > 1
    assert matching_files("**/*.npy", tree, looks) == first and len(listed) == number
    assert left - looks.left == LISTING + len(first)
    assert matching_files("**/*.npy", tree / "x", looks) != first
    with pytest.raises(TooManyLooks):
        while True:
            matching_files("**/*.npy", tree, looks)


def grow(tree: Path, folders: int) -> None:
    for number in range(folders):
        path = tree / f"d{number % 7}" / f"e{number}"
        path.mkdir(parents=True, exist_ok=True)
        (path / "a.npy").write_bytes(b"")


def test_twice_the_folders_are_twice_the_looks(tmp_path: Path) -> None:
    grow(tmp_path, 50)
    before = looks_at(tmp_path, "**/*.npy")
    grow(tmp_path, 100)
    assert looks_at(tmp_path, "**/*.npy") < 2.1 * before


def test_twice_the_stars_are_twice_the_looks(tmp_path: Path) -> None:
    grow(tmp_path, 50)
    once = looks_at(tmp_path, "**/" * 7 + "*.npy")
    assert looks_at(tmp_path, "**/" * 14 + "*.npy") < 2.1 * once
    assert len(matching_files("**/" * 14 + "*.npy", tmp_path, Looks())) == 50


def test_more_than_anybody_means_is_refused(tmp_path: Path) -> None:
    grow(tmp_path, 50)
    with pytest.raises(TooManyLooks):
        matching_files("**/../" * 6 + "*.npy", tmp_path, Looks(100_000))


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_links_are_followed_but_not_in_a_circle(tree: Path) -> None:
    os.symlink(tree / "x", tree / "link")
    os.symlink(tree, tree / "x" / "back")
    assert matching_files("link/*.npy", tree, Looks()) == ["link/a.npy"]
    found = matching_files("**/a.npy", tree, Looks())
    assert "link/y/a.npy" in found and "x/back/a.npy" not in found


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_links_from_folder_to_folder_and_back_end_after_one_round(tmp_path: Path) -> None:
    """Two folders that link to each other twice: by their names there are 2^40 ways through them."""
    for here, there in (("a", "b"), ("b", "a")):
        (tmp_path / here).mkdir()
        (tmp_path / here / f"{here}.npy").write_bytes(b"")
        for link in ("one", "two"):
            os.symlink(tmp_path / there, tmp_path / here / link)
    found = matching_files("**/*.npy", tmp_path, Looks(2000))
    assert found == ["a/a.npy", "a/one/b.npy", "a/two/b.npy", "b/b.npy", "b/one/a.npy", "b/two/a.npy"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_pattern_of_the_command_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lstmdoctor.files.patterns.LOOKS", 5000)
    for here in "abcdefgh":
        (tmp_path / here).mkdir()
        for there in "abcdefgh":
            os.symlink(tmp_path / there, tmp_path / here / f"to-{there}")
    with pytest.raises(Refused, match="leads through more than 5,000 files and folders"):
        pattern_matches("**/*.npy")
    with pytest.raises(Refused, match="no file that matches"):
        pattern_matches("a/*/*.npy")
