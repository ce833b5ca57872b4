"""The unpacked bytes of one member of a zip, in order and a bounded number at a time."""

from __future__ import annotations

import zlib

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.streams import RawPart, Seekable, fill_buffer
from lstmdoctor.files.zip_directory import ZipEntry, damaged_zip_error, find_member_data

STORED, DEFLATED = 0, 8
BOUNDED = (STORED, DEFLATED)
"""Ways of packing of which a bounded number of bytes can be unpacked at a time."""
ENCRYPTED = 1
METHODS = {
    9: "with deflate64",
    12: "with bzip2",
    14: "with lzma",
    93: "with zstd",
    95: "with xz",
}
"""Ways of packing that a zip may use, and for which Python sets no limit to what comes out at once."""
LARGEST_RATIO = 1040
"""Deflate never makes more than 1032 bytes out of one."""
CHUNK = 64 << 10


def refuse_member_claims(entry: ZipEntry) -> None:
    """Raise `Unreadable` for a member that is not stored or deflated, or unpacks to what it cannot hold."""
    if entry.flags & ENCRYPTED:
        raise Unreadable("encrypted")
    if "\0" in entry.name:
        raise Unreadable("its name holds a null byte")
    if entry.method not in BOUNDED:
        how = METHODS.get(entry.method, "in an unknown way")
        raise Unreadable(f"packed {how}, not as NumPy writes it: save it again with np.savez_compressed")
    largest = entry.packed * (LARGEST_RATIO if entry.method == DEFLATED else 1)
    if entry.size > max(largest, 1):
        raise Unreadable(f"claims {entry.size:,} bytes, more than the file can hold")


class WrongChecksum(Unreadable):
    """A member was unpacked whole, and is not what was put there."""


class MemberStream:
    """What a member unpacks to; its size and checksum are compared when its last byte has been read.

    Parameters
    ----------
    file : file
        The zip.
    entry : ZipEntry
    known : bool
        Whether the checksum was compared before, in another pass over the same open file.
    """

    def __init__(self, file: Seekable, entry: ZipEntry, known: bool = False) -> None:
        find_member_data(file, entry)
        self.file, self.entry, self.known = file, entry, known
        self.packed_left, self.left = entry.packed, entry.size
        self.checksum = 0
        self.decoder = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        wanted = self.left if size < 0 else min(size, self.left)
        if not wanted:
            return b""
        made = self._packed(wanted) if self.decoder is None else self._inflated(self.decoder, wanted)
        self._count(made)
        return made

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill (a part of) the buffer and say how much of it."""
        wanted = min(len(buffer), self.left)
        if self.decoder is None:
            number = self.file.readinto(buffer[: min(wanted, self.packed_left)]) or 0
            self.packed_left -= number
            self._count(buffer[:number])
            return number
        made = self.read(min(wanted, 1 << 20))
        buffer[: len(made)] = made
        return len(made)

    def read_rest(self) -> bytes:
        """All that is left."""
        rest = bytearray(self.left)
        fill_buffer(self, memoryview(rest))
        return bytes(rest)

    def finish(self) -> None:
        """Read what is left, so that the checksum is compared."""
        while self.read(1 << 20):
            pass

    def _packed(self, wanted: int) -> bytes:
        data = self.file.read(min(wanted, self.packed_left))
        self.packed_left -= len(data)
        return data

    def _inflated(self, decoder: zlib._Decompress, wanted: int) -> bytes:
        while not decoder.eof and (data := decoder.unconsumed_tail or self._packed(CHUNK)):
            try:
                made = decoder.decompress(data, wanted)
            except zlib.error as error:
                raise damaged_zip_error() from error
            if made:
                return made
        return b""

    def _count(self, made: bytes | memoryview) -> None:
        self.left -= len(made)
        self.checksum = self.entry.checksum if self.known else zlib.crc32(made, self.checksum)
        if not len(made):
            raise damaged_zip_error()
        if not self.left and self.checksum != self.entry.checksum:
            raise WrongChecksum(str(damaged_zip_error()))


class StoredMember(RawPart):
    """A member that was not packed, as a file of its own; its checksum is not compared."""

    def __init__(self, file: Seekable, entry: ZipEntry) -> None:
        super().__init__(entry.packed)
        self._file, self._start = file, find_member_data(file, entry)

    def fill(self, target: memoryview, at: int) -> int:
        self._file.seek(self._start + at)
        return self._file.readinto(target) or 0
