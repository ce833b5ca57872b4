"""The directory of a zip, read once and in one pass, and checked before anything is unpacked.

Python's own reader keeps a directory of any size in memory, reads it again for every open file, and before
3.11.8 lets members lie on top of each other, so that one megabyte unpacks to terabytes. Layouts and numbers
are those of PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from struct import error as CutShort
from typing import NamedTuple

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import DIRECTORY_BYTES
from lstmdoctor.files.streams import Seekable
from lstmdoctor.text import byte_size_text, safe_text

END = Struct("<4s4H2LH")
END64 = Struct("<4sQ2H2L4Q")
LOCATOR64 = Struct("<4sLQL")
CENTRAL = Struct("<4s6H3L5H2L")
LOCAL = Struct("<4s5H3L2H")
FIELD = Struct("<2H")
WIDE = Struct("<Q")
LONGEST_COMMENT = 0xFFFF
IN_64_BITS = 0xFFFFFFFF
"""Stands for a number that is told in a field of 64 bits."""
EXTRA_64_BITS = 1
UTF_8 = 0x800


class ZipEntry(NamedTuple):
    """What the directory says of one member.

    Parameters
    ----------
    name : str
        As written; never used as a path.
    raw_name : bytes
        The same before it was decoded, as it stands again in front of the data.
    flags, method : int
        General purpose bits and way of packing.
    checksum : int
        CRC-32 of the unpacked bytes.
    packed, size : int
        Bytes in the file, and bytes that they unpack to.
    start, end : int
        Where the header in front of the data stands, and what the data may not reach beyond: the next
        member, or the directory.
    """

    name: str
    raw_name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    start: int
    end: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


def read_zip_directory(file: Seekable, size: int, most: int) -> list[ZipEntry]:
    """All members in the order of the directory.

    Parameters
    ----------
    file : file
        Of `size` bytes.
    most : int
        Members that are too many.

    Raises
    ------
    Unreadable
        The directory is damaged or cut, too long, or has members that overlap.
    """
    try:
        start, length, shift = _find_directory(file, size)
        if length > DIRECTORY_BYTES:
            raise Unreadable(f"a zip with a directory of {byte_size_text(length)}")
        file.seek(start)
        entries = []
        for entry in _directory_entries(file, length, shift):
            entries.append(entry)
            if len(entries) > most:
                raise Unreadable(f"a zip with more than {most:,} members")
    except (CutShort, UnicodeDecodeError, OverflowError, ValueError) as error:
        raise damaged_zip_error() from error
    return _entries_with_ends(entries, start)


def damaged_zip_error() -> Unreadable:
    """What is said of a zip that contradicts itself."""
    return Unreadable("a damaged zip: its contents do not match its directory")


def find_member_data(file: Seekable, entry: ZipEntry) -> int:
    """Where the packed bytes of a member begin; raises `Unreadable` where they are not as promised."""
    file.seek(entry.start)
    head = file.read(LOCAL.size)
    if len(head) < LOCAL.size or not head.startswith(b"PK\3\4"):
        raise damaged_zip_error()
    name, extra = FIELD.unpack(head[-FIELD.size :])
    if file.read(name) != entry.raw_name:
        raise damaged_zip_error()
    place: int = entry.start + LOCAL.size + name + extra
    if place + entry.packed > entry.end:
        raise _overlap_error()
    file.seek(place)
    return place


def _find_directory(file: Seekable, size: int) -> tuple[int, int, int]:
    """Where the directory is, its bytes, and by how much every place in it is to be moved."""
    tail_start = max(0, size - LONGEST_COMMENT - END.size - END64.size - LOCATOR64.size)
    file.seek(tail_start)
    tail = file.read(size - tail_start)
    at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise Unreadable("a damaged or truncated zip: its directory is missing")
    *_, length, offset, _ = END.unpack_from(tail, at)
    end = tail_start + at
    locator = tail[max(0, at - LOCATOR64.size) : at]
    if locator.startswith(b"PK\6\7"):
        end = end - LOCATOR64.size - END64.size
        file.seek(end)
        signature, *_, length, offset = END64.unpack(file.read(END64.size))
        if signature != b"PK\6\6":
            raise damaged_zip_error()
    start = end - length
    if start < offset:
        raise damaged_zip_error()
    return start, length, start - offset


def _directory_entries(file: Seekable, length: int, shift: int) -> Iterator[ZipEntry]:
    while length > 0:
        fixed = file.read(CENTRAL.size)
        signature, _, _, flags, method, _, _, checksum, *rest = CENTRAL.unpack(fixed)
        packed, size, name_bytes, extra_bytes, comment_bytes, _, _, _, offset = rest
        if signature != b"PK\1\2":
            raise damaged_zip_error()
        raw_name, extra = file.read(name_bytes), file.read(extra_bytes)
        file.read(comment_bytes)
        length -= CENTRAL.size + name_bytes + extra_bytes + comment_bytes
        size, packed, offset = _numbers_of_64_bits(extra, (size, packed, offset))
        name = raw_name.decode("utf-8" if flags & UTF_8 else "cp437")
        yield ZipEntry(name, raw_name, flags, method, checksum, packed, size, offset + shift, 0)
    if length:
        raise damaged_zip_error()


def _numbers_of_64_bits(extra: bytes, numbers: tuple[int, int, int]) -> tuple[int, int, int]:
    """Sizes and place as they are where the directory has no room for them."""
    if IN_64_BITS not in numbers:
        return numbers
    at = 0
    while at + FIELD.size <= len(extra):
        kind, width = FIELD.unpack_from(extra, at)
        if kind == EXTRA_64_BITS:
            wide = extra[at + FIELD.size : at + FIELD.size + width]
            left = iter(range(0, len(wide), WIDE.size))
            size, packed, start = (
                WIDE.unpack_from(wide, next(left, width))[0] if number == IN_64_BITS else number
                for number in numbers
            )
            return size, packed, start
        at += FIELD.size + width
    return numbers


def _entries_with_ends(entries: list[ZipEntry], directory: int) -> list[ZipEntry]:
    """The same, each with the place where the next begins; raises `Unreadable` where two overlap."""
    ends: dict[int, int] = {}
    next_start = directory
    for start in sorted({entry.start for entry in entries}, reverse=True):
        ends[start] = next_start
        next_start = start
    if len(ends) < len(entries):
        raise _overlap_error()
    for entry in entries:
        if entry.packed > directory:
            raise Unreadable(
                f"member '{safe_text(entry.name)}' claims {entry.packed:,} bytes, more than the file can hold"
            )
        if entry.start + LOCAL.size + len(entry.raw_name) + entry.packed > ends[entry.start]:
            raise _overlap_error()
    return [entry._replace(end=ends[entry.start]) for entry in entries]


def _overlap_error() -> Unreadable:
    return Unreadable("a damaged zip, or one made to harm: its members overlap")
