"""Work on all shards: any `concurrent.futures.Executor` does it.

The results are small, so that nothing is merged on the workers. A worker that dies costs a retry: the pool
is opened anew and what was not finished is given to it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures import BrokenExecutor as Broken
from contextlib import suppress
from itertools import islice
from time import sleep
from typing import TypeVar

from lstmdoctor.data.shards.engine import TRIES, Engine
from lstmdoctor.errors import LstmdoctorError, Usage
from lstmdoctor.files.forked_children import shared_children
from lstmdoctor.files.large_turns import one_of_several
from lstmdoctor.text import safe_text
from lstmdoctor.version import __version__

T = TypeVar("T")
U = TypeVar("U")
ASKED_AGAIN = 1.0
"""Seconds until workers are asked once more."""


def versions_of_workers(engine: Engine, executor: Executor) -> list[object]:
    """The version that every worker has; asked again where one of them has gone meanwhile."""
    for trial in range(TRIES):
        try:
            return list(engine.versions(executor))
        except LstmdoctorError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and trial + 1 < TRIES:
                sleep(ASKED_AGAIN)
                continue
            detail = safe_text(f"{type(error).__name__}: {error}", 200)
            raise Usage(f"the workers cannot run lstmdoctor {__version__}: {detail}") from error
    return []


def refuse_other_version(engine: Engine, executor: Executor) -> None:
    """Raise `Usage` where a worker has another lstmdoctor, or none, before it is given any work."""
    versions = versions_of_workers(engine, executor)
    for found in versions:
        if found != __version__:
            raise Usage(
                f"a worker has lstmdoctor {safe_text(str(found))}, this is {__version__}: install the same"
            )


def work_through(
    engine: Engine,
    work: Callable[[T], U],
    tasks: Sequence[T],
    begin: Callable[[Sequence[int]], None] | None = None,
) -> Iterator[tuple[int, U]]:
    """``work(task)`` of every task with its place, as they are finished.

    Parameters
    ----------
    begin : callable, optional
        Told the places of tasks before they are given away; of none where all are, after every wait.

    Raises
    ------
    Usage
        A worker has another version, or workers died again and again without finishing a shard.
    """
    with shared_children():
        yield from work_until_done(engine, work, tasks, begin)


def work_until_done(
    engine: Engine,
    work: Callable[[T], U],
    tasks: Sequence[T],
    begin: Callable[[Sequence[int]], None] | None,
) -> Iterator[tuple[int, U]]:
    """The same; workers that die cost a retry."""
    left = dict(enumerate(tasks))
    deaths = 0
    checked = not engine.foreign
    while left:
        executor = engine.open()
        try:
            if not checked:
                refuse_other_version(engine, executor)
                checked = True
            for place, result in give_away(executor, work, left, engine.at_a_time, begin):
                del left[place]
                deaths = 0
                yield place, result
        except Broken as error:
            deaths += 1
            if deaths >= TRIES:
                raise Usage(f"workers died {TRIES} times, with {len(left):,} shards left") from error
        except (LstmdoctorError, MemoryError):
            raise
        except Exception as error:
            if not engine.foreign:
                raise
            detail = safe_text(f"{type(error).__name__}: {error}", 200)
            raise Usage(f"the workers failed: {detail}") from error
        finally:
            if engine.owned:
                executor.shutdown(wait=True, cancel_futures=True)
            engine.close()


def give_away(
    executor: Executor,
    work: Callable[[T], U],
    left: dict[int, T],
    at_a_time: int,
    begin: Callable[[Sequence[int]], None] | None,
) -> Iterator[tuple[int, U]]:
    """Tasks given to an executor, a bounded number at a time.

    What is raised by one ends all: nothing more is given away, and what is under way comes to its end first,
    because it is done then.
    """
    waiting = iter(list(left))
    running: dict[Future[U], int] = {}
    failure: Exception | None = None
    try:
        while failure is None or running:
            following = list(islice(waiting, at_a_time - len(running))) if failure is None else []
            if begin is not None:
                begin(following)
            for place in following:
                running[executor.submit(work_in_turn, work, left[place])] = place
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                place = running.pop(future)
                error = None if future.cancelled() else future.exception()
                if future.cancelled():
                    continue
                if error is None:
                    yield place, future.result()
                elif isinstance(error, Broken) or not isinstance(error, Exception):
                    raise error
                else:
                    failure = failure or error
                    cancel_futures(running)
        if failure is not None:
            raise failure
    finally:
        cancel_futures(running)


def work_in_turn(work: Callable[[T], U], task: T) -> U:
    """``work(task)``; of several threads one at a time has much in memory."""
    with one_of_several():
        return work(task)


def cancel_futures(running: Iterable[Future[U]]) -> None:
    """Take back what has not begun."""
    for future in running:
        with suppress(LstmdoctorError):
            future.cancel()
