"""Patterns for the names of files, as a shell has them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.array_paths import SEPARATOR, split_array_path
from lstmdoctor.files.limits import FILES
from lstmdoctor.files.opening import is_existing_path
from lstmdoctor.files.places import is_place, list_place

LOOKS = 4 * FILES
"""Names that are listed or compared for one pattern: twice for each of as many files as it may match."""


def has_wildcard(part: str) -> bool:
    """Whether a part of a path is more than a name."""
    return any(sign in part for sign in "*?[")


def is_shard_pattern(word: str) -> bool:
    """Whether a word is a pattern for the names of files; a file of that very name goes first."""
    if not has_wildcard(word) or is_existing_path(word):
        return False
    file = split_array_path(word)[0]
    return has_wildcard(file) and not is_existing_path(file)


def names_shards(words: Sequence[str]) -> bool:
    """Whether these words stand for several files."""
    return len(words) > 1 or any(map(is_shard_pattern, words))


def pattern_matches(word: str) -> list[str]:
    """The files that match a pattern, each with the array that it names; the word itself where it is none.

    Raises
    ------
    Refused
        No file matches, or too many do.
    """
    if not is_shard_pattern(word):
        return [word]
    from pathlib import Path

    from lstmdoctor.files.folder_walk import Looks, TooManyLooks, matching_files

    file, array = split_array_path(word)
    try:
        found = list_place(file) if is_place(file) else matching_files(file, Path(), Looks(LOOKS))
    except Unreadable as error:
        raise Refused(word, str(error)) from error
    except TooManyLooks:
        raise Refused(word, f"leads through more than {LOOKS:,} files and folders: name the folder") from None
    if not found:
        raise Refused(word, "no such file, and no file that matches")
    if len(found) > FILES:
        raise Refused(word, f"more than {FILES:,} files match")
    return [path if array is None else f"{path}{SEPARATOR}{array}" for path in found]


def joint_path(words: Sequence[str]) -> str:
    """One name for all: the pattern, or what the paths have in common around a star."""
    if len(words) == 1:
        return words[0]
    front = common_start(words)
    back = common_start([word[len(front) :][::-1] for word in words])[::-1]
    return f"{front}*{back}"


def common_start(words: Sequence[str]) -> str:
    """The characters that all words begin with."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(min(words), max(words), strict=False))
    return "".join(one for one, _ in alike)
