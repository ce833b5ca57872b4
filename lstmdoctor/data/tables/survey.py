"""One pass over all rows: what every column holds, and which columns repeat.

The columns of a CSV file hold text until every cell of them was seen to be a number, a truth value or a time.
Of a time only what ISO 8601 writes is read: 01/02/2026 is two different days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from lstmdoctor.core.tables import Column, ColumnKind
from lstmdoctor.data.tables.column_batches import ColumnBatches, unique_names
from lstmdoctor.errors import Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

Found = Literal["empty", "int", "float", "truth", "time", "zoned", "text", "other"]
KINDS: Mapping[Found, ColumnKind] = {
    "empty": "other", "int": "number", "float": "number", "truth": "truth", "time": "time", "zoned": "time",
    "text": "text", "other": "other",
}  # fmt: skip
DISTINCT = 1 << 20
"""A column of more different values than this tells no sequences apart."""
ROWS = 64
"""Up to so many values are counted whatever the number of rows."""


@dataclass
class ColumnState:
    """What is known of a column so far; `counts` are rows by value, None where there are too many."""

    found: Found = "empty"
    dtype: str = ""
    rows: int = 0
    missing: int = 0
    counts: Counter[object] | None = field(default_factory=Counter)

    def column(self, name: str) -> Column:
        """The column, once all rows were seen."""
        kind = KINDS[self.found]
        if self.found == "empty" or self.missing == self.rows:
            return Column(name, "other", "empty", self.missing)
        if kind in ("text", "other", "time"):
            return Column(name, kind, kind if kind != "other" else self.dtype, self.missing)
        lossy = self.missing and self.found in ("int", "truth")
        return Column(name, kind, "float64" if lossy else self.dtype, self.missing)


@dataclass(frozen=True)
class Survey:
    """All columns in the order of the table.

    Parameters
    ----------
    columns : tuple of Column
    rows : int
    types : mapping
        What pyarrow is told that a text holds, by column.
    repeating : mapping
        Rows for each value, in order of first appearance, of columns in which values repeat.
    """

    columns: tuple[Column, ...]
    rows: int
    types: Mapping[str, pa.DataType]
    repeating: Mapping[str, tuple[int, ...]]


def survey_table(file: ColumnBatches) -> Survey:
    """Look at every cell of a table once; raises `Unreadable`."""
    states: dict[str, ColumnState] = {}
    rows = 0
    for batch in file.batches():
        number = len(next(iter(batch.values()))) if batch else 0
        for name, column in batch.items():
            # A column of a JSON file may begin anywhere; the rows before have no value in it.
            state = states.setdefault(name, ColumnState(rows=rows, missing=rows))
            look_at_column(state, column, file.decimal)
        rows += number
        for state in states.values():
            state.missing += rows - state.rows
            state.rows = rows
    if not states:
        raise Unreadable("a table without columns")
    unique_names(list(states))
    return Survey(
        tuple(state.column(name) for name, state in states.items()),
        rows,
        {name: arrow_type(state.found) for name, state in states.items()},
        {
            name: tuple(state.counts.values())
            for name, state in states.items()
            if state.counts and 1 < len(state.counts) <= rows // 2 and not state.missing
        },
    )


def look_at_column(state: ColumnState, column: pa.Array, decimal: str) -> None:
    """Take the next rows of a column into account; without a `decimal` sign no text is a number."""
    import pyarrow as pa

    state.rows += len(column)
    state.missing += column.null_count
    found = found_type(column.type)
    if column.null_count == len(column):
        if state.found == "empty" and found not in ("empty", "text"):
            state.found, state.dtype = found, numpy_name(column.type)
        return
    if found == "text" and state.found != "text":
        found = found_in_words(column.cast(pa.string()), state.found, decimal)
    state.found, state.dtype = joined_kinds(state, found, numpy_name(column.type))
    count_values(state, column)


def joined_kinds(state: ColumnState, found: Found, dtype: str) -> tuple[Found, str]:
    """What a column holds that held one thing before, and holds another now."""
    if found in ("int", "float") and not dtype:
        dtype = "int64" if found == "int" else "float64"
    if state.found in ("empty", found):
        same = np.result_type(state.dtype, dtype).name if state.dtype and dtype else dtype
        return found, same if found in ("int", "float") else "bool" if found == "truth" else dtype
    if {state.found, found} == {"int", "float"}:
        return "float", "float64"
    return ("other", "mixed") if "other" in (state.found, found) else ("text", "")


def found_in_words(column: pa.Array, before: Found, decimal: str) -> Found:
    """What a column of text holds: numbers, truth values, times, or text."""
    order: tuple[Found, ...] = ("int", "float", "truth", "time", "zoned") if decimal else ("time", "zoned")
    if before in order:
        order = ("int", "float") if before == "int" else (before,)
    return next((found for found in order if is_castable(column, found, decimal)), "text")


def is_castable(column: pa.Array, found: Found, decimal: str) -> bool:
    """Whether every cell can be read as this; blanks around a number are no part of it."""
    import pyarrow as pa
    from pyarrow import compute

    wanted = arrow_type(found)
    try:
        column.cast(wanted)
        return True
    except pa.ArrowInvalid:
        if found not in ("int", "float", "truth"):
            return False
    words = compute.utf8_trim_whitespace(column)
    if found == "float" and decimal != ".":
        words = compute.replace_substring(words, decimal, ".")
    try:
        words.cast(wanted)
        return True
    except pa.ArrowInvalid:
        return False


def arrow_type(found: Found) -> pa.DataType:
    """How pyarrow is to read what was found."""
    import pyarrow as pa

    return {
        "int": pa.int64(),
        "float": pa.float64(),
        "truth": pa.bool_(),
        "time": pa.timestamp("us"),
        "zoned": pa.timestamp("us", "UTC"),
    }.get(found, pa.string())


def found_type(type_: pa.DataType) -> Found:
    """What a typed column holds."""
    from pyarrow import types

    if types.is_dictionary(type_):
        return found_type(type_.value_type)
    tests: tuple[tuple[bool, Found], ...] = (
        (types.is_integer(type_), "int"),
        (types.is_floating(type_) or types.is_decimal(type_), "float"),
        (types.is_boolean(type_), "truth"),
        (types.is_timestamp(type_) and type_.tz is not None, "zoned"),
        (types.is_timestamp(type_) or types.is_date(type_), "time"),
        (types.is_string(type_) or types.is_large_string(type_) or types.is_string_view(type_), "text"),
        (types.is_null(type_), "empty"),
    )
    return next((found for fits, found in tests if fits), "other")


def numpy_name(type_: pa.DataType) -> str:
    """The NumPy dtype of a typed column of numbers; "" for others, and for text."""
    from pyarrow import types

    if types.is_decimal(type_):
        return "float64"
    if types.is_integer(type_) or types.is_floating(type_):
        return str(np.dtype(type_.to_pandas_dtype()).name)
    return "" if found_type(type_) != "other" else str(type_)


def count_values(state: ColumnState, column: pa.Array) -> None:
    """Count the rows of every value, as long as values repeat."""
    if state.counts is None:
        return
    if state.found not in ("int", "text", "time", "zoned"):
        state.counts = None
        return
    coded = column.dictionary_encode()
    if len(coded.dictionary) > max(ROWS, len(column) // 2) or len(state.counts) > DISTINCT:
        state.counts = None
        return
    numbers = np.bincount(coded.indices.drop_null().to_numpy(), minlength=len(coded.dictionary))
    for value, number in zip(coded.dictionary.to_pylist(), numbers.tolist(), strict=True):
        state.counts[value] += number
