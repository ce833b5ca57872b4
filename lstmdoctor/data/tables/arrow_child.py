"""Run as a script in its own process: the rows of a Parquet or Arrow file, as an Arrow stream on stdout.

``python -I -B arrow_child.py FORMAT COLUMNS SECONDS MEMORY FOLDER ...``, with the open file as standard
input; COLUMNS is a list in JSON, or null for all.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

SPACE = 1 << 30
"""Address space of Python and pyarrow themselves, of which they use little."""
SECONDS, FIRST_PACE = 20, 64 << 20
"""CPU that may be used before any row comes, beside a second for so many bytes of the file."""
PACE = 4 << 20
"""Bytes of rows for which there is a second more: honest files give ten times as many."""


def batches_of_file() -> Iterator[pa.RecordBatch]:
    """The rows, a bounded number at a time."""
    import pyarrow as pa

    from lstmdoctor.data.tables.arrow_rows import binary_batches

    format_, columns = sys.argv[1], json.loads(sys.argv[2])
    held = None if format_ == "parquet" else mmap.mmap(0, 0, access=mmap.ACCESS_READ)
    stream = sys.stdin.buffer if held is None else pa.BufferReader(held)
    for found in binary_batches(stream, format_, os.fstat(0).st_size, columns):
        yield pa.RecordBatch.from_arrays(list(found.values()), list(found))
        if held is not None and (unneeded := getattr(mmap, "MADV_DONTNEED", None)) is not None:
            held.madvise(unneeded)


def seconds_without_rows() -> float:
    """CPU that may be used before any row comes: an Arrow file may be one batch."""
    due = SECONDS + os.fstat(0).st_size / FIRST_PACE
    allow_seconds(int(due))
    return due


def allow_seconds(number: int) -> None:
    """Let this process use so many seconds of CPU in all, as far as the parent lets it."""
    try:
        import resource
    except ImportError:
        return
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    unlimited = most == resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_CPU, (number if unlimited else min(number, most), most))


def write_rows() -> None:
    """All rows, or those up to where something is wrong, and what that is."""
    import pyarrow as pa

    from lstmdoctor.data.tables.arrow_rows import DAMAGE, ERROR
    from lstmdoctor.errors import TOO_LARGE, Unreadable

    writer, schema, due = None, pa.schema([]), seconds_without_rows()
    told: dict[bytes, bytes] = {}
    try:
        for batch in batches_of_file():
            schema = batch.schema
            writer = writer or pa.ipc.new_stream(sys.stdout.buffer, schema)
            writer.write_batch(batch)
            due += max(batch.nbytes, 8 * batch.num_rows * batch.num_columns) / PACE
            allow_seconds(int(due))
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
    sys.path += [folder for folder in sys.argv[5:] if folder not in sys.path]
    from lstmdoctor.files.child_answer import limit_resources

    seconds, memory = int(sys.argv[3]), int(sys.argv[4])
    limit_resources(seconds, memory + SPACE + os.fstat(0).st_size, memory)
    write_rows()
