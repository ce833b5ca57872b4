"""Columns of a table that are no features, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.roles.column_names import (
    is_id_name,
    is_sure_id_name,
    is_sure_time_name,
    is_target_name,
    is_time_name,
    long_columns,
)
from lstmdoctor.text import python_literal, safe_text

Part = Literal["id", "time", "target", ""]


def feature_pairs(case: Case) -> Iterator[tuple[TableFacts, Pair]]:
    """Inputs that take the columns of a table for their features."""
    for pair in case.pairs:
        if case.table is not None and pair.goal.features is not None and (pair.goal.rank or 0) > 1:
            yield case.table, pair


def column_part(name: str, sure: bool = False) -> Part:
    """What a column of this name is where it is no feature; only what is beyond doubt where `sure`."""
    if is_target_name(name):
        return "target"
    if is_sure_time_name(name) if sure else is_time_name(name):
        return "time"
    if is_sure_id_name(name) if sure else is_id_name(name):
        return "id"
    return ""


def long_table_advice(table: TableFacts) -> str:
    """How a table with one measurement in each row becomes one with a column for each; "" for any other."""
    found = long_columns(table.columns)
    if found is None:
        return ""
    kind, value = found
    index = ", ".join(python_literal(one.name) for one in table.columns if one.name not in found)
    return (
        f"make a column of each '{safe_text(kind)}' first: table = table.pivot(index=[{index}], "
        f"columns={python_literal(kind)}, values={python_literal(value)}).reset_index()"
    )


def option_of_part(part: Part) -> str:
    """The option that takes a column for what it is."""
    return f"--{part}"


def has_own_reading(pair: Pair) -> bool:
    """Whether the columns fit the model as they are taken, if only the rows are cut or padded."""
    return any(not reading.has("take-columns") for reading in pair.readings)


def surplus_columns(table: TableFacts, pair: Pair) -> tuple[str, ...]:
    """The columns that are too many, where their names say that they are no features.

    What the readings leave out is too many; without a reading, as many as there are more than features.
    """
    if has_own_reading(pair):
        return ()
    for reading in pair.readings:
        args = reading.steps[0].edit.args()
        kept = str(args["values"]).split(",") if "values" in args else list(table.values)
        left = {str(value) for value in args.values()} | set(table.values).difference(kept)
        return tuple(name for name in table.values if name in left and column_part(name))
    number = len(table.values) - (pair.goal.features or 0)
    named = [name for name in table.values if column_part(name)]
    if not 0 < number <= len(named):
        return ()
    surest = sorted(named, key=lambda name: (not column_part(name, sure=True), named.index(name)))
    return tuple(name for name in table.values if name in surest[:number])
