"""What a piece of work costs, as counts that are the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from types import FrameType
from unittest.mock import patch


@dataclass
class Work:
    """Counts of one run.

    Parameters
    ----------
    calls : int
        Of functions, those written in C included.
    bytes_read : int
        Out of files.
    """

    calls: int = 0
    bytes_read: int = 0


def work_of(run: Callable[[], object]) -> Work:
    """The calls and the bytes of one run in this thread."""
    work = Work()

    class Counted(FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data: bytes = super().read(size)
            work.bytes_read += len(data)
            return data

        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            number = super().readinto(buffer) or 0
            work.bytes_read += number
            return number

    def count(frame: FrameType, event: str, argument: object) -> None:
        work.calls += event in ("call", "c_call")

    with (
        patch("lstmdoctor.files.regular.FileIO", Counted),
        patch("lstmdoctor.data.scan.scanning.thread_count", lambda: 1),
    ):
        sys.setprofile(count)
        try:
            run()
        finally:
            sys.setprofile(None)
    return work
