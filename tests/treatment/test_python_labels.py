"""``fix --python`` with labels: the code makes what ``fix`` writes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner, Result
from fault_cases.case import MODEL, Content, staged
from fault_cases.models import Config, dense, given, lstm, recurrent, sequential

from lstmdoctor.cli import main

Array = npt.NDArray[Any]
RNG = np.random.default_rng(8)
LENGTHS = [4, 2, 5, 3]
SERIES, ANSWERS = RNG.normal(size=(60, 3)).astype("float32"), RNG.normal(size=60).astype("float32")
TAGGER: Config = sequential(given(5, 3), lstm(return_sequences=True), dense())
STATEFUL: Config = sequential(given(5, 3, batch=4), lstm(stateful=True), dense())
TABLE = "t,a,b,c,y\n" + "".join(
    f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{','.join(map(str, row))},{answer}\n"
    for i, (row, answer) in enumerate(zip(SERIES.tolist(), ANSWERS.tolist(), strict=True))
)


def noise(*shape: int) -> Array:
    return RNG.normal(size=shape).astype("float32")


ROWS: dict[str, tuple[Config, dict[str, Content], list[str]]] = {
    # the model, the files, what is given beside it
    "windows": (
        recurrent(5, 3),
        {"x.npy": SERIES, "y.npy": ANSWERS},
        ["x.npy", "--labels", "y.npy", "--window", "5"],
    ),
    "windows that do not overlap": (
        recurrent(5, 3),
        {"x.npy": SERIES, "y.npy": ANSWERS},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--stride", "5"],
    ),
    "labels ahead of the windows": (
        recurrent(5, 3),
        {"x.npy": SERIES, "y.npy": ANSWERS},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--horizon", "1"],
    ),
    "data and labels in one file": (
        recurrent(5, 3),
        {"d.npz": {"X": SERIES, "y": ANSWERS}},
        ["d.npz", "--window", "5"],
    ),
    "data and labels in one pickle": (
        recurrent(5, 3),
        {"d.pkl": {"X": SERIES, "y": ANSWERS}},
        ["d.pkl", "--window", "5"],
    ),
    "labels of one array of a file": (
        recurrent(5, 3),
        {"x.npy": SERIES, "d.npz": {"other": noise(4), "y": ANSWERS}},
        ["x.npy", "--labels", "d.npz::y", "--window", "5"],
    ),
    "a remainder": (
        STATEFUL,
        {"x.npy": noise(10, 5, 3), "y.npy": noise(10, 1)},
        ["x.npy", "--labels", "y.npy", "--remainder", "drop"],
    ),
    "labels of timesteps that are padded": (
        TAGGER,
        {
            "x.pkl": [noise(n, 3) for n in LENGTHS],
            "y.pkl": [noise(n, 1) for n in LENGTHS],
        },
        ["x.pkl", "--labels", "y.pkl"],
    ),
    "a column of the table": (
        recurrent(5, 3),
        {"d.csv": TABLE},
        ["d.csv", "--time", "t", "--values", "a,b,c", "--target", "y", "--window", "5", "--horizon", "1"],
    ),
    "a column of another table": (
        recurrent(5, 3),
        {"x.npy": SERIES, "d.csv": TABLE},
        ["x.npy", "--labels", "d.csv::y", "--window", "5"],
    ),
    "a table, and a file of labels": (
        recurrent(5, 3),
        {"d.csv": TABLE, "y.npy": ANSWERS},
        ["d.csv", "--values", "a,b,c", "--labels", "y.npy", "--window", "5"],
    ),
    "two columns that are named as files are": (
        recurrent(5, 1),
        {"d.csv": TABLE},
        ["d.csv::a", "--labels", "d.csv::y", "--window", "5"],
    ),
    "a column that is named as a file is": (
        recurrent(5, 3),
        {"d.csv": TABLE},
        ["d.csv", "--time", "t", "--values", "a,b,c", "--labels", "d.csv::y", "--window", "5"],
    ),
}
STAYING: dict[str, tuple[Config, dict[str, Content], list[str]]] = {
    "axes of the data alone": (
        recurrent(5, 3),
        {"x.npy": noise(8, 3, 5), "y.npy": noise(8)},
        ["x.npy", "--labels", "y.npy"],
    ),
    "no labels": (recurrent(5, 3), {"x.npy": SERIES}, ["x.npy", "--window", "5"]),
}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, prog_name="lstmdoctor")


def code_of(words: list[str]) -> str:
    result = run("fix", MODEL, *words, "--python")
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("name", ROWS)
def test_the_code_makes_the_labels_that_fix_writes(name: str) -> None:
    model, files, words = ROWS[name]
    made: dict[str, Any] = {}
    with staged({MODEL: model, **files}):
        written = run("fix", MODEL, *words, "-o", "out.npy", "--labels-output", "labels.npy")
        assert written.exit_code == 0, written.output
        exec(code_of(words), made)
        expected = {"x": np.load("out.npy"), "y": np.load("labels.npy")}
    for variable, array in expected.items():
        assert np.shape(made[variable]) == array.shape
        assert np.array_equal(made[variable], array)


@pytest.mark.parametrize("name", STAYING)
def test_labels_that_stay_are_no_matter(name: str) -> None:
    model, files, words = STAYING[name]
    with staged({MODEL: model, **files}):
        assert "y = " not in code_of(words)
