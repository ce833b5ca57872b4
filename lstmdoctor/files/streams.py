"""Bytes in order, or at any place: what readers ask of a file, a member of a zip, a decompressor."""

from __future__ import annotations

from typing import Protocol

from lstmdoctor.errors import Unreadable


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
