"""No input is ever written over: every role an input can have, under every name, against every output option."""

from __future__ import annotations

import importlib
import json
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from places import MODELS, SAMPLES

from lstmdoctor.cli import main
from lstmdoctor.cli.run_command import refuse_outputs

X = np.random.default_rng(0).normal(size=(6, 50, 100)).astype("float32")
Y = np.arange(6)
SAVED_MODEL = MODELS / "keras-3.15.1" / "small_rnn_savedmodel"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="lstmdoctor")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with an input of every kind; all data fits the model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    shutil.copy(SAMPLES / "model_50x100.keras", "m.keras")
    with zipfile.ZipFile("m.keras") as archive:
        archive.extractall("km")
        Path("m.json").write_bytes(archive.read("config.json"))
    shutil.copytree(SAVED_MODEL, "sm")
    Path("sm/variables").mkdir(exist_ok=True)
    Path("sm/variables/variables.index").write_bytes(b"weights")
    np.save("x.npy", X)
    np.savez("d.npz", X=X, y=Y)
    Path("p.pkl").write_bytes(pickle.dumps({"X": X, "y": Y}))
    np.save("y.npy", Y)
    shutil.copy("x.npy", "a::b.npy")
    shutil.copy("d.npz", "b::")
    with importlib.import_module("h5py").File("d.h5", "w") as file:
        file["g/x"] = X
    Path("t.csv").write_text("a,b\n" + "1,2\n" * 300)
    pa = pytest.importorskip("pyarrow")
    importlib.import_module("pyarrow.parquet").write_table(pa.table({"a": [1.0] * 300}), "t.parquet")
    for place, one in (("seqs", X), ("frames/0", X[0]), ("frames/1", X[1])):
        Path(place).mkdir(parents=True)
        for number, array in enumerate(one):
            np.save(f"{place}/{number}.npy", array)
    assert run("fix", "m.keras", "x.npy", "-o", "t.npy").exit_code == 0
    assert run("diagnose", "m.keras", "x.npy", "--write-baseline", "known.json").exit_code == 0
    Path("pyproject.toml").write_text(
        '[tool.lstmdoctor.checks.c]\nmodel = "m.keras"\ndata = ["x.npy", "d.npz::X", "seqs"]\n'
        'labels = ["y.npy", "d.npz::y", "y.npy"]\n'
    )
    return tmp_path


def contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


def stays(*words: str, said: str = "input") -> str:
    """What is said to a command that is refused and has changed nothing."""
    before = contents()
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, ""), (words, result.output)
    assert contents() == before, words
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1
    assert said in result.stderr, result.stderr
    return result.stderr


