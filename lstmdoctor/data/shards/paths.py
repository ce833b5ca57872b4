"""Which files the words of a command line, or of a program, name, and in which order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from lstmdoctor.core.sharding import How, Shards
from lstmdoctor.errors import Usage
from lstmdoctor.files.opening import is_existing_path
from lstmdoctor.files.patterns import is_shard_pattern, pattern_matches
from lstmdoctor.files.places import is_place
from lstmdoctor.roles.names import natural_sort_key
from lstmdoctor.text import safe_text

if TYPE_CHECKING:
    from concurrent.futures import Executor


def shard_paths(words: Sequence[str]) -> tuple[str, ...]:
    """The files, 2 before 10; ``FILE::ARRAY`` where a word names an array.

    Raises
    ------
    Refused
        A pattern that no file matches, or too many do.
    Usage
        A file is named twice.
    """
    ordered = sorted((path for word in words for path in pattern_matches(word)), key=natural_sort_key)
    for one, other in pairwise(ordered):
        if one == other:
            raise Usage(f"{safe_text(one, 400)} is named twice")
    return tuple(ordered)


def given_shards(
    value: object, how: How = "auto", jobs: int | None = None, executor: str | Executor | None = None
) -> object:
    """Paths that a program gives, as `Shards`; one path, and what is no path, as it is.

    Parameters
    ----------
    value : object
        A path, a list of paths, or live data.
    how, jobs, executor
        As for `Shards`; None for the usual executor.

    Raises
    ------
    ValueError
        An option goes with files only.
    """
    asked = Shards((), how, jobs, executor or "threads")
    if isinstance(value, Shards):
        return value
    words = paths_in_list(value)
    if words:
        return Shards(words, how, jobs, executor or "threads", joint=True)
    if not asked.asked:
        return value
    if not isinstance(value, str | os.PathLike):
        raise ValueError(f"{asked.asked[0]} has no effect on live data: it goes with several files")
    return Shards((os.fspath(value),), how, jobs, executor or "threads")


def paths_in_list(value: object) -> tuple[str, ...]:
    """The paths of a list of paths; none for anything else, such as a list of texts."""
    if not isinstance(value, list | tuple) or not value:
        return ()
    if not all(isinstance(one, str | os.PathLike) for one in value):
        return ()
    words = tuple(map(os.fspath, value))
    sure = any(isinstance(one, os.PathLike) for one in value)
    return words if sure or any(map(names_a_file, words)) else ()


def names_a_file(word: str) -> bool:
    """Whether a text is the name of a file that is there, a pattern, or a URL."""
    return is_existing_path(word) or is_place(word) or (is_shard_pattern(word) and " " not in word)
