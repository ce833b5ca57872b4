"""Outputs in other places: an object whole or not at all, the record last, resumed, nothing unasked replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from remote_cases import MODEL_BYTES, npy_bytes, ragged_lists, write_lists

from lstmdoctor.cli import main
from lstmdoctor.files import places

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[remote]'")
RECORD = "lstmdoctor.treatment.json"
SHARDS = 6
NAMES = {f"p{number}.npy" for number in range(SHARDS)}


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(places, "PAUSE", 0.0)
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    Path("m.json").write_bytes(MODEL_BYTES)
    write_lists(ragged_lists(SHARDS))
    for path in Path("rg").iterdir():
        memory.pipe_file(f"/b/rg/{path.name}", path.read_bytes())
    yield memory
    memory.store.clear()


@pytest.fixture
def sent(store: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the objects in the order in which they were sent; one that is in `fail` is not taken."""
    names: list[str] = []
    real = type(store).pipe_file

    def noted(self: Any, path: str, value: bytes, **more: Any) -> Any:
        name = path.rpartition("/")[2]
        if name in FAILING:
            raise OSError("503 slow down")
        names.append(name)
        return real(self, path, value, **more)

    monkeypatch.setattr(type(store), "pipe_file", noted)
    yield names
    FAILING.clear()


FAILING: set[str] = set()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def done(*words: str) -> Result:
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    return result


def objects(store: Any, folder: str) -> dict[str, bytes]:
    return {
        path.rpartition("/")[2]: store.cat_file(path)
        for path in store.store
        if path.startswith(f"/{folder}/")
    }


