"""gzip, bzip2, xz, lzma and zlib around another format: one level, unpacked in memory up to a limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.magic import magic_kind
from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import Seekable, Stream
from lstmdoctor.text import byte_size_text

CHUNK = 1 << 20


class Decoder(Protocol):
    """What all of Python's decompressors can do."""

    @property
    def eof(self) -> bool:
        """Whether the end of the packed data has been reached."""

    @property
    def unused_data(self) -> bytes:
        """What came after it."""

    def unpack(self, data: bytes) -> bytes:
        """At most `CHUNK` bytes more; to be called with nothing new while there is more."""

    @property
    def hungry(self) -> bool:
        """Whether it can do nothing without more input."""


class Zlib:
    """A zlib or gzip decoder."""

    def __init__(self, window: int) -> None:
        self.decoder = zlib.decompressobj(window)
        self.tail = b""

    @property
    def eof(self) -> bool:
        return self.decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self.decoder.unused_data

    @property
    def hungry(self) -> bool:
        return not self.tail

    def unpack(self, data: bytes) -> bytes:
        made = self.decoder.decompress(self.tail + data, CHUNK)
        self.tail = self.decoder.unconsumed_tail
        return made


class Buffered:
    """A bzip2, xz or lzma decoder."""

    def __init__(self, kind: str) -> None:
        if kind == "bzip2":
            from bz2 import BZ2Decompressor

            self.decoder: _Decompressor = BZ2Decompressor()
        else:
            from lzma import FORMAT_ALONE, FORMAT_XZ, LZMADecompressor

            form = FORMAT_XZ if kind == "xz" else FORMAT_ALONE
            self.decoder = LZMADecompressor(form, memlimit=limits.DECODER_MEMORY)

    @property
    def eof(self) -> bool:
        return self.decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self.decoder.unused_data

    @property
    def hungry(self) -> bool:
        return self.decoder.needs_input

    def unpack(self, data: bytes) -> bytes:
        return self.decoder.decompress(data, CHUNK)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: Zlib(31),
    "bzip2": lambda: Buffered("bzip2"),
    "xz": lambda: Buffered("xz"),
    "lzma": lambda: Buffered("lzma"),
    "zlib": lambda: Zlib(15),
}
"""How to make a decoder of each kind."""


QUICK = ("gzip", "zlib")
"""Kinds that are unpacked at some 500 MB/s and more; the others take five to twenty times longer, and are
unpacked once."""


def packing_of_head(head: bytes) -> str | None:
    """The name of the packing that a file starts with; None when it is not packed."""
    kind = magic_kind(head)
    return kind if kind in DECODERS else None


def unpack_file(file: Regular, kind: str) -> memoryview:
    """All that a packed file holds; raises `Unreadable` when it is cut, damaged, or more than the limit."""
    unpacked, most = bytearray(), limits.held_limit(file.size)
    try:
        with file.opened() as stream:
            for piece in _unpacked_pieces(stream, kind):
                unpacked += piece
                if len(unpacked) > most:
                    raise Unreadable(f"unpacks to more than {byte_size_text(most)}")
    except MemoryError as error:
        raise Unreadable("unpacks to more than there is memory for") from error
    return memoryview(unpacked).toreadonly()


def unpacked_head(file: Regular, kind: str, number: int) -> bytes:
    """The first bytes that a packed file unpacks to, at least `number` of them if there are so many."""
    head = b""
    with file.opened() as stream:
        for piece in _unpacked_pieces(stream, kind):
            head += piece
            if len(head) >= number:
                break
    return head


@dataclass(frozen=True, eq=False)
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
    decoder, data = DECODERS[kind](), stream.read(CHUNK)
    while True:
        piece = _unpack_piece(decoder, data, kind)
        data = b""
        if piece:
            yield piece
        if decoder.eof:
            data = decoder.unused_data or stream.read(CHUNK)
            if not data.strip(b"\x00"):  # gzip pads with null bytes
                return
            if packing_of_head(data) != kind:
                raise Unreadable(f"{len(data):,} bytes or more after the {kind} data that are no {kind} data")
            decoder = DECODERS[kind]()
        elif decoder.hungry and not (data := stream.read(CHUNK)):
            raise Unreadable(f"truncated: the {kind} data stop before their end")


def _unpack_piece(decoder: Decoder, data: bytes, kind: str) -> bytes:
    from lzma import LZMAError

    try:
        return decoder.unpack(data)
    except LZMAError as error:
        if "memory" in str(error).lower():
            words = (
                f"its {kind} data ask for more than {byte_size_text(limits.DECODER_MEMORY)} to be unpacked"
            )
            raise Unreadable(words) from error
        raise Unreadable(f"damaged {kind} data") from error
    except (zlib.error, OSError, EOFError, ValueError) as error:
        raise Unreadable(f"damaged {kind} data") from error
