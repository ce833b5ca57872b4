"""The same work on several streams at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")
MOST = 4
"""Threads beyond these wait for memory."""


def thread_count() -> int:
    """How many streams are worth having at a time on this machine."""
    return min(MOST, os.cpu_count() or 1)


def side_by_side(work: Callable[[Iterator[T]], U], streams: Sequence[Iterator[T]]) -> list[U]:
    """``[work(stream) for stream in streams]``, each in a thread of its own where there are several.

    NumPy lets other threads run while it computes, and so does the reading of files. What a work raises is
    raised here; the others stop at their next item then, as they do when the user interrupts.
    """
    if len(streams) < 2:
        return list(map(work, streams))
    from concurrent.futures import ThreadPoolExecutor

    stopped = Event()

    def until_stopped(stream: Iterator[T]) -> Iterator[T]:
        for item in stream:
            if stopped.is_set():
                return
            yield item

    def to_its_end(stream: Iterator[T]) -> U:
        try:
            return work(until_stopped(stream))
        except BaseException:
            stopped.set()
            raise

    with ThreadPoolExecutor(len(streams)) as pool:
        try:
            return list(pool.map(to_its_end, streams))
        finally:
            stopped.set()
