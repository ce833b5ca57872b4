"""What looks at the shards: any `concurrent.futures.Executor`, threads unless another one is named.

The results are small, so that nothing is merged on the workers. A worker that dies costs a retry: the pool
is opened anew and what was not finished is given to it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from concurrent.futures import BrokenExecutor as Broken
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from time import sleep
from typing import TypeVar

from lstmdoctor.core.sharding import Shards
from lstmdoctor.errors import LstmdoctorError, Usage
from lstmdoctor.files.parallel import thread_count
from lstmdoctor.text import safe_text
from lstmdoctor.version import __version__

T = TypeVar("T")
U = TypeVar("U")
ASKED_AGAIN = 1.0
"""Seconds until workers are asked once more."""
TRIES = 3
"""How often a shard is tried again where the worker that had it died."""
IN_FLIGHT = 1024
"""Shards given to a foreign engine at a time: more than most clusters have workers, and little memory."""
ENGINES = "threads[:N], processes[:N], dask:ADDRESS or module:callable"


@dataclass(frozen=True)
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


def engine_of(shards: Shards) -> Engine:
    """The engine that was asked for; raises `Usage` where there is none of that name."""
    named = shards.executor
    if isinstance(named, Executor):
        if shards.jobs is not None:
            raise Usage("jobs has no effect beside an executor, which has its own number of workers")
        return Engine(lambda: named, IN_FLIGHT, owned=False, foreign=True)
    if not isinstance(named, str):
        raise Usage(f"executor: a {type(named).__name__}, where a concurrent.futures.Executor is expected")
    kind, _, rest = named.partition(":")
    if kind in ("threads", "processes"):
        number = workers_asked(rest, named)
        if number is not None and shards.jobs is not None:
            raise Usage(f"--jobs has no effect beside --executor {safe_text(named)}: leave one of them out")
        return pool_engine(kind, number or shards.jobs or thread_count())
    if shards.jobs is not None:
        raise Usage(f"--jobs has no effect beside --executor {safe_text(named)}")
    if kind == "dask" and rest:
        from lstmdoctor.data.shards.dask_engine import dask_engine

        return dask_engine(rest)
    if kind and rest:
        return Engine(named_factory(kind, rest, named), IN_FLIGHT, foreign=True)
    raise Usage(f"--executor {safe_text(named)}: it takes {ENGINES}")


def workers_asked(text: str, named: str) -> int | None:
    """The number behind the colon; None where there is none."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 4096 and len(text) < 9):
        raise Usage(f"--executor {safe_text(named)}: '{safe_text(text)}' is no number of workers")
    return int(text)


def pool_engine(kind: str, number: int) -> Engine:
    """Threads of this process, or processes of this machine."""
    if kind == "threads":
        return Engine(lambda: ThreadPoolExecutor(number), 2 * number)

    def open_processes() -> Executor:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(number, get_context("spawn"))

    return Engine(open_processes, 2 * number)


def named_factory(module: str, name: str, named: str) -> Callable[[], Executor]:
    """What the user's function opens; raises `Usage` where there is no such function."""
    try:
        factory = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise Usage(f"--executor {safe_text(named)}: {safe_text(str(error), 200)}") from error

    def open_named() -> Executor:
        found: object = factory()
        if not isinstance(found, Executor):
            raise Usage(f"--executor {safe_text(named)}: gives a {type(found).__name__}, not an Executor")
        return found

    return open_named


def worker_version() -> str:
    """The version of lstmdoctor, asked of a worker."""
    return __version__


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
                running[executor.submit(work, left[place])] = place
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


def cancel_futures(running: Iterable[Future[U]]) -> None:
    """Take back what has not begun."""
    for future in running:
        with suppress(LstmdoctorError):
            future.cancel()
