"""The verbs on several files: lists of paths, engines as objects, and lists that are no paths."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from remote_cases import MODEL_BYTES, ragged_lists, write_lists

import lstmdoctor
from lstmdoctor.core.sharding import ShardsDone


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_bytes(MODEL_BYTES)
    for number in range(11):
        random = np.random.default_rng(number)
        np.save(f"p{number}.npy", random.normal(size=(4 + number, 5, 3)).astype("f4"))
        np.save(f"y{number}.npy", random.normal(size=(4 + number, 4)).astype("f4"))
    return tmp_path


DATA = {
    "a list of names": [f"p{n}.npy" for n in range(11)],
    "a tuple of paths": tuple(Path(f"p{n}.npy") for n in range(11)),
    "in another order": [f"p{n}.npy" for n in (10, 3, 2, 1, 0, 4, 5, 6, 7, 8, 9)],
    "a pattern": "p*.npy",
    "a path with a pattern": Path("p*.npy"),
    "patterns": ["p1*.npy", "p[02-9].npy"],
    "shards": lstmdoctor.Shards(("p*.npy",)),
}


@pytest.mark.parametrize("name", DATA)
def test_diagnose(name: str) -> None:
    report = lstmdoctor.diagnose("m.json", DATA[name])
    assert report.ok
    assert report.to_dict()["data"]["arrays"][0]["samples"] == sum(4 + n for n in range(11))


def test_labels_in_several_files() -> None:
    paths = [f"p{n}.npy" for n in range(11)]
    labels = [Path(f"y{n}.npy") for n in range(11)]
    assert lstmdoctor.diagnose("m.json", paths, labels).ok
    assert lstmdoctor.check("m.json", paths, labels).ok
    np.save("y3.npy", np.zeros((5, 4), "f4"))
    with pytest.raises(lstmdoctor.DataShapeError, match=r"p3\.npy has 7 samples and y3\.npy 5"):
        lstmdoctor.check("m.json", paths, labels)


class Counting(ThreadPoolExecutor):
    tasks = 0

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Any:
        type(self).tasks += 1
        return super().submit(work, *args, **kwargs)


def test_an_executor_of_the_program_is_used_and_left_open() -> None:
    with Counting(2) as executor:
        for _ in range(2):
            Counting.tasks = 0
            lstmdoctor.diagnose("m.json", "p*.npy", executor=executor)
            assert Counting.tasks > 20
        Counting.tasks = 0
        lstmdoctor.check("m.json", "p*.npy", executor=executor)
        assert Counting.tasks > 20


def test_fix_and_apply(here: Path) -> None:
    write_lists(ragged_lists(4))
    seen: list[ShardsDone] = []
    with Counting(2) as executor:
        done = lstmdoctor.fix(
            "m.json",
            [f"rg/p{n}.pkl" for n in range(4)],
            wanted=lstmdoctor.Wanted("out/"),
            pad=10,
            executor=executor,
        )
    assert isinstance(done, lstmdoctor.Treatment) and done.status == "written"
    write_lists(ragged_lists(2, seed=3), "val")
    again = lstmdoctor.apply(
        "out/lstmdoctor.treatment.json", ["val/p0.pkl", "val/p1.pkl"], output="v", jobs=1
    )
    assert again.status == "written" and np.load("v/p1.npy").shape == (10, 10, 3)
    watched = lstmdoctor.Shards(("rg/p*.pkl",), tell=seen.append)
    lstmdoctor.diagnose("m.json", watched)
    assert seen[-1].shards == seen[-1].total == 4 and seen[-1].bytes == seen[-1].total_bytes > 0


def test_one_path_in_a_list_is_a_shard() -> None:
    np.save("one.npy", np.ones((7, 3), "f4"))
    report = lstmdoctor.diagnose("m.json", ["one.npy"], shards="sequences")
    assert report.to_dict()["data"]["arrays"][0]["shape"] == [1, 7, 3]


@pytest.mark.parametrize("option", [{"jobs": 2}, {"executor": "processes"}, {"shards": "rows"}])
def test_refused_where_they_mean_nothing(option: dict[str, Any]) -> None:
    name = next(iter(option))
    with pytest.raises(lstmdoctor.Usage, match=f"{name} has no effect on one file"):
        lstmdoctor.diagnose("m.json", "p1.npy", **option)
    with pytest.raises(lstmdoctor.Usage, match=f"{name} has no effect on one file"):
        lstmdoctor.fix("m.json", "p1.npy", **option)
    for verb in (lstmdoctor.diagnose, lstmdoctor.check, lstmdoctor.fix):
        with pytest.raises(ValueError, match=f"{name} has no effect on live data"):
            verb("m.json", np.ones((4, 5, 3), "f4"), **option)


def test_no_executor_at_all() -> None:
    number: Any = 3
    with pytest.raises(lstmdoctor.Usage, match=r"a int, where a concurrent\.futures\.Executor is expected"):
        lstmdoctor.diagnose("m.json", "p*.npy", executor=number)


def test_texts_are_no_paths() -> None:
    report = lstmdoctor.diagnose("m.json", ["a fine film", "a dull film", "what was that?"])
    assert not report.ok and report.to_dict()["data"]["arrays"][0]["samples"] == 3


def test_a_missing_file_among_others_is_named() -> None:
    with pytest.raises(lstmdoctor.Refused, match=r"p77\.npy: no such file"):
        lstmdoctor.diagnose("m.json", ["p1.npy", "p77.npy"])


def test_the_verbs_take_the_same_options() -> None:
    for verb in (lstmdoctor.diagnose, lstmdoctor.check, lstmdoctor.fix, lstmdoctor.apply):
        assert {"shards", "jobs", "executor"} <= set(inspect.signature(verb).parameters)
