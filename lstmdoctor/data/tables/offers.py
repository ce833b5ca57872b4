"""What else a table could be: with ids, times and labels as the names of its columns tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.tables import FILE_COLUMN, Column, Table, TableOffer, TimeOrder, default_values
from lstmdoctor.data.scan.measure import array_facts, list_facts
from lstmdoctor.data.tables.survey import Survey
from lstmdoctor.data.tables.table_rows import joint_dtype
from lstmdoctor.roles.column_names import (
    id_columns,
    is_id_name,
    is_index_name,
    is_target_name,
    is_time_name,
    target_columns,
    time_columns,
)

OFFERED = 3
"""Columns that are offered as ids."""


def table_offers(survey: Survey, every: bool) -> Iterator[TableOffer]:
    """What the table could be, beside the series of all its columns of numbers.

    Parameters
    ----------
    every : bool
        Offer that series as well: the table is something else as it is.
    """
    whole = default_values(survey.columns, Table())
    ids = id_columns(survey.columns, survey.repeating)
    joint, told = FILE_COLUMN in ids, set()
    for name in [FILE_COLUMN] if joint else [None, *ids[:OFFERED]]:
        for table in possible_tables(survey, name):
            values = default_values(survey.columns, table)
            plain = not table.id and values == whole
            if values and (every or not plain):
                shown = replace(table, values=whole) if plain and not table.named else table
                if (shown, values) not in told:
                    told.add((shown, values))
                    yield offer_of_table(survey, shown, values)


def possible_tables(survey: Survey, name: str | None) -> Iterator[Table]:
    """What the columns could be beside these ids: with labels or none, and without what else is no feature.

    Labels that no name tells are looked for where all other columns may be features: the last, and the first.
    """
    ids = () if name is None else (name,)
    clock = next((one for one in time_columns(survey.columns) if one != name), None)
    free = [one for one in survey.columns if one.numeric and one.name not in (name, clock)]
    features = [one for one in free if not is_no_feature(one, survey, name)]
    named = target_columns(free)[:1]
    others = [one for one in free if not is_index_name(one.name)]
    sure = len(features) == len(others) > 1 and not any(is_id_name(one.name) for one in features)
    guessed = [features[-1].name, features[0].name] if sure else []
    for target in [None, *(named or dict.fromkeys(guessed))]:
        table = Table(ids, None if clock == target else clock, (), target)
        yield without_index(survey, table)
        rest = tuple(one.name for one in features if one.name != target and not is_target_name(one.name))
        if rest and len(rest) < len(default_values(survey.columns, table)) and (target or not named):
            yield replace(table, values=rest)


def is_no_feature(column: Column, survey: Survey, name: str | None) -> bool:
    """Whether the name of a column is that of a time, an index, or an id beside that of the sequences.

    An id whose values repeat tells sequences apart, and is not left out where nothing else does.
    """
    other = name is not None and is_id_name(name)
    named = is_id_name(column.name) and not is_index_name(column.name)
    is_id = named and (other or column.name not in survey.repeating)
    counts = column.counts or (name == FILE_COLUMN and is_index_name(column.name))  # in every file anew
    return counts or is_id or is_time_name(column.name)


def offer_of_table(survey: Survey, table: Table, values: Sequence[str]) -> TableOffer:
    """A table as it would be read."""
    columns = [survey.named[one] for one in values]
    order: TimeOrder = "" if table.time is None else survey.named[table.time].order
    name = table.id[0] if table.id else None
    return TableOffer(table, offered_facts(survey, name, columns), tuple(values), order)


def without_index(survey: Survey, table: Table) -> Table:
    """The same with its features named, where one of the columns counts the rows."""
    names = default_values(survey.columns, table)
    kept = tuple(name for name in names if not survey.named[name].counts)
    return table if len(kept) == len(names) else replace(table, values=kept)


def offered_facts(survey: Survey, name: str | None, columns: Sequence[Column]) -> Facts:
    """Facts of the table if its sequences were told apart by a column, or if it is one series."""
    dtype, width = joint_dtype(columns), len(columns)
    if name is None:
        return array_facts((survey.rows, width), dtype)
    lengths = survey.repeating[name]
    if len(set(lengths)) == 1:
        return array_facts((len(lengths), lengths[0], width), dtype)
    return list_facts([(length, width) for length in lengths], {dtype})
