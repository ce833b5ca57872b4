"""Which row belongs to which sequence, and where in it: by the id columns, in the order of their times.

Sequences stand in the order in which their ids first appear. Rows of one time keep their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstmdoctor.core.tables import RowTimes, Table
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.data.tables.table_rows import moments_of, numbers_of, read_cells
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import count_noun, safe_text

if TYPE_CHECKING:
    import pyarrow as pa

Places = npt.NDArray[np.int64]


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
    """Read the columns of ids and times; raises `Unreadable` where one has rows without a value."""
    wanted = (*table.id, *(() if table.time is None else (table.time,)))
    for name in wanted:
        column = next(column for column in survey.columns if column.name == name)
        if column.missing:
            raise Unreadable(
                f"{count_noun(column.missing, 'row')} without a value in the column '{safe_text(name)}', "
                "which tells where a row belongs: fill them, or leave the rows out"
            )
    coding = Coding()
    codes: list[Places] = []
    moments: list[Array] = []
    for batch in file.batches(wanted, survey.types):
        number = len(batch[wanted[0]])
        cells = {name: read_cells(one, survey.types[name], file.decimal) for name, one in batch.items()}
        codes.append(coding.code_rows([cells[name] for name in table.id], number))
        if table.time is not None:
            found = moments_of(cells[table.time])
            moments.append(numbers_of(found, np.dtype(found.type.to_pandas_dtype())))
    rows = np.concatenate([*codes, np.zeros(0, np.int64)])
    if len(rows) != survey.rows:
        raise Unreadable("the file changed while it was being read")
    lengths = np.bincount(rows, minlength=1 if not table.id else 0)
    shortest = coding.id_text(int(np.argmin(lengths))) if table.id and len(lengths) else ""
    if table.time is None:
        return RowOrder(lengths, order_of(rows, None), None, shortest)
    column = next(column for column in survey.columns if column.name == table.time)
    times = np.concatenate([*moments, np.zeros(0, moments[0].dtype if moments else np.int64)])
    order = order_of(rows, times)
    told = describe_times(rows, times, order, column.kind == "time")
    return RowOrder(lengths, order, told, shortest)


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


def is_coded(column: pa.Array) -> bool:
    """Whether a column is made of places in a list of its values."""
    import pyarrow as pa

    return bool(pa.types.is_dictionary(column.type))


def order_of(codes: Places, times: Array | None) -> Places | None:
    """Rows by sequence, then time; None where they stand so."""
    same = codes[1:] == codes[:-1]
    sorted_ = bool(np.all(codes[1:] >= codes[:-1]))
    if sorted_ and (times is None or not np.any(same & (times[1:] < times[:-1]))):
        return None
    keys = (codes,) if times is None else (times, codes)
    return np.lexsort(keys)


def describe_times(codes: Places, times: Array, order: Places | None, clock: bool) -> RowTimes:
    """How the times follow each other; rows are counted from 1 as in the table, its header left out."""
    order = np.arange(len(codes)) if order is None else order
    by_code, by_time = codes[order], times[order]
    inside = by_code[1:] == by_code[:-1]
    steps = by_time[1:].astype("float64") - by_time[:-1].astype("float64")
    again = np.flatnonzero(inside & (by_time[1:] == by_time[:-1]))
    first = tuple(sorted(int(row) + 1 for row in order[again[0] : again[0] + 2])) if len(again) else ()
    own = np.argsort(codes, kind="stable")
    fell = own[1:][(codes[own][1:] == codes[own][:-1]) & (times[own][1:] < times[own][:-1])]
    forward = inside & (steps > 0)
    unit = 1e6 if clock else 1.0
    median = float(np.median(steps[forward])) if forward.any() else 0.0
    largest = int(np.argmax(np.where(forward, steps, -1.0))) if forward.any() else -1
    return RowTimes(
        repeated=len(again),
        first_repeated=first,
        backward=len(fell),
        first_backward=int(fell.min()) + 1 if len(fell) else 0,
        median=median / unit,
        largest=float(steps[largest]) / unit if largest >= 0 else 0.0,
        unit="s" if clock else "",
        largest_row=int(order[largest + 1]) + 1 if largest >= 0 else 0,
        wide=int(np.count_nonzero(forward & (steps > median))),
    )
