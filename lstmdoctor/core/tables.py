"""A table: what the user says of its columns, and what is known of them without their values."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from lstmdoctor.core.facts import Facts
from lstmdoctor.records import frozen_record

ColumnKind = Literal["number", "truth", "time", "text", "other"]
TimeOrder = Literal["", "day-first", "month-first", "zoned"]
NUMERIC = frozenset({"number", "truth"})
"""Kinds of columns that can be features."""
FILE_COLUMN = "file"
"""The column that several tables have beside their own: the file of each row."""


@frozen_record
class Table:
    """What the columns of a table are for; nothing is said where a field is empty.

    Parameters
    ----------
    id : tuple of str
        Columns whose values together tell which sequence a row belongs to.
    time : str or None
        Column whose values tell the order of the rows of a sequence.
    values : tuple of str
        Columns that are features, in this order; every numeric one that has no other part unless named.
    target : str or None
        Column that holds the labels.
    """

    id: tuple[str, ...] = ()
    time: str | None = None
    values: tuple[str, ...] = ()
    target: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """Columns that are something else than features."""
        return (*self.id, *(name for name in (self.time, self.target) if name is not None))

    @property
    def named(self) -> tuple[str, ...]:
        """All columns that were named."""
        return (*self.parts, *self.values)

    def options(self) -> tuple[str, ...]:
        """Command-line arguments that say the same; ``--id`` stands there once for each column."""
        words = [word for name in self.id for word in ("--id", name)]
        words += ["--time", self.time] if self.time is not None else []
        words += ["--values", ",".join(self.values)] if self.values else []
        words += ["--target", self.target] if self.target is not None else []
        return tuple(words)


@frozen_record
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
    kind : {"number", "truth", "time", "text", "other"}
    dtype : str
        NumPy dtype of the values where they are numbers, with a place for the missing ones; else the kind.
    missing : int
        Rows without a value.
    odd : str
        Of a text that is nearly all numbers, or perhaps dates, what it is that keeps it from being so.
    counts : bool
        Whether it bears the name of an index and counts the rows: no feature, whoever wrote it there.
    order : {"", "day-first", "month-first", "zoned"}
        Of times that are written as text, what they have to be read as before they can be sorted; "" where
        their texts sort as they do.
    """

    name: str
    kind: ColumnKind
    dtype: str
    missing: int = 0
    odd: str = ""
    counts: bool = False
    order: TimeOrder = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC


@frozen_record
class RowTimes:
    """How the times of the rows follow each other within a sequence.

    Parameters
    ----------
    repeated : int
        Rows at the time of another row of the same sequence.
    first_repeated : tuple of int
        Two such rows, counted from 1 as they stand in the table; empty where there are none.
    backward : int
        Rows that stand behind a later one of the same sequence.
    first_backward : int
        The first of these, counted from 1; 0 where there are none.
    median, largest : float
        Step between two rows; seconds where `unit` is "s", else as the column has them.
    unit : str
        "s" for a column of times, "" for one of numbers.
    largest_row : int
        Row that the largest step leads to, counted from 1; 0 without steps.
    wide : int
        Steps of more than the median.
    """

    repeated: int = 0
    first_repeated: tuple[int, ...] = ()
    backward: int = 0
    first_backward: int = 0
    median: float = 0.0
    largest: float = 0.0
    unit: str = ""
    largest_row: int = 0
    wide: int = 0


@frozen_record
class TableOffer:
    """What a table would be if its columns were taken so, `values` for its features."""

    table: Table
    facts: Facts
    values: tuple[str, ...]
    order: TimeOrder


@frozen_record
class TableFacts:
    """What is known of a table.

    Parameters
    ----------
    columns : tuple of Column
        In the order of the table.
    rows : int
    taken : Table
        What the columns were taken for, as the user said.
    values : tuple of str
        Columns that are features, in their order.
    times : RowTimes or None
        None where no column of times was named.
    shortest : str
        What the id columns hold for the shortest sequence; "" without ids.
    offers : tuple of TableOffer
        What else the table could be, where nothing was said.
    moved : bool
        Whether the rows are read in another order than they stand in.
    cells : int
        What reading it counts for: cells of all columns, long texts and lists for what they hold.
    """

    columns: tuple[Column, ...]
    rows: int
    taken: Table
    values: tuple[str, ...]
    times: RowTimes | None = None
    shortest: str = ""
    offers: tuple[TableOffer, ...] = ()
    moved: bool = False
    cells: int = 0

    def column(self, name: str) -> Column | None:
        """The column of this name; None where there is none."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def time_order(self) -> TimeOrder:
        """How the column of times is to be read before it is sorted."""
        found = None if self.taken.time is None else self.column(self.taken.time)
        return "" if found is None else found.order

    def taken_columns(self) -> tuple[Column, ...]:
        """The columns that have a part, in the order of the table."""
        used = {*self.taken.parts, *self.values}
        return tuple(column for column in self.columns if column.name in used)


def default_values(columns: tuple[Column, ...], table: Table) -> tuple[str, ...]:
    """The features: those that were named, else every numeric column without another part."""
    if table.values:
        return table.values
    parts = frozenset(table.parts)
    return tuple(column.name for column in columns if column.numeric and column.name not in parts)


def without_target(table: Table) -> Table:
    """The same where the labels are not known yet."""
    return replace(table, target=None)
