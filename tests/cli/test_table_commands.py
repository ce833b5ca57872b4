"""Tables on the command line: what is offered, what is written, what a treatment repeats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from check_cases import run
from table_cases import FORMATS, write_table

pytest.importorskip("pyarrow")
VISITS: dict[str, list[Any]] = {
    "patient": ["zoe"] * 4 + ["adam"] * 6 + ["kim"] * 5,
    "day": [*range(4), *range(6), *range(5)],
    "pulse": [60.5 + place for place in range(15)],
    "pressure": [0.25 * place for place in range(15)],
    "label": [1] * 4 + [0] * 6 + [1] * 5,
}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An architecture of any number of timesteps of two features."""
    monkeypatch.chdir(tmp_path)
    layers = [
        {
            "class_name": "InputLayer",
            "config": {"batch_shape": [None, None, 2], "dtype": "float32", "name": "x"},
        },
        {"class_name": "LSTM", "config": {"name": "lstm", "units": 3}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 1, "activation": "linear"}},
    ]
    config = {"name": "m", "layers": layers, "build_input_shape": [None, None, 2]}
    Path("m.json").write_text(json.dumps({"class_name": "Sequential", "config": config}))
    return "m.json"


def test_a_table_of_which_nothing_is_said_is_a_choice(model: str, tmp_path: Path) -> None:
    path = write_table(tmp_path, VISITS)
    done = run("diagnose", model, path, "--output-format", "json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["verdict"]) == (1, "needs-choice")
    [finding] = [one for one in report["findings"] if one["severity"] == "error"]
    assert finding["code"] == "LD154" and finding["evidence"]["options"] == ["--time day", "--target label"]
    commands = [reading["command"] for reading in report["readings"]]
    assert any("--id patient --time day --target label" in one for one in commands)
    assert any("--id" not in one and "--window N" in one for one in commands)
    left = run("fix", model, path)
    assert left.exit_code == 1 and not list(tmp_path.glob("*.npy"))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_bytes_from_every_format(model: str, tmp_path: Path, format_: str) -> None:
    written = []
    for one in ("csv", format_):
        path = write_table(tmp_path, VISITS, one)
        options = ("--id", "patient", "--time", "day", "--target", "label", "--labels-output", f"y_{one}.npy")
        done = run("fix", model, path, *options, "-o", f"{one}.npy", "--force")
        assert done.exit_code == 0, done.stderr
        written.append((Path(f"{one}.npy").read_bytes(), Path(f"y_{one}.npy").read_bytes()))
    assert written[0] == written[1]
    assert np.load("csv.npy").shape == (3, 6, 2) and np.load("y_csv.npy").tolist() == [1, 0, 1]


def test_windows_never_cross_an_id(model: str, tmp_path: Path) -> None:
    path = write_table(tmp_path, VISITS)
    taken = ("--id", "patient", "--time", "day", "--values", "pulse,pressure", "--target", "pulse")
    done = run(
        "fix",
        model,
        path,
        *taken,
        "--window",
        "3",
        "--horizon",
        "1",
        "-o",
        "w.npy",
        "--labels-output",
        "y.npy",
    )
    assert done.exit_code == 0, done.stderr
    x, y = np.load("w.npy"), np.load("y.npy")
    assert x.shape == (1 + 3 + 2, 3, 2) and y.shape == (6, 1)
    assert (x[:, -1, 0] + 1 == y[:, 0]).all()


def test_a_treatment_knows_its_columns(model: str, tmp_path: Path) -> None:
    path = write_table(tmp_path, VISITS)
    taken = ("--id", "patient", "--time", "day", "--target", "label")
    assert run("fix", model, path, *taken, "-o", "a.npy").exit_code == 0
    new = {name: values[:10] for name, values in VISITS.items()}
    cases: dict[str, tuple[dict[str, list[Any]], str]] = {
        "as it was": (new, ""),
        "without labels": ({name: new[name] for name in new if name != "label"}, ""),
        "with more columns": ({"note": ["x"] * 10, **new, "other": [1] * 10}, ""),
        "moved": (
            {name: new[name] for name in ("patient", "day", "pressure", "pulse", "label")},
            "have moved",
        ),
        "gone": ({name: new[name] for name in new if name != "pulse"}, "has no column 'pulse'"),
        "text": ({**new, "pulse": ["high"] * 10}, "holds text, the treatment was made for numbers"),
    }
    for name, (rows, words) in cases.items():
        other = write_table(tmp_path, rows, "parquet")
        done = run("apply", "a.npy.treatment.json", other, "-o", "b.npy", "--force")
        assert done.exit_code == (2 if words else 0), (name, done.stderr)
        assert words in done.stderr.replace("\n", " ")
    assert np.array_equal(np.load("b.npy"), np.load("a.npy")[:2])


def test_without_a_model_a_table_becomes_an_array(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_table(tmp_path, VISITS)
    assert run("fix", path, "--values", "pulse,pressure").exit_code == 0
    assert np.load("table.fixed.npy").shape == (15, 2)


REFUSED = {
    "unknown column": (("--id", "patients"), "did you mean 'patient'?"),
    "no column": (("--values", ""), "is no list of columns"),
    "a horizon of nothing": (("--horizon", "0"), "is no number of timesteps"),
    "another horizon than the model has": (("--horizon", "4"), "the model gives 1 value"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(model: str, tmp_path: Path, name: str) -> None:
    options, words = REFUSED[name]
    done = run("diagnose", model, write_table(tmp_path, VISITS), *options)
    assert done.exit_code == 2 and words in done.stderr.replace("\n", " ")


def test_pyproject_has_the_same_keys(model: str, tmp_path: Path) -> None:
    write_table(tmp_path, VISITS, "parquet")
    lines = '[tool.lstmdoctor.checks.v]\nmodel = "m.json"\ndata = "table.parquet"\ntime = "day"\n'
    Path("pyproject.toml").write_text(lines + 'id = "patient"\ntarget = "label"\n')
    done = run("check")
    assert done.exit_code == 1 and "LD301" in done.stdout
    asked = "diagnose m.json table.parquet --id patient --time day --target label"
    assert f"why: lstmdoctor {asked}" in done.stdout.replace("\n", " ")
    Path("pyproject.toml").write_text(lines + "id = 3\n")
    assert "'id' is no column and no list of columns" in run("check").stderr
    Path("pyproject.toml").write_text(lines + 'horizon = "x"\n')
    assert "'horizon' is no number of steps" in run("check").stderr


MOVED: dict[str, list[Any]] = {
    "patient": ["zoe", "adam"] * 4,
    "day": [3, 9, 2, 8, 1, 7, 0, 6],
    "pulse": [3.0, 13.0, 2.0, 12.0, 1.0, 11.0, 0.0, 10.0],
    "pressure": [0.5] * 8,
    "risk": [103, 113, 102, 112, 101, 111, 100, 110],
    "ward": [1, 2] * 4,
}
OPTIONS = {
    "in the order of time": ("--time", "day", "--window", "2"),
    "a sequence for each id": ("--id", "patient"),
    "ids and times": ("--id", "patient", "--time", "day"),
    "windows of ids and times": ("--id", "patient", "--time", "day", "--window", "2"),
}


@pytest.mark.parametrize("column", ["risk", "ward"])
@pytest.mark.parametrize("name", OPTIONS)
def test_a_column_as_labels_goes_with_the_rows_as_a_target_does(
    model: str, tmp_path: Path, name: str, column: str
) -> None:
    path = write_table(tmp_path, MOVED)
    taken = (*OPTIONS[name], "--values", "pulse,pressure", "--force")
    if column == "risk" and "--window" not in taken:
        taken += ("--window", "3")
    written = []
    for one in (("--labels", f"{path}::{column}"), ("--target", column)):
        done = run("fix", model, path, *taken, *one, "-o", "x.npy", "--labels-output", "y.npy")
        assert done.exit_code == 0, done.stderr
        written.append((np.load("x.npy"), np.load("y.npy")))
    (x, y), (_, wanted) = written
    assert y.tolist() == wanted.tolist()
    if column == "risk":
        assert y.tolist() == (x[:, -1, 0] + 100).tolist()
    columns = [word for word in OPTIONS[name] if word not in ("--window", "2")]
    found = run("diagnose", model, path, *columns, "--labels", f"./table.csv::{column}")
    assert "LD701" not in found.stdout and found.exit_code < 2


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("verb", ["diagnose", "fix"])
def test_labels_beside_a_table_whose_rows_have_moved_are_refused(
    model: str, tmp_path: Path, name: str, verb: str
) -> None:
    path = write_table(tmp_path, MOVED)
    np.save("y.npy", np.array(MOVED["risk"]))
    columns = [word for word in OPTIONS[name] if word not in ("--window", "2")]
    done = run(verb, model, path, *columns, "--values", "pulse,pressure", "--labels", "y.npy")
    assert done.exit_code == 2 and "--target COLUMN" in done.stderr and not list(tmp_path.glob("*.fixed.*"))


def test_labels_beside_a_table_whose_rows_stay_are_taken(model: str, tmp_path: Path) -> None:
    path = write_table(tmp_path, VISITS | {"day": list(range(15))})
    np.save("y.npy", np.arange(15))
    asked = ("--time", "day", "--values", "pulse,pressure", "--window", "2", "--labels", "y.npy")
    done = run("fix", model, path, *asked, "-o", "x.npy", "--labels-output", "w.npy")
    assert done.exit_code == 0 and np.load("w.npy").tolist() == list(range(1, 15))


FILES: dict[str, tuple[tuple[str, ...], int, str]] = {
    # options, exit code, words that are said
    "time and labels": (("--time", "day", "--target", "label"), 0, "(2, 3 to 4, 2) float64"),
    "the name of the file": (("--id", "file", "--time", "day", "--target", "label"), 0, "(2, 3 to 4, 2)"),
    "nothing is said": ((), 1, "make one sequence of each value of 'file'"),
    "no such column": (("--time", "hour"), 2, "--time: there is no column 'hour'"),
    "an engine": (("--time", "day", "--jobs", "2"), 2, "--jobs has no effect beside --time"),
    "a folder for the output": (("--time", "day", "-o", "out/"), 2, "name a file, as in -o all.npy"),
}


def write_two_tables(folder: Path, **more: list[Any]) -> None:
    """Two files of one patient each, of four and of three days."""
    for name, rows in (("p2", 4), ("p10", 3)):
        columns = {"day": [*range(rows)][::-1], "pulse": [60.5] * rows, "pressure": [0.5] * rows}
        table = write_table(folder, {**columns, "label": [int(name == "p2")] * rows, **more})
        Path(table).rename(folder / f"{name}.csv")


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_several_tables_is_a_sequence(model: str, tmp_path: Path, name: str) -> None:
    options, code, words = FILES[name]
    write_two_tables(tmp_path)
    done = run("fix", model, "p*.csv", *options)
    said = " ".join((done.stdout + done.stderr).split())
    assert done.exit_code == code and words in said, said


def test_several_tables_are_one_with_the_files_for_ids(model: str, tmp_path: Path) -> None:
    write_two_tables(tmp_path)
    taken = ("--time", "day", "--target", "label", "-o", "x.npy", "--labels-output", "y.npy")
    assert run("fix", model, "p2.csv", "p10.csv", *taken).exit_code == 0
    x = np.load("x.npy")
    assert x.shape == (2, 4, 2) and np.load("y.npy").tolist() == [1, 0]
    assert np.isfinite(x).all() and not x[1, 0].any()
    again = run("apply", "x.npy.treatment.json", "p10.csv", "-o", "new.npy")
    assert again.exit_code == 0, again.stderr
    assert np.array_equal(np.load("new.npy"), x[1:])
    other = write_table(tmp_path, {"day": [1], "pulse": [1.5], "other": [1]})
    refused = run("fix", model, "p2.csv", other, "--time", "day")
    assert refused.exit_code == 2 and "p2.csv: has no column 'other', other than" in refused.stderr


LABEL_COLUMNS = {
    "as it was": ("--labels-output", "", None),
    "no labels wanted": ("", "", "risk"),
    "gone": ("--labels-output", "the table has no column 'risk'", "risk"),
}


@pytest.mark.parametrize("name", LABEL_COLUMNS)
def test_a_treatment_takes_the_labels_of_its_table(model: str, tmp_path: Path, name: str) -> None:
    option, words, left = LABEL_COLUMNS[name]
    path = write_table(tmp_path, MOVED)
    taken = ("--id", "patient", "--time", "day", "--values", "pulse,pressure", "--target", "risk")
    made = run("fix", model, path, *taken, "--window", "2", "-o", "a.npy", "--labels-output", "y.npy")
    assert made.exit_code == 0, made.stderr
    path = write_table(tmp_path, {one: cells for one, cells in MOVED.items() if one != left})
    more = (option, "b.npy") if option else ()
    done = run("apply", "a.npy.treatment.json", path, "-o", "x.npy", *more)
    assert done.exit_code == (2 if words else 0) and words in done.stderr.replace("\n", " ")
    if option and not words:
        assert np.load("b.npy").tolist() == np.load("y.npy").tolist()


SAID = {
    "short sequences": (("--window", "5", "--horizon", "1", "--target", "pulse"), "LD155"),
    "no short sequences": (("--window", "3", "--horizon", "1", "--target", "pulse"), ""),
    "labels in their own windows": (("--window", "3", "--target", "pulse"), "LD708"),
}


@pytest.mark.parametrize("name", SAID)
def test_fix_says_what_the_windows_leave_out(model: str, tmp_path: Path, name: str) -> None:
    options, code = SAID[name]
    taken = ("--id", "patient", "--time", "day", "--values", "pulse,pressure")
    done = run("fix", model, write_table(tmp_path, VISITS), *taken, *options, "-o", "x.npy")
    assert done.exit_code == 0 and [one for one in ("LD155", "LD708") if one in done.stdout] == [code] * bool(
        code
    )


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_labels_that_the_model_would_not_take_are_not_written(
    model: str, tmp_path: Path, dry: tuple[str, ...]
) -> None:
    content = json.loads(Path(model).read_text())
    content["config"]["layers"][1]["config"]["return_sequences"] = True
    Path(model).write_text(json.dumps(content | {"compile_config": {"loss": "mse", "optimizer": "adam"}}))
    taken = ("--time", "day", "--values", "pulse,pressure", "--target", "label", "--window", "3")
    path = write_table(tmp_path, VISITS | {"day": list(range(15))})
    wanted = (model, path, *taken, "-o", "x.npy", "--labels-output", "y.npy", *dry)
    done = run("fix", *wanted)
    assert done.exit_code == 2, done.stdout
    assert "--label-at every" in done.stderr.replace("\n", " ")
    assert not list(tmp_path.glob("*.npy"))
    assert run("fix", *wanted, "--label-at", "every").exit_code == 0
