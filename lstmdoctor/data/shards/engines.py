"""What looks at the shards: any `concurrent.futures.Executor`, threads unless another one is named.

The results are small, so that nothing is merged on the workers. A worker that dies costs a retry: the pool
is opened anew and what was not finished is given to it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from concurrent.futures import BrokenExecutor as Broken
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TypeVar

from lstmdoctor.core.sharding import Shards
from lstmdoctor.errors import LstmdoctorError, Usage
from lstmdoctor.files.parallel import thread_count
from lstmdoctor.text import safe_text
from lstmdoctor.version import __version__

T = TypeVar("T")
U = TypeVar("U")
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
    """

    open: Callable[[], Executor]
    at_a_time: int
    owned: bool = True
    foreign: bool = False
    close: Callable[[], None] = field(default=lambda: None)


def engine_of(shards: Shards) -> Engine:
    """The engine that was asked for; raises `Usage` where there is none of that name."""
    named = shards.executor
    if isinstance(named, Executor):
        return Engine(lambda: named, IN_FLIGHT, owned=False, foreign=True)
    kind, _, rest = named.partition(":")
    if kind in ("threads", "processes"):
        number = workers_asked(rest, named) or shards.jobs or thread_count()
        return pool_engine(kind, number)
    if shards.jobs is not None:
        raise Usage(f"--jobs goes with threads and processes, not with {safe_text(named)}")
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


def refuse_other_version(executor: Executor) -> None:
    """Raise `Usage` where a worker has another lstmdoctor, or none, before it is given any work."""
    try:
        found = executor.submit(worker_version).result()
    except Exception as error:
        detail = safe_text(f"{type(error).__name__}: {error}", 200)
        raise Usage(f"the workers cannot run lstmdoctor {__version__}: {detail}") from error
    if found != __version__:
        raise Usage(
            f"the workers have lstmdoctor {safe_text(str(found))}, this is {__version__}: install the same"
        )


def work_through(
    engine: Engine, work: Callable[[T], U], tasks: Sequence[T], begin: Callable[[int], None] | None = None
) -> Iterator[tuple[int, U]]:
    """``work(task)`` of every task with its place, as they are finished.

    Parameters
    ----------
    begin : callable, optional
        Told the place of a task before it is given away.

    Raises
    ------
    Usage
        A worker has another version, or workers died again and again.
    """
    left = dict(enumerate(tasks))
    tries = 0
    checked = not engine.foreign
    while left:
        executor = engine.open()
        try:
            if not checked:
                refuse_other_version(executor)
                checked = True
            for place, result in give_away(executor, work, left, engine.at_a_time, begin):
                del left[place]
                yield place, result
        except Broken as error:
            tries += 1
            if tries >= TRIES:
                raise Usage(f"workers died {TRIES} times, with {len(left):,} shards left") from error
        finally:
            if engine.owned:
                executor.shutdown(wait=True, cancel_futures=True)
            engine.close()


def give_away(
    executor: Executor,
    work: Callable[[T], U],
    left: dict[int, T],
    at_a_time: int,
    begin: Callable[[int], None] | None,
) -> Iterator[tuple[int, U]]:
    """Tasks given to an executor, a bounded number at a time; what is raised by one ends all."""
    waiting = iter(list(left.items()))
    running: dict[Future[U], int] = {}
    try:
        while True:
            while len(running) < at_a_time and (following := next(waiting, None)) is not None:
                if begin is not None:
                    begin(following[0])
                running[executor.submit(work, following[1])] = following[0]
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                place = running.pop(future)
                yield place, future.result()
    finally:
        for future in running:
            with suppress(LstmdoctorError):
                future.cancel()
