"""One pass over all rows: what every column holds, and which columns repeat.

The columns of a CSV file hold text until every cell of them was seen to be a number, a truth value or a time
(`lstmdoctor.data.tables.cell_kinds`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lstmdoctor.core.tables import Column
from lstmdoctor.data.tables.cell_budget import cells_of_column
from lstmdoctor.data.tables.cell_kinds import (
    JOINED,
    NUMBERS,
    Found,
    cast_cells,
    found_in_words,
)
from lstmdoctor.data.tables.column_batches import COLUMNS, ColumnBatches, unique_names
from lstmdoctor.data.tables.column_state import ColumnState, count_values, forget_costly_counts
from lstmdoctor.data.tables.column_types import found_type, numpy_name
from lstmdoctor.data.tables.kept_table import KEPT_BYTES, KeptBatches
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.roles.column_names import is_index_name

if TYPE_CHECKING:
    import pyarrow as pa

DOTTED = re.compile(r"\s*\d\d\.\d\d\.\d{4}")


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
        same = not state.dtype or state.dtype == dtype
        return found, dtype if same else np.result_type(state.dtype, dtype).name
    joint = JOINED.get(frozenset({state.found, found}))
    if joint is not None:
        return joint, "float64" if joint in NUMBERS else ""
    return ("other", "mixed") if "other" in (state.found, found) else ("text", "")
