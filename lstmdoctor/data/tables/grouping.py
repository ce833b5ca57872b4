"""Which row belongs to which sequence, and where in it: by the id columns, in the order of their times.

Sequences stand in the order in which their ids first appear. Rows of one time keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lstmdoctor.core.tables import RowTimes, Table
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.data.tables.coding import Coding
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.step_counts import Places, StepCounts
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.data.tables.table_rows import moments_of, numbers_of, read_cells
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import unique_record
from lstmdoctor.text import count_noun, safe_text

SORTED_ROWS = 1 << 17
"""Rows whose steps are counted at a time."""
CHANGED = "the file changed while it was being read"
CodedRows = tuple[Places, Array | None]


@unique_record
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
        missing = survey.named[name].missing
        if missing:
            raise Unreadable(
                f"{count_noun(missing, 'row')} without a value in the column '{safe_text(name)}', "
                "which tells where a row belongs: fill them, or leave the rows out"
            )
    found = rows_in_order(file, survey, table)
    release_unused_memory()
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
        raise Unreadable(CHANGED)


def rows_in_order(file: ColumnBatches, survey: Survey, table: Table) -> RowOrder | None:
    """The order of rows that stand in it; None where they do not. Holds nothing for each row."""
    coding, steps, start = Coding(), StepCounts(), 0
    lengths: list[Places] = []
    last: CodedRows = (np.zeros(0, np.int64), None)
    for codes, times in coded_blocks(file, survey, table, coding):
        own = np.concatenate([last[0], codes])
        if np.any(own[1:] < own[:-1]):
            return None
        lengths.append(np.bincount(codes, minlength=len(coding)))
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
    coding, start = Coding(), 0
    codes, moments = np.empty(survey.rows, np.int32), np.empty(0)
    for own, times in coded_blocks(file, survey, table, coding):
        if start + len(own) > survey.rows:
            raise Unreadable(CHANGED)
        codes[start : start + len(own)] = own
        if times is not None:
            moments = moments if start else np.empty(survey.rows, times.dtype)
            moments[start : start + len(own)] = times
        start += len(own)
    lengths = np.bincount(codes, minlength=1 if not table.id else 0)
    release_unused_memory()
    if table.time is None:
        return finished_order(lengths, order_of(codes, None), StepCounts(), coding, survey, table)
    backward = backward_rows(codes, moments)
    order = order_of(codes, moments)
    steps = steps_in_order(codes, moments, np.arange(len(codes)) if order is None else order)
    return finished_order(lengths, order, steps, coding, survey, table, backward)


def release_unused_memory() -> None:
    """Give back what pyarrow keeps of the blocks that were read, for what is to be held now."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()


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
    own, number, first = order_of(codes, None), 0, len(codes)
    for start in range(0, max(0, len(codes) - 1), SORTED_ROWS):
        part = slice(start, start + SORTED_ROWS + 1)
        rows = own[part] if own is not None else np.arange(*part.indices(len(codes)))
        fell = rows[1:][(codes[rows][1:] == codes[rows][:-1]) & (times[rows][1:] < times[rows][:-1])]
        number, first = number + len(fell), min(first, int(fell.min(initial=len(codes))))
    return number, first + 1 if number else 0


def order_of(codes: Array, times: Array | None) -> Places | None:
    """Rows by sequence, then time; None where they stand so."""
    same = codes[1:] == codes[:-1]
    sorted_ = bool(np.all(codes[1:] >= codes[:-1]))
    if sorted_ and (times is None or not np.any(same & (times[1:] < times[:-1]))):
        return None
    keys = sorting_keys(codes, times)
    if keys is None:
        return np.lexsort((codes,) if times is None else (times, codes))
    keys.sort()
    keys &= (1 << bits_of(len(codes) - 1)) - 1
    return keys.astype(np.int32) if len(keys) < 1 << 31 else keys


def sorting_keys(codes: Array, times: Array | None) -> Places | None:
    """Sequence, time and row of each row in one number; None where they have no room in it.

    Numbers sort several times as fast as `numpy.lexsort` does two arrays, and in half of the memory.
    """
    keys: Places = codes.astype(np.int64)
    room = 63 - bits_of(len(codes) - 1) - bits_of(int(codes.max(initial=0)))
    if times is not None:
        if times.dtype.kind not in "iu" or times.dtype == np.uint64:
            return None
        first, last = int(times.min()), int(times.max())
        if last - first >= 1 << 62:
            return None
        since = np.subtract(times, first, dtype=np.int64)
        step = int(np.gcd.reduce(since)) or 1
        bits = bits_of((last - first) // step)
        if bits > room:
            return None
        since //= step
        keys <<= bits
        keys |= since
        del since
        room -= bits
    if room < 0:
        return None
    keys <<= bits_of(len(codes) - 1)
    keys |= np.arange(len(codes))
    return keys


def bits_of(number: int) -> int:
    """Bits that hold the numbers up to this one."""
    return max(1, number.bit_length())
