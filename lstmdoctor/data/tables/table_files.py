"""The rows of a table, a bounded number at a time, as columns of pyarrow; one way for each format.

A CSV or JSON file has no types of its own: what its columns hold is found by looking at all rows
(`lstmdoctor.data.tables.survey`), since what the first rows hold says nothing about the last.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from lstmdoctor.data.tables.arrow_errors import arrow_sentences
from lstmdoctor.data.tables.arrow_rows import binary_batches, child_batches, has_own_descriptor
from lstmdoctor.data.tables.cell_budget import CellBudget, cells_of_column
from lstmdoctor.data.tables.cell_kinds import Found
from lstmdoctor.data.tables.column_batches import (
    BLOCK_BYTES,
    COLUMNS,
    WIDE_ROWS,
    Columns,
    columns_of_batch,
)
from lstmdoctor.data.tables.csv_rows import LINE_BYTES, csv_batches, read_type
from lstmdoctor.data.tables.json_shape import refuse_deep_json, refuse_many_keys
from lstmdoctor.data.tables.table_format import TEXTS, csv_dialect
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import cell_limit
from lstmdoctor.records import unique_record

LINES, JSON_CELLS = 1 << 20, 1 << 22
"""Lines of JSON that are read at a time, and cells once the columns are known: an empty one takes as much."""
LONG_LINES_BYTES = 16 * BLOCK_BYTES
"""Most that is read at a time of lines so long that `WIDE_ROWS` of them are more than `BLOCK_BYTES`."""


@unique_record
class TableFile:
    """A table in a file.

    Parameters
    ----------
    format : str
        As `lstmdoctor.data.tables.table_format.table_format` names it.
    opened : callable
        The bytes from the beginning.
    size : int
        Of the file.
    head : bytes
        The first of it.
    stored : int
        Bytes that it takes on disk, packed or not.
    """

    format: str
    opened: Callable[[], AbstractContextManager[BinaryIO]]
    size: int
    head: bytes
    stored: int

    @cached_property
    def decimal(self) -> str:
        """What stands in the numbers of a CSV file, whose cells are text; "" for other formats."""
        dialect = csv_dialect(self.head) if self.format in ("csv", "tsv") else None
        return dialect.decimal if dialect is not None else ""

    def batches(
        self, wanted: Sequence[str] | None = None, types: Mapping[str, Found] | None = None
    ) -> Iterator[Columns]:
        """As `ColumnBatches` has it."""
        budget = CellBudget(self.stored, self._most_cells)
        for batch in self._all_batches(wanted, types):
            budget.charge_cells(sum(map(cells_of_column, batch.values())))
            yield batch

    @property
    def _most_cells(self) -> int:
        """What it may unpack to; in a text a cell takes a byte, but for some that JSON leaves out."""
        most = cell_limit(self.stored)
        return min(most, max(cell_limit(0), 2 * self.size)) if self.format in TEXTS else most

    def _all_batches(
        self, wanted: Sequence[str] | None, types: Mapping[str, Found] | None
    ) -> Iterator[Columns]:
        with self.opened() as stream, arrow_sentences(self.format):
            match self.format:
                case "csv" | "tsv":
                    yield from csv_batches(stream, self.head, wanted, {} if types is None else types)
                case "jsonl":
                    yield from json_batches(stream, wanted, types)
                case _ if has_own_descriptor(stream):
                    yield from child_batches(stream, self.format, self.size, wanted)
                case _:
                    yield from binary_batches(stream, self.format, self.size, wanted)


def json_batches(
    stream: BinaryIO, wanted: Sequence[str] | None, types: Mapping[str, Found] | None
) -> Iterator[Columns]:
    """Rows of a JSON Lines file; without types every block has those that pyarrow finds in it."""
    import pyarrow as pa
    from pyarrow import json as arrow_json

    chosen = list(types or ()) if wanted is None else wanted
    schema = None if types is None else pa.schema([(name, read_type(types[name])) for name in chosen])
    options = arrow_json.ParseOptions(
        explicit_schema=schema,
        newlines_in_values=False,
        unexpected_field_behavior="infer" if schema is None else "ignore",
    )
    for block in line_blocks(stream, LINES if schema is None else JSON_CELLS // max(1, len(chosen))):
        refuse_deep_json(block)
        if schema is None:
            refuse_many_keys(block)
        read = arrow_json.ReadOptions(use_threads=False, block_size=len(block) + 1)
        table = arrow_json.read_json(io.BytesIO(block), read, options)
        if table.num_columns > COLUMNS:
            raise Unreadable(f"has {table.num_columns:,} columns, at most {COLUMNS:,} are read")
        for batch in table.to_batches():
            yield columns_of_batch(batch)


def line_blocks(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Whole lines: about `BLOCK_BYTES`, at most `most`; byte order mark and empty blocks left out."""
    rest = stream.read(3).removeprefix(b"\xef\xbb\xbf")
    while data := read_lines(stream):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        if not cut and len(data) > LINE_BYTES:
            raise Unreadable(f"a line of more than {LINE_BYTES >> 20} MB")
        if data[:cut].strip():
            yield from runs_of_lines(data[:cut], most)
        rest = data[cut:]
    if rest.strip():
        yield rest


def read_lines(stream: BinaryIO) -> bytes:
    """The next `BLOCK_BYTES`; more where these are few lines, as each key costs some time in every block."""
    pieces: list[bytes] = []
    lines = size = 0
    while lines < WIDE_ROWS and size < LONG_LINES_BYTES and (data := stream.read(BLOCK_BYTES)):
        pieces.append(data)
        lines, size = lines + data.count(b"\n"), size + len(data)
    return b"".join(pieces)


def runs_of_lines(block: bytes, most: int) -> Iterator[bytes]:
    """A block of whole lines, cut where it has more than `most` of them."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))[max(1, most) - 1 :: max(1, most)] + 1
    for start, end in pairwise([0, *ends.tolist(), len(block)]):
        if block[start:end].strip():
            yield block[start:end]
