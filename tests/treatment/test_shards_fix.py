"""The treatment of many files: one plan, whole or not at all, resumed, repeated."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from places import ROOT
from remote_cases import MODEL, ragged_lists, write_lists

from lstmdoctor.cli import main

RECORD = "lstmdoctor.treatment.json"
PROGRESS = ".lstmdoctor-progress.jsonl"
Sequences = list[list[Any]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.json").write_text(json.dumps(MODEL))
    write_lists(ragged_lists(12))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def fixed(*words: str) -> Result:
    return run("fix", "m.json", "rg/p*.pkl", "-o", "out/", *words)


def assert_done(result: Result) -> None:
    assert result.exit_code == 0, result.stderr


def content(folder: str = "out") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def padded(shard: list[Any], length: int) -> Any:
    rows = np.zeros((len(shard), length, 3), "f4")
    for row, one in zip(rows, shard, strict=True):
        row[length - len(one) :] = one
    return rows


@pytest.mark.parametrize("engine", [[], ["--jobs", "1"], ["--executor", "processes:2"]])
def test_every_shard_becomes_a_file_of_one_global_length(here: Path, engine: list[str]) -> None:
    shards = ragged_lists(12)
    longest = max(len(one) for shard in shards for one in shard)
    assert_done(fixed(*engine))
    assert {*content()} == {RECORD, *(f"p{n}.npy" for n in range(12))}
    for number, shard in enumerate(shards):
        np.testing.assert_array_equal(np.load(f"out/p{number}.npy"), padded(shard, longest))
    record = json.loads(Path("out", RECORD).read_text())
    assert [one["output"] for one in record["shards"]] == [f"p{n}.npy" for n in range(12)]
    assert [one["rows"] for one in record["shards"]] == [len(shard) for shard in shards]
    assert_done(run("diagnose", "m.json", "out/*.npy", "--ignore", "LD802,LD304"))


def test_one_file_may_be_named_instead(here: Path) -> None:
    assert_done(run("fix", "m.json", "rg/p*.pkl", "-o", "all.npy"))
    assert_done(fixed())
    np.testing.assert_array_equal(
        np.load("all.npy"), np.concatenate([np.load(f"out/p{n}.npy") for n in range(12)])
    )


def test_files_of_one_sequence_become_files_of_one_sample(here: Path) -> None:
    for number in range(3):
        np.save(f"s{number}.npy", np.full((4 + number, 3), number, "f4"))
    assert_done(run("fix", "m.json", "s*.npy", "-o", "out"))
    assert [np.load(f"out/s{n}.npy").shape for n in range(3)] == [(1, 6, 3)] * 3


def test_resume_on_nothing_on_an_empty_and_on_a_finished_folder(here: Path) -> None:
    assert_done(fixed("--resume"))
    before = {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in Path("out").iterdir()}
    assert_done(fixed("--resume"))
    assert {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in Path("out").iterdir()
    } == before
    Path("empty").mkdir()
    assert_done(run("fix", "m.json", "rg/p*.pkl", "-o", "empty", "--resume"))
    assert content("empty").keys() == content().keys()


def test_a_changed_source_is_written_again_and_no_other(here: Path) -> None:
    assert_done(fixed())
    before = {path.name: path.stat().st_ino for path in Path("out").iterdir()}
    Path("rg/p4.pkl").write_bytes(pickle.dumps(ragged_lists(12)[4][::-1]))
    assert_done(fixed("--resume"))
    after = {path.name: path.stat().st_ino for path in Path("out").iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"p4.npy", RECORD}


def test_another_plan_writes_a_finished_folder_again_only_by_force(here: Path) -> None:
    assert_done(fixed())
    before = content()
    write_lists([*ragged_lists(12), [np.ones((40, 3), "f4")] * 9])
    result = fixed("--resume")
    assert result.exit_code == 2 and "does something else" in result.stderr and content() == before
    assert_done(fixed("--resume", "--force"))
    assert {np.load(f"out/p{n}.npy").shape[1] for n in range(13)} == {40}


def finished(folder: str) -> dict[str, int]:
    """Inode by name of the shards that the progress file says are done."""
    path = Path(folder, PROGRESS)
    lines = path.read_text().splitlines() if path.exists() else []
    names = [json.loads(line)["output"] for line in lines if line.endswith("}") and '"rows"' in line]
    return {name: Path(folder, name).stat().st_ino for name in names}


@pytest.mark.slow
def test_killed_anywhere_no_half_shard_and_none_lost(here: Path) -> None:
    """Killed again and again at random, and resumed to the end."""
    write_lists(ragged_lists(40))
    assert_done(fixed())
    wanted = {name: data for name, data in content().items() if name != RECORD}
    command = [sys.executable, "-m", "lstmdoctor", "fix", "m.json", "rg/p*.pkl", "-o", "out/k", "--resume"]
    Path("out").rename("whole")
    Path("out").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    kept: dict[str, int] = {}
    kills, journal, dice = 0, Path("out/k", PROGRESS), Random(0)
    while not Path("out/k", RECORD).exists():
        enough = (journal.stat().st_size if journal.exists() else 0) + dice.randint(1, 1500)
        child = subprocess.Popen([*command, "--jobs", "2"], env=environment, stderr=subprocess.PIPE)
        # Not by the clock: at a random length of the log, wherever that is.
        while child.poll() is None and not (journal.exists() and journal.stat().st_size >= enough):
            time.sleep(0.0005)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        kills += 1
        assert kills < 100
        for path in Path("out/k").glob("*.npy"):
            assert path.read_bytes() == wanted[path.name]
        for name, inode in kept.items():
            assert Path("out/k", name).stat().st_ino == inode
        kept = finished("out/k")
    assert kills > 2
    assert_done(run("fix", "m.json", "rg/p*.pkl", "-o", "out/k", "--resume"))
    assert {*content("out/k")} == {*wanted, RECORD}


def test_a_journal_cut_in_the_middle_of_a_line(here: Path) -> None:
    assert_done(fixed())
    record = json.loads(Path("out", RECORD).read_text())
    lines = [json.dumps({"plan": record["plan"], **one}) for one in record["shards"]]
    Path("out", PROGRESS).write_text("\n".join([*lines[:5], lines[5][:40]]))
    Path("out", RECORD).unlink()
    Path("out/p6.npy").unlink()
    Path("out/.lstmdoctor-0123456789abcdef.part").write_bytes(b"half")
    for number in range(5, 12):
        Path("out", f"p{number}.npy").unlink(missing_ok=True)
    before = {n: Path(f"out/p{n}.npy").stat().st_ino for n in range(5)}
    assert_done(fixed("--resume"))
    assert {*content()} == {RECORD, *(f"p{n}.npy" for n in range(12))}
    assert {n: Path(f"out/p{n}.npy").stat().st_ino for n in range(5)} == before


LIES = {
    "no objects": b"[1]\nnull\n7\n",
    "other kinds": b'{"begin": ["p1.npy"]}\n{"plan": 1, "output": []}\n{"begin": {"a": 1}}\n',
    "a name outside": b'{"begin": "../mine.npy"}\n{"begin": "/etc/passwd"}\n',
    "numbers too long": b'{"plan": "p", "output": "p1.npy", "rows": ' + b"9" * 5000 + b"}\n",
    "nested": b'{"begin": ' + b"[" * 100_000 + b"\n",
    "no text": bytes(range(256)),
    "empty lines": b"\n" * 100_000,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_journal_that_lies(here: Path, lie: str) -> None:
    """It names nothing that is then removed or written, and no shard counts as done."""
    assert_done(fixed())
    wanted = content()
    shutil.rmtree("out")
    Path("out").mkdir()
    Path("mine.npy").write_bytes(b"mine")
    Path("out", PROGRESS).write_bytes(LIES[lie])
    assert_done(fixed("--resume"))
    assert {**content(), RECORD: b""} == {**wanted, RECORD: b""}
    assert Path("mine.npy").read_bytes() == b"mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders on this system")
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_a_journal_that_is_no_file(here: Path, kind: str) -> None:
    Path("out").mkdir()
    Path("mine").write_bytes(b"mine")
    path = Path("out", PROGRESS)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("../mine")
    else:
        path.mkdir()
    result = fixed("--resume")
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1 and PROGRESS in result.stderr
    assert [one.name for one in Path("out").iterdir()] == [PROGRESS]
    assert Path("mine").read_bytes() == b"mine"


def test_a_file_of_somebody_else_is_left(here: Path) -> None:
    Path("out").mkdir()
    Path("out/p3.npy").write_text("mine")
    for words in ([], ["--resume"]):
        result = fixed(*words)
        assert result.exit_code == 2 and "out/p3.npy: exists" in result.stderr
        assert content() == {"p3.npy": b"mine"}


REFUSED = {
    "into the sources": (["rg/p*.pkl", "-o", "rg"], "is where the input"),
    "into the sources by another name": (["rg/p*.pkl", "-o", "./x/../rg/"], "is where the input"),
    "onto a file": (["rg/p*.pkl", "-o", "m.json"], "is not a folder"),
    "into no folder": (["rg/p*.pkl", "-o", "no/such/"], "does not exist"),
    "one name for two": (["rg/p*.pkl", "other/p1.pkl", "-o", "out"], "two shards have this name"),
    "a mask": (["rg/p*.pkl", "-o", "out", "--mask-output", "m.npy"], "--mask-output goes with one file"),
    "resume of one file": (["rg/p1.pkl", "-o", "out.npy", "--resume"], "--resume goes with several files"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(here: Path, name: str) -> None:
    write_lists(ragged_lists(2), "other")
    (here / "x").mkdir()
    words, sentence = REFUSED[name]
    before = content("rg")
    result = run("fix", "m.json", *words)
    assert result.exit_code == 2 and sentence in result.stderr and result.stderr.count("\n") == 1
    assert content("rg") == before
    assert not Path("out").exists() or not content()


def test_what_needs_all_samples_is_not_done_shard_by_shard(here: Path) -> None:
    for number in range(2):
        np.save(f"w{number}.npy", np.random.default_rng(0).normal(size=(3, 7, 4, 3)).astype("f4"))
    result = run("fix", "m.json", "w*.npy", "-o", "out", "--cure", "merge-batches")
    if result.exit_code == 2:
        assert "made on all samples together" in result.stderr
    assert not list(Path().glob("out/*.npy")) or np.load("out/w0.npy").shape == (21, 4, 3)


def test_an_unreadable_shard_writes_no_record(here: Path) -> None:
    Path("rg/p7.pkl").write_bytes(b"\x80\x04 garbage")
    result = fixed()
    assert result.exit_code == 2 and "rg/p7.pkl" in result.stderr
    assert not Path("out").exists()


@pytest.mark.parametrize("verb", ["apply", "fix --like"])
def test_the_same_for_validation_and_for_one_file(here: Path, verb: str) -> None:
    assert_done(fixed("--pad", "10"))
    write_lists(ragged_lists(3, seed=9), "val")
    record = f"out/{RECORD}"
    start = ["apply", record] if verb == "apply" else ["fix", "--like", record]
    assert_done(run(*start, "val/p*.pkl", "-o", "v"))
    assert {*content("v")} == {"p0.npy", "p1.npy", "p2.npy", RECORD}
    assert_done(run(*start, "val/p1.pkl", "-o", "one.npy"))
    for number, shard in enumerate(ragged_lists(3, seed=9)):
        np.testing.assert_array_equal(np.load(f"v/p{number}.npy"), padded(shard, 10))
    assert Path("one.npy").read_bytes() == Path("v/p1.npy").read_bytes()


def test_like_decides_nothing_else(here: Path) -> None:
    assert_done(fixed())
    result = run("fix", "--like", f"out/{RECORD}", "rg/p1.pkl", "-o", "one.npy", "--pad", "3")
    assert result.exit_code == 2 and "--pad has no effect beside --like" in result.stderr


def test_like_takes_no_model(here: Path) -> None:
    assert_done(fixed("--pad", "10"))
    like = ("--like", f"out/{RECORD}", "-o", "v")
    result = run("fix", "m.json", "rg/p*.pkl", *like)
    assert result.exit_code == 2 and "--like takes no MODEL" in result.stderr and not Path("v").exists()
    assert_done(run("fix", "rg/p*.pkl", *like))


@pytest.mark.parametrize(
    ("option", "said"), [("--resume", "no record says"), ("", "add --resume or --force")]
)
def test_what_nobody_recorded_is_not_resumed(here: Path, option: str, said: str) -> None:
    Path("out").mkdir()
    Path("out/p1.npy").write_bytes(b"mine")
    result = fixed(*([option] if option else []), "--pad", "10")
    assert result.exit_code == 2 and said in " ".join(result.stderr.split())
    assert Path("out/p1.npy").read_bytes() == b"mine"


def test_an_empty_list_becomes_an_array_without_samples(here: Path) -> None:
    Path("rg/p5.pkl").write_bytes(pickle.dumps([]))
    assert_done(fixed("--pad", "10"))
    assert np.load("out/p5.npy").shape == (0, 10, 3) and np.load("out/p5.npy").dtype == "f4"
    assert_done(run("apply", f"out/{RECORD}", "rg/p*.pkl", "-o", "again"))
    assert np.load("again/p5.npy").shape == (0, 10, 3)


def test_an_array_without_samples_stays_one(here: Path) -> None:
    for number in range(3):
        np.save(f"e{number}.npy", np.ones((number, 5, 3), "f8"))
    assert_done(run("fix", "m.json", "e*.npy", "-o", "out", "--dtype", "float32"))
    assert [np.load(f"out/e{n}.npy").shape for n in range(3)] == [(n, 5, 3) for n in range(3)]
    assert np.load("out/e0.npy").dtype == "f4"


def test_a_dry_run_writes_nothing(here: Path) -> None:
    result = fixed("--dry-run")
    assert result.exit_code == 0 and "would write" in result.stdout
    assert not Path("out").exists()
