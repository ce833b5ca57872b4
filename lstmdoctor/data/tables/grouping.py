"""Which row belongs to which sequence, and where in it: by the id columns, in the order of their times.

Sequences stand in the order in which their ids first appear. Rows of one time keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstmdoctor.core.tables import RowTimes, Table
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.step_counts import Places, StepCounts
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.data.tables.table_rows import moments_of, numbers_of, read_cells
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import count_noun, safe_text

if TYPE_CHECKING:
    import pyarrow as pa

SORTED_ROWS = 1 << 20
"""Rows whose steps are counted at a time."""
CodedRows = tuple[Places, Array | None]


@dataclass(frozen=True, eq=False)
class RowOrder:
    """The rows of a table, sequence after sequence.

    Parameters
    ----------
    lengths : ndarray of int
        Rows of each sequence, in order of first appearance.
    order : ndarray of int or None
        Row of the table for each row of the sequences; None where they stand so.
    times : RowTimes or None
        None without a column of times.
    shortest : str
        Id of the shortest sequence.
    """

    lengths: Places
    order: Places | None
    times: RowTimes | None
    shortest: str


def order_rows(file: ColumnBatches, survey: Survey, table: Table) -> RowOrder:
    """Read the columns of ids and times; raises `Unreadable` where one has rows without a value.

    Rows that stand in order are looked at as they come, and nothing is kept of them. Of others the number of
    the id and the time are held.
    """
    for name in ordering_columns(table):
        column = next(column for column in survey.columns if column.name == name)
        if column.missing:
            raise Unreadable(
                f"{count_noun(column.missing, 'row')} without a value in the column '{safe_text(name)}', "
                "which tells where a row belongs: fill them, or leave the rows out"
            )
    found = rows_in_order(file, survey, table)
    return rows_gathered(file, survey, table) if found is None else found


def ordering_columns(table: Table) -> tuple[str, ...]:
    """The columns that tell which sequence a row belongs to, and where in it."""
    return (*table.id, *(() if table.time is None else (table.time,)))


def is_clock(survey: Survey, table: Table) -> bool:
    """Whether times are those of a clock, and not numbers."""
    return any(column.name == table.time and column.kind == "time" for column in survey.columns)


def coded_blocks(file: ColumnBatches, survey: Survey, table: Table, coding: Coding) -> Iterator[CodedRows]:
    """The number of the id, and the time, of all rows, block by block; raises `Unreadable`."""
    wanted, seen = ordering_columns(table), 0
    for batch in file.batches(wanted, survey.types):
        number = len(batch[wanted[0]])
        cells = {name: read_cells(one, survey.types[name], file.decimal) for name, one in batch.items()}
        codes = coding.code_rows([cells[name] for name in table.id], number)
        times: Array | None = None
        if table.time is not None:
            moments = moments_of(cells[table.time])
            times = numbers_of(moments, np.dtype(moments.type.to_pandas_dtype()))
        yield codes, times
        seen += number
    if seen != survey.rows:
        raise Unreadable("the file changed while it was being read")


def rows_in_order(file: ColumnBatches, survey: Survey, table: Table) -> RowOrder | None:
    """The order of rows that stand in it; None where they do not. Holds nothing for each row."""
    coding, steps, start = Coding(), StepCounts(), 0
    lengths: list[Places] = []
    last: CodedRows = (np.zeros(0, np.int64), None)
    for codes, times in coded_blocks(file, survey, table, coding):
        own = np.concatenate([last[0], codes])
        if np.any(own[1:] < own[:-1]):
            return None
        lengths.append(np.bincount(codes, minlength=len(coding.known)))
        if times is not None:
            moments = times if last[1] is None else np.concatenate([last[1], times])
            inside = own[1:] == own[:-1]
            between = (moments[1:].astype("float64") - moments[:-1].astype("float64"))[inside]
            if np.any(between < 0):
                return None
            rows = np.flatnonzero(inside) + start - len(last[0]) + 2
            steps.add(between, rows, rows - 1)
            last = (codes[-1:], times[-1:]) if len(codes) else last
        elif len(codes):
            last = (codes[-1:], None)
        start += len(codes)
    return finished_order(summed_lengths(lengths, table), None, steps, coding, survey, table)


def summed_lengths(blocks: list[Places], table: Table) -> Places:
    """Rows of each sequence, from those in every block."""
    total = np.zeros(max((len(one) for one in blocks), default=0 if table.id else 1), np.int64)
    for one in blocks:
        total[: len(one)] += one
    return total


def finished_order(
    lengths: Places,
    order: Places | None,
    steps: StepCounts,
    coding: Coding,
    survey: Survey,
    table: Table,
    backward: tuple[int, int] = (0, 0),
) -> RowOrder:
    """What is known of the rows, once all were looked at."""
    shortest = coding.id_text(int(np.argmin(lengths))) if table.id and len(lengths) else ""
    times = None if table.time is None else steps.row_times(is_clock(survey, table), *backward)
    return RowOrder(lengths, order, times, shortest)


def rows_gathered(file: ColumnBatches, survey: Survey, table: Table) -> RowOrder:
    """The order of any rows; of each the number of its id and its time are held."""
    coding = Coding()
    blocks = list(coded_blocks(file, survey, table, coding))
    codes = np.concatenate([one.astype(np.int32) for one, _ in blocks])
    lengths = np.bincount(codes, minlength=1 if not table.id else 0)
    times = [one for _, one in blocks if one is not None]
    if not times:
        return finished_order(lengths, order_of(codes, None), StepCounts(), coding, survey, table)
    moments = np.concatenate(times)
    del blocks, times
    order = order_of(codes, moments)
    steps = steps_in_order(codes, moments, np.arange(len(codes)) if order is None else order)
    return finished_order(lengths, order, steps, coding, survey, table, backward_rows(codes, moments))


def steps_in_order(codes: Array, times: Array, order: Places) -> StepCounts:
    """The steps between rows that follow each other once they are sorted."""
    found = StepCounts()
    for start in range(0, max(0, len(order) - 1), SORTED_ROWS):
        rows = order[start : start + SORTED_ROWS + 1]
        inside = codes[rows][1:] == codes[rows][:-1]
        moments = times[rows].astype("float64")
        found.add((moments[1:] - moments[:-1])[inside], rows[1:][inside] + 1, rows[:-1][inside] + 1)
    return found


def backward_rows(codes: Array, times: Array) -> tuple[int, int]:
    """Rows that stand behind a later one of their sequence, and the first of them, counted from 1."""
    own = np.argsort(codes, kind="stable")
    fell = own[1:][(codes[own][1:] == codes[own][:-1]) & (times[own][1:] < times[own][:-1])]
    return len(fell), int(fell.min()) + 1 if len(fell) else 0


class Coding:
    """Ids as numbers, in order of first appearance; what was met is kept from block to block."""

    def __init__(self) -> None:
        self.known: dict[tuple[object, ...], int] = {}

    def code_rows(self, columns: list[pa.Array], rows: int) -> Places:
        """The number of the id of every row; 0 where there are no id columns."""
        if not columns:
            return np.zeros(rows, np.int64)
        coded = [column.dictionary_encode() if not is_coded(column) else column for column in columns]
        joint = np.zeros(rows, np.int64)
        for one in coded:
            joint = joint * max(1, len(one.dictionary)) + one.indices.to_numpy(zero_copy_only=False)
            _, joint = np.unique(joint, return_inverse=True)
        numbers, first = np.unique(joint, return_index=True)
        own = np.empty(len(numbers), np.int64)
        for place in np.argsort(first, kind="stable").tolist():
            row = int(first[place])
            key = tuple(one.dictionary[one.indices[row].as_py()].as_py() for one in coded)
            own[place] = self.known.setdefault(key, len(self.known))
        return own[joint]

    def id_text(self, code: int) -> str:
        """The id behind a number."""
        return ", ".join(str(part) for part in list(self.known)[code])


def coded_cells(column: pa.Array) -> pa.Array:
    """A column as places in a list of its values, of which having none is one."""
    plain = column.dictionary_decode() if is_coded(column) else column
    return plain.dictionary_encode(null_encoding="encode")


def is_coded(column: pa.Array) -> bool:
    """Whether a column is made of places in a list of its values."""
    import pyarrow as pa

    return bool(pa.types.is_dictionary(column.type))


def order_of(codes: Array, times: Array | None) -> Places | None:
    """Rows by sequence, then time; None where they stand so."""
    same = codes[1:] == codes[:-1]
    sorted_ = bool(np.all(codes[1:] >= codes[:-1]))
    if sorted_ and (times is None or not np.any(same & (times[1:] < times[:-1]))):
        return None
    keys = (codes,) if times is None else (times, codes)
    return np.lexsort(keys)
