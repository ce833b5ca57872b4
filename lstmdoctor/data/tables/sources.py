"""Tables as data files: one in a file, or several that are read as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO

from lstmdoctor.core.tables import Table
from lstmdoctor.data.formats.compressed import (
    open_in_passing,
    unpack_file,
    unpack_up_to,
    unpacked_head,
)
from lstmdoctor.data.formats.decoders import packing_of_head
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.tables.table_format import (
    TEXTS,
    missing_reader,
    table_format,
    table_head,
)
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.limits import HELD_ARRAY_BYTES
from lstmdoctor.files.regular import Regular, regular_file
from lstmdoctor.files.streams import BytesPart
from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from lstmdoctor.data.tables.table_files import TableFile


@frozen_record
class TableBytes:
    """The bytes of a table: how they are opened, how many they are, the first of them, how many on disk."""

    opened: Callable[[], AbstractContextManager[BinaryIO]]
    size: int
    head: bytes
    stored: int


def text_in_packed(file: Regular, packing: str, head: bytes, room: int) -> TableBytes:
    """A table of text in a packed file: unpacked in memory where it has room there, else in every pass."""
    data, size = unpack_up_to(file, packing, room)
    held = partial(open_unpacked, data) if size <= room else partial(open_in_passing, file, packing)
    return TableBytes(held, size, head, file.size)


def source_of_table(path: str, kind: str, content: TableBytes, table: Table) -> Source:
    """A table as this user takes it; raises `Unreadable`, and `Usage` for a column that is not there."""
    require_reader(kind)
    from lstmdoctor.data.tables.opening import open_table
    from lstmdoctor.data.tables.pandas_code import pandas_place
    from lstmdoctor.data.tables.table_files import TableFile

    found = open_table(TableFile(kind, content.opened, content.size, content.head, content.stored), table)
    labels = () if found.labels is None else (found.labels,)
    places = {"": pandas_place(kind, content.head, found.types)}
    return Source(path, kind, (found.data,), labels, found.remarks, places, table=found.facts)


def read_tables(paths: Sequence[str], shown: str, table: Table) -> Source:
    """Several tables as one; raises `Refused`, `Unreadable`, and `Usage` for a column that is not there."""
    from lstmdoctor.data.tables.joint_table import JointTable, table_of_files
    from lstmdoctor.data.tables.opening import open_table
    from lstmdoctor.data.tables.pandas_code import pandas_place

    tables: list[TableFile] = []
    room = HELD_ARRAY_BYTES
    for path in paths:
        tables.append(table_in_file(path, room))
        room -= tables[-1].size
    found = open_table(JointTable(paths, tables, sum(one.stored for one in tables)), table_of_files(table))
    labels = () if found.labels is None else (found.labels,)
    first = tables[0]
    places = {"": pandas_place(first.format, first.head, found.types)}
    return Source(shown, first.format, (found.data,), labels, found.remarks, places, table=found.facts)


def table_in_file(path: str, room: int) -> TableFile:
    """The table in a file, unpacked in memory where it has room there; raises `Refused`."""
    from lstmdoctor.data.tables.table_files import TableFile

    try:
        file = regular_file(path)
        head = table_head(file.head)
        packing = packing_of_head(head)
        if packing:
            head = table_head(partial(unpacked_head, file, packing))
        kind = table_format(head)
        if kind is None:
            raise Unreadable("no table, as the others are")
        require_reader(kind)
        content = TableBytes(file.opened, file.size, head, file.size)
        if packing and kind in TEXTS:
            content = text_in_packed(file, packing, head, room)
        elif packing:
            data = unpack_file(file, packing)
            fits = len(data) <= room
            opened = partial(open_unpacked, data) if fits else partial(open_packed, file, packing)
            content = replace(content, opened=opened, size=len(data))
    except Unreadable as error:
        raise Refused(path, str(error)) from error
    return TableFile(kind, content.opened, content.size, head, file.size)


def open_unpacked(data: memoryview) -> BufferedReader:
    """Bytes in memory as a file."""
    return BufferedReader(BytesPart(data))


def open_packed(file: Regular, packing: str) -> BufferedReader:
    """What a packed file holds as a file, unpacked anew."""
    return open_unpacked(unpack_file(file, packing))


def require_reader(kind: str) -> None:
    """Raise `Unreadable` where nothing is installed that reads tables."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise missing_reader(kind) from error
