"""Opening a file so that nothing but a regular file is ever read, and no read ever waits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import MAPPED_BYTES
from lstmdoctor.files.maps import CHANGED, Pages, map_open_file
from lstmdoctor.files.opening import open_descriptor, why_not_opened
from lstmdoctor.files.places import PlaceFile, is_place, place_state
from lstmdoctor.files.streams import read_exactly
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text

Data = bytes | memoryview | Pages
"""The bytes of a file."""


@frozen_record
class Stamp:
    """What tells one state of a file from another: size in bytes, time of change, inode."""

    size: int
    changed: int
    inode: int


@frozen_record
class Regular:
    """A regular file, as it was when it was first looked at.

    Parameters
    ----------
    path : str
        Where it is.
    stamp : Stamp
        Its state then; a later read of a file in another state is refused.
    """

    path: str
    stamp: Stamp

    @property
    def size(self) -> int:
        return self.stamp.size

    @contextmanager
    def opened(self) -> Iterator[FileIO]:
        """The open file, unbuffered; raises `Unreadable` when it is no longer the same file."""
        if is_place(self.path):
            with opened_place(self.path, self.stamp) as object_:
                yield object_
            return
        with open_with_stamp(self.path) as (file, stamp):
            if stamp != self.stamp:
                raise Unreadable(CHANGED)
            yield file

    def head(self, number: int = 4096) -> bytes:
        """The first bytes, at most `number` of them."""
        with self.opened() as file:
            return file.read(number)

    def content(self) -> Data:
        """All bytes: in memory, or of a large file as memory that is filled when it is looked at."""
        if self.size >= MAPPED_BYTES and (pages := self.pages()) is not None:
            return pages
        with self.opened() as file:
            return read_exactly(file, self.size)

    def pages(self) -> Pages | None:
        """The file as memory that is filled when it is looked at; None where there is no such memory."""
        with self.opened() as file:
            try:
                return map_open_file(file.fileno(), self.size, self.check)
            except ValueError as error:  # it was cut since it was opened
                raise Unreadable(CHANGED) from error
            except OSError:
                return None

    def check(self) -> None:
        """Raise `Unreadable` when it is no longer the same file."""
        with open_with_stamp(self.path) as (_, stamp):
            if stamp != self.stamp:
                raise Unreadable(CHANGED)


def regular_file(path: str) -> Regular:
    """Look at a file; raises `Unreadable` when it is missing, locked or not a regular file."""
    with open_with_stamp(path) as (_, stamp):
        return Regular(path, stamp)


def read_small_file(path: str, most: int) -> bytes:
    """A whole file; raises `Unreadable` as `regular_file` does, and where it has more than `most` bytes."""
    with open_with_stamp(path) as (file, stamp):
        if stamp.size > most:
            raise Unreadable(f"is larger than {byte_size_text(most)}")
        return read_exactly(file, stamp.size)


def stored_bytes(path: str) -> int:
    """Bytes of a file, or of the files in a folder and in the folders in it, two deep."""
    if is_place(path):
        return place_state(path)[0]
    if not is_data_folder(path):
        return os.stat(path).st_size
    places = [path]
    for inner in (path, *folders_in(path)):
        places += folders_in(inner)
    return sum(entry.stat().st_size for place in places for entry in os.scandir(place) if entry.is_file())


def folders_in(path: str) -> list[str]:
    """The folders in a folder."""
    return [entry.path for entry in os.scandir(path) if entry.is_dir()]


def is_data_folder(path: str) -> bool:
    """Whether `path` is a folder (or a link to one)."""
    return os.path.isdir(path)


def stamp_of_place(path: str) -> Stamp:
    """The state of an object; raises `Unreadable`."""
    size, state = place_state(path)
    return Stamp(size, state, 0)


@contextmanager
def opened_place(path: str, stamp: Stamp) -> Iterator[FileIO]:
    """An object in another place, as it was then.

    Each question costs a server some 50 ms: the state is asked for once all is read, and not before, since
    what changed earlier shows then too. Raises `Unreadable` where it is another.
    """
    with PlaceFile(path, stamp.size, stamp.changed) as file:
        yield file
        if file.asked and stamp_of_place(path) != stamp:
            raise Unreadable(CHANGED)


@contextmanager
def open_with_stamp(path: str) -> Iterator[tuple[FileIO, Stamp]]:
    """Open for reading without ever waiting for a pipe, and without a look at anything but a regular file."""
    if is_place(path):
        stamp = stamp_of_place(path)
        with opened_place(path, stamp) as object_:
            yield object_, stamp
        return
    with FileIO(open_descriptor(path), "rb") as file:
        status = os.fstat(file.fileno())
        try:
            yield file, Stamp(status.st_size, status.st_mtime_ns, status.st_ino)
        except OSError as error:
            raise Unreadable(why_not_opened(error)) from error
