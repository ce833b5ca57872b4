"""Where nothing may be written: one decision for all outputs of all commands, made before any work begins.

A file is known by what it is on the disk (device and inode), so that no link and no spelling hides an input.
An input folder stands for everything in it, there or not: what is written into a folder of sequences is a
sequence of it the next time.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.identities import Identity, file_identity, is_real_folder, same_identity
from lstmdoctor.files.patterns import pattern_matches
from lstmdoctor.files.place_writing import object_identity, refuse_object, refuse_read_only_place
from lstmdoctor.files.places import is_place, local_path, sizes_of_objects
from lstmdoctor.records import frozen_record

DEPTH = 3
"""Folders below an input folder; nothing that is read lies deeper."""


@frozen_record
class Target:
    """A file that is to be written.

    Parameters
    ----------
    path : str
        As the user gave it.
    replaces : bool
        Whether a file that is there may go.
    report : bool
        Whether links are followed and pipes and devices are written to, as for reports and not for data.
    """

    path: str
    replaces: bool = False
    report: bool = False


def refuse_targets(targets: Sequence[Target], inputs: Iterable[str | None]) -> None:
    """Raise where anything may not be written.

    Parameters
    ----------
    targets : sequence of Target
        All that one command writes.
    inputs : iterable of str or None
        All that it reads: files, folders, patterns, and arrays as ``FILE::ARRAY``.

    Raises
    ------
    Refused
        A target is an input or a part of one, is there already, or cannot be a file.
    Usage
        Two targets are one file.
    """
    named = named_files(inputs)
    for position, target in enumerate(targets):
        for other in targets[:position]:
            refuse_same_target(target, other)
        if is_place(target.path) and target.report:
            raise Refused(target.path, "is in another place: name a file on this machine to write")
        if is_place(target.path):
            files = [split_array_path(name)[0] for name in named]
            refuse_object(target.path, files, target.replaces)
            continue
        refuse_place(target)
        for name in named:
            refuse_input(target, name)
        if os.path.lexists(target.path) and not (target.replaces or target.report):
            raise Refused(target.path, "exists: choose another output or add --force")


def named_files(inputs: Iterable[str | None]) -> list[str]:
    """All files that are read; patterns taken apart."""
    words = [name for name in inputs if name is not None]
    return [local_path(file) for name in words for file in pattern_matches(name)]


def refuse_folder(folder: str, inputs: Iterable[str | None]) -> None:
    """Raise `Refused` where no folder of outputs can be: not beside the files that are read.

    Parameters
    ----------
    inputs : iterable of str or None
        Files, folders and arrays that are read; patterns are taken apart.
    """
    if is_place(folder):
        refuse_folder_of_objects(folder, named_files(inputs))
        return
    path = Path(folder)
    if os.path.lexists(path) and not path.is_dir():
        raise Refused(folder, "is not a folder, and several files are to be written")
    if path.is_symlink():
        raise Refused(folder, "is a symbolic link: name the folder it should go to")
    if not Path(os.path.realpath(path)).parent.is_dir():
        raise Refused(folder, f"the folder {Path(os.path.realpath(path)).parent} does not exist")
    own = file_identity(folder)
    seen: set[str] = set()
    for name in named_files(inputs):
        file = split_array_path(name)[0]
        beside = file if Path(file).is_dir() else str(Path(os.path.realpath(file)).parent)
        if beside in seen:
            continue
        seen.add(beside)
        inside = Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(file))
        if inside or (own is not None and own == file_identity(beside)):
            raise Refused(folder, f"is where the input {name} stands: choose another folder")


def refuse_folder_of_objects(folder: str, inputs: Sequence[str]) -> None:
    """Raise `Refused` where nothing can be written, or where inputs stand."""
    try:
        refuse_read_only_place(folder)
        sizes_of_objects(folder)  # whoever may not look into it is told before any work
        own = object_identity(folder)
        files = {name: split_array_path(name)[0] for name in inputs}
        places = {name: object_identity(file) for name, file in files.items() if is_place(file)}
    except Unreadable as error:
        raise Refused(folder, str(error)) from error
    for name, place in places.items():
        if f"{own}/".startswith(f"{place}/") or place.rpartition("/")[0] == own:
            raise Refused(folder, f"is where the input {name} stands: choose another folder")


def refuse_place(target: Target) -> None:
    """Raise `Refused` where no file can be: onto a folder, and for data onto a link or a device."""
    path = Path(target.path)
    try:
        found = path.stat() if target.report else path.lstat()
    except FileNotFoundError:
        found = None
    except OSError as error:
        raise Refused(target.path, f"cannot be written: {system_reason(error)}") from error
    except ValueError as error:
        raise Refused(target.path, "not a file name") from error
    parent = Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent
    if not parent.is_dir():
        raise Refused(target.path, f"the folder {parent} does not exist")
    if found is None:
        return
    if stat.S_ISLNK(found.st_mode):
        raise Refused(target.path, "is a symbolic link: name the file it should go to")
    if stat.S_ISDIR(found.st_mode):
        raise Refused(target.path, "is a folder: name a file")
    if not stat.S_ISREG(found.st_mode) and not target.report:
        raise Refused(target.path, "is not a regular file")


def system_reason(error: OSError) -> str:
    """What the system says, in its own words and lower case."""
    return (error.strerror or str(error)).lower()


def refuse_same_target(target: Target, other: Target) -> None:
    """Raise `Usage` where two targets are one file."""
    here, there = os.path.realpath(target.path), os.path.realpath(other.path)
    if here == there or same_identity(here, there):
        both = "two reports go to one file" if target.report else "two outputs are to go to this one file"
        raise Usage(both if target.report else f"{target.path}: {both}")


def refuse_input(target: Target, name: str) -> None:
    """Raise `Refused` where a target is this input, or a part of it."""
    file = local_path(split_array_path(name)[0])
    real = os.path.realpath(target.path)
    if same_identity(file, real) or is_same_path(file, real):
        if target.report:
            raise Refused(target.path, "is one of the inputs: choose another file")
        raise Refused(target.path, f"is the input {name}: choose another output")
    places = [real, *map(str, Path(real).parents)]
    above = frozenset(found for path in places if (found := file_identity(path)) is not None)
    if file_identity(file) in above or leads_to_any(file, above):
        other = "file" if target.report else "output"
        raise Refused(target.path, f"is part of the input {name}: choose another {other}")


def is_same_path(path: str, real: str) -> bool:
    """Whether a path, of which nothing may be there, is this one once links are resolved."""
    try:
        return os.path.realpath(path) == real
    except (OSError, ValueError):
        return False


def leads_to_any(folder: str, wanted: frozenset[Identity]) -> bool:
    """Whether anything in a folder, or what a link in it leads to, is one of the files and folders wanted."""
    inodes = {inode for _, inode in wanted}
    seen: set[Identity | None] = set()
    level = [folder]
    for _ in range(DEPTH + 1):
        below: list[str] = []
        for entry in folder_entries(level):
            # Most entries are told apart by what the folder itself says, without a look at the file.
            near = entry.is_symlink() or entry.inode() in inodes
            if near and file_identity(entry.path) in wanted:
                return True
            if is_real_folder(entry) and (found := file_identity(entry.path)) not in seen:
                seen.add(found)
                below.append(entry.path)
        level = below
    return False


def folder_entries(folders: Iterable[str]) -> Iterator[os.DirEntry[str]]:
    """What is in these folders, but for those that cannot be listed."""
    for folder in folders:
        # What is no file name (it holds a null byte) is a ValueError, and names no folder either.
        with suppress(OSError, ValueError), os.scandir(folder) as entries:
            yield from entries
