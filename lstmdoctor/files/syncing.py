"""Large files brought to the disk while they are written: the wait for it at their end is then short."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from lstmdoctor.files.parallel import start_thread

LEAST_BYTES = 64 << 20
"""A disk takes less than this in the time that a tenth of a start takes."""
PAUSE = 0.05
"""Seconds between one look and the next, so that each has some megabytes to bring."""
sync_data: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


@contextmanager
def synced_file(number: int, size: int) -> Iterator[None]:
    """Bring a file that is written within to the disk, all of it when this ends.

    Parameters
    ----------
    number : int
        The open file.
    size : int
        Bytes that it will have, as far as they are known.

    Raises
    ------
    OSError
        The disk does not take it.
    """
    written, errors = Event(), list[OSError]()

    def sync_behind() -> None:
        try:
            while not written.wait(PAUSE):
                sync_data(number)
        except OSError as error:  # told once: the sync at the end would not hear of it
            errors.append(error)

    thread = start_thread(sync_behind) if size >= LEAST_BYTES else None
    try:
        yield
    finally:
        written.set()
        if thread is not None:
            thread.join()
    for error in errors:
        raise error
    os.fsync(number)
