"""Run as a script in its own process: the rows of a Parquet or Arrow file, as an Arrow stream on stdout.

``python -I -B arrow_child.py FORMAT COLUMNS SECONDS FOLDER ...``, with the open file as standard input;
COLUMNS is a list in JSON, or null for all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

CELL = 8
"""Bytes of a cell."""
MEMORY = 2 << 30
"""Address space; pyarrow itself takes some 300 MB of it."""


def batches_of_file() -> Iterator[pa.RecordBatch]:
    """The rows, a bounded number at a time."""
    import pyarrow as pa

    from lstmdoctor.data.tables.arrow_rows import binary_batches
    from lstmdoctor.data.tables.column_batches import rows_of_batch

    for columns in binary_batches(sys.stdin.buffer, sys.argv[1], json.loads(sys.argv[2])):
        batch = pa.RecordBatch.from_arrays(list(columns.values()), list(columns))
        cells = batch.nbytes // CELL // max(1, batch.num_rows)
        rows = rows_of_batch(max(batch.num_columns, cells))
        for start in range(0, batch.num_rows, rows):
            yield batch.slice(start, rows)


def write_rows() -> None:
    """All rows, or those up to where something is wrong, and what that is."""
    import pyarrow as pa

    from lstmdoctor.data.tables.arrow_rows import DAMAGE, ERROR
    from lstmdoctor.errors import TOO_LARGE, Unreadable

    writer, schema = None, pa.schema([])
    told: dict[bytes, bytes] = {}
    try:
        for batch in batches_of_file():
            schema = batch.schema
            writer = writer or pa.ipc.new_stream(sys.stdout.buffer, schema)
            writer.write_batch(batch)
    except Unreadable as error:
        told = {ERROR: str(error).encode()}
    except (MemoryError, pa.ArrowMemoryError):
        told = {ERROR: TOO_LARGE.encode()}
    except Exception as error:
        told = {DAMAGE: str(error).encode("utf-8", "replace")}
    writer = writer or pa.ipc.new_stream(sys.stdout.buffer, schema)
    if told:
        empty = pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)
        writer.write_batch(empty, custom_metadata=told)
    writer.close()


if __name__ == "__main__":
    # An isolated interpreter finds nothing by itself; what it finds by itself comes first all the same.
    sys.path += [folder for folder in sys.argv[4:] if folder not in sys.path]
    from lstmdoctor.files.child_answer import limit_resources

    limit_resources(int(sys.argv[3]), MEMORY)
    write_rows()