MODEL_ROLES = {"a zip": "m.keras", "JSON": "m.json"}
MODEL_FOLDERS = {
    "an unzipped model": ("km", "km/config.json"),
    "what stands beside the config": ("km", "km/metadata.json"),
    "weights of an unzipped model": ("km", "km/model.weights.h5"),
    "a SavedModel": ("sm", "sm/saved_model.pb"),
    "variables of a SavedModel": ("sm", "sm/variables/variables.index"),
    "what would be new in a model": ("km", "km/new.json"),
}
DATA = {
    "an array": ("x.npy", "x.npy"),
    "a CSV file": ("t.csv", "t.csv"),
    "a Parquet file": ("t.parquet", "t.parquet"),
    "a data set of an HDF5 file": ("d.h5::/g/x", "d.h5"),
    "a pattern": ("x.np?", "x.npy"),
    "a pattern that names an array": ("d.np*::X", "d.npz"),
    "one array of an npz": ("d.npz::X", "d.npz"),
    "one array of a pickle": ("p.pkl::X", "p.pkl"),
    "a name that holds the separator": ("a::b.npy", "a::b.npy"),
    "a name that ends in the separator": ("b::", "b::"),
    "one array of a name that ends in the separator": ("b::::X", "b::"),
    "a sequence of a folder": ("seqs", "seqs/2.npy"),
    "what would be a sequence of a folder": ("seqs", "seqs/new.npy"),
    "a frame of a folder of folders": ("frames", "frames/1/0.npy"),
}
LABELS = {
    "labels": ("y.npy", "y.npy"),
    "labels in an npz": ("d.npz::y", "d.npz"),
    "labels in a pickle": ("p.pkl::y", "p.pkl"),
}
Pairs = dict[str, tuple[list[str], str]]
"""The words that name the inputs, and a file that they name."""
INPUTS: Pairs = {
    **{f"model: {name}": ([path, "x.npy"], path) for name, path in MODEL_ROLES.items()},
    **{f"model: {name}": ([path, "x.npy"], file) for name, (path, file) in MODEL_FOLDERS.items()},
    **{f"data: {name}": (["m.keras", path], file) for name, (path, file) in DATA.items()},
    **{f"{name}": (["m.keras", "x.npy", "--labels", path], file) for name, (path, file) in LABELS.items()},
}
FIX = {
    "-o": ["-o"],
    "--labels-output": ["-o", "new.npy", "--labels-output"],
    "--mask-output": ["-o", "new.npy", "--mask-output"],
}
REPORTS = {
    "-o": ["--output-format", "json", "-o"],
    "a second -o": ["-o", "new.txt", "--output-format", "sarif", "-o"],
    "--write-baseline": ["--write-baseline"],
}
SPELLINGS: dict[str, Callable[[Path], str]] = {
    "as it is": str,
    "./": lambda path: f"./{path}",
    "through another folder": lambda path: f"empty/../{path}",
    "absolute": lambda path: str(path.absolute()),
    "through a linked folder": lambda path: f"linked/{path}",
}
URLS: dict[str, Callable[[Path], str]] = {
    "a URL": lambda path: f"file://{path.absolute()}",
    "a relative URL": lambda path: f"file://{path}",
}


@pytest.mark.parametrize("option", FIX)
@pytest.mark.parametrize("name", INPUTS)
def test_fix(folder: Path, name: str, option: str) -> None:
    words, file = INPUTS[name]
    for more in ([], ["--force"], ["--dry-run", "--force"]):
        stays("fix", *words, *FIX[option], file, *more)


@pytest.mark.parametrize("option", REPORTS)
@pytest.mark.parametrize("name", INPUTS)
def test_diagnose(folder: Path, name: str, option: str) -> None:
    words, file = INPUTS[name]
    stays("diagnose", *words, *REPORTS[option], file)


@pytest.mark.parametrize("option", ["-o", "a second -o"])
def test_a_baseline_stays(folder: Path, option: str) -> None:
    words = ["--baseline", "known.json", *REPORTS[option], "known.json"]
    stays("diagnose", "m.keras", "x.npy", *words)
    stays("check", *words)


CHECKED = ["pyproject.toml", "m.keras", "x.npy", "y.npy", "d.npz", "seqs/2.npy", "seqs/new.npy"]


@pytest.mark.parametrize("option", REPORTS)
@pytest.mark.parametrize("file", CHECKED)
def test_check(folder: Path, file: str, option: str) -> None:
    stays("check", *REPORTS[option], file)


OTHER_CHECKS = {
    "its model": ("m.keras", '[tool.lstmdoctor.checks.o]\nmodel = "m.keras"\ndata = "no.npy"\n'),
    "its data, though its model is missing": (
        "x.npy",
        '[tool.lstmdoctor.checks.o]\nmodel = "no.keras"\ndata = {train = "x.npy"}\n',
    ),
    "its labels, by a pattern": (
        "y.npy",
        '[tool.lstmdoctor.checks.o]\nmodel = "m.keras"\ndata = "no.npy"\nlabels = ["[y].np*"]\n',
    ),
    "a sequence of its folder, though a key is unknown": (
        "seqs/2.npy",
        '[tool.lstmdoctor.checks.o]\nodd = 1\nmodel = 3\ndata = "seqs"\n',
    ),
    "an array in its file": ("d.npz", '[tool.lstmdoctor.checks.o]\ndata = "d.npz::X"\n'),
}


