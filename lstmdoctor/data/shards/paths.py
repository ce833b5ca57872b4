"""Which files the words of a command line name, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lstmdoctor.errors import Usage
from lstmdoctor.files.patterns import pattern_matches
from lstmdoctor.roles.names import natural_sort_key
from lstmdoctor.text import safe_text


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
