"""Bytes in order, or at any place: what readers ask of a file, a member of a zip, a decompressor."""

from __future__ import annotations

import os
from io import RawIOBase
from typing import TYPE_CHECKING, Protocol

from lstmdoctor.errors import Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Stream(Protocol):
    """Bytes in order: a file, a member of a zip, a decompressor."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill (a part of) the buffer and say how much of it."""


class Seekable(Stream, Protocol):
    """Bytes at any place: a file."""

    def seek(self, offset: int, /) -> int:
        """Go on at this byte."""


def read_exactly(file: Stream, number: int) -> bytes:
    """Exactly `number` bytes; raises `Unreadable` where the file ends before."""
    data = file.read(number)
    if len(data) == number:
        return data
    # A raw file may give less than was asked for (Linux stops at 2 GiB); only an empty answer is the end.
    pieces = [data]
    missing = number - len(data)
    while missing and (data := file.read(missing)):
        pieces.append(data)
        missing -= len(data)
    if missing:
        raise Unreadable(f"the file ends {missing:,} bytes too early")
    return b"".join(pieces)


def fill_buffer(file: Stream, buffer: memoryview) -> None:
    """Fill `buffer` from the file; raises `Unreadable` where the file ends before."""
    done = 0
    size = buffer.nbytes
    while done < size:
        number = file.readinto(buffer[done:])
        if not number:
            raise Unreadable(f"the file ends {size - done:,} bytes too early")
        done += number


class RawPart(RawIOBase):
    """Some bytes as a file of their own; what has them says how they are read.

    Parameters
    ----------
    size : int
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size, self._at = size, 0

    def fill(self, target: memoryview, at: int) -> int:
        """Put the bytes from a place on into a buffer that is not empty, and say how many."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        wanted = max(0, min(len(target), self._size - self._at))
        number = self.fill(target[:wanted], self._at) if wanted else 0
        self._at += number
        return number


class BytesPart(RawPart):
    """Bytes in memory, which are not copied, unlike those of `io.BytesIO`."""

    def __init__(self, data: memoryview) -> None:
        super().__init__(len(data))
        self._data = data

    def fill(self, target: memoryview, at: int) -> int:
        target[:] = self._data[at : at + len(target)]
        return len(target)
