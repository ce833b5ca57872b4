"""The same work on several streams at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")
MOST = 4
"""Threads beyond these wait for memory."""


def thread_count() -> int:
    """How many streams are worth having at a time on this machine."""
    return min(MOST, os.cpu_count() or 1)


def start_thread(work: Callable[[], None]) -> Thread | None:
    """A thread that does the work; None where the system has no room for another one."""
    thread = Thread(target=work, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # "can't start new thread" has no class of its own
        return None
    return thread


def side_by_side(work: Callable[[Iterator[T]], U], streams: Sequence[Iterator[T]]) -> list[U]:
    """``[work(stream) for stream in streams]``, each in a thread of its own where there are several.

    NumPy lets other threads run while it computes, and so does the reading of files. What a work raises is
    raised here; the others stop at their next item then, as they do when the user interrupts. What no thread
    can be started for is done here, one after the other.
    """
    if len(streams) < 2:
        return list(map(work, streams))
    stopped = Event()
    results: dict[int, U] = {}
    errors: list[BaseException] = []

    def until_stopped(stream: Iterator[T]) -> Iterator[T]:
        for item in stream:
            if stopped.is_set():
                return
            yield item

    def to_its_end(position: int) -> None:
        try:
            results[position] = work(until_stopped(streams[position]))
        except BaseException as error:
            errors.append(error)
            stopped.set()

    threads: list[Thread] = []
    try:
        for position in range(len(streams)):
            thread = start_thread(partial(to_its_end, position))
            if thread is None:
                to_its_end(position)
            else:
                threads.append(thread)
        for thread in threads:
            thread.join()
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return [results[position] for position in range(len(streams))]
