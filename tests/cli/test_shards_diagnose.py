"""Several files as one data set on the command line: what is told of which file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lstmdoctor.cli import main

CONFIG = {
    "class_name": "Sequential",
    "config": {
        "name": "m",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {"name": "x", "batch_shape": [None, None, 3], "dtype": "float32"},
            },
            {"class_name": "LSTM", "config": {"name": "lstm", "units": 4}},
            {"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "sigmoid"}},
        ],
    },
}


def model(steps: int | None, features: int | None = 3) -> str:
    config = json.loads(json.dumps(CONFIG))
    config["config"]["layers"][0]["config"]["batch_shape"] = [None, steps, features]
    return json.dumps(config)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t").mkdir()
    (tmp_path / "y").mkdir()
    (tmp_path / "m.json").write_text(model(None))
    random = np.random.default_rng(0)
    for number in range(11):
        np.save(tmp_path / "t" / f"p{number}.npy", random.normal(size=(6 + number, 5, 3)).astype("f4"))
        np.save(tmp_path / "y" / f"p{number}.npy", np.arange(6 + number) % 2)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["diagnose", "m.json", *words])


def found(*words: str) -> list[dict[str, Any]]:
    result = run(*words, "--output-format", "json")
    assert result.exit_code in (0, 1), result.stderr
    findings: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return findings


def codes(findings: list[dict[str, Any]]) -> set[str]:
    """Without what the Keras that is installed says of a model in JSON."""
    return {one["code"] for one in findings if one["severity"] != "note"} - {"LD802"}


def change(path: str, how: Callable[[Any], Any]) -> None:
    np.save(path, how(np.load(path)))


def nan_at(array: Any) -> Any:
    array[3, 2, 1] = np.nan
    return array


@pytest.mark.parametrize("words", [["t/p*.npy"], ["t/p10.npy", *(f"t/p{n}.npy" for n in range(10))]])
@pytest.mark.parametrize("engine", [[], ["--jobs", "1"], ["--executor", "threads:3"]])
def test_healthy_shards_are_silent(here: Path, words: list[str], engine: list[str]) -> None:
    assert codes(found(*words, "--labels", "y/p*.npy", *engine)) == set()
    assert run(*words, *engine).exit_code == 0


def test_a_first_bad_value_is_named_by_shard_and_position(here: Path) -> None:
    change("t/p10.npy", nan_at)
    change("t/p2.npy", nan_at)
    (finding,) = [one for one in found("t/p*.npy") if one["code"] == "LD501"]
    assert finding["evidence"]["shard"] == "t/p2.npy"
    assert finding["evidence"]["first"] == [3, 2, 1]
    assert finding["evidence"]["nan"] == 2
    assert "t/p2.npy, sample 3, timestep 2, feature 1" in finding["message"]


def test_a_first_bad_label_is_named_by_shard_and_position(here: Path) -> None:
    for number in (4, 7):
        change(f"y/p{number}.npy", lambda y: np.where(np.arange(len(y)) == 3, np.nan, y))
    (finding,) = [one for one in found("t/p*.npy", "--labels", "y/p*.npy") if one["code"] == "LD706"]
    assert finding["evidence"]["shard"] == "y/p4.npy"
    assert finding["message"].endswith("the first at y/p4.npy, sample 3")


ONE_OF_DATA = {"a file": "all.npy", "an array in a file": "all.npz::X", "a folder": "seqs"}


@pytest.mark.parametrize("data", ONE_OF_DATA)
def test_labels_in_several_files_for_data_in_one(here: Path, data: str) -> None:
    samples = np.concatenate([np.load(f"t/p{number}.npy") for number in range(11)])
    np.save("all.npy", samples)
    np.savez("all.npz", X=samples)
    Path("seqs").mkdir()
    for number, one in enumerate(samples):
        np.save(f"seqs/{number}.npy", one)
    path = ONE_OF_DATA[data]
    listed = {"LD101"} if path == "seqs" else set()
    assert codes(found(path, "--labels", "y/p*.npy")) == listed
    assert codes(found(path, "--labels", "y/p1*.npy")) == {"LD701", *listed}
    change("y/p9.npy", lambda y: y + 5)
    assert "LD705" in {one["code"] for one in found(path, "--labels", "y/p*.npy")}


def test_labels_one_short_in_one_shard_and_one_more_in_another(here: Path) -> None:
    change("y/p4.npy", lambda y: y[:-1])
    change("y/p7.npy", lambda y: [*y, 1])
    findings = [one for one in found("t/p*.npy", "--labels", "y/p*.npy") if one["severity"] == "error"]
    assert [one["code"] for one in findings] == ["LD161", "LD161"]
    assert findings[0]["message"] == "t/p4.npy has 10 samples and y/p4.npy 9"
    assert findings[0]["evidence"] == {"shard": "t/p4.npy", "labels": "y/p4.npy", "samples": 10, "number": 9}


ODD = {
    "features": (lambda x: x[:, :, :2], "none"),
    "rank": (lambda x: x[:, 0], "none"),
    "timesteps": (lambda x: x[:, :4], "treatable"),
    "dtype": (lambda x: x.astype("f8"), "treatable"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_shard_of_another_shape(here: Path, name: str) -> None:
    how, end = ODD[name]
    change("t/p3.npy", how)
    findings = found("t/p*.npy")
    (finding,) = [one for one in findings if one["code"] == "LD162"]
    assert finding["evidence"]["shard"] == "t/p3.npy"
    assert "t/p3.npy" in finding["message"] and "10 other shards" in finding["message"]
    assert "LD299" not in codes(findings)
    document = json.loads(run("t/p*.npy", "--output-format", "json").stdout)
    assert document["verdict"] == ("treatable" if end == "treatable" else "untreatable")


def test_lists_of_other_lengths_are_no_odd_shards(here: Path) -> None:
    import pickle

    for number in range(3):
        sequences = [np.ones((2 + (i + number) % 4, 3), "f4") for i in range(5)]
        Path(f"r{number}.pkl").write_bytes(pickle.dumps(sequences))
    assert codes(found("r*.pkl")) == {"LD301"}


def test_files_of_one_sequence_each(here: Path) -> None:
    for number in range(4):
        np.save(f"s{number}.npy", np.random.default_rng(number).normal(size=(5 + number, 3)).astype("f4"))
    document = json.loads(run("s*.npy", "--output-format", "json").stdout)
    (array,) = document["data"]["arrays"]
    assert (array["container"], array["samples"], array["shape"]) == ("list", 4, [4, None, 3])
    assert {one["code"] for one in document["findings"] if one["severity"] == "error"} == {"LD301"}


def test_both_possible_is_refused_with_the_two_ways(here: Path) -> None:
    Path("m.json").write_text(model(10))
    for number in range(2):
        np.save(f"s{number}.npy", np.random.default_rng(number).normal(size=(4 + 2 * number, 3)).astype("f4"))
    result = run("s*.npy")
    assert result.exit_code == 2
    assert "lstmdoctor diagnose m.json 's*.npy' --shards rows" in result.stderr
    assert "lstmdoctor diagnose m.json 's*.npy' --shards sequences" in result.stderr
    assert [run("s*.npy", "--shards", how).exit_code for how in ("rows", "sequences")] == [1, 1]
    commands = json.loads(run("s*.npy", "--shards", "sequences", "--output-format", "json").stdout)[
        "readings"
    ]
    assert commands and all("--shards sequences" in one["command"] for one in commands)


REFUSED = {
    "nothing matches": (["nothing/*.npy"], "nothing/*.npy: no such file, and no file that matches"),
    "named twice": (["t/p*.npy", "t/p3.npy"], "t/p3.npy is named twice"),
    "missing": (["t/p1.npy", "t/p77.npy"], "t/p77.npy: no such file"),
    "labels for fewer": (["t/p*.npy", "--labels", "y/p1*.npy"], "2 files of labels for 11 files of data"),
    "unknown engine": (["t/p*.npy", "--executor", "fast"], "--executor fast: it takes threads"),
    "no such module": (["t/p*.npy", "--executor", "no_such_module:x"], "No module named 'no_such_module'"),
    "no executor": (["t/p*.npy", "--executor", "os:getcwd"], "gives a str, not an Executor"),
    "no number": (["t/p*.npy", "--executor", "threads:many"], "'many' is no number of workers"),
    "jobs beside another engine": (["t/p*.npy", "--executor", "os:getcwd", "--jobs", "2"], "--jobs"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(here: Path, name: str) -> None:
    words, sentence = REFUSED[name]
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr and result.stderr.count("\n") == 1


def test_an_unreadable_shard_ends_the_run_unless_it_is_left_out(here: Path) -> None:
    Path("t/p5.npy").write_bytes(Path("t/p5.npy").read_bytes()[:-40])
    result = run("t/p*.npy", "--labels", "y/p*.npy")
    assert result.exit_code == 2 and "t/p5.npy: truncated" in result.stderr
    result = run("t/p*.npy", "--labels", "y/p*.npy", "--keep-going")
    assert result.exit_code == 1
    assert "note: t/p5.npy: truncated" in result.stderr and "left out" in result.stderr
    assert "LD161" not in result.stdout and "LD701" not in result.stdout


def test_no_report_goes_onto_a_shard(here: Path) -> None:
    before = Path("t/p5.npy").read_bytes()
    result = run("t/p*.npy", "-o", "t/p5.npy")
    assert result.exit_code == 2 and "input" in result.stderr
    assert Path("t/p5.npy").read_bytes() == before


def test_the_command_leaves_out_what_cannot_be_read(here: Path) -> None:
    for number in range(3):
        np.save(here / "t" / f"p{number}.npy", np.ones((5 + number, 3), "f4"))
    (here / "t" / "p1.npy").write_bytes(b"\x93NUMPY")
    for number in range(3, 11):
        (here / "t" / f"p{number}.npy").unlink()
    said = " ".join(run("t/p*.npy", "--keep-going").stdout.split())
    assert "lstmdoctor fix m.json t/p0.npy t/p2.npy" in said, said
    (here / "t" / "p1.npy").unlink()
    assert "lstmdoctor fix m.json 't/p*.npy'" in " ".join(run("t/p*.npy").stdout.split())