@pytest.mark.parametrize("option", REPORTS)
@pytest.mark.parametrize("name", OTHER_CHECKS)
def test_check_of_another_name(folder: Path, name: str, option: str) -> None:
    """Inputs of the checks that do not run this time are inputs the next time."""
    file, table = OTHER_CHECKS[name]
    shutil.copy("m.keras", "own.keras")
    np.save("own.npy", X)
    Path("pyproject.toml").write_text(
        f'[tool.lstmdoctor.checks.c]\nmodel = "own.keras"\ndata = "own.npy"\n{table}'
    )
    stays("check", "c", *REPORTS[option], file)
    assert run("check", "c", *REPORTS[option], "free.txt").exit_code == 0


@pytest.mark.parametrize("file", ["t.npy.treatment.json", "x.npy", "d.npz", "seqs/1.npy"])
def test_apply(folder: Path, file: str) -> None:
    data = {"d.npz": "d.npz::X", "seqs/1.npy": "seqs"}.get(file, "x.npy")
    if file == "seqs/1.npy":
        assert run("fix", "m.keras", "seqs", "-o", "s.npy").exit_code == 0
    treatment = "s.npy.treatment.json" if file == "seqs/1.npy" else "t.npy.treatment.json"
    for more in ([], ["--force"]):
        stays("apply", treatment, data, "-o", file, *more)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("file", ["x.npy", "d.npz", "seqs/2.npy", "seqs/new.npy", "km/config.json"])
def test_other_spellings(folder: Path, file: str, spelling: str) -> None:
    Path("empty").mkdir()
    Path("linked").symlink_to(".")
    data, model = {"d.npz": ("d.npz::X", "m.keras"), "km/config.json": ("x.npy", "km")}.get(
        file, (file.partition("/")[0], "m.keras")
    )
    other = SPELLINGS[spelling](Path(file))
    for given, output in ((data, other), (SPELLINGS[spelling](Path(data)), file)):
        stays("diagnose", model, given, "-o", output)
        stays("fix", model, given, "-o", output, "--force")


@pytest.mark.parametrize("spelling", URLS)
def test_inputs_that_are_named_as_urls(folder: Path, spelling: str) -> None:
    pytest.importorskip("fsspec")
    url = URLS[spelling]
    rows = [("m.keras", url(Path("x.npy")), "x.npy"), (url(Path("m.keras")), "x.npy", "m.keras")]
    rows += [("m.keras", f"{url(Path('d.npz'))}::X", "d.npz"), ("m.keras", url(Path("x.np?")), "x.npy")]
    for model, data, file in rows:
        # What a pattern stands for elsewhere is listed later than what is in the way is looked at.
        listed = spelling == "a relative URL" and "?" in data
        stays("diagnose", model, data, "-o", file, said="no report of lstmdoctor" if listed else "input")
        stays("fix", model, data, "-o", file, "--force")
    stays("apply", url(Path("t.npy.treatment.json")), "x.npy", "-o", "t.npy.treatment.json", "--force")


def test_no_report_is_written_to_other_places(folder: Path) -> None:
    before = contents()
    for words in (["diagnose", "m.keras", "x.npy"], ["diagnose", "m.keras", "x.np?"]):
        for place in ("memory://o.npy", f"file://{folder}/o.npy", "s3://b/o.npy"):
            result = run(*words, "-o", place)
            assert (result.exit_code, result.stdout) == (2, "")
            assert "is in another place: name a file on this machine to write" in result.stderr
    assert contents() == before


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_outputs_that_are_named_as_urls_of_this_machine(folder: Path, more: list[str]) -> None:
    pytest.importorskip("fsspec")
    for option in FIX.values():
        stays("fix", "m.keras", "x.npy", *option, f"file://{folder}/x.npy", *more)
    stays("apply", "t.npy.treatment.json", "x.npy", "-o", f"file://{folder}/x.npy", *more)
    stays("fix", "m.keras", "seqs/1.npy", "seqs/2.npy", "-o", f"file://{folder}/seqs", *more)


