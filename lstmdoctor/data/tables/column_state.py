"""What is known of one column of a table while its rows come, and how often its values repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from lstmdoctor.core.tables import Column, ColumnKind, TimeOrder
from lstmdoctor.data.tables.cell_kinds import KINDS, Found
from lstmdoctor.data.tables.odd_cells import OddCells
from lstmdoctor.records import mutable_record

if TYPE_CHECKING:
    import pyarrow as pa

DISTINCT = 1 << 17
"""A column of more different values than this is not offered as ids: each takes some 150 bytes."""
ROWS = 64
"""Up to so many values are counted whatever the number of rows."""
COUNTED_BYTES, VALUE_BYTES = 128 << 20, 150
"""Memory that the values of all columns may take while they are counted; what one takes beside its text."""


@mutable_record
class ColumnState:
    """What is known of a column so far; `counts` are rows by value, None where there are too many.

    `counted` are the bytes that the counts take; `index` says whether the column has counted the rows, from
    `index_from` on; `written` whether its values are text, and `dotted` whether the first of them is a date
    such as 31.01.2026.
    """

    found: Found = "empty"
    dtype: str = ""
    rows: int = 0
    missing: int = 0
    counts: Counter[object] | None = field(default_factory=Counter)
    counted: int = 0
    odd: OddCells = field(default_factory=OddCells)
    index: bool = False
    index_from: int = 0
    written: bool = False
    dotted: bool = False

    def column(self, name: str) -> Column:
        """The column, once all rows were seen."""
        kind = KINDS[self.found]
        if self.found == "empty" or self.missing == self.rows:
            return Column(name, "other", "empty", self.missing)
        if kind in ("text", "other", "time"):
            odd = self.odd.words(self.found, self.rows)
            dtype = kind if kind != "other" else self.dtype
            return Column(name, kind, dtype, self.missing, odd, order=self.time_order(kind))
        lossy = self.missing and self.found in ("int", "truth")
        return Column(name, kind, "float64" if lossy else self.dtype, self.missing, counts=self.index)

    def time_order(self, kind: ColumnKind) -> TimeOrder:
        """What times have to be read as to be sorted, where their texts do not sort as they do."""
        if kind != "time" or not self.written:
            return ""
        match self.found:
            case "day-first" | "month-first" | "zoned":
                return self.found
            case _:
                return "day-first" if self.dotted else ""


def count_values(state: ColumnState, column: pa.Array) -> None:
    """Count the rows of every value, as long as values repeat."""
    if state.counts is None:
        return
    if state.found not in ("int", "text", "time", "zoned", "day-first", "month-first", "unsure-day"):
        state.counts = None
        return
    found = column.value_counts()
    if len(found) > max(ROWS, len(column) // 2) + bool(column.null_count) or len(state.counts) > DISTINCT:
        state.counts = None
        return
    values, numbers = (found.field(place).to_pylist() for place in range(2))
    for value, number in zip(values, numbers, strict=True):
        if value is None:
            continue
        key = str(value)  # the first rows of a CSV file are text, the others numbers
        if key not in state.counts:
            state.counted += VALUE_BYTES + len(key)
        state.counts[key] += number


def forget_costly_counts(states: Sequence[ColumnState]) -> None:
    """Count no further the columns that take most memory, until all others together take little enough."""
    counting = sorted((state for state in states if state.counts is not None), key=lambda one: one.counted)
    taken = sum(state.counted for state in counting)
    while taken > COUNTED_BYTES:
        costliest = counting.pop()
        costliest.counts = None
        taken -= costliest.counted
