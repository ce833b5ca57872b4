"""The columns that a treatment was made for, and whether a table still has them where they were."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.tables import Column, ColumnKind, Table, TableFacts, without_target
from lstmdoctor.edits.entry import Entry
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.records import frozen_record
from lstmdoctor.text import safe_text

MOST_COLUMNS, LONGEST_NAME = 10_000, 4096
KIND_WORDS = {
    "number": "numbers",
    "truth": "truth values",
    "time": "times",
    "text": "text",
    "other": "something else",
}
KINDS: dict[str, ColumnKind] = {"number": "number", "truth": "truth", "time": "time", "text": "text"}


@frozen_record
class RecordedTable:
    """What a treatment says of the columns of a table.

    Parameters
    ----------
    table : Table
        With all features named.
    columns : tuple of Column
        Those that have a part, in the order of the table.
    """

    table: Table
    columns: tuple[Column, ...]


def recorded_table(entry: Entry) -> RecordedTable:
    """The table of a treatment file; raises `Unreadable`."""
    entry.refuse_unknown({"id", "time", "target", "values", "columns"})
    table = Table(
        id=names_of(entry, "id"),
        time=name_of(entry, "time"),
        values=names_of(entry, "values"),
        target=name_of(entry, "target"),
    )
    columns = tuple(recorded_column(one) for one in entry.children("columns", MOST_COLUMNS))
    if not table.values:
        raise entry.wrong("values", "a list of columns")
    if {*table.named} != {column.name for column in columns}:
        raise entry.wrong("columns", "the columns that have a part")
    return RecordedTable(table, columns)


def recorded_column(entry: Entry) -> Column:
    """One column."""
    entry.refuse_unknown({"name", "kind", "dtype"})
    kind = entry.value("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise entry.wrong("kind", f"one of {', '.join(KINDS)}")
    return Column(entry.text("name", LONGEST_NAME), KINDS[kind], entry.text("dtype", LONGEST_NAME))


def name_of(entry: Entry, key: str) -> str | None:
    """The name of a column, or null."""
    return None if entry.value(key) is None else entry.text(key, LONGEST_NAME)


def names_of(entry: Entry, key: str) -> tuple[str, ...]:
    """Names of columns."""
    value = entry.value(key)
    if not isinstance(value, list) or len(value) > MOST_COLUMNS:
        raise entry.wrong(key, "a list of columns")
    return tuple(
        Entry({str(place): one}, key).text(str(place), LONGEST_NAME) for place, one in enumerate(value)
    )


def table_to_ask(recorded: RecordedTable, found: TableFacts, labels: bool) -> Table:
    """What to ask of a table of tomorrow, which may not know its labels yet.

    Raises
    ------
    Usage
        Its labels are wanted, and it has none.
    """
    target = recorded.table.target
    if not labels or target is None:
        return without_target(recorded.table)
    if found.column(target) is None:
        raise Usage(
            f"--labels-output: the table has no column '{safe_text(target)}', from which the treatment takes "
            "the labels"
        )
    return recorded.table


def refuse_moved_columns(recorded: RecordedTable, found: TableFacts) -> None:
    """Raise `Unreadable` where the columns stand in another order, or hold something else.

    A column of labels may be missing, and columns without a part may stand anywhere.
    """
    wanted = [one for one in recorded.columns if one.name != recorded.table.target]
    names = [one.name for one in wanted]
    have = [one for one in found.columns if one.name in names]
    for place, (one, other) in enumerate(zip(wanted, have, strict=False)):
        if one.name != other.name:
            raise Unreadable(
                f"its columns have moved: '{safe_text(other.name)}' stands where the treatment has "
                f"'{safe_text(one.name)}' (column {place + 1} of the {len(wanted)} in use)"
            )
        if one.kind != other.kind and not (one.numeric and other.numeric):
            raise Unreadable(
                f"the column '{safe_text(one.name)}' holds {KIND_WORDS[other.kind]}, "
                f"the treatment was made for {KIND_WORDS[one.kind]}"
            )


def missing_columns(recorded: RecordedTable, found: TableFacts) -> list[str]:
    """Columns in use that a table does not have."""
    known = {column.name for column in found.columns}
    return [name for name in replace(recorded.table, target=None).named if name not in known]
