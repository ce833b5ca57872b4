"""Files of zeros that are far larger than they look, written without ever holding what they unpack to."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

CHUNK = bytes(1 << 20)
Entry = tuple[str, bytes, int, int]
"""Name of a member, its packed bytes, checksum, and size unpacked."""


def npy_header(shape: tuple[int, ...], fortran: bool = False, dtype: str = "<f4") -> bytes:
    file = io.BytesIO()
    header = {"descr": dtype, "fortran_order": fortran, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue()


def npy_pieces(shape: tuple[int, ...], fortran: bool = False) -> Iterator[bytes]:
    """An .npy of zeros in pieces of at most a megabyte."""
    yield npy_header(shape, fortran)
    left = 4 * int(np.prod(shape))
    while left:
        yield CHUNK[: min(left, len(CHUNK))]
        left -= min(left, len(CHUNK))


def member_of_zeros(name: str, *shape: int, fortran: bool = False) -> Entry:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    checksum, size, packed = 0, 0, b""
    for piece in npy_pieces(shape, fortran):
        packed += packer.compress(piece)
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return name, packed + packer.flush(), checksum, size


def zip_of(entries: list[Entry]) -> bytes:
    """A zip of members that are deflated already."""
    body, records = bytearray(), bytearray()
    for name, packed, checksum, size in entries:
        raw = name.encode()
        common = (20, 0, 8, 0, 0, checksum, len(packed), size, len(raw), 0)
        place = len(body)
        body += struct.pack("<4s5H3L2H", b"PK\3\4", *common) + raw + packed
        records += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *common, 0, 0, 0, 0, place) + raw
    number = min(len(entries), 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(records), len(body), 0)
    return bytes(body + records) + end


def bytes_of_zeros(shape: tuple[int, ...], packing: str) -> bytes:
    """An .npy of zeros, packed with gzip or bzip2."""
    if packing == "gzip":
        file = io.BytesIO()
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9) as out:
            for piece in npy_pieces(shape):
                out.write(piece)
        return file.getvalue()
    packer = bz2.BZ2Compressor(9)
    return b"".join(map(packer.compress, npy_pieces(shape))) + packer.flush()


def sparse_npy(path: Path, *shape: int, fortran: bool = False) -> None:
    """An .npy of zeros that takes no room on the disk."""
    with path.open("wb") as file:
        file.write(npy_header(shape, fortran))
        file.truncate(file.tell() + 4 * int(np.prod(shape)))


Maker = Callable[[Path], object]
