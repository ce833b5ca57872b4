"""What else a table could be: with ids, times and labels as the names of its columns tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.tables import Column, Table, TableOffer, default_values
from lstmdoctor.data.scan.measure import array_facts, list_facts
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.data.tables.table_rows import joint_dtype
from lstmdoctor.roles.column_names import id_columns, target_columns, time_columns

OFFERED = 3
"""Columns that are offered as ids."""


def table_offers(survey: Survey, every: bool) -> Iterator[TableOffer]:
    """What the table could be, beside the series of all its columns of numbers.

    Parameters
    ----------
    every : bool
        Offer that series as well: the table is something else as it is.
    """
    times = time_columns(survey.columns)[:1]
    all_values = default_values(survey.columns, Table())
    for name in [None, *id_columns(survey.columns, list(survey.repeating))[:OFFERED]]:
        free = [
            one for one in survey.columns if one.numeric and not one.counts and one.name not in (name, *times)
        ]
        for target in [None, *possible_targets(free)]:
            own = next((one for one in times if one not in (name, target)), None)
            table = without_index(survey, Table(() if name is None else (name,), own, (), target))
            if every and not table.named:
                table = replace(table, values=all_values)
            values = default_values(survey.columns, table)
            if values and (table.id or len(values) < len(all_values) or (every and target is None)):
                columns = [column_named(survey, one) for one in values]
                order = "" if own is None else column_named(survey, own).order
                yield TableOffer(table, offered_facts(survey, name, columns), values, order)


def possible_targets(free: list[Column]) -> list[str]:
    """Columns that may hold the labels: by their name, else the last of them, and the first."""
    named = target_columns(free)[:1]
    ends = [free[-1].name, free[0].name] if len(free) > 1 else []
    return named or list(dict.fromkeys(ends))


def without_index(survey: Survey, table: Table) -> Table:
    """The same with its features named, where one of the columns counts the rows."""
    names = default_values(survey.columns, table)
    kept = tuple(name for name in names if not column_named(survey, name).counts)
    return table if len(kept) == len(names) else replace(table, values=kept)


def column_named(survey: Survey, name: str) -> Column:
    """The column of a name that is there."""
    return next(column for column in survey.columns if column.name == name)


def offered_facts(survey: Survey, name: str | None, columns: list[Column]) -> Facts:
    """Facts of the table if its sequences were told apart by a column, or if it is one series."""
    dtype, width = joint_dtype(columns), len(columns)
    if name is None:
        return array_facts((survey.rows, width), dtype)
    lengths = survey.repeating[name]
    if len(set(lengths)) == 1:
        return array_facts((len(lengths), lengths[0], width), dtype)
    return list_facts([(length, width) for length in lengths], {dtype})