OBJECTS = {
    "the same URL": ("memory://in/x.npy", "memory://in/x.npy"),
    "another spelling": ("memory://in/x.npy", "memory:///in/x.npy"),
    "the other way round": ("memory:///in/x.npy", "memory://in/x.npy"),
    "an array": ("memory://in/d.npz::X", "memory://in/d.npz"),
    "a pattern": ("memory://in/x.np?", "memory:///in/x.npy"),
}


@pytest.mark.parametrize("option", FIX)
@pytest.mark.parametrize("name", OBJECTS)
def test_objects_stay(folder: Path, name: str, option: str) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    data, output = OBJECTS[name]
    for file in ("x.npy", "d.npz"):
        store.pipe_file(f"/in/{file}", Path(file).read_bytes())
    before = {path: store.cat_file(path) for path in store.find("/in")}
    for more in ([], ["--force"]):
        for place in (output, "memory:///in") if "?" in data and option == "-o" else (output,):
            result = run("fix", "m.keras", data, *FIX[option], place, *more)
            assert (result.exit_code, result.stdout) == (2, ""), result.output
            assert {path: store.cat_file(path) for path in store.find("/in")} == before
    store.rm("/in", recursive=True)


SHARDS: dict[str, tuple[list[str], str]] = {
    "the folder of the shards": (["shards/*.npy"], "shards"),
    "the same by another name": (["shards/*.npy"], "linked/shards"),
    "the same with a slash": (["shards/*.npy"], "shards/"),
    "the folder of one of them": (["shards/0.npy", "x.npy"], "shards"),
    "the folder that a shard is linked from": (["links/0.npy", "shards/1.npy"], "shards"),
    "the folder of the labels": (["shards/*.npy", "--labels", "labels/y.npy"], "labels"),
    "the folder of an array of a shard": (["packed/*.npz::X"], "packed"),
    "a folder in a shard that is a folder": (["frames/*"], "frames/0/new"),
    "a shard that is a folder": (["frames/*"], "frames/0"),
    "an unzipped model": (["shards/*.npy"], "km"),
}


@pytest.mark.parametrize("name", SHARDS)
def test_shards_stay(folder: Path, name: str) -> None:
    words, output = SHARDS[name]
    for place in ("shards", "links", "labels", "packed"):
        Path(place).mkdir()
    Path("linked").symlink_to(".")
    for number in range(2):
        np.save(f"shards/{number}.npy", X)
        np.savez(f"packed/{number}.npz", X=X)
    Path("links/0.npy").symlink_to("../shards/0.npy")
    np.save("labels/y.npy", np.arange(12))
    model = "km" if output == "km" else "m.keras"
    for more in ([], ["--force"], ["--resume"], ["--dry-run"]):
        stays("fix", model, *words, "-o", output, *more)
    if "--labels" not in words and output != "km":
        stays("apply", "t.npy.treatment.json", *words, "-o", output, "--force")


def test_the_treatment_of_shards_stays(folder: Path) -> None:
    Path("shards").mkdir()
    Path("made").mkdir()
    for number in range(2):
        np.save(f"shards/{number}.npy", X)
    shutil.copy("t.npy.treatment.json", "made/lstmdoctor.treatment.json")
    for more in ([], ["--force"], ["--resume"]):
        stays("apply", "made/lstmdoctor.treatment.json", "shards/*.npy", "-o", "made", *more)


