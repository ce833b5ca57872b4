"""Files that match a pattern such as ``data/**/*.npy``: every folder is listed once, whatever the pattern.

`glob` walks the tree again for each ``**``, and so takes as many times longer; the rules are its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import filter as matching_names
from pathlib import Path

from lstmdoctor.files.identities import Identity, file_identity, is_real_folder
from lstmdoctor.files.patterns import has_wildcard

MOST_LOOKS = 2_000_000
"""Names listed or compared with parts of patterns; a folder of sequences has some hundred thousand."""
LISTING = 20
"""What listing a folder costs before its first name, following a link, and asking for one path, in names."""
ANY_DEPTH = "**"
DEEP_TWICE = (ANY_DEPTH, ANY_DEPTH)


class TooManyLooks(Exception):
    """The patterns lead through more files than anybody means."""


class Looks:
    """How many names may still be compared, for all patterns of a file together."""

    def __init__(self, most: int = MOST_LOOKS) -> None:
        self.left = most

    def spend(self, looks: int) -> None:
        """Take some; raises `TooManyLooks` when there are not so many left."""
        self.left -= looks
        if self.left < 0:
            raise TooManyLooks


def matching_files(pattern: str, folder: Path, looks: Looks) -> list[str]:
    """The files and folders that match, sorted; relative to `folder` where the pattern is.

    Parameters
    ----------
    pattern : str
        ``*``, ``?`` and ``[...]`` match within a name, ``**`` any number of folders; names that begin with a
        dot only where the pattern says the dot.
    folder : Path
        Where a relative pattern starts.
    looks : Looks
        What may be spent.

    Raises
    ------
    TooManyLooks
        When more names would have to be compared.
    """
    place = Path(pattern)
    parts = [part for part in place.parts if part != place.anchor]
    parts = [part for part, before in zip(parts, ["", *parts], strict=False) if (part, before) != DEEP_TWICE]
    if pattern.startswith("./"):
        parts.insert(0, ".")
    if pattern.endswith(("/", os.sep)):
        parts.append("")
    found: set[str] = set()
    pending: list[tuple[str, frozenset[int]]] = [(place.anchor, frozenset({0}))]
    while pending:
        here, states = pending.pop()
        onward: dict[str, set[int]] = {}
        for name, state in _pattern_steps(
            os.path.join(folder, here), parts, _with_no_folder(parts, states), looks
        ):
            path = os.path.join(here, name)
            if state == len(parts):
                found.add(path)
                continue
            onward.setdefault(path, set()).add(state)
            if parts[state:] == [ANY_DEPTH] and state not in states:
                found.add(os.path.join(path, ""))  # no folder at all, written as `glob` writes it
        pending += [(path, frozenset(after)) for path, after in onward.items()]
    return sorted(found)


def _with_no_folder(parts: list[str], states: frozenset[int]) -> set[int]:
    """The states, and those that are reached because ``**`` stands for no folder at all."""
    reached = set(states)
    for state in sorted(states):
        while state < len(parts) - 1 and parts[state] == ANY_DEPTH:
            state += 1
            reached.add(state)
    return reached


def _pattern_steps(here: str, parts: list[str], states: set[int], looks: Looks) -> Iterator[tuple[str, int]]:
    """Names in a folder and the part of the pattern that comes after each; the last of all is the end."""
    last = len(parts) - 1
    wild = [state for state in states if has_wildcard(parts[state])]
    looks.spend(LISTING * (len(states) - len(wild) + 1))
    for state in states.difference(wild):
        path = os.path.join(here, parts[state])
        if os.path.isdir(path) or (state == last and os.path.lexists(path)):
            yield parts[state], state + 1
    names, folders = _listed_folder(here, looks) if wild else ([], set())
    for state in wild:
        looks.spend(len(names))
        if parts[state] != ANY_DEPTH:
            yield from (
                (name, state + 1)
                for name in matching_names(_unseen_folder(names, parts[state]), parts[state])
                if state == last or name in folders
            )
            continue
        for name in _unseen_folder(names, ANY_DEPTH):
            if name in folders:
                yield name, state
            if state == last:
                yield name, len(parts)


def _unseen_folder(names: list[str], part: str) -> list[str]:
    """The names without those that are hidden, unless the part says the dot."""
    return names if part.startswith(".") else [name for name in names if not name.startswith(".")]


def _listed_folder(here: str, looks: Looks) -> tuple[list[str], set[str]]:
    """The names in a folder, and those of folders; a link back to where one comes from is none."""
    names: list[str] = []
    folders: set[str] = set()
    above: frozenset[Identity | None] = frozenset()
    try:
        with os.scandir(here or ".") as entries:
            for entry in entries:
                linked = entry.is_symlink()
                looks.spend(LISTING if linked else 1)
                names.append(entry.name)
                if not is_real_folder(entry):
                    continue
                if linked:
                    above = above or _folders_on_the_way(here)
                if not (linked and file_identity(entry.path) in above):
                    folders.add(entry.name)
    except (OSError, ValueError):  # ValueError: a name with a null byte
        pass  # not to be listed: as with `glob`, nothing in it matches
    return names, folders


def _folders_on_the_way(here: str) -> frozenset[Identity | None]:
    """A folder, and all that lead to it by its path: links in a circle are followed once around."""
    path = Path(os.path.abspath(here or "."))
    return frozenset(map(file_identity, (path, *path.parents)))
