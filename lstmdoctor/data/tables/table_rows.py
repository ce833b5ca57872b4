"""Rows of a table as numbers: blocks of the features, and of one column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmdoctor.core.tables import Column
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.data.tables.cell_kinds import Found, cast_cells, is_text
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.errors import Unreadable

if TYPE_CHECKING:
    import pyarrow as pa


def joint_dtype(columns: Sequence[Column]) -> np.dtype[Any]:
    """The dtype of an array that holds these columns."""
    return np.result_type(*(np.dtype(column.dtype) for column in columns))


def row_blocks(file: ColumnBatches, survey: Survey, columns: Sequence[Column]) -> Iterator[Array]:
    """Rows of these columns, (rows, columns), in the order of the table.

    Raises
    ------
    Unreadable
        The file is damaged, or is not what it was when it was first read.
    """
    dtype, names, seen = joint_dtype(columns), [column.name for column in columns], 0
    for batch in file.batches(names, survey.types):
        block = np.empty((len(batch[names[0]]), len(names)), dtype)
        for place, name in enumerate(names):
            block[:, place] = numbers_of(read_cells(batch[name], survey.types[name], file.decimal), dtype)
        seen += len(block)
        if len(block):
            yield block
    if seen != survey.rows:
        raise Unreadable(f"has {seen:,} rows, and had {survey.rows:,} a moment ago")


def read_cells(column: pa.Array, found: Found, decimal: str) -> pa.Array:
    """A column as what it was found to hold; raises `Unreadable` where it is that no longer."""
    import pyarrow as pa

    if found in ("text", "other") or not is_text(column.type):
        return column
    try:
        words = column if pa.types.is_string(column.type) else column.cast(pa.string())
        return cast_cells(words, found, decimal)
    except pa.ArrowInvalid as error:
        raise Unreadable("has other cells than a moment ago") from error


def numbers_of(column: pa.Array, dtype: np.dtype[Any]) -> Array:
    """A column of numbers; NaN where there is none."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    if column.null_count and dtype.kind != "f":
        raise Unreadable("has other rows without a value than a moment ago")
    found: Array = column.to_numpy(zero_copy_only=False)
    if found.dtype.kind == "O":  # truth values with gaps
        found = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return found.astype(dtype, copy=False)


def moments_of(column: pa.Array) -> pa.Array:
    """A column of times, counted in microseconds or days' worth of them; numbers stay numbers."""
    import pyarrow as pa

    if pa.types.is_date(column.type) or (pa.types.is_timestamp(column.type) and column.type.unit != "us"):
        column = column.cast(pa.timestamp("us", getattr(column.type, "tz", None)), safe=False)
    return column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column
