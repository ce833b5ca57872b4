"""One array that is packed, in an .npz or in a file of its own, unpacked a block or a strip at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Protocol

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.formats.headers import Header, read_header
from lstmdoctor.data.formats.npy import empty_blocks
from lstmdoctor.data.formats.strips import (
    allocate_array,
    as_bytes,
    gather_in_passing,
    rows_per_strip,
    strip_blocks,
)
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import require_numbers, rows_per_block
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import LARGEST_STRIP_BYTES, STRIP_BYTES, STRIPS, held_limit, scan_work
from lstmdoctor.files.streams import Seekable, Stream, fill_buffer
from lstmdoctor.records import unique_record
from lstmdoctor.text import byte_size_text, count_noun, safe_text


class CheckedStream(Stream, Protocol):
    """What packed bytes unpack to."""

    def finish(self) -> None:
        """Read what is left, so that checksums are compared; raises `Unreadable`."""


class PackedContent(Protocol):
    """An .npy file as packed bytes."""

    @property
    def packed(self) -> int:
        """Bytes as they are stored."""

    @property
    def size(self) -> int:
        """Bytes that they unpack to, as far as anybody says so."""

    def opened(self) -> AbstractContextManager[Seekable]:
        """The file that they are in, open."""

    def stream(self, file: Seekable, known: bool = False) -> CheckedStream:
        """Its content from the beginning; `known` where checksums were compared in another pass."""


@unique_record
class PackedArray:
    """One array that is packed.

    Parameters
    ----------
    name : str
        Of the member of an .npz, without its ``.npy``; "" for a file of its own.
    content : PackedContent
    header : Header
        Checked against the size of the content.
    """

    name: str
    content: PackedContent
    header: Header

    @cached_property
    def facts(self) -> Facts:
        return array_facts(self.header.shape, self.header.dtype)

    def blocks(self) -> Iterator[Block]:
        require_numbers(self.header.dtype)
        self._require_room(self.header.data_bytes // max(1, self._rows))
        if not self.header.items:
            yield from empty_blocks(self.header)
        elif self.header.fortran and len(self.header.shape) > 1:
            yield from self._strips()
        else:
            yield from self._row_blocks()

    def whole(self) -> Block:
        return self.array()

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    @property
    def _rows(self) -> int:
        return self.header.shape[0] if self.header.shape else 1

    def array(self) -> Array:
        """Everything, in memory and in the order of the file."""
        with self.content.opened() as file:
            return self.unpacked(file)

    def texts(self) -> Array:
        """The same whatever the dtype, as `Textual` has it."""
        with self.content.opened() as file:
            return self._unpacked(file)

    def unpacked(self, file: Seekable) -> Array:
        """The same, out of a zip that is open already."""
        require_numbers(self.header.dtype)
        return self._unpacked(file)

    def _unpacked(self, file: Seekable) -> Array:
        self._require_room(self.header.data_bytes)
        fortran = self.header.fortran
        array = allocate_array(self.header.shape[::-1] if fortran else self.header.shape, self.header.dtype)
        if self.header.items:
            stream = self._data(file)
            fill_buffer(stream, as_bytes(array))
            stream.finish()
        return array.T if fortran else array

    def _row_blocks(self) -> Iterator[Block]:
        shape, dtype = self.header.shape, self.header.dtype
        rows = self._rows
        step = rows_per_block(shape or (1,), dtype.itemsize)
        buffer = allocate_array((min(step, rows), *shape[1:]), dtype)
        with self.content.opened() as file:
            stream = self._data(file)
            for start in range(0, rows, step):
                block = buffer[: min(step, rows - start)]
                fill_buffer(stream, as_bytes(block))
                yield block if shape else block[0, ...]
            stream.finish()

    def _strips(self) -> Iterator[Block]:
        with self.content.opened() as file:

            def gather(strip: Array, start: int) -> None:
                stream = self._data(file, known=start > 0)
                gather_in_passing(stream, self.header.shape[0], strip, start)
                stream.finish()

            yield from strip_blocks(self.header, self._strip_bytes, gather)

    @property
    def _strip_bytes(self) -> int:
        return min(LARGEST_STRIP_BYTES, max(STRIP_BYTES, -(-self.header.data_bytes // STRIPS)))

    @property
    def work(self) -> int:
        """Bytes that are unpacked until all of it has been read."""
        if not self.header.fortran or len(self.header.shape) < 2 or not self.header.items:
            return self.content.size
        return self.content.size * -(-self.header.shape[0] // rows_per_strip(self.header, self._strip_bytes))

    @property
    def steps(self) -> int:
        """Timesteps of all samples; a sample of one number is one."""
        return math.prod(self.header.shape[:2])

    @property
    def scanned(self) -> int:
        """The work of unpacking it and looking through it, in bytes."""
        samples = self._rows if len(self.header.shape) > 1 else 0
        return scan_work(self.work, self.steps, samples) if self.header.items else self.work

    def _require_room(self, size: int) -> None:
        try:
            require_room(size, self.content.packed)
        except Unreadable as error:
            own = f"array '{safe_text(self.name)}': " if self.name else ""
            raise Unreadable(f"{own}{error}") from error

    def _data(self, file: Seekable, known: bool = False) -> CheckedStream:
        stream = self.content.stream(file, known)
        read_header(stream)
        return stream


def refuse_unpacking_work(arrays: Sequence[Sequences], packed: int, most: int) -> None:
    """Raise `Unreadable` where a small file would take long to be read, before anything is unpacked.

    `most` are the bytes that one of its size may unpack to.
    """
    found = [array for array in arrays if isinstance(array, PackedArray)]
    work, there = sum(array.work for array in found), byte_size_text(packed)
    if work > most:
        raise Unreadable(f"its arrays unpack to {byte_size_text(work)}, too much for a file of {there}")
    if sum(array.scanned for array in found) > most:
        steps = count_noun(sum(array.steps for array in found), "timestep")
        raise Unreadable(f"its arrays unpack to {steps}, too many for a file of {there}")


def require_room(size: int, packed: int) -> None:
    """Raise `Unreadable` where packed data would fill more memory than its own size allows."""
    if size > held_limit(packed):
        raise Unreadable(f"unpacks to {byte_size_text(size)}, more than {byte_size_text(held_limit(packed))}")
