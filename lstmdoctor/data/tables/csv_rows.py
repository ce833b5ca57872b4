"""The rows of a CSV file, block by block.

A file is cut at the ends of its lines and every block is parsed by itself, so that a block that holds other
things than those before it is looked at again as text. From the first block on in which a line has an odd
number of quotes, and may go on in the next, the rest is given to the reader of pyarrow as one stream.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from lstmdoctor.data.tables.arrow_errors import damage_sentence
from lstmdoctor.data.tables.cell_kinds import NULLS, Found, arrow_type
from lstmdoctor.data.tables.column_batches import BLOCK_BYTES, Columns, columns_of_batch, unique_names
from lstmdoctor.data.tables.table_format import Dialect, csv_dialect
from lstmdoctor.errors import Unreadable

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

HEADER_BYTES = 1 << 20
FIRST_BYTES = 1 << 16
"""A few rows first: what they hold is what the others are read as at once."""
COLUMN_BYTES = 1 << 10
"""Bytes of a block for each column of a wide table: each costs some time in every block."""
LINE_BYTES = 16 << 20
"""Longest line."""
ENDLESS = "no CSV table: its first line is too long, or has a quote that never ends"
READ_AS_FOUND: frozenset[Found] = frozenset({"int", "float", "truth"})
"""What pyarrow reads as what it is; all else comes as text, so that one rule is for all formats."""


def read_type(found: Found) -> pa.DataType:
    """The type that a column of text is read as."""
    return arrow_type(found if found in READ_AS_FOUND else "text")


def csv_names(stream: BinaryIO, dialect: Dialect) -> tuple[list[str], int]:
    """Names of the columns, and how many lines of the file the header takes."""
    text = io.TextIOWrapper(io.BytesIO(stream.read(HEADER_BYTES)), dialect.encoding, "replace", newline="")
    reader = csv.reader(text, delimiter=dialect.separator)
    try:
        first = next((row for row in reader if row), [])
    except csv.Error as error:
        raise Unreadable(ENDLESS) from error
    if reader.line_num > 100 or sum(map(len, first)) + len(first) > HEADER_BYTES - 10:
        raise Unreadable(ENDLESS)
    first[:1] = [first[0].removeprefix("\ufeff")] if first else []
    names = first if dialect.header else [f"f{place}" for place in range(len(first))]
    return unique_names([name.strip() for name in names]), reader.line_num if dialect.header else 0


def csv_batches(
    stream: BinaryIO, head: bytes, wanted: Sequence[str] | None, types: Mapping[str, Found]
) -> Iterator[Columns]:
    """Rows of a CSV file; `types` may be told more from block to block."""
    dialect = csv_dialect(head)
    if dialect is None:
        raise Unreadable("no CSV table: its lines differ in their number of cells")
    names, lines = csv_names(stream, dialect)
    stream.seek(0)
    parser = CsvParser(dialect, names, wanted, types, lines)
    text, rest, size = Utf8Stream(stream, dialect.encoding), b"", FIRST_BYTES
    while data := text.read(size):
        size = block_size(names)
        end = data.rfind(b"\n") + 1
        cut = end and end + len(rest)
        data = rest + data
        block, rest = data[:cut], data[cut:]
        if has_open_quote(block) or (not cut and (b"\r" in data or b'"' in data)):
            yield from parser.rest(data, text)
            return
        if len(rest) > LINE_BYTES:
            raise Unreadable(f"a line of more than {LINE_BYTES >> 20} MB")
        if block.strip():
            yield parser.block(block)
    if rest.strip():
        yield parser.block(rest)


def block_size(names: Sequence[str]) -> int:
    """Bytes of a table of these columns that are parsed at a time."""
    return max(BLOCK_BYTES, COLUMN_BYTES * len(names))


def has_open_quote(block: bytes) -> bool:
    """Whether a line has an odd number of quotes: it may go on in the next."""
    if b'"' not in block:
        return False
    found = np.frombuffer(block, np.uint8)
    quotes, ends = np.flatnonzero(found == ord('"')), np.flatnonzero(found == ord("\n"))
    return bool(np.any(np.searchsorted(quotes, ends) % 2)) or bool(len(quotes) % 2)


class Utf8Stream:
    """A text in any encoding as UTF-8, without a byte order mark."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        name = "utf-8-sig" if encoding == "utf-8" else encoding
        self.stream, self.plain = stream, encoding == "utf-8"
        self.decoder = codecs.getincrementaldecoder(name)()
        self.begun = False

    def read(self, size: int) -> bytes:
        """About so many bytes; none at the end. Raises `Unreadable` where that is within a character."""
        while data := self.stream.read(size):
            if self.plain:
                data = data if self.begun else data.removeprefix(codecs.BOM_UTF8)
                self.begun = True
                return data
            if found := self.decoder.decode(data).encode():
                return found
        if self.decoder.getstate()[0]:
            raise Unreadable("the file ends within a character: it was cut, or is not the text it begins as")
        return b""


