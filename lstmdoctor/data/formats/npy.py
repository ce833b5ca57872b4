""".npy: one array, described by its header and read through a buffer of fixed size.

The file is not mapped for a scan: when a mapped file shrinks, the next look at it kills the process without a
word. A short read is an error message.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.contents.container import Parts
from lstmdoctor.data.formats.headers import Header, check_size, read_header
from lstmdoctor.data.formats.strips import allocate_array, as_bytes, gather_in_passing, strip_blocks
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import require_numbers, rows_per_block
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget, budget_of_file
from lstmdoctor.files.limits import FORTRAN_BLOCK_BYTES, SEEK_BYTES
from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import fill_buffer
from lstmdoctor.records import unique_record
from lstmdoctor.text import shape_text as in_words


@unique_record
class NpyFile:
    """One array in an .npy file.

    Parameters
    ----------
    name : str
        "" for a file of its own, the file's stem within a folder.
    file : Regular
        Where it is.
    header : Header
        Checked against the size of the file.
    """

    name: str
    file: Regular
    header: Header

    @cached_property
    def facts(self) -> Facts:
        return array_facts(self.header.shape, self.header.dtype)

    def blocks(self) -> Iterator[Block]:
        require_numbers(self.header.dtype)
        if not self.header.items:
            yield from empty_blocks(self.header)
        elif self.header.fortran and len(self.header.shape) > 1:
            yield from self._fortran_blocks()
        else:
            yield from self._row_blocks(0, self._rows)

    def streams(self, number: int) -> tuple[Iterator[Block], ...]:
        shape, dtype = self.header.shape, self.header.dtype
        if not self.header.items or not shape or (self.header.fortran and len(shape) > 1):
            return (self.blocks(),)
        require_numbers(dtype)
        step = rows_per_block(shape, dtype.itemsize)
        if step == 1:  # a single sample may be all that there is room for
            return (self.blocks(),)
        rows = -(-self._rows // (step * number)) * step
        return tuple(
            self._row_blocks(first, min(first + rows, self._rows)) for first in range(0, self._rows, rows)
        )

    @property
    def _rows(self) -> int:
        return self.header.shape[0] if self.header.shape else 1

    def whole(self) -> Block:
        return self.array()

    def view(self) -> Array:
        """Everything, as `Viewable` has it."""
        require_numbers(self.header.dtype)
        header = self.header
        pages = self.file.pages() if header.items and header.shape else None
        if pages is None:
            return self.array()
        return np.ndarray(
            header.shape, header.dtype, pages, header.offset, order="F" if header.fortran else "C"
        )

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    def array(self) -> Array:
        """Everything, in memory and in the order of the file."""
        require_numbers(self.header.dtype)
        return self.texts()

    def texts(self) -> Array:
        """The same whatever the dtype, as `Textual` has it."""
        array = allocate_array(
            self.header.shape[::-1] if self.header.fortran else self.header.shape, self.header.dtype
        )
        with self.file.opened() as stream:
            stream.seek(self.header.offset)
            fill_buffer(stream, as_bytes(array))
        return array.T if self.header.fortran else array

    def _row_blocks(self, first: int, last: int) -> Iterator[Block]:
        shape, dtype = self.header.shape, self.header.dtype
        step = rows_per_block(shape or (1,), dtype.itemsize)
        buffer = allocate_array((min(step, last - first), *shape[1:]), dtype)
        with self.file.opened() as stream:
            stream.seek(self.header.offset + first * buffer[:1].nbytes)
            for start in range(first, last, step):
                block = buffer[: min(step, last - start)]
                fill_buffer(stream, as_bytes(block))
                yield block if shape else block[0, ...]

    def _fortran_blocks(self) -> Iterator[Block]:
        rows, itemsize = self.header.shape[0], self.header.dtype.itemsize
        with self.file.opened() as stream:

            def gather(strip: Array, start: int) -> None:
                if strip.shape[1] * itemsize < SEEK_BYTES:
                    stream.seek(self.header.offset)
                    gather_in_passing(stream, rows, strip, start)
                    return
                for line, items in enumerate(strip):
                    stream.seek(self.header.offset + (line * rows + start) * itemsize)
                    fill_buffer(stream, as_bytes(items))

            yield from strip_blocks(self.header, FORTRAN_BLOCK_BYTES, gather)


def empty_blocks(header: Header) -> Iterator[Block]:
    """The blocks of an array that holds no value: rows of nothing, or no row at all."""
    if header.shape[0]:
        yield np.empty(header.shape, header.dtype)


def open_npy(file: Regular, name: str = "") -> tuple[Parts, tuple[str, ...]]:
    """The array of an .npy file, or what its Python objects hold, and remarks about the file."""
    with file.opened() as stream:
        header = read_header(stream)
    if header.dtype.kind == "O":
        return _open_objects(file, header)
    remarks = check_size(header, file.size - header.offset)
    return Parts((NpyFile(name, file, header),)), remarks


def _open_objects(file: Regular, header: Header) -> tuple[Parts, tuple[str, ...]]:
    from lstmdoctor.data.pickle.pickled import load_pickle

    value, remarks = load_pickle(file.content(), header.offset, budget := budget_of_file(file.size))
    return collect_object_array(header, value, budget), remarks


def collect_object_array(header: Header, value: object, budget: Budget, name: str = "") -> Parts:
    """What the Python objects of an array hold, when they are as many as its header says."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "O":
        raise Unreadable("its header promises Python objects, and something else follows")
    if value.shape != header.shape:
        raise Unreadable(
            f"its header says {in_words(header.shape)}, and the objects in it are {in_words(value.shape)}"
        )
    from lstmdoctor.data.contents.parts import collect_parts

    return collect_parts(value, name, budget)
