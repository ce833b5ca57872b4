"""A DataFrame of which the caller names columns: read as the same table in a file is."""

from __future__ import annotations

from collections.abc import Iterable

from lstmdoctor.core.facts import Place
from lstmdoctor.core.tables import Table
from lstmdoctor.data.live.names_of_types import attribute_or_none, is_of_class
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.errors import Usage

FORMAT = "live"


def holds_data_frame(value: object) -> bool:
    """Whether this is a table of pandas or polars, with columns."""
    return any(is_of_class(value, package, "DataFrame") for package in ("pandas", "polars"))


def open_live_table(value: object, expression: str, table: Table) -> Source:
    """A frame as this caller takes it.

    Raises
    ------
    Usage
        It is no frame, or a column is named that is not there.
    Unreadable
        It gives no columns, or has no row.
    """
    if not holds_data_frame(value):
        raise Usage(f"{table.options()[0]} names a column, and this is a {type(value).__name__}, no table")
    from lstmdoctor.data.tables.frame_table import frame_table
    from lstmdoctor.data.tables.opening import open_table

    found = open_table(frame_table(value), table)
    labels = () if found.labels is None else (found.labels,)
    places = {"": Place(after=frame_of_pandas(value))}
    return Source(expression, FORMAT, (found.data,), labels, found.remarks, places, table=found.facts)


def frame_of_pandas(value: object) -> str:
    """What makes a frame of pandas of it, its index among the columns where that has a name."""
    if is_of_class(value, "polars", "DataFrame"):
        return ".to_pandas()"
    names = attribute_or_none(attribute_or_none(value, "index"), "names")
    named = isinstance(names, Iterable) and any(name is not None for name in names)
    return ".reset_index()" if named else ""