@pytest.mark.parametrize("data", ["rg/p*.pkl", "memory://b/rg/p*.pkl"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_same_bytes_as_in_a_folder_here(store: Any, data: str, slash: str) -> None:
    done("fix", "m.json", data, "-o", f"memory://b/out{slash}")
    done("fix", "m.json", "rg/p*.pkl", "-o", "out")
    there = objects(store, "b/out")
    assert there.keys() == {*NAMES, RECORD}
    for name in NAMES:
        assert there[name] == Path("out", name).read_bytes()
    record = json.loads(there[RECORD])
    assert [one["output"] for one in record["shards"]] == sorted(NAMES)
    assert record["output"]["path"] == "memory://b/out"
    done("diagnose", "m.json", "memory://b/out/p*.npy", "--ignore", "LD802,LD304")


def test_the_record_comes_last_and_a_shard_with_one_request(store: Any, sent: list[str]) -> None:
    done("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/")
    assert sent[-1] == RECORD
    assert sorted(name for name in sent if name.endswith(".npy")) == sorted(NAMES)


def test_what_failed_is_resumed_and_what_is_done_is_not_sent_again(store: Any, sent: list[str]) -> None:
    FAILING.add("p3.npy")
    result = run("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", "--jobs", "1")
    assert result.exit_code == 2 and result.stderr.count("\n") == 1
    assert "memory://b/out/p3.npy: cannot be written (OSError)" in result.stderr
    assert RECORD not in objects(store, "b/out")
    first = {name for name in sent if name in NAMES}
    assert first and "p3.npy" not in first
    FAILING.clear()
    sent.clear()
    done("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", "--resume")
    assert {name for name in sent if name in NAMES} == NAMES - first
    assert objects(store, "b/out").keys() == {*NAMES, RECORD}
    sent.clear()
    done("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", "--resume")
    assert sent == []


def test_a_changed_source_is_sent_again_and_no_other(store: Any, sent: list[str]) -> None:
    done("fix", "m.json", "memory://b/rg/p*.pkl", "-o", "memory://b/out/")
    source = store.cat_file("/b/rg/p4.pkl")
    store.rm_file("/b/rg/p4.pkl")
    store.pipe_file("/b/rg/p4.pkl", source)
    sent.clear()
    done("fix", "m.json", "memory://b/rg/p*.pkl", "-o", "memory://b/out/", "--resume")
    assert {name for name in sent if name in NAMES} == {"p4.npy"} and sent[-1] == RECORD


def test_an_object_of_somebody_else_is_left(store: Any) -> None:
    store.pipe_file("/b/out/p3.npy", b"mine")
    for words in ([], ["--resume"]):
        result = run("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", *words)
        assert result.exit_code == 2 and "memory://b/out/p3.npy: exists" in result.stderr
        assert objects(store, "b/out") == {"p3.npy": b"mine"}
    done("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", "--force")
    assert objects(store, "b/out").keys() == {*NAMES, RECORD}


def test_a_finished_folder_is_not_written_again_unasked(store: Any) -> None:
    done("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/")
    result = run("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/")
    assert result.exit_code == 2 and "exists: choose another folder" in result.stderr


@pytest.mark.parametrize("data", ["rg/p*.pkl", "memory://b/rg/p2.pkl"])
def test_one_object(store: Any, data: str, sent: list[str]) -> None:
    done("fix", "m.json", data, "-o", "memory://b/one.npy")
    done("fix", "m.json", data, "-o", "one.npy")
    assert store.cat_file("/b/one.npy") == Path("one.npy").read_bytes()
    assert sent == ["one.npy", "one.npy.treatment.json"]
    result = run("fix", "m.json", data, "-o", "memory://b/one.npy")
    assert result.exit_code == 2 and "memory://b/one.npy: exists: choose another output" in result.stderr
    done("fix", "m.json", data, "-o", "memory://b/one.npy", "--force")


def test_the_labels_and_the_mask_go_there_too(store: Any) -> None:
    shards = ragged_lists(1)
    np.save("y.npy", np.arange(len(shards[0])))
    words = ("rg/p0.pkl", "--labels", "y.npy", "-o", "memory://b/x.npy")
    done("fix", "m.json", *words, "--labels-output", "memory://b/y.npy", "--mask-output", "memory://b/m.npy")
    assert store.cat_file("/b/y.npy") == npy_bytes(np.arange(len(shards[0])))
    mask = store.cat_file("/b/m.npy")
    assert mask.startswith(b"\x93NUMPY")


@pytest.mark.parametrize("data", ["memory://b/rg/p*.pkl", "memory://b/rg/p1.pkl"])
def test_nothing_is_written_there_unasked(store: Any, data: str, sent: list[str]) -> None:
    result = run("fix", "m.json", data)
    assert result.exit_code == 2 and "is in another place: name the f" in result.stderr
    assert sent == [] and not list(Path().glob("*.fixed*"))


@pytest.mark.parametrize("verb", ["apply", "fix --like"])
def test_a_record_there_is_repeated_there(store: Any, verb: str) -> None:
    done("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", "--pad", "10")
    record = f"memory://b/out/{RECORD}"
    start = ["apply", record] if verb == "apply" else ["fix", "--like", record]
    write_lists(ragged_lists(2, seed=5), "val")
    done(*start, "val/p*.pkl", "-o", "memory://b/v/")
    done(*start, "val/p*.pkl", "-o", "v")
    assert objects(store, "b/v").keys() == {"p0.npy", "p1.npy", RECORD}
    for name in ("p0.npy", "p1.npy"):
        assert objects(store, "b/v")[name] == Path("v", name).read_bytes()


def test_file_urls_are_paths_here(tmp_path: Path) -> None:
    done("fix", "m.json", "rg/p*.pkl", "-o", f"file://{tmp_path}/out/")
    assert {path.name for path in Path("out").iterdir()} == {*NAMES, RECORD}
    done("fix", "m.json", f"file://{tmp_path}/rg/p1.pkl", "-o", f"file://{tmp_path}/one.npy")
    assert Path("one.npy").exists()
    result = run(
        "fix", "m.json", f"file://{tmp_path}/one.npy", "-o", "one.npy", "--force", "--dtype", "float64"
    )
    assert result.exit_code == 2 and "is the input" in result.stderr


REFUSED = {
    "read only": (["rg/p*.pkl", "-o", "https://127.0.0.1:9/out/"], "nothing can be written to https://"),
    "read only, one": (
        ["rg/p1.pkl", "-o", "https://127.0.0.1:9/o.npy"],
        "nothing can be written to https://",
    ),
    "another kind": (["rg/p*.pkl", "-o", "ftp://host/out/"], "a place of another kind"),
    "chained": (["rg/p*.pkl", "-o", "simplecache::memory://b/out/"], "a chained URL"),
    "a password": (["rg/p*.pkl", "-o", "s3://me:SECRET@bucket/out/"], "a password or a key"),
    "into the sources": (["memory://b/rg/p*.pkl", "-o", "memory://b/rg/"], "is where the input"),
    "onto the source": (
        ["memory://b/rg/p1.pkl", "-o", "memory://b/rg/p1.pkl", "--force"],
        "is one of the inputs",
    ),
    "a folder for one": (["rg/p1.pkl", "-o", "memory://b/out/"], "is a folder: name a file"),
    "a mask for many": (
        ["rg/p*.pkl", "-o", "memory://b/out/", "--mask-output", "m.npy"],
        "goes with one file",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(store: Any, name: str, sent: list[str]) -> None:
    words, sentence = REFUSED[name]
    result = run("fix", "m.json", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr and result.stderr.count("\n") == 1 and "SECRET" not in result.stderr
    assert sent == []


def test_a_worker_that_writes_where_nobody_else_sees_it_gets_no_record(store: Any) -> None:
    """Processes have a memory:// of their own."""
    result = run("fix", "m.json", "rg/p*.pkl", "-o", "memory://b/out/", "--executor", "processes:1")
    assert result.exit_code == 2 and "the workers need the same folder" in result.stderr
    assert RECORD not in objects(store, "b/out")
