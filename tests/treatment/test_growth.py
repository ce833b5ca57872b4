"""Outputs far larger than their data: a choice, unless an option named the size; larger than the disk: refused."""

from __future__ import annotations

import gzip
import json
import pickle
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lstmdoctor.cli import main

Words = list[str]
RANDOM = np.random.default_rng(2)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def model(timesteps: int | None, features: int = 1) -> None:
    layers = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, timesteps, features], "name": "i"}},
        {"class_name": "LSTM", "config": {"units": 2, "name": "l"}},
    ]
    Path("m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))


def pickled(value: Any, packed: bool = False) -> None:
    content = pickle.dumps(value)
    Path("x.pkl").write_bytes(gzip.compress(content) if packed else content)


def sequences(*lengths: int, features: int = 1) -> list[Any]:
    return [RANDOM.normal(size=(length, features)).astype("float32") for length in lengths]


def one_long_among_many() -> None:
    pickled(sequences(*[1] * 2000, 20_000))


def references(times: int = 400) -> None:
    pickled([np.zeros((300, 4), "float32")] * times)


def packed_zeros() -> None:
    pickled(list(np.zeros((50, 100, 20))), packed=True)


def folder() -> None:
    Path("x.pkl").mkdir()
    for number in range(3):
        np.save(f"x.pkl/{number}.npy", RANDOM.normal(size=(number + 2, 1)).astype("float32"))


def long_model() -> None:
    model(30_000)
    pickled(sequences(3, 2))


def long_model_and_a_folder() -> None:
    model(50_000)
    folder()


CHOICES: dict[str, tuple[Callable[[], None], Words, str]] = {
    # what is there, the words, and the option that names the size
    "a model of 30,000 timesteps": (long_model, ["m.json", "x.pkl"], "--pad 30000"),
    "a model of 50,000 and a folder": (long_model_and_a_folder, ["m.json", "x.pkl"], "--pad 50000"),
    "one sequence far longer than all": (one_long_among_many, ["x.pkl"], "--pad 20000"),
    "the longest is no number": (one_long_among_many, ["x.pkl", "--pad", "longest"], "--pad 20000"),
    "one array 400 times": (references, ["x.pkl"], "--cure stack"),
    "zeros that are packed": (packed_zeros, ["x.pkl"], "--cure stack"),
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize("name", CHOICES)
def test_a_size_that_nobody_named_is_a_choice(name: str) -> None:
    make, words, option = CHOICES[name]
    make()
    for more in ([], ["-o", "out.npy"], ["--dry-run"]):
        result = run("fix", *words, *more)
        assert (result.exit_code, result.stderr) == (1, "")
        assert "nothing was written" in result.stdout and "times the" in result.stdout
        assert not list(Path().glob("*.npy*"))
    result = run("fix", *words)
    (command,) = [line for line in result.stdout.splitlines() if line.strip().startswith("lstmdoctor fix")]
    assert option in command
    done = run(*shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    assert "note: " in done.stdout and "times the" in done.stdout
    assert len(list(Path().glob("*.fixed.npy"))) == 1


@pytest.mark.parametrize("name", CHOICES)
def test_in_json(name: str) -> None:
    make, words, option = CHOICES[name]
    make()
    result = run("fix", *words, "--output-format", "json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["verdict"], found["fix"]["status"]) == (1, "needs-choice", "needs-choice")
    assert found["fix"]["growth"]["bytes"] > 100 * found["fix"]["growth"]["data_bytes"]
    assert any(option in reading["command"] for reading in found["readings"])


def references_for_a_model() -> None:
    model(300, 4)
    pickled([RANDOM.normal(size=(300, 4)).astype("float32")] * 400)


MODELS = {
    **{name: row for name, row in CHOICES.items() if row[1][0] == "m.json"},
    "references for a model": (references_for_a_model, ["m.json", "x.pkl"], "--cure stack"),
}


@pytest.mark.parametrize("name", MODELS)
def test_diagnose_says_what_fix_does(name: str) -> None:
    """The verdict, what is done unasked, and the command that names the size."""
    make, words, option = MODELS[name]
    make()
    text = run("diagnose", *words).stdout
    assert "once you have chosen" in text and "done only if you name the size" in text and "times the" in text
    page = run("diagnose", *words, "--output-format", "html").stdout
    assert "Done only if you name the size" in page
    found = json.loads(run("diagnose", *words, "--output-format", "json").stdout)
    assert found["verdict"] == "needs-choice"
    assert not any(reading["by_itself"] for reading in found["readings"])
    commands = [reading["command"] for reading in found["readings"] if option in reading["command"]]
    assert commands and commands[0] in text
    assert run("fix", *words).exit_code == 1
    assert run(*shlex.split(commands[0])[1:]).exit_code == 0


@pytest.mark.parametrize("length", [100, 200])
def test_diagnose_says_so_of_small_outputs_too(length: int) -> None:
    model(length)
    pickled(sequences(*RANDOM.integers(20, length, 50)))
    found = json.loads(run("diagnose", "m.json", "x.pkl", "--output-format", "json").stdout)
    assert found["verdict"] == "treatable" and found["readings"][0]["by_itself"]
    assert run("fix", "m.json", "x.pkl").exit_code == 0


def series() -> None:
    np.save("x.npy", np.zeros((20_000, 1), "float32"))


def many_references() -> None:
    pickled([np.ones((3, 2))] * 3)


def short_model() -> None:
    model(200)
    pickled(sequences(*RANDOM.integers(20, 200, 50)))


WRITTEN: dict[str, tuple[Callable[[], None], Words, bool]] = {
    # whether a note says the size
    "windows that were asked for": (series, ["x.npy", "--window", "200"], True),
    "a length that was named": (one_long_among_many, ["x.pkl", "--pad", "20000"], True),
    "a copy": (lambda: pickled(np.zeros((500, 100)), packed=True), ["x.pkl", "-o", "x.fixed.npy"], True),
    "padding of the ordinary kind": (short_model, ["m.json", "x.pkl"], False),
    "few references": (many_references, ["x.pkl"], False),
    "a small folder": (folder, ["x.pkl"], False),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_asked_for_is_written(name: str) -> None:
    make, words, said = WRITTEN[name]
    make()
    result = run("fix", *words)
    assert result.exit_code == 0, result.output
    assert ("times the" in result.stdout) is said
    assert list(Path().glob("*.fixed.npy"))


def test_a_treatment_names_its_size() -> None:
    long_model()
    assert run("fix", "m.json", "x.pkl", "--pad", "30000", "-o", "a.npy").exit_code == 0
    result = run("apply", "a.npy.treatment.json", "x.pkl", "-o", "b.npy")
    assert result.exit_code == 0 and "times the" in result.stdout
    assert Path("a.npy").read_bytes() == Path("b.npy").read_bytes()


@pytest.mark.parametrize("more", [[], ["--mask-output", "mask.npy"]])
def test_more_than_the_disk_has_is_refused(monkeypatch: pytest.MonkeyPatch, more: Words) -> None:
    short_model()
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=45_000 if more else 39_999))
    before = sorted(Path().iterdir())
    for dry in ([], ["--dry-run"]):
        result = run("fix", "m.json", "x.pkl", "-o", "out.npy", *more, *dry)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "takes" in result.stderr and "of which the disk has" in result.stderr
        assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize("exists", [False, True])
def test_more_than_the_disk_has_is_refused_for_shards(monkeypatch: pytest.MonkeyPatch, exists: bool) -> None:
    model(200)
    Path("in").mkdir()
    for number in range(2):
        Path(f"in/{number}.pkl").write_bytes(pickle.dumps(sequences(*RANDOM.integers(20, 200, 50))))
    if exists:
        Path("out").mkdir()
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=79_999))
    words = ["fix", "m.json", "in/*.pkl", "-o", "out"]
    said = [run(*words, *more) for more in (["--dry-run"], [])]
    assert [one.exit_code for one in said] == [2, 2] and said[0].stderr == said[1].stderr
    assert said[0].stderr == "error: out: takes 80.0 kB, of which the disk has 80.0 kB free\n"
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=80_000))
    assert run(*words, "--dry-run").exit_code == 0 and not list(Path().glob("out/*"))
    assert run(*words).exit_code == 0 and len(list(Path("out").glob("*.npy"))) == 2
    again = [run(*words, *more) for more in (["--dry-run"], [])]
    assert [one.exit_code for one in again] == [2, 2] and again[0].stderr == again[1].stderr


def test_labels_that_do_not_go_along_are_said_by_a_dry_run() -> None:
    short_model()
    np.save("y.npy", np.zeros(7))
    words = ["fix", "m.json", "x.pkl", "-o", "o.npy", "--labels", "y.npy", "--labels-output", "l.npy"]
    said = [run(*words, *more) for more in (["--dry-run"], [])]
    assert said[0].stderr == said[1].stderr and said[0].exit_code == said[1].exit_code != 0


def test_a_length_of_a_billion_is_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    model(10**9)
    pickled(sequences(3, 2))
    assert run("fix", "m.json", "x.pkl").exit_code == 1
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10**9))
    result = run("fix", "m.json", "x.pkl", "--pad", str(10**9))
    assert result.exit_code == 2
    assert result.stderr == "error: x.fixed.npy: takes 8.0 GB, of which the disk has 1.0 GB free\n"
