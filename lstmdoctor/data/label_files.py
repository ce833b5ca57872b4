"""Labels in a file of their own, or in a column of the table whose rows they are of."""

from __future__ import annotations

import os
from dataclasses import replace

from lstmdoctor.core.facts import Place
from lstmdoctor.core.sharding import DataPath, Shards
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.errors import Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.patterns import joint_path
from lstmdoctor.files.places import local_path
from lstmdoctor.text import safe_text


def open_label_file(labels: DataPath, source: Source) -> Source:
    """The file of the labels of `source`; a column of the very table follows its rows as a target does.

    Raises
    ------
    Refused
        As `open_data`.
    Usage
        The rows of the table were put into another order, and the labels stand elsewhere.
    """
    column = column_of_table(labels, source)
    if column is None or source.table is None:
        opened = open_data(labels)  # a column that is not there is refused in these words
        if column is None:
            refuse_moved_rows(source, labels if isinstance(labels, str) else joint_path(labels.words))
        return opened
    file, _ = split_array_path(source.path)
    opened = open_data(file, replace(source.table.taken, target=column))
    path = labels if isinstance(labels, str) else labels.words[0]
    places = {column: opened.places.get("", Place())}
    return replace(opened, path=path, file=file, arrays=opened.labels, labels=(), remarks=(), places=places)


def refuse_moved_rows(source: Source, labels: str) -> None:
    """Raise `Usage` where the rows of a table stand no longer in the order that labels beside it have."""
    table = source.table
    if table is None or not table.moved:
        return
    order = " ".join(replace(table.taken, values=(), target=None).options())
    raise Usage(
        f"the rows of {safe_text(source.path)} are put into the order of {order}, and the labels in "
        f"{safe_text(labels)} are not: add them to the table, and name the column with --target COLUMN"
    )


def column_of_table(labels: DataPath, source: Source) -> str | None:
    """The column of the table behind `source` that a path names; None where it names something else."""
    words = labels.words if isinstance(labels, Shards) else (labels,)
    if source.table is None or source.format == "live" or len(words) != 1:
        return None
    file, name = split_array_path(words[0])
    column = None if name is None else source.table.column(name)
    same = local_file(file) == local_file(split_array_path(source.path)[0])
    return column.name if column is not None and (column.numeric or column.kind == "text") and same else None


def local_file(path: str) -> str:
    """A path under the one name that it has on this machine; that of another place as it is."""
    local = local_path(path)
    return local if "://" in local else os.path.realpath(local)
