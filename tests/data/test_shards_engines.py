"""Engines: a worker that dies costs a retry, another version one sentence, no scheduler one sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import ROOT

from lstmdoctor.core.sharding import Shards
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.shards.engine import IN_FLIGHT, Engine
from lstmdoctor.data.shards.engine_work import work_through
from lstmdoctor.data.shards.engines import engine_of
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.version import __version__


def killed_once(flag: str) -> str:
    """Dies the first time, as a worker does that the system kills."""
    path = Path(flag)
    if path.name != "done" and not path.exists():
        path.touch()
        os._exit(9)
    return path.name


def killed_always(flag: str) -> str:
    os._exit(9)


@pytest.mark.slow
def test_a_dead_worker_costs_a_retry(tmp_path: Path) -> None:
    tasks = [str(tmp_path / name) for name in ("done", "a", "done", "done")]
    found = dict(work_through(engine_of(Shards((), executor="processes:2")), killed_once, tasks))
    assert found == {0: "done", 1: "a", 2: "done", 3: "done"}


@pytest.mark.slow
def test_workers_that_always_die_end_the_run(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="workers died 3 times, with 2 shards left"):
        list(work_through(engine_of(Shards((), executor="processes:2")), killed_always, ["a", "b"]))


class Breaking(ThreadPoolExecutor):
    """Is broken for good at its third task."""

    opened = 0

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if type(self).opened == 1 and args and args[-1] == 3:
            future: Future[Any] = Future()
            future.set_exception(BrokenProcessPool("a process was terminated"))
            return future
        return super().submit(work, *args, **kwargs)


def test_a_broken_pool_is_opened_again() -> None:
    Breaking.opened = 0

    def opened() -> Executor:
        Breaking.opened += 1
        return Breaking(2)

    found = dict(work_through(Engine(opened, 2), abs, [1, -2, 3, -4, 5]))
    assert found == {0: 1, 1: 2, 2: 3, 3: 4, 4: 5} and Breaking.opened == 2


class Elsewhere(ThreadPoolExecutor):
    """Workers with another installation."""

    answer: Any = "0.0.1"
    tasks = 0

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        type(self).tasks += bool(args)
        future: Future[Any] = Future()
        if isinstance(self.answer, Exception):
            future.set_exception(self.answer)
        else:
            future.set_result(self.answer)
        return future


@pytest.mark.parametrize("answer", ["0.0.1", ModuleNotFoundError("No module named 'lstmdoctor'")])
def test_another_version_is_one_sentence_before_any_work(tmp_path: Path, answer: Any) -> None:
    for number in range(3):
        np.save(tmp_path / f"p{number}.npy", np.ones((3, 2, 2)))
    Elsewhere.answer, Elsewhere.tasks = answer, 0
    with pytest.raises(Usage) as caught:
        open_data(Shards((str(tmp_path / "p*.npy"),), executor=Elsewhere(1)))
    assert __version__ in str(caught.value) and (
        "0.0.1" in str(caught.value) or "ModuleNotFound" in str(caught.value)
    )
    assert Elsewhere.tasks == 0


def test_few_shards_are_given_away_at_a_time() -> None:
    begun: list[int] = []
    engine = Engine(lambda: ThreadPoolExecutor(1), 2)
    for done, _ in enumerate(work_through(engine, abs, list(range(20)), begun.extend), 1):
        assert len(begun) <= done + 2
    assert sorted(begun) == list(range(20))


def test_every_worker_is_asked_for_its_version() -> None:
    tasks: list[int] = []
    engine = Engine(
        lambda: ThreadPoolExecutor(1), 2, foreign=True, versions=lambda executor: [__version__, "0.0.1"]
    )
    with pytest.raises(Usage, match=r"a worker has lstmdoctor 0\.0\.1"):
        list(work_through(engine, tasks.append, [1, 2, 3]))
    assert tasks == []


def test_deaths_count_only_without_a_finished_task_between() -> None:
    """Ten workers die, each after it has done something: the run comes to its end."""

    class Mortal(ThreadPoolExecutor):
        done = 0

        def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.done += 1
            if self.done % 2 == 0:
                future: Future[Any] = Future()
                future.set_exception(BrokenProcessPool("a process was terminated"))
                return future
            return super().submit(work, *args, **kwargs)

    found = dict(work_through(Engine(lambda: Mortal(1), 1), abs, list(range(10))))
    assert found == {number: number for number in range(10)}


def test_what_is_under_way_is_not_lost_when_one_fails() -> None:
    begun = threading.Barrier(2)

    def work(task: str) -> str:
        if task in ("fails", "slow"):
            begun.wait(10)
        if task == "fails":
            raise Refused("p1.npy", "truncated")
        time.sleep(0.2 if task == "slow" else 0)
        return task

    found = []
    with pytest.raises(Refused, match="truncated"):
        for _, result in work_through(
            Engine(lambda: ThreadPoolExecutor(2), 2), work, ["slow", "fails", *["later"] * 9]
        ):
            found.append(result)
    assert "slow" in found and len(found) < 4


def test_an_engine_that_fails_is_one_sentence(tmp_path: Path) -> None:
    class Failing(ThreadPoolExecutor):
        def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if args:
                raise RuntimeError("the queue is closed")
            return super().submit(work, *args, **kwargs)

    np.save(tmp_path / "p0.npy", np.ones((3, 2, 2)))
    with pytest.raises(Usage, match="the workers failed: RuntimeError: the queue is closed"):
        open_data(Shards((str(tmp_path / "p*.npy"),), executor=Failing(1)))


def command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "lstmdoctor", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )


@pytest.mark.slow
def test_no_scheduler_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="distributed is not installed: pip install '.[dask]'")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    for number in range(2):
        np.save(tmp_path / f"p{number}.npy", np.ones((3, 2, 2), "f4"))
    done = command(
        "fix", str(tmp_path / "p*.npy"), "-o", str(tmp_path / "o"), "--executor", f"dask:127.0.0.1:{port}"
    )
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"no Dask scheduler answers at 127.0.0.1:{port}" in done.stderr


@pytest.mark.slow
def test_a_scheduler_without_workers_is_one_sentence(tmp_path: Path) -> None:
    distributed = pytest.importorskip(
        "distributed", reason="distributed is not installed: pip install '.[dask]'"
    )
    np.save(tmp_path / "p0.npy", np.ones((3, 2, 2), "f4"))
    np.save(tmp_path / "p1.npy", np.ones((3, 2, 2), "f4"))
    with distributed.LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as empty:
        words = ("fix", str(tmp_path / "p*.npy"), "-o", str(tmp_path / "o"))
        done = command(*words, "--executor", f"dask:{empty.scheduler_address}")
    assert done.returncode == 2 and "has no worker" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "o").exists()


@pytest.fixture
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip(
        "distributed", reason="distributed is not installed: pip install '.[dask]'"
    )
    environment = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as found:
            yield found
    finally:
        os.environ.pop("PYTHONPATH", None)
        if environment is not None:
            os.environ["PYTHONPATH"] = environment


@pytest.mark.slow
def test_a_cluster_of_dask_with_a_worker_killed(cluster: Any, tmp_path: Path) -> None:
    whole = np.random.default_rng(0).normal(size=(330, 50, 8)).astype("f4")
    np.save(tmp_path / "whole.npy", whole)
    for number in range(33):
        np.save(tmp_path / f"p{number}.npy", whole[number * 10 : number * 10 + 10])
    wanted = scan_sequences(open_data(str(tmp_path / "whole.npy")).arrays[0])
    shards = Shards((str(tmp_path / "p*.npy"),), executor=f"dask:{cluster.scheduler_address}")
    assert scan_sequences(open_data(shards).arrays[0]) == wanted
    victim = next(iter(cluster.workers.values()))
    os.kill(victim.pid, 9)
    assert scan_sequences(open_data(shards).arrays[0]) == wanted


def test_names_of_engines() -> None:
    assert engine_of(Shards((), jobs=3)).at_a_time == 6
    assert engine_of(Shards((), executor="processes:5")).at_a_time == 10
    assert engine_of(Shards((), executor="concurrent.futures:ThreadPoolExecutor")).foreign
    assert IN_FLIGHT >= 1000
