"""A table as data: which columns are features, which are labels, and what else it could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.tables import FILE_COLUMN, Column, Table, TableFacts, default_values
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.python_objects import NotNumbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences, Source
from lstmdoctor.data.tables.cell_kinds import Found
from lstmdoctor.data.tables.column_batches import ColumnBatches
from lstmdoctor.data.tables.grouping import RowOrder, order_rows
from lstmdoctor.data.tables.offers import table_offers
from lstmdoctor.data.tables.step_counts import Places
from lstmdoctor.data.tables.survey import Survey, survey_table
from lstmdoctor.data.tables.table_sequences import TableSequences
from lstmdoctor.data.tables.table_texts import TableTexts
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.records import frozen_record
from lstmdoctor.text import count_noun, safe_text

SHOWN = 6


@frozen_record
class OpenedTable:
    """What a table holds.

    Parameters
    ----------
    data : Sequences
    labels : Sequences or None
    facts : TableFacts
    remarks : tuple of str
        Columns that were left out.
    types : mapping
        What every column was found to hold.
    """

    data: Sequences
    labels: Sequences | None
    facts: TableFacts
    remarks: tuple[str, ...]
    types: Mapping[str, Found]


def open_table(file: ColumnBatches, table: Table, every: bool = False) -> OpenedTable:
    """Look at a table once and take its columns as the user said.

    Parameters
    ----------
    every : bool
        Offer the series of all columns of numbers as well: what is there is not read so.

    Raises
    ------
    Usage
        A column was named that is not there, or that cannot be what it was named for.
    Unreadable
        The file is damaged, or has no row.
    """
    survey, file = survey_table(file, counting=table in (Table(), Table(id=(FILE_COLUMN,))))
    refuse_unknown_columns(survey, table)
    if not survey.rows:
        raise Unreadable("a table without rows")
    names = default_values(survey.columns, table)
    columns = [survey.named[name] for name in names]
    order = order_rows(file, survey, table) if table.id or table.time is not None else None
    facts = TableFacts(
        survey.columns,
        survey.rows,
        table,
        names,
        None if order is None else order.times,
        "" if order is None else order.shortest,
        tuple(table_offers(survey, every)),
        moved=order is not None and order.order is not None,
        cells=survey.cells,
    )
    data: Sequences
    texts = [column for column in survey.columns if column.kind == "text"]
    if columns:
        data = TableSequences("", file, survey, columns, order, bool(table.id))
    elif len(texts) == len(survey.columns) == 1:  # a column of labels, in a file of its own
        data = TableTexts(texts[0].name, file, survey, texts[0])
    else:
        data = NotNumbers("", Facts((survey.rows, len(survey.columns)), dtypes=("str",)), "holds no numbers")
    labels = None if table.target is None else open_target(file, survey, table.target, order, bool(table.id))
    remarks = () if isinstance(data, TableTexts) else left_out(survey, table, names)
    return OpenedTable(data, labels, facts, remarks, survey.types)


def open_target(
    file: ColumnBatches, survey: Survey, name: str, order: RowOrder | None, grouped: bool
) -> Sequences:
    """The labels: one for each sequence where they are the same in all its rows, else one for each row."""
    column = survey.named[name]
    if column.kind == "text":
        return TableTexts(name, file, survey, column, order, grouped)
    if not column.numeric:
        dtypes = {"time": ("datetime64",)}.get(column.kind, ("mixed",))
        number = len(order.lengths) if grouped and order is not None else survey.rows
        return NotNumbers(name, Facts((number,), dtypes=dtypes), "holds no numbers")
    steps = TableSequences(name, file, survey, [column], order, grouped, flat=True)
    if order is None or not grouped:
        return steps
    rows = TableSequences(name, file, survey, [column], replace(order, times=None), False, flat=True)
    alone = constant_values(rows.blocks(), order.lengths, rows.dtype)
    return steps if alone is None else ArraySequences(name, alone)


def constant_values(blocks: Iterator[Block], lengths: Places, dtype: np.dtype[Any]) -> Array | None:
    """The value of each run of so many rows; None where one of them has two."""
    found, ends, start = np.zeros(len(lengths), dtype), np.cumsum(lengths), 0
    for block in blocks:
        rows = np.asarray(block)
        runs = np.searchsorted(ends, np.arange(start, start + len(rows)), side="right")
        heads = np.flatnonzero(np.arange(start, start + len(rows)) == (ends - lengths)[runs])
        found[runs[heads]] = rows[heads]
        first = found[runs]
        if not np.all((rows == first) | ((rows != rows) & (first != first))):
            return None
        start += len(rows)
    return found


def open_column(source: Source, name: str) -> Source:
    """One column of a table of numbers as an array of one axis, in the order of its rows."""
    data = source.arrays[0]
    if isinstance(data, TableTexts) and name == data.name:
        return replace(source, labels=(), remarks=())
    column = None if source.table is None else source.table.column(name)
    if column is None or not isinstance(data, TableSequences):
        if column is not None and not column.numeric:
            raise Unreadable(f"the column '{safe_text(name)}' holds {words_of_kind(column)}, not numbers")
        known = {} if source.table is None else {one.name: one for one in source.table.columns}
        raise Unreadable(f"no column '{safe_text(name)}'{nearest_column(name, known)}")
    if column.kind == "text":
        words = TableTexts(name, data.file, data.survey, column)
        return replace(source, arrays=(words,), labels=(), remarks=())
    if not column.numeric:
        raise Unreadable(f"the column '{safe_text(name)}' holds {words_of_kind(column)}, not numbers")
    alone = replace(data, name=name, columns=[column], flat=True)
    places = {name: source.places.get("", Place())}
    return replace(source, arrays=(alone,), labels=(), remarks=(), places=places)


def refuse_unknown_columns(survey: Survey, table: Table) -> None:
    """Raise `Usage` for the first column named that is not there, stands twice, or is of the wrong kind."""
    known = survey.named
    given = [("--id", name) for name in table.id]
    given += [("--time", table.time)] if table.time is not None else []
    given += [("--target", table.target)] if table.target is not None else []
    given += [("--values", name) for name in table.values]
    for option, name in given:
        if name not in known:
            raise Usage(f"{option}: there is no column '{safe_text(name)}'{nearest_column(name, known)}")
        kind = known[name].kind
        if option == "--values" and not known[name].numeric:
            raise Usage(
                f"--values: the column '{safe_text(name)}' holds {words_of_kind(known[name])}, not numbers"
            )
        if option == "--time" and kind not in ("time", "number"):
            raise Usage(
                f"--time: the column '{safe_text(name)}' holds {words_of_kind(known[name])}: write times as "
                "2026-01-31 or 2026-01-31 09:30:00, or as numbers"
            )
        if option == "--id" and kind == "other":
            raise Usage(f"--id: the column '{safe_text(name)}' holds {words_of_kind(known[name])}")
    twice = next((name for name, times in Counter(table.values).items() if times > 1), None)
    if twice is not None:
        raise Usage(f"--values: the column '{safe_text(twice)}' stands there twice")


def nearest_column(name: str, known: Mapping[str, Column]) -> str:
    """``, did you mean 'patient'?``, or the columns that there are."""
    lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), lower, 1)
    if near:
        return f", did you mean '{safe_text(lower[near[0]])}'?"
    shown = ", ".join(safe_text(one) for one in list(known)[:SHOWN])
    return f"; there is {shown}{', ...' if len(known) > SHOWN else ''}"


def words_of_kind(column: Column) -> str:
    """What a column holds, for a sentence."""
    if column.odd:
        return column.odd
    match column.kind:
        case "time":
            return "times"
        case "text":
            return "text"
        case "truth":
            return "truth values"
        case "number":
            return "numbers"
        case "other":
            return "nothing" if column.dtype == "empty" else f"values of type {safe_text(column.dtype, 40)}"


def left_out(survey: Survey, table: Table, values: tuple[str, ...]) -> tuple[str, ...]:
    """A remark on the columns that are neither features nor named, where nobody chose the features."""
    if table.values:
        return ()
    taken = {*values, *table.parts}
    left = [column for column in survey.columns if column.name not in taken]
    if not left:
        return ()
    left.sort(key=lambda one: not one.odd)  # what could be a feature, but for some cells, comes first
    shown = ", ".join(f"'{safe_text(one.name)}' ({words_of_kind(one)})" for one in left[:SHOWN])
    more = ", ..." if len(left) > SHOWN else ""
    return (f"{count_noun(len(left), 'column')} left out: {shown}{more}",)
