"""gzip, bzip2, xz, lzma and zlib around another format: one level, unpacked in memory up to a limit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BufferedReader, RawIOBase, UnsupportedOperation
from typing import TYPE_CHECKING

from lstmdoctor.data.formats.decoders import CHUNK, DECODERS, packing_of_head, unpack_piece
from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.large_turns import wait_for_turn
from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import Seekable, Stream
from lstmdoctor.records import unique_record
from lstmdoctor.text import byte_size_text

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PORTION = 1 << 10
"""Packed bytes that a new decoder is given first: the smallest packed files are of some twenty bytes."""


def unpack_file(file: Regular, kind: str) -> memoryview:
    """All that a packed file holds; raises `Unreadable` when it is cut, damaged, or more than the limit."""
    unpacked, most = bytearray(), limits.held_limit(file.size)
    try:
        with file.opened() as stream:
            for piece in _unpacked_pieces(stream, kind):
                if len(unpacked) <= limits.HELD_ARRAY_BYTES < len(unpacked) + len(piece):
                    wait_for_turn()
                unpacked += piece
                if len(unpacked) > most:
                    raise Unreadable(f"unpacks to more than {byte_size_text(most)}")
    except MemoryError as error:
        raise Unreadable("unpacks to more than there is memory for") from error
    return memoryview(unpacked).toreadonly()


def unpack_up_to(file: Regular, kind: str, room: int) -> tuple[memoryview, int]:
    """All that a packed file holds, where there is room for it, else nothing; and how many bytes that is.

    Raises `Unreadable` as `unpack_file` does; what there is no room for can be read with `open_in_passing`.
    """
    unpacked, size, most = bytearray(), 0, limits.streamed_limit(file.size, quick=False)
    with file.opened() as stream:
        for piece in _unpacked_pieces(stream, kind):
            size += len(piece)
            if size > most:
                raise Unreadable(f"unpacks to more than {byte_size_text(most)}")
            if size > room:
                unpacked.clear()
                continue
            if size > limits.HELD_ARRAY_BYTES:
                wait_for_turn()
            unpacked += piece
    return memoryview(unpacked).toreadonly(), size


@contextmanager
def open_in_passing(file: Regular, kind: str) -> Iterator[BufferedReader]:
    """What a packed file holds as a file that goes back to nothing but its beginning."""
    with file.opened() as packed:
        yield BufferedReader(PassingFile(packed, kind), CHUNK)


class PassingFile(RawIOBase):
    """What a packed file unpacks to, as it comes."""

    def __init__(self, packed: Seekable, kind: str) -> None:
        super().__init__()
        self._packed, self._kind = packed, kind
        self.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if offset or whence != os.SEEK_SET:
            raise UnsupportedOperation("seek")
        self._packed.seek(0)
        self._stream, self._at = PieceStream(_unpacked_pieces(self._packed, self._kind)), 0
        return 0

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        number = self._stream.readinto(memoryview(buffer).cast("B"))
        self._at += number
        return number


def unpacked_head(file: Regular, kind: str, number: int) -> bytes:
    """The first bytes that a packed file unpacks to, at most `number` of them."""
    head = bytearray()
    with file.opened() as stream:
        for piece in _unpacked_pieces(stream, kind):
            head += piece
            if len(head) >= number:
                break
    return bytes(head[:number])


@unique_record
class CompressedContent:
    """A packed file whose content is unpacked anew in every pass.

    Parameters
    ----------
    file : Regular
    kind : str
        As `packing_of_head` names it.
    size : int
        Bytes that it says it unpacks to.
    """

    file: Regular
    kind: str
    size: int

    @property
    def packed(self) -> int:
        return self.file.size

    def opened(self) -> AbstractContextManager[Seekable]:
        return self.file.opened()

    def stream(self, file: Seekable, known: bool = False) -> PieceStream:
        file.seek(0)
        return PieceStream(_unpacked_pieces(file, self.kind))


class PieceStream:
    """Bytes that come in pieces, as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        part = self._next(size)
        return bytes(part)

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill (a part of) the buffer and say how much of it."""
        part = self._next(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def finish(self) -> None:
        """Read what is left; raises `Unreadable` where the packed data are damaged, or where more follows."""
        if len(self._next(1)):
            raise Unreadable("holds more than its header says")

    def _next(self, size: int) -> memoryview:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        number = len(self._left) if size < 0 else size
        part, self._left = self._left[:number], self._left[number:]
        return part


def _unpacked_pieces(stream: Stream, kind: str) -> Iterator[bytes]:
    """What the file unpacks to, at most `CHUNK` at a time; packed files may follow each other in one file."""
    packed, decoder = Portions(stream), DECODERS[kind]()
    data = packed.take()
    while True:
        piece = unpack_piece(decoder, data, kind)
        data = b""
        if piece:
            yield piece
        if decoder.eof:
            packed.give_back(len(decoder.unused_data))
            head = packed.head()
            if not head:
                return
            if packing_of_head(head) != kind:
                raise Unreadable(
                    f"{packed.left:,} bytes or more after the {kind} data that are no {kind} data"
                )
            decoder, data = DECODERS[kind](), packed.take()
        elif decoder.hungry and not (data := packed.take()):
            raise Unreadable(f"truncated: the {kind} data stop before their end")


class Portions:
    """Packed bytes in portions that grow; what a decoder did not need of the last one goes back.

    A decoder copies what is left over at its end: in a file of a million packed files of nothing, all that
    follows, a million times.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream, self._held, self._at = stream, b"", 0
        self._size = PORTION

    @property
    def left(self) -> int:
        """Bytes that were read from the file and not taken."""
        return len(self._held) - self._at

    def take(self) -> bytes:
        """The next portion; nothing at the end of the file."""
        if not self.left:
            self._held, self._at = self._stream.read(CHUNK), 0
        part = self._held[self._at : self._at + self._size]
        self._at += len(part)
        self._size = min(2 * self._size, CHUNK)
        return part

    def give_back(self, number: int) -> None:
        """The last `number` bytes of the last portion, and small portions from here on."""
        self._at -= number
        self._size = PORTION

    def head(self) -> bytes:
        """What comes next, behind the null bytes that gzip pads with; nothing at the end of the file."""
        while True:
            if self.left < PORTION:
                self._held, self._at = self._held[self._at :] + self._stream.read(CHUNK), 0
            window = self._held[self._at : self._at + PORTION]
            found = window.lstrip(b"\x00")
            self._at += len(window) - len(found)
            if found or not window:
                return found
