"""Arrays in Fortran order, given out as rows.

In the file the first axis runs fastest: a row is scattered over all of it, one item in every line. What
memory holds is a strip of rows at a time, gathered from every line in one pass through the file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from lstmdoctor.data.formats.headers import Header
from lstmdoctor.data.sequences.in_memory import rows_per_block
from lstmdoctor.data.sequences.source import Array, Block
from lstmdoctor.errors import TOO_LARGE, Unreadable
from lstmdoctor.files.limits import BLOCK_BYTES
from lstmdoctor.files.streams import Stream, fill_buffer

Gather = Callable[[Array, int], None]
"""Fills an array of (lines, rows) from the row of this number on."""


def allocate_array(shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> Array:
    """An array to be filled; raises `Unreadable` where there is no memory for it."""
    try:
        return np.empty(shape, dtype)
    except (MemoryError, ValueError) as error:  # NumPy calls more than it can count a wrong value
        raise Unreadable(TOO_LARGE) from error


def as_bytes(array: Array) -> memoryview:
    """The bytes of a contiguous array, to be filled."""
    return array.reshape(-1).view(np.uint8).data


def rows_per_strip(header: Header, strip_bytes: int) -> int:
    """How many rows of an array are gathered in one pass."""
    return min(rows_per_block(header.shape, header.dtype.itemsize, strip_bytes, least=1), header.shape[0])


def strip_blocks(header: Header, strip_bytes: int, gather: Gather) -> Iterator[Block]:
    """All rows in order, in blocks in C order.

    Parameters
    ----------
    header : Header
        Of an array of two axes or more, with at least one item.
    strip_bytes : int
        What may be held at a time, besides a block; never less than one row is.
    gather : callable
        Called once for every strip.
    """
    shape, dtype = header.shape, header.dtype
    rows, lines = shape[0], math.prod(shape[1:])
    step = rows_per_strip(header, strip_bytes)
    give = rows_per_block(shape, dtype.itemsize, BLOCK_BYTES)
    held = allocate_array((lines * step,), dtype)
    for start in range(0, rows, step):
        number = min(step, rows - start)
        strip = held[: lines * number].reshape(lines, number)
        gather(strip, start)
        block = strip.reshape(*shape[:0:-1], number).T
        for first in range(0, number, give):
            yield np.ascontiguousarray(block[first : first + give])


def gather_in_passing(stream: Stream, rows: int, strip: Array, start: int) -> None:
    """Fill a strip from a stream that gives all lines of `rows` items, one after the other."""
    lines, number = strip.shape
    if number == rows:
        fill_buffer(stream, as_bytes(strip))
        return
    together = max(1, BLOCK_BYTES // (rows * strip.itemsize))
    if together == 1:
        _gather_from_long_lines(stream, rows, strip, start)
        return
    passing = np.empty((together, rows), strip.dtype)
    for first in range(0, lines, together):
        part = passing[: min(together, lines - first)]
        fill_buffer(stream, as_bytes(part))
        strip[first : first + together] = part[:, start : start + number]


def _gather_from_long_lines(stream: Stream, rows: int, strip: Array, start: int) -> None:
    """The same for lines that are longer than a block."""
    passed = np.empty(BLOCK_BYTES, np.uint8).data
    number = strip.shape[1]
    for line in strip:
        _pass_over(stream, passed, start * strip.itemsize)
        fill_buffer(stream, as_bytes(line))
        _pass_over(stream, passed, (rows - start - number) * strip.itemsize)


def _pass_over(stream: Stream, buffer: memoryview, number: int) -> None:
    while number:
        part = buffer[: min(len(buffer), number)]
        fill_buffer(stream, part)
        number -= len(part)
