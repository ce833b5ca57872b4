"""A DataFrame of which the caller names columns: read as the same table in a file is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lstmdoctor.core.facts import Place
from lstmdoctor.core.spec import Shape
from lstmdoctor.core.tables import Table
from lstmdoctor.data.live.frames import dtypes_of_frame, is_numeric_column_dtype
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.names_of_types import attribute_or_none, is_of_class
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.errors import Unreadable, Usage

FORMAT = "live"
SEQUENCES = 3
"""Axes of what a model of sequences takes."""
ITEM = 8
"""Bytes of a number."""


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


def table_beside(source: Source, value: object, look: Look, wanted: Shape | None) -> Source:
    """A frame of which no column is named, as the array that Keras is handed, with what else it could be.

    Of a frame that has as many columns as the model takes features, all of them numbers, nothing more is said
    than of an array; nor of one whose cells are sequences, or whose values are not looked at.
    """
    kinds = dtypes_of_frame(value)
    numbers = all(map(is_numeric_column_dtype, kinds))
    fits = numbers and wanted is not None and len(kinds) == wanted[-1]
    large = len(kinds) * source.arrays[0].facts.samples * ITEM > look.whole_bytes
    cells_are_arrays = source.arrays[0].facts.container == "list"
    if look.header_only or large or wanted is None or len(wanted) < SEQUENCES or fits or cells_are_arrays:
        return source
    from lstmdoctor.data.tables.frame_table import frame_table
    from lstmdoctor.data.tables.opening import open_table

    try:
        facts = open_table(frame_table(value), Table(), every=True).facts
    except Unreadable:
        return source
    places = {"": Place(after=frame_of_pandas(value))}
    return replace(source, table=facts, places=places)


def frame_of_pandas(value: object) -> str:
    """What makes a frame of pandas of it, its index among the columns where that has a name."""
    if is_of_class(value, "polars", "DataFrame"):
        return ".to_pandas()"
    names = attribute_or_none(attribute_or_none(value, "index"), "names")
    named = isinstance(names, Iterable) and any(name is not None for name in names)
    return ".reset_index()" if named else ""
