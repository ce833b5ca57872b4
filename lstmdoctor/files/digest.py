"""SHA-256 of a file, made beside other work: while its values are read, or while it is written."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.parallel import start_thread
from lstmdoctor.files.regular import open_with_stamp

BLOCK_BYTES = 8 << 20
"""Large, because between two blocks the thread waits for a turn among the others."""
PAUSE = 0.01
"""Seconds to wait for more of a file that grows."""


class Digest:
    """The checksum of one file, taken by a thread of its own; leaving the context ends the thread."""

    def __init__(self) -> None:
        self._complete = Event()
        self._stopped = False
        self._thread: Thread | None = None
        self._found: str | OSError | Unreadable | None = None

    def __enter__(self) -> Digest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped = True
        self._complete.set()
        if self._thread is not None:
            self._thread.join()

    def follow(self, path: str) -> None:
        """Begin with a file that is only ever added to."""
        self._thread = start_thread(partial(self._run, path))

    def read(self, path: str) -> None:
        """The file is complete: begin with it, or go on to its end; here where no thread can be started."""
        self._complete.set()
        if self._thread is None:
            self.follow(path)
        if self._thread is None:
            self._run(path)

    def result(self) -> str | None:
        """The checksum of a complete file; None for a folder. Raises what reading raised."""
        if self._thread is not None:
            self._thread.join()
        if isinstance(self._found, OSError | Unreadable):
            raise self._found
        return self._found

    def _run(self, path: str) -> None:
        try:
            self._found = None if Path(path).is_dir() else self._sum(path)
        except (OSError, Unreadable) as error:
            self._found = error

    def _sum(self, path: str) -> str:
        digest, buffer = hashlib.sha256(), memoryview(bytearray(BLOCK_BYTES))
        with open_with_stamp(path) as (file, _):
            last = False
            while not last:
                last = self._complete.wait(PAUSE)
                while not self._stopped and (size := file.readinto(buffer)):
                    digest.update(buffer[:size])
        return digest.hexdigest()
