"""A column of text: no feature, and perhaps the names of classes, of each row or of each sequence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.tables import Column
from lstmdoctor.data.scan.measure import array_facts, list_facts
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.grouping import RowOrder
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import unique_record
from lstmdoctor.text import count_noun, safe_text

TEXT = np.dtype(str)


@unique_record
class TableTexts:
    """A column of text.

    Parameters
    ----------
    name : str
    file : ColumnBatches
    survey : Survey
    column : Column
    order : RowOrder or None
        None where the rows stand as they are.
    grouped : bool
        Whether there is a sequence for each id: one text for each of them where it is the same in all its
        rows, else one for each row.
    """

    name: str
    file: ColumnBatches
    survey: Survey
    column: Column
    order: RowOrder | None = None
    grouped: bool = False

    @cached_property
    def facts(self) -> Facts:
        if self.order is None or not self.grouped:
            return array_facts((self.survey.rows,), TEXT)
        found = self._found
        if isinstance(found, np.ndarray):
            return array_facts(found.shape, TEXT)
        return list_facts([row.shape for row in found], {TEXT})

    def blocks(self) -> Iterator[Block]:
        raise Unreadable("holds text, not numbers")

    def whole(self) -> Block:
        raise Unreadable("holds text, not numbers")

    def texts(self) -> Block:
        """The texts as Python objects, as `Textual` has it."""
        return self._found

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    @cached_property
    def _found(self) -> Block:
        rows = self._rows()
        if self.order is None:
            return rows
        rows = rows if self.order.order is None else rows[self.order.order]
        if not self.grouped:
            return rows
        sequences: list[Array] = np.split(rows, np.cumsum(self.order.lengths)[:-1])
        if all(len(set(one.tolist())) == 1 for one in sequences):
            return np.array([one[0] for one in sequences], dtype=object)
        even = len(set(map(len, sequences))) == 1
        return np.stack(sequences) if even else sequences

    def _rows(self) -> Array:
        """One text for each row, in the order of the table; each is held once."""
        known: dict[str, str] = {}
        found: Array = np.empty(self.survey.rows, dtype=object)
        done = 0
        for batch in self.file.batches([self.name], self.survey.types):
            cells = batch[self.name].to_pylist()
            words = [known.setdefault(str(cell), str(cell)) for cell in cells if cell is not None]
            if len(words) < len(cells):
                raise Unreadable(
                    f"{count_noun(self.column.missing, 'row')} without a value in the column "
                    f"'{safe_text(self.name)}', which holds the labels: leave the rows out"
                )
            if done + len(words) > len(found):
                break
            found[done : done + len(words)] = words
            done += len(words)
        if done != self.survey.rows:
            raise Unreadable(f"has other rows than the {self.survey.rows:,} of a moment ago")
        return found
