"""Rows of Parquet and Arrow files, which a process of its own reads.

The decoders are C++ code that does what a file says: 20 kB of zeros packed with zstd unpack to 640 MB in one
piece, and a damaged offset may lead anywhere. The child is given the open file and bounds on memory and time,
and hands the rows over as a plain Arrow stream, which is checked again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from lstmdoctor.data.tables.arrow_errors import damage_sentence
from lstmdoctor.data.tables.column_batches import (
    BLOCK_BYTES,
    PIECE_BYTES,
    Columns,
    checked_batch,
    columns_of_batch,
    gathered_batches,
    rows_of_batch,
    small_batches,
    unique_names,
)
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.hdf5_child import child_bytes
from lstmdoctor.files.limits import table_piece_limit
from lstmdoctor.files.places import PlaceFile
from lstmdoctor.text import byte_size_text, count_noun

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

CHILD = os.path.join(os.path.dirname(__file__), "arrow_child.py")
THRIFT_BYTES = 64 << 20
"""Most that the description of a Parquet file may take."""
SECONDS, PACE = 20, 4 << 20
"""CPU that a child may use in all, beside a second for so many bytes of the file; the child itself stops
earlier where few rows come for it (`arrow_child`)."""
MEMORY, MEMORY_PER_BYTE = 900 << 20, 3
"""Memory that a child may take, and for each byte of the file: a packed batch is unpacked as a whole."""
FEW_ROWS = 64
"""Rows from which the width of texts is told first."""
LONGEST_WORD = 100_000
"""A word of a command on Linux has at most 131,072 bytes."""
ERROR, DAMAGE = b"lstmdoctor.error", b"lstmdoctor.damage"
"""Keys under which the child says why it stops: a sentence, or what pyarrow said."""
MODULES = ("pyarrow.parquet", "pyarrow.compute", "numpy", "lstmdoctor.data.tables.arrow_rows")


def has_own_descriptor(stream: BinaryIO) -> bool:
    """Whether another process can be given this file: an object in another place has nothing to give."""
    if isinstance(stream, PlaceFile) or not hasattr(stream, "fileno"):
        return False
    try:
        return stream.fileno() >= 0
    except OSError:
        return False


def child_batches(
    stream: BinaryIO, format_: str, size: int, wanted: Sequence[str] | None
) -> Iterator[Columns]:
    """The rows as a child process reads them; raises `Unreadable` with what it says."""
    import pyarrow as pa

    words = [format_, columns_word(wanted), str(SECONDS + size // PACE), str(MEMORY + MEMORY_PER_BYTE * size)]
    with child_bytes(CHILD, stream, words, modules=MODULES) as answer:
        try:
            reader = pa.ipc.open_stream(answer)
            while True:
                batch, told = reader.read_next_batch_with_custom_metadata()
                if told is not None and ERROR in told:
                    raise Unreadable(told[ERROR].decode())
                if told is not None and DAMAGE in told:
                    raise Unreadable(damage_sentence(told[DAMAGE].decode(), format_))
                yield columns_of_batch(checked_batch(batch), wanted)
        except StopIteration:
            return
        except pa.ArrowInvalid as error:
            words_of_end = "reading it fails, or takes more memory or time than a file of its size may"
            raise Unreadable(damage_sentence(words_of_end, format_)) from error


def columns_word(wanted: Sequence[str] | None) -> str:
    """The columns as a child is told of them; all where their names are too long for it."""
    word = json.dumps(None if wanted is None else list(wanted))
    return word if len(word) <= LONGEST_WORD else json.dumps(None)


def binary_batches(
    stream: BinaryIO, format_: str, size: int, wanted: Sequence[str] | None
) -> Iterator[Columns]:
    """The rows of a file of so many bytes, read in this process."""
    if format_ == "parquet":
        return parquet_batches(stream, size, wanted)
    return arrow_batches(stream, size, wanted, format_ == "arrow")


def parquet_batches(stream: BinaryIO, size: int, wanted: Sequence[str] | None) -> Iterator[Columns]:
    """Rows of a Parquet file of so many bytes."""
    from pyarrow import parquet

    file = parquet.ParquetFile(
        stream,
        buffer_size=BLOCK_BYTES,
        pre_buffer=False,
        thrift_string_size_limit=THRIFT_BYTES,
        thrift_container_size_limit=THRIFT_BYTES >> 6,
    )
    told = file.metadata
    refuse_many_pieces(told.num_row_groups * told.num_columns, told.num_columns, told.num_row_groups, size)
    names = unique_names(file.schema_arrow.names)
    columns = names if wanted is None else list(wanted)
    rows = rows_of_batch(max(len(columns), width_of_lists(file, columns)))
    groups = range(file.metadata.num_row_groups)
    if groups and holds_varying_cells(file.schema_arrow, columns):
        rows = rows_as_wide(next(file.iter_batches(FEW_ROWS, groups[:1], columns, False), None), rows)
        runs = [groups[2**n - 1 : 2 ** (n + 1) - 1] for n in range(len(groups).bit_length())]
    else:
        runs = [groups]
    for run in runs:
        for batch in file.iter_batches(rows, run, columns, use_threads=False):
            rows = rows_as_wide(batch, rows)
            yield from small_batches(batch)


def refuse_many_pieces(pieces: int, columns: int, groups: int, size: int) -> None:
    """Raise `Unreadable` where a file of so many bytes is cut into more pieces than it has rows for."""
    if pieces > table_piece_limit(size):
        raise Unreadable(
            f"stored in {pieces:,} pieces, {count_noun(columns, 'column')} in each of "
            f"{count_noun(groups, 'group')} of rows, too many for a file of {byte_size_text(size)}: "
            "write it in fewer groups"
        )


def holds_varying_cells(schema: pa.Schema, columns: Sequence[str]) -> bool:
    """Whether one of these columns holds texts, lists, or else what is not a number in each row."""
    from pyarrow import types

    narrow = (types.is_primitive, types.is_boolean, types.is_decimal, types.is_null, types.is_dictionary)
    return not all(any(test(schema.field(name).type) for test in narrow) for name in columns)


def rows_as_wide(batch: pa.RecordBatch | None, most: int) -> int:
    """How many rows as wide as these are decoded at a time, at most `most`: a text has any length."""
    width = 0 if batch is None else batch.nbytes // max(1, batch.num_rows)
    return min(most, max(1, PIECE_BYTES // max(1, width)))


def width_of_lists(file: parquet.ParquetFile, columns: Sequence[str]) -> int:
    """Cells in a row of these columns, lists counted for what they hold, in the widest group of rows.

    0 where none of the columns holds lists. What a file says wrongly here changes but the size of blocks.
    """
    import pyarrow as pa

    schema = file.schema_arrow
    if not any(pa.types.is_nested(schema.field(name).type) for name in columns):
        return 0
    wanted, widest = set(columns), 0
    for place in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(place)
        leaves = (group.column(leaf) for leaf in range(group.num_columns))
        cells = sum(leaf.num_values for leaf in leaves if leaf.path_in_schema.partition(".")[0] in wanted)
        widest = max(widest, cells // max(1, group.num_rows))
    return widest


def arrow_batches(
    stream: BinaryIO, size: int, wanted: Sequence[str] | None, seekable: bool
) -> Iterator[Columns]:
    """Rows of an Arrow file (Feather) or stream of so many bytes."""
    groups = pieces = 0
    for batch in gathered_batches(stored_batches(stream, seekable)):
        groups, pieces = groups + 1, pieces + batch.num_columns
        refuse_many_pieces(pieces, batch.num_columns, groups, size)
        yield from small_batches(batch, wanted)


def stored_batches(stream: BinaryIO, seekable: bool) -> Iterator[pa.RecordBatch]:
    """The batches of an Arrow file or stream, as they are stored."""
    import pyarrow as pa

    options = pa.ipc.IpcReadOptions(use_threads=False, ensure_native_endian=True)
    if seekable:
        file = pa.ipc.open_file(stream, options=options)
        unique_names(file.schema.names)
        yield from map(file.get_batch, range(file.num_record_batches))
        return
    reader = pa.ipc.open_stream(stream, options=options)
    unique_names(reader.schema.names)
    yield from reader
