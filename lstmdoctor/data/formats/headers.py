"""The header of an .npy array: dtype, order and shape, read without NumPy's own parser.

``numpy.load`` trusts the header in ways that cost: it reads as many bytes as the header claims to have, asks
for as much memory as the shape claims to need, takes ``True`` and -1 for sizes, and lets errors of Python's
own parser through. Here every claim is checked against the bytes that are there before anything is allocated.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lstmdoctor.data.formats.dtypes import checked_shape, from_header
from lstmdoctor.data.formats.literal import parse_literal
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import HEADER_BYTES
from lstmdoctor.files.streams import Stream
from lstmdoctor.records import frozen_record
from lstmdoctor.text import count_noun

MAGIC = b"\x93NUMPY"
LENGTH_BYTES = {(1, 0): 2, (2, 0): 4, (3, 0): 4}
MOST_BYTES = (1 << 63) - 1
KEYS = {"descr", "fortran_order", "shape"}


@frozen_record
class Header:
    """What an .npy header says.

    Parameters
    ----------
    dtype : numpy.dtype
        From the closed list of `lstmdoctor.data.formats.dtypes`.
    fortran : bool
        First axis fastest.
    shape : tuple of int
        Sizes, not negative.
    offset : int
        Bytes before the data.
    """

    dtype: np.dtype[Any]
    fortran: bool
    shape: tuple[int, ...]
    offset: int

    @property
    def items(self) -> int:
        return math.prod(self.shape)

    @property
    def data_bytes(self) -> int:
        return self.items * self.dtype.itemsize


def read_header(stream: Stream) -> Header:
    """Read the header from the start of a stream, which is left at the first byte of the data."""
    start = _read_header_bytes(stream, len(MAGIC) + 2)
    if not start.startswith(MAGIC):
        raise Unreadable("not an .npy array")
    version = start[-2], start[-1]
    if version not in LENGTH_BYTES:
        raise Unreadable(f"an .npy file of version {version[0]}.{version[1]}, newer than 3.0")
    width = LENGTH_BYTES[version]
    length = int.from_bytes(_read_header_bytes(stream, width), "little")
    if length > HEADER_BYTES:
        raise Unreadable(f"its header claims {length:,} bytes")
    text = _read_header_bytes(stream, length)
    try:
        decoded = text.decode("utf-8" if version == (3, 0) else "latin-1")
    except UnicodeDecodeError as error:
        raise Unreadable("its header is damaged") from error
    return _parse_header(decoded, len(start) + width + length)


def _read_header_bytes(stream: Stream, number: int) -> bytes:
    data = b""
    while len(data) < number and (piece := stream.read(number - len(data))):
        data += piece
    if len(data) < number:
        raise Unreadable("the file ends inside its header")
    return data


def _parse_header(text: str, offset: int) -> Header:
    fields = parse_literal(text)
    if not isinstance(fields, dict) or set(fields) != KEYS:
        raise Unreadable("its header is damaged")
    if type(fields["fortran_order"]) is not bool:
        raise Unreadable("its header is damaged: fortran_order is neither True nor False")
    dtype, shape = from_header(fields["descr"]), checked_shape(fields["shape"])
    _refuse_uncountable(shape, dtype.itemsize)
    return Header(dtype, fields["fortran_order"], shape, offset)


def _refuse_uncountable(shape: tuple[int, ...], itemsize: int) -> None:
    # NumPy has no such array even where an axis of size 0 makes it one of nothing: it leaves that axis out.
    if math.prod(size for size in shape if size) * max(1, itemsize) > MOST_BYTES:
        if 0 in shape:
            raise Unreadable("its header names axes that are larger than those of any array")
        raise Unreadable("truncated: the header promises more bytes of data than a file can have")


def check_size(header: Header, there: int) -> tuple[str, ...]:
    """Compare what the header promises with the bytes that are there; a remark when there are more."""
    if header.data_bytes > there:
        raise Unreadable(
            f"truncated: the header promises {count_noun(header.data_bytes, 'byte')} of data, {there:,} "
            "are there"
        )
    if header.data_bytes < there:
        return (f"{count_noun(there - header.data_bytes, 'byte')} after the data were ignored",)
    return ()
