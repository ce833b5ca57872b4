"""How large the files of a source are on the disk."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from lstmdoctor.data.sequences.source import Source
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.opening import why_not_opened
from lstmdoctor.files.regular import stored_bytes


@runtime_checkable
class InSeveralFiles(Protocol):
    """An array whose samples stand in files of their own."""

    def bytes_of_files(self) -> int:
        """Bytes of all of them on the disk; raises `Unreadable`, and `OSError` for one that is gone."""


def source_bytes(source: Source) -> int:
    """Bytes of the file, of all shards, or of what a folder holds; 0 where there is no file.

    Raises
    ------
    Refused
        A file is no longer there.
    """
    several = next((array for array in source.arrays if isinstance(array, InSeveralFiles)), None)
    try:
        if several is not None:
            return several.bytes_of_files()
        return stored_bytes(source.file) if source.file else 0
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    except OSError as error:
        raise Refused(source.path, why_not_opened(error)) from error
