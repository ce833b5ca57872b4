"""How large the files of a source are on the disk."""

from __future__ import annotations

from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.shards.joint import ShardedSequences
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.opening import why_not_opened
from lstmdoctor.files.regular import stored_bytes


def source_bytes(source: Source) -> int:
    """Bytes of the file, of all shards, or of what a folder holds; 0 where there is no file.

    Raises
    ------
    Refused
        A file is no longer there.
    """
    shards = next((array for array in source.arrays if isinstance(array, ShardedSequences)), None)
    try:
        if shards is None:
            return stored_bytes(source.file) if source.file else 0
        return sum(
            stored_bytes(split_array_path(part.path)[0]) if part.stamp is None else part.stamp.size
            for part in shards.parts
        )
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    except OSError as error:
        raise Refused(source.path, why_not_opened(error)) from error
