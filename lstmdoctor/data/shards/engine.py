"""An engine: how the executors are opened that look at the shards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import field

from lstmdoctor.records import frozen_record
from lstmdoctor.version import __version__

TRIES = 3
"""How often a shard is tried again where the worker that had it died."""
IN_FLIGHT = 1024
"""Shards given to a foreign engine at a time: more than most clusters have workers, and little memory."""


def worker_version() -> str:
    """The version of lstmdoctor, asked of a worker."""
    return __version__


@frozen_record
class Engine:
    """How executors are opened, and how many tasks they are given at a time.

    Parameters
    ----------
    open : callable
        A new executor.
    at_a_time : int
    owned : bool
        Whether the executor is shut down after the work.
    foreign : bool
        Whether the workers may be installed otherwise than this process.
    close : callable
        Called after the work.
    versions : callable
        The versions of lstmdoctor that the workers of an executor have, as far as they can be asked.
    """

    open: Callable[[], Executor]
    at_a_time: int
    owned: bool = True
    foreign: bool = False
    close: Callable[[], None] = field(default=lambda: None)
    versions: Callable[[Executor], Iterable[object]] = field(
        default=lambda executor: [executor.submit(worker_version).result()]
    )
