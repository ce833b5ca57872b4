"""A cluster of Dask that is there already, through its own `concurrent.futures.Executor`.

``Client.get_executor`` tries a task again where a worker died (docs.dask.org, Futures).
"""

from __future__ import annotations

import logging
import warnings
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from lstmdoctor.data.shards.engine import IN_FLIGHT, TRIES, Engine, worker_version
from lstmdoctor.errors import Usage
from lstmdoctor.text import safe_text

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10
"""Seconds in which a scheduler has to answer."""
QUIET = ("distributed", "distributed.client", "distributed.comm", "tornado", "asyncio")


def dask_engine(address: str) -> Engine:
    """The workers of the scheduler at an address; raises `Usage` where there is none."""
    clients: list[Client] = []

    def open_client() -> Executor:
        clients.append(connect_client(address))
        executor: Executor = clients[-1].get_executor(retries=TRIES, pure=False)
        return executor

    def close_clients() -> None:
        while clients:
            clients.pop().close(timeout=5)

    def ask_all_workers(executor: Executor) -> list[object]:
        return list(clients[-1].run(worker_version).values())

    return Engine(
        open_client, IN_FLIGHT, owned=False, foreign=True, close=close_clients, versions=ask_all_workers
    )


def connect_client(address: str) -> Client:
    """A client of the scheduler, without what distributed logs; raises `Usage`."""
    try:
        from distributed import Client
    except ImportError as error:
        raise Usage("--executor dask: needs distributed: pip install 'lstmdoctor[dask]'") from error
    silence_loggers()
    shown = safe_text(address, 200)
    with warnings.catch_warnings():  # of other versions of its packages; ours is asked for
        warnings.simplefilter("ignore")
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            raise Usage(f"no Dask scheduler answers at {shown} within {PATIENCE} seconds") from error
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            client.close(timeout=5)
            raise Usage(f"the Dask scheduler at {shown} has no worker") from error
    return client


def silence_loggers() -> None:
    """Let nothing of distributed reach the terminal: what is to be said is said in one sentence."""
    for name in QUIET:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