def test_links_in_the_folder_of_outputs(folder: Path) -> None:
    """What is replaced there is the link, never what it leads to."""
    Path("shards").mkdir()
    Path("made").mkdir()
    for number in range(2):
        np.save(f"shards/{number}.npy", X.astype("float64"))
    Path("made/0.npy").symlink_to("../shards/0.npy")
    os.link("shards/1.npy", "made/1.npy")
    Path("made/lstmdoctor.treatment.json").symlink_to("../shards/0.npy")
    Path("made/.lstmdoctor-progress.jsonl").symlink_to("../shards/1.npy")
    Path("hard").mkdir()
    for name in ("0.npy", ".lstmdoctor-progress.jsonl", "lstmdoctor.treatment.json"):
        os.link("shards/1.npy", f"hard/{name}")
    before = {name: data for name, data in contents().items() if not name.startswith("made")}
    for more in ([], ["--resume"], ["--force"]):
        for place in ("made", "hard"):
            run("fix", "m.keras", "shards/*.npy", "-o", place, *more)
            now = contents()
            assert {name: now.get(name) for name in before if not name.startswith("hard")} == {
                name: data for name, data in before.items() if not name.startswith("hard")
            }


PROGRAM = "import json, sys\nprint(json.load(open('data.json')))\n"
RUNS = {
    "the script": ["--report", "train.txt", "train.txt"],
    "the data of the script": ["--report", "data.json", "train.py"],
    "the data of the script, through a link": ["--report", "link.json", "train.py"],
    "an argument": ["--report", "log.txt", "train.py", "log.txt"],
    "an option of the script": ["--report", "log.txt", "train.py", "--data=./log.txt"],
    "the notebook": ["--output", "n.ipynb", "n.ipynb"],
    "the notebook, by another name": ["--output", "./n.ipynb", "n.ipynb"],
    "a folder with a program": ["--report", "app/new.json", "app"],
    "a table that the notebook reads": ["--output", "t.csv", "n.ipynb"],
    "a file that is called like a notebook": ["--output", "odd.ipynb", "n.ipynb"],
    "an argument of a notebook": ["--output", "o.ipynb", "n.ipynb", "--from=o.ipynb"],
}


