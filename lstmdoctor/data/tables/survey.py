"""One pass over all rows: what every column holds, and which columns repeat.

The columns of a CSV file hold text until every cell of them was seen to be a number, a truth value or a time
(`lstmdoctor.data.tables.cell_kinds`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lstmdoctor.core.tables import Column, ColumnKind, TimeOrder
from lstmdoctor.data.tables.cell_budget import cells_of_column
from lstmdoctor.data.tables.cell_kinds import (
    JOINED,
    KINDS,
    NUMBERS,
    Found,
    cast_cells,
    found_in_words,
)
from lstmdoctor.data.tables.column_batches import COLUMNS, ColumnBatches, unique_names
from lstmdoctor.data.tables.column_types import found_type, numpy_name
from lstmdoctor.data.tables.kept_table import KEPT_BYTES, KeptBatches
from lstmdoctor.data.tables.odd_cells import OddCells
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record, mutable_record
from lstmdoctor.roles.column_names import is_index_name

if TYPE_CHECKING:
    import pyarrow as pa

DISTINCT = 1 << 17
"""A column of more different values than this is not offered as ids: each takes some 150 bytes."""
DOTTED = re.compile(r"\s*\d\d\.\d\d\.\d{4}")
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


@frozen_record
class Survey:
    """All columns in the order of the table.

    Parameters
    ----------
    columns : tuple of Column
    rows : int
    types : mapping
        What a text holds, by column.
    repeating : mapping
        Rows for each value, in order of first appearance, of columns in which values repeat.
    cells : int
        What all of it counts for, as `lstmdoctor.data.tables.cell_budget` has it.
    """

    columns: tuple[Column, ...]
    rows: int
    types: Mapping[str, Found]
    repeating: Mapping[str, tuple[int, ...]]
    cells: int

    @cached_property
    def named(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}


def survey_table(file: ColumnBatches, counting: bool = True) -> tuple[Survey, ColumnBatches]:
    """Look at every cell of a table once; raises `Unreadable`.

    Parameters
    ----------
    counting : bool
        Count how often values repeat, to offer columns as ids.

    Returns
    -------
    Survey, ColumnBatches
        What was found, and the table to read from now on: from memory where it is small.
    """
    kept = KeptBatches(large=file.size > KEPT_BYTES)
    states: dict[str, ColumnState] = {}
    guess: dict[str, Found] = {}
    rows = cells = 0
    for batch in file.batches(types=guess if file.decimal else None):
        kept.keep(batch)
        cells += sum(map(cells_of_column, batch.values()))
        number = len(next(iter(batch.values()))) if batch else 0
        for name, column in batch.items():
            if name not in states:  # a column of a JSON file may begin anywhere
                states[name] = ColumnState(rows=rows, missing=rows, index=is_index_name(name) and not rows)
                states[name].counts = Counter() if counting else None
            look_at_column(states[name], column, file.decimal)
            guess[name] = states[name].found
        if len(states) > COLUMNS:
            raise Unreadable(f"has more than {COLUMNS:,} columns")
        forget_costly_counts(list(states.values()))
        rows += number
        for state in states.values():
            state.missing += rows - state.rows
            state.rows = rows
    if not states:
        raise Unreadable("a table without columns")
    unique_names(list(states))
    types = {name: state.found for name, state in states.items()}
    survey = Survey(
        tuple(state.column(name) for name, state in states.items()),
        rows,
        types,
        {
            name: tuple(state.counts.values())
            for name, state in states.items()
            if state.counts and 1 < len(state.counts) <= rows // 2 and not state.missing
        },
        cells,
    )
    return survey, kept.table(types, file.decimal) or file


def look_at_column(state: ColumnState, column: pa.Array, decimal: str) -> None:
    """Take the next rows of a column into account; without a `decimal` sign no text is a number."""
    import pyarrow as pa

    first, state.rows = state.rows, state.rows + len(column)
    state.missing += column.null_count
    found = found_type(column.type)
    if column.null_count == len(column):
        if state.found == "empty" and found not in ("empty", "text"):
            state.found, state.dtype = found, numpy_name(column.type)
        state.index = False
        return
    if found == "text":
        words = column if pa.types.is_string(column.type) else column.cast(pa.string())
        if not state.written:
            state.written, state.dotted = True, DOTTED.match(words.drop_null()[0].as_py()) is not None
        if state.found != "text":
            found = found_in_words(words, state.found, decimal)
        if state.odd.possible:
            state.odd.look(words, found, first)
    elif found in NUMBERS:
        state.odd.numbers += len(column) - column.null_count
    state.found, state.dtype = joined_kinds(state, found, numpy_name(column.type))
    state.index = state.index and found == "int" and counts_on(state, column, first)
    count_values(state, column)


def counts_on(state: ColumnState, column: pa.Array, first: int) -> bool:
    """Whether whole numbers go on counting the rows, from 0 or 1."""
    if column.null_count:
        return False
    numbers = cast_cells(column, "int", ".").to_numpy(zero_copy_only=False)
    if not first and len(numbers):
        state.index_from = int(numbers[0])
    counted = np.arange(len(numbers)) + state.index_from + first
    return state.index_from in (0, 1) and bool(np.array_equal(numbers, counted))


def joined_kinds(state: ColumnState, found: Found, dtype: str) -> tuple[Found, str]:
    """What a column holds that held one thing before, and holds another now."""
    if found in NUMBERS and not dtype:
        dtype = "int64" if found == "int" else "float64"
    if state.found in ("empty", found):
        if found not in NUMBERS:
            return found, "bool" if found == "truth" else dtype
        return found, np.result_type(state.dtype, dtype).name if state.dtype else dtype
    joint = JOINED.get(frozenset({state.found, found}))
    if joint is not None:
        return joint, "float64" if joint in NUMBERS else ""
    return ("other", "mixed") if "other" in (state.found, found) else ("text", "")


def count_values(state: ColumnState, column: pa.Array) -> None:
    """Count the rows of every value, as long as values repeat."""
    if state.counts is None:
        return
    if state.found not in ("int", "text", "time", "zoned", "day-first", "month-first", "unsure-day"):
        state.counts = None
        return
    coded = column.dictionary_encode()
    if len(coded.dictionary) > max(ROWS, len(column) // 2) or len(state.counts) > DISTINCT:
        state.counts = None
        return
    numbers = np.bincount(coded.indices.drop_null().to_numpy(), minlength=len(coded.dictionary))
    for value, number in zip(coded.dictionary.to_pylist(), numbers.tolist(), strict=True):
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
