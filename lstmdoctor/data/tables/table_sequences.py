"""A table as an array of rows, or as the sequences that its ids tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.tables import Column
from lstmdoctor.data.scan.measure import array_facts, list_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.in_memory import ArraySequences, rows_per_block
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.grouping import RowOrder
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.data.tables.table_rows import joint_dtype, row_blocks
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import IN_MEMORY_BYTES
from lstmdoctor.records import unique_record
from lstmdoctor.text import byte_size_text


@unique_record
class TableSequences:
    """Columns of a table.

    Parameters
    ----------
    name : str
        "" for the features, the name of the column for labels.
    file : ColumnBatches
    survey : Survey
    columns : sequence of Column
        Numbers, in the order of the features.
    order : RowOrder or None
        None where the rows stand as they are.
    grouped : bool
        Whether there is a sequence for each id: (N, T, F), or a list where their lengths differ.
    flat : bool
        Without an axis for the columns, of which there is one: labels.
    listed : bool
        Whether sequences of one length are a list all the same, as those of yesterday were.
    """

    name: str
    file: ColumnBatches
    survey: Survey
    columns: Sequence[Column]
    order: RowOrder | None = None
    grouped: bool = False
    flat: bool = False
    listed: bool = False
    _kept: list[Array] = field(default_factory=list, repr=False)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the array."""
        return joint_dtype(self.columns)

    @cached_property
    def facts(self) -> Facts:
        rest = () if self.flat else (len(self.columns),)
        lengths = self.lengths
        if lengths is None:
            return array_facts((self.survey.rows, *rest), self.dtype)
        if self.even:
            return array_facts((len(lengths), int(lengths[0]), *rest), self.dtype)
        return list_facts([(length, *rest) for length in lengths.tolist()], {self.dtype})

    @property
    def lengths(self) -> np.ndarray[tuple[Any, ...], np.dtype[np.int64]] | None:
        """Rows of each sequence; None for one series."""
        return self.order.lengths if self.order is not None and self.grouped else None

    @property
    def even(self) -> bool:
        """Whether all sequences have one length."""
        lengths = self.lengths
        if lengths is None or not len(lengths) or self.listed:
            return False
        return bool(np.all(lengths == lengths[0]))

    def blocks(self) -> Iterator[Block]:
        lengths = self.lengths
        if lengths is None:
            yield from self._rows()
            return
        sizes = (lengths * self._width).tolist()
        ends = np.cumsum(lengths)
        rows = Runs(self._rows())
        for part in in_blocks(sizes):
            first = int(ends[part.start] - lengths[part.start])
            taken = rows.take(int(ends[part.stop - 1]) - first)
            if self.even:
                yield taken.reshape(part.stop - part.start, -1, *taken.shape[1:])
            else:
                yield np.split(taken, np.cumsum(lengths[part])[:-1])

    def whole(self) -> Block:
        found = self._all()
        lengths = self.lengths
        if lengths is None:
            return found
        if self.even:
            return found.reshape(len(lengths), -1, *found.shape[1:])
        return np.split(found, np.cumsum(lengths)[:-1])

    def split(self) -> tuple[Sequences, ...]:
        if self.facts.container == "array":
            return (self,)
        return tuple(ArraySequences(f"{self.name}[{i}]", one) for i, one in enumerate(self.whole()))

    @property
    def _width(self) -> int:
        return len(self.columns) * self.dtype.itemsize

    def _rows(self) -> Iterator[Array]:
        """Rows in the order of the sequences, in blocks."""
        if self.order is not None and self.order.order is not None:
            found = self._all()
            step = rows_per_block(found.shape, found.itemsize)
            yield from (found[start : start + step] for start in range(0, len(found), step))
            return
        for block in row_blocks(self.file, self.survey, self.columns):
            step = rows_per_block(block.shape, block.itemsize)
            for start in range(0, len(block), step):
                rows = block[start : start + step]
                yield rows[:, 0] if self.flat else rows

    def _all(self) -> Array:
        """All rows in the order of the sequences, read once."""
        if not self._kept:
            self._kept.append(self._read_all())
        return self._kept[0]

    def _read_all(self) -> Array:
        size = self.survey.rows * self._width
        if size > IN_MEMORY_BYTES:
            raise Unreadable(
                f"rows in another order than that of their ids and times, {byte_size_text(size)} of them: "
                "sort the table by both first, and it is read in one go"
            )
        found = np.empty((self.survey.rows, len(self.columns)), self.dtype)
        order = None if self.order is None else self.order.order
        places = None
        if order is not None:
            places = np.empty(len(order), np.int32 if len(order) < 1 << 31 else np.int64)
            places[order] = np.arange(len(order))
        start = 0
        for block in row_blocks(self.file, self.survey, self.columns):
            end = start + len(block)
            found[slice(start, end) if places is None else places[start:end]] = block
            start = end
        return found[:, 0] if self.flat else found


class Runs:
    """Rows that come in blocks, taken in runs of another length."""

    def __init__(self, blocks: Iterator[Array]) -> None:
        self.blocks = blocks
        self.left: list[Array] = []

    def take(self, rows: int) -> Array:
        """The next rows; raises `Unreadable` where there are fewer."""
        number = sum(map(len, self.left))
        while number < rows:
            block = next(self.blocks, None)
            if block is None:
                raise Unreadable("has fewer rows than a moment ago")
            self.left.append(block)
            number += len(block)
        joined = self.left[0] if len(self.left) == 1 else np.concatenate(self.left)
        self.left = [joined[rows:]] if number > rows else []
        return joined[:rows]
