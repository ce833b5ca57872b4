"""A folder that many outputs go into, here or in another place, and the log of what was done in it.

A log on a disk is one file that is added to. An object cannot be added to: there it is one object for every
addition, in the order of their numbers.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.place_writing import (
    joined_path,
    read_objects,
    refuse_read_only_place,
    remove_objects,
)
from lstmdoctor.files.places import filesystem_of_place, is_place, repeat_request, sizes_of_objects
from lstmdoctor.files.regular import read_small_file
from lstmdoctor.files.targets import system_reason
from lstmdoctor.records import frozen_record

LARGEST_LOG = 256 << 20
"""Bytes; a million shards take less."""
APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


class OutputFolder(Protocol):
    """What is asked of a folder of outputs; everything raises `Refused`."""

    @property
    def path(self) -> str:
        """As the user gave it."""

    def prepare(self) -> None:
        """See to it that files can be put there."""

    def sizes(self) -> Mapping[str, int]:
        """Names and sizes of the files that are there."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; what is not there is no loss."""

    def free_bytes(self) -> int | None:
        """Room that is left; None where nobody knows."""

    def add_to_log(self, log: str, lines: str) -> None:
        """Add lines to a log; they are safe when this returns."""

    def read_log(self, log: str) -> str:
        """All lines of a log; none where there is no log."""

    def remove_log(self, log: str) -> None:
        """Remove a log."""


def folder_of_outputs(path: str) -> OutputFolder:
    """The folder of this path or URL."""
    return PlaceFolder(path) if is_place(path) else DiskFolder(path)


@frozen_record
class DiskFolder:
    """A folder on a disk of this machine."""

    path: str

    def prepare(self) -> None:
        try:
            Path(self.path).mkdir(exist_ok=True)
        except OSError as error:
            raise Refused(self.path, f"cannot be made: {system_reason(error)}") from error

    def sizes(self) -> Mapping[str, int]:
        if not os.path.isdir(self.path):
            return {}
        with os.scandir(self.path) as entries:
            return {entry.name: entry.stat(follow_symlinks=False).st_size for entry in entries}

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            Path(self.path, name).unlink(missing_ok=True)

    def free_bytes(self) -> int | None:
        there = os.path.isdir(self.path)
        return shutil.disk_usage(self.path if there else Path(os.path.realpath(self.path)).parent).free

    def add_to_log(self, log: str, lines: str) -> None:
        path = str(Path(self.path, log))
        try:
            part_from_links(path)
            number = os.open(path, APPEND, 0o666)
            try:
                os.write(number, lines.encode())
                os.fsync(number)
            finally:
                os.close(number)
        except OSError as error:
            raise Refused(path, f"cannot be written: {system_reason(error)}") from error

    def read_log(self, log: str) -> str:
        path = str(Path(self.path, log))
        if not os.path.lexists(path):
            return ""
        try:
            return read_small_file(path, LARGEST_LOG).decode("utf-8", "replace")
        except Unreadable as error:
            raise Refused(path, str(error)) from error

    def remove_log(self, log: str) -> None:
        self.remove([log])


def part_from_links(path: str) -> None:
    """Make a file that has other names too one of its own, as what is added to it would be added there."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode) or found.st_nlink < 2:
        return
    with open(path, "rb") as file:
        content = file.read(LARGEST_LOG)
    os.unlink(path)
    with open(path, "xb") as file:
        file.write(content)


class PlaceFolder:
    """The objects whose URL begins alike.

    Parameters
    ----------
    path : str
        A URL without a slash at its end.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._added = -1

    def prepare(self) -> None:
        try:
            refuse_read_only_place(self.path)
        except Unreadable as error:
            raise Refused(self.path, str(error)) from error

    def sizes(self) -> Mapping[str, int]:
        try:
            return sizes_of_objects(self.path)
        except Unreadable as error:
            raise Refused(self.path, str(error)) from error

    def remove(self, names: Iterable[str]) -> None:
        try:
            remove_objects([joined_path(self.path, name) for name in names])
        except Unreadable as error:
            raise Refused(self.path, str(error)) from error

    def free_bytes(self) -> int | None:
        return None

    def add_to_log(self, log: str, lines: str) -> None:
        if self._added < 0:
            self._added = len(self._log_parts(log))
        path = joined_path(self.path, f"{log}.{self._added:08}")
        try:
            system = filesystem_of_place(path)
            repeat_request(lambda: system.pipe_file(path, lines.encode()), "written")
        except Unreadable as error:
            raise Refused(path, str(error)) from error
        self._added += 1

    def read_log(self, log: str) -> str:
        names = self._log_parts(log)
        sizes = self.sizes() if names else {}
        if sum(sizes.get(name, 0) for name in names) > LARGEST_LOG:
            raise Refused(joined_path(self.path, log), f"is larger than {LARGEST_LOG >> 20} MiB")
        parts = [joined_path(self.path, name) for name in names]
        try:
            return "".join(part.decode("utf-8", "replace") for part in read_objects(parts))
        except Unreadable as error:
            raise Refused(self.path, str(error)) from error

    def remove_log(self, log: str) -> None:
        self.remove(self._log_parts(log))

    def _log_parts(self, log: str) -> list[str]:
        """Names of the objects that a log consists of."""
        return sorted(name for name in self.sizes() if name.startswith(f"{log}."))