class Joined:
    """Bytes that were read already, and the stream they came from; as much of a file as pyarrow asks for."""

    closed = False

    def __init__(self, data: bytes, stream: Utf8Stream) -> None:
        self.data, self.stream = data, stream

    def close(self) -> None:
        """Whoever opened the stream closes it."""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes."""
        if not self.data:
            self.data = self.stream.read(max(size, 1))
        taken, self.data = self.data[:size], self.data[size:]
        return taken


class CsvParser:
    """What is known of a CSV file while its blocks come.

    Parameters
    ----------
    wanted : sequence of str or None
        Columns; None for the first look at all of them, when `types` is no more than a guess.
    skipped : int
        Lines of the heading.
    """

    def __init__(
        self,
        dialect: Dialect,
        names: Sequence[str],
        wanted: Sequence[str] | None,
        types: Mapping[str, Found],
        skipped: int,
    ) -> None:
        self.dialect, self.names, self.types, self.skipped = dialect, list(names), types, skipped
        self.wanted = self.names if wanted is None else list(wanted)
        self.sure: Mapping[str, Found] = {} if wanted is None else types
        self.lines = 0

    def block(self, data: bytes) -> Columns:
        """The rows of whole lines; what is not of the type that it was said to be as text."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        found: pa.Table | None = None
        for types in (self.types, {}):
            options = self.options(len(data) + 1, types, quotes=False)
            try:
                found = arrow_csv.read_csv(pa.BufferReader(data), *options)
                break
            except pa.ArrowInvalid as error:
                if "conversion error" not in str(error) or not types:
                    raise Unreadable(damage_sentence(str(error), "csv", self.lines)) from error
        if found is None:
            raise Unreadable("a damaged CSV file")
        self.lines += self.skipped + found.num_rows
        self.skipped = 0
        return {name: found.column(name).combine_chunks() for name in self.wanted}

    def rest(self, data: bytes, stream: Utf8Stream) -> Iterator[Columns]:
        """All rows from here on, in which quotes may hold the ends of lines; guessed types are not used."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        options = self.options(block_size(self.names), self.sure, quotes=True)
        try:
            with arrow_csv.open_csv(pa.PythonFile(Joined(data, stream), "r"), *options) as reader:
                for batch in reader:
                    yield columns_of_batch(batch)
        except pa.ArrowInvalid as error:
            raise Unreadable(damage_sentence(str(error), "csv", self.lines)) from error

    def options(
        self, size: int, types: Mapping[str, Found], quotes: bool
    ) -> tuple[arrow_csv.ReadOptions, arrow_csv.ParseOptions, arrow_csv.ConvertOptions]:
        """What pyarrow is told."""
        from pyarrow import csv as arrow_csv

        return (
            arrow_csv.ReadOptions(
                use_threads=False, block_size=size, column_names=self.names, skip_rows=self.skipped
            ),
            arrow_csv.ParseOptions(delimiter=self.dialect.separator, newlines_in_values=quotes),
            arrow_csv.ConvertOptions(
                column_types={name: read_type(types.get(name, "text")) for name in self.names},
                include_columns=self.wanted,
                strings_can_be_null=True,
                null_values=list(NULLS),
                decimal_point=self.dialect.decimal,
            ),
        )
