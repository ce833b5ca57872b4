"""The engines by the names that users give them: threads, unless another one is named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from importlib import import_module

from lstmdoctor.core.sharding import Shards
from lstmdoctor.data.shards.engine import IN_FLIGHT, Engine
from lstmdoctor.errors import Usage
from lstmdoctor.files.parallel import thread_count
from lstmdoctor.text import safe_text

ENGINES = "threads[:N], processes[:N], dask:ADDRESS or module:callable"


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
