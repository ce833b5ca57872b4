"""One array in an .npz file, unpacked a block or a strip at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader

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
from lstmdoctor.files.limits import LARGEST_STRIP_BYTES, STRIP_BYTES, STRIPS, held_limit
from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import Seekable, fill_buffer
from lstmdoctor.files.zip_directory import ZipEntry
from lstmdoctor.files.zip_member import MemberStream
from lstmdoctor.text import byte_size_text, safe_text

READ_AHEAD = 16 << 10


@dataclass(frozen=True, eq=False)
class NpzMember:
    """One array in an .npz file.

    Parameters
    ----------
    name : str
        Of the member, without its ``.npy``.
    file : Regular
        The .npz.
    entry : ZipEntry
        What the directory of the zip says of it.
    header : Header
        Checked against the size that the directory gives.
    """

    name: str
    file: Regular
    entry: ZipEntry
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
        with open_zip(self.file) as file:
            return self.unpacked(file)

    def unpacked(self, file: Seekable) -> Array:
        """The same, out of a zip that is open already."""
        require_numbers(self.header.dtype)
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
        with open_zip(self.file) as file:
            stream = self._data(file)
            for start in range(0, rows, step):
                block = buffer[: min(step, rows - start)]
                fill_buffer(stream, as_bytes(block))
                yield block if shape else block[0, ...]
            stream.finish()

    def _strips(self) -> Iterator[Block]:
        with open_zip(self.file) as file:

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
            return self.entry.size
        return self.entry.size * -(-self.header.shape[0] // rows_per_strip(self.header, self._strip_bytes))

    def _require_room(self, size: int) -> None:
        try:
            require_room(size, self.entry.packed)
        except Unreadable as error:
            raise Unreadable(f"array '{safe_text(self.name)}': {error}") from error

    def _data(self, file: Seekable, known: bool = False) -> MemberStream:
        stream = MemberStream(file, self.entry, known)
        read_header(stream)
        return stream


@contextmanager
def open_zip(file: Regular) -> Iterator[Seekable]:
    """The open zip; its members may be anywhere, so that little is read ahead."""
    with file.opened() as raw, BufferedReader(raw, READ_AHEAD) as buffered:
        yield buffered


def require_room(size: int, packed: int) -> None:
    """Raise `Unreadable` where packed data would fill more memory than its own size allows."""
    if size > held_limit(packed):
        raise Unreadable(f"unpacks to {byte_size_text(size)}, more than {byte_size_text(held_limit(packed))}")