@pytest.mark.parametrize("name", RUNS)
def test_run(folder: Path, name: str) -> None:
    Path("train.py").write_text(PROGRAM)
    Path("train.txt").write_text(PROGRAM)
    Path("data.json").write_text('{"x": 1}')
    Path("link.json").symlink_to("data.json")
    Path("log.txt").write_text("lstmdoctor: an old report")
    Path("n.ipynb").write_text("{}")
    Path("odd.ipynb").write_text('{"x": [1, 2]}')
    Path("o.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    Path("app").mkdir()
    Path("app/__main__.py").write_text(PROGRAM)
    before = contents()
    result = run("run", *RUNS[name])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert contents() == before


@pytest.mark.parametrize("text", ["", '{"cells": [', '{\n "cells": []}', '{"nbformat": 4}'])
def test_an_executed_notebook_goes_over_an_older_one(folder: Path, text: str) -> None:
    Path("o.ipynb").write_text(text)
    refuse_outputs(None, "o.ipynb", ["n.ipynb"])


def test_links_lead_to_inputs(folder: Path) -> None:
    """A hard link, a link to a member of a folder, and a member that is itself a link to a file elsewhere."""
    os.link("x.npy", "hard.npy")
    os.link("seqs/2.npy", "hard_member.npy")
    Path("link.npy").symlink_to("x.npy")
    np.save("elsewhere.npy", X[0])
    Path("seqs/9.npy").symlink_to("../elsewhere.npy")
    Path("more").mkdir()
    np.save("more/0.npy", X[0])
    Path("frames/2").symlink_to("../more")
    rows = [("x.npy", "hard.npy"), ("link.npy", "x.npy"), ("seqs", "hard_member.npy")]
    rows += [("seqs", "elsewhere.npy"), ("frames", "more/0.npy"), ("frames", "more/new.npy")]
    for data, file in rows:
        stays("diagnose", "m.keras", data, "-o", file)
        stays("fix", "m.keras", data, "-o", file, "--force")
    stays("diagnose", "m.keras", "x.npy", "-o", "link.npy")


def test_the_record_is_an_output_too(folder: Path) -> None:
    """``-o NAME`` also writes NAME.treatment.json."""
    shutil.copy("m.json", "n.treatment.json")
    stays("fix", "n.treatment.json", "x.npy", "-o", "n", "--force")


def test_the_parts_of_a_split_are_outputs(folder: Path) -> None:
    """``-o NAME`` writes NAME.train and NAME.validation, and labels and masks likewise."""
    np.save("s.npy", np.zeros((90, 100), "float32"))
    words = ["fix", "m.keras", "s.npy", "--window", "50", "--split", "0.5"]
    for name in ("a.train.npy", "a.validation.npy"):
        shutil.copy("y.npy", name)
        for option in (["-o", "a.npy"], ["-o", "b.npy", "--labels-output", "a.npy"]):
            for more in ([], ["--force"], ["--dry-run", "--force"]):
                stays(*words, "--labels", name, *option, *more)
        Path(name).unlink()


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_a_record_that_is_repeated_stays(folder: Path, more: list[str]) -> None:
    for file in ("t.npy.treatment.json", "x.npy"):
        stays("fix", "x.npy", "--like", "t.npy.treatment.json", "-o", file, *more)


def test_the_default_output_is_no_input(folder: Path) -> None:
    shutil.copy("y.npy", "d.fixed.npy")
    stays("fix", "m.keras", "d.npz::X", "--labels", "d.fixed.npy", "--dtype", "float64", "--force")


def test_the_summary_of_a_job_is_no_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "x.npy")
    before = contents()
    result = run("diagnose", "m.keras", "x.npy", "--output-format", "github")
    assert (result.exit_code, contents()) == (0, before)
    assert "is one of the inputs" in result.stderr


@pytest.mark.parametrize(("place", "given"), [("seqs", "."), ("frames/1", "../../seqs/"), ("seqs/in", "..")])
def test_a_folder_that_is_named_by_dots_has_a_default_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: str, given: str
) -> None:
    Path(place).mkdir(exist_ok=True)
    monkeypatch.chdir(place)
    result = run("fix", given, "--pad", "longest", "--output-format", "json")
    assert result.exit_code == 0, result.output
    assert Path(json.loads(result.stdout)["fix"]["output"]).resolve() == folder / "seqs.fixed.npy"


OTHERS = {
    "beside": (["diagnose", "m.keras", "x.npy"], "report.txt"),
    "a name that begins like that of a folder": (["diagnose", "m.keras", "seqs"], "seqs.txt"),
    "another folder": (["diagnose", "m.keras", "seqs"], "empty/report.txt"),
    "an old report": (["diagnose", "m.keras", "x.npy"], "old.txt"),
    "fix beside": (["fix", "m.keras", "x.npy"], "new.npy"),
    "fix over an old output": (["fix", "m.keras", "x.npy", "--force"], "t.npy"),
    "fix of a folder beside it": (["fix", "m.keras", "seqs"], "seqs.npy"),
    "fix into a file whose name holds the separator": (["fix", "m.keras", "d.npz::X"], "d.npz::X"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_written(folder: Path, name: str) -> None:
    Path("empty").mkdir()
    run("diagnose", "m.keras", "x.npy", "-o", "old.txt")
    words, file = OTHERS[name]
    before = {
        path: bytes_ for path, bytes_ in contents().items() if path not in (file, f"{file}.treatment.json")
    }
    result = run(*words, "-o", file)
    assert result.exit_code < 2, result.output
    assert before.items() <= contents().items()
    assert Path(file).stat().st_size
