"""Decoders of gzip, bzip2, xz, lzma and zlib under one interface: a bounded number of bytes at a time."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.magic import magic_kind
from lstmdoctor.text import byte_size_text

CHUNK = 1 << 20
"""Most that is unpacked at a time."""


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


class Ending:
    """The end of packed data, which all of Python's decompressors tell alike."""

    def __init__(self, decoder: _Ending) -> None:
        self._ending = decoder

    @property
    def eof(self) -> bool:
        return self._ending.eof

    @property
    def unused_data(self) -> bytes:
        return self._ending.unused_data


class Zlib(Ending):
    """A zlib or gzip decoder."""

    def __init__(self, window: int) -> None:
        self.decoder = zlib.decompressobj(window)
        super().__init__(self.decoder)
        self.tail = b""

    @property
    def hungry(self) -> bool:
        return not self.tail

    def unpack(self, data: bytes) -> bytes:
        made = self.decoder.decompress(self.tail + data, CHUNK)
        self.tail = self.decoder.unconsumed_tail
        return made


class Buffered(Ending):
    """A bzip2, xz or lzma decoder."""

    def __init__(self, kind: str) -> None:
        if kind == "bzip2":
            from bz2 import BZ2Decompressor

            self.decoder: _Decompressor = BZ2Decompressor()
        else:
            from lzma import FORMAT_ALONE, FORMAT_XZ, LZMADecompressor

            form = FORMAT_XZ if kind == "xz" else FORMAT_ALONE
            self.decoder = LZMADecompressor(form, memlimit=limits.DECODER_MEMORY)
        super().__init__(self.decoder)

    @property
    def hungry(self) -> bool:
        return self.decoder.needs_input

    def unpack(self, data: bytes) -> bytes:
        return self.decoder.decompress(data, CHUNK)


class _Ending(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Decompressor(_Ending, Protocol):
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
"""Kinds that are unpacked at some 500 MB/s and more; the others take five to twenty times longer."""


def packing_of_head(head: bytes) -> str | None:
    """The name of the packing that a file starts with; None when it is not packed."""
    kind = magic_kind(head)
    return kind if kind in DECODERS else None


def unpack_piece(decoder: Decoder, data: bytes, kind: str) -> bytes:
    """What a decoder of this kind makes of more data; raises `Unreadable` where they are damaged."""
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
