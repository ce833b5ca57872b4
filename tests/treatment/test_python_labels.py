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
CLASS_LOSS = "categorical_crossentropy"
CLASSES: Config = sequential(given(5, 3), lstm(), dense(4, "softmax"), loss=CLASS_LOSS)
CLASS_TAGGER: Config = sequential(
    given(5, 3), lstm(return_sequences=True), dense(4, "softmax"), loss=CLASS_LOSS
)
STATEFUL_CLASSES: Config = sequential(
    given(5, 3, batch=4), lstm(stateful=True), dense(4, "softmax"), loss=CLASS_LOSS
)
IDS = RNG.integers(0, 4, 60)
WORDS = np.array(["run", "sit", "walk", "lie"])
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
ROWS |= {
    # what only an option says of labels
    "the first step of each window": (
        recurrent(5, 3),
        {"x.npy": SERIES, "y.npy": ANSWERS},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--label-at", "first"],
    ),
    "the first step, with a stride": (
        recurrent(5, 3),
        {"x.npy": SERIES, "y.npy": ANSWERS[:, None]},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--stride", "3", "--label-at", "first"],
    ),
    "the first step of windows of sequences": (
        recurrent(3, 3),
        {"x.pkl": [noise(n, 3) for n in (9, 3, 5, 2)], "y.pkl": [noise(n) for n in (9, 3, 5, 2)]},
        ["x.pkl", "--labels", "y.pkl", "--window", "3", "--label-at", "first"],
    ),
    "every step of each window": (
        TAGGER,
        {"x.npy": SERIES, "y.npy": ANSWERS},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--stride", "2", "--label-at", "every"],
    ),
    "every step of each window, in a column": (
        TAGGER,
        {"x.npy": SERIES, "y.npy": ANSWERS[:, None]},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--label-at", "every"],
    ),
    "a label for each sequence, whatever the step": (
        recurrent(3, 3),
        {"x.pkl": [noise(n, 3) for n in (9, 3, 5, 2)], "y.npy": noise(4)},
        ["x.pkl", "--labels", "y.npy", "--window", "3", "--label-at", "first"],
    ),
    "one-hot": (
        CLASSES,
        {"x.npy": noise(60, 5, 3), "y.npy": IDS},
        ["x.npy", "--labels", "y.npy", "--label-cure", "one-hot"],
    ),
    "one-hot of ids from 1 in a column, samples that go": (
        STATEFUL_CLASSES,
        {"x.npy": noise(58, 5, 3), "y.npy": IDS[:58, None] + 1},
        ["x.npy", "--labels", "y.npy", "--label-cure", "from-zero+one-hot", "--remainder", "drop"],
    ),
    "one-hot of windows": (
        CLASSES,
        {"x.npy": SERIES, "y.npy": IDS},
        ["x.npy", "--labels", "y.npy", "--label-cure", "one-hot", "--window", "5"],
    ),
    "one-hot of every step": (
        CLASS_TAGGER,
        {"x.npy": SERIES, "y.npy": IDS[:, None]},
        ["x.npy", "--labels", "y.npy", "--label-cure", "one-hot", "--window", "5", "--label-at", "every"],
    ),
    "one-hot of steps that are padded": (
        CLASS_TAGGER,
        {"x.pkl": [noise(n, 3) for n in LENGTHS], "y.pkl": [IDS[:n] for n in LENGTHS]},
        ["x.pkl", "--labels", "y.pkl", "--label-cure", "one-hot"],
    ),
    "names of classes": (
        CLASSES,
        {"x.npy": noise(60, 5, 3), "y.npy": WORDS[IDS]},
        ["x.npy", "--labels", "y.npy", "--label-cure", "encode"],
    ),
    "names of classes in a list, one-hot": (
        CLASSES,
        {"x.npy": noise(60, 3, 5), "y.pkl": WORDS[IDS].tolist()},
        ["x.npy", "--labels", "y.pkl", "--label-cure", "encode+one-hot"],
    ),
    "names of classes of steps that are padded": (
        CLASS_TAGGER,
        {"x.pkl": [noise(n, 3) for n in LENGTHS], "y.pkl": [WORDS[IDS[:n]] for n in LENGTHS]},
        ["x.pkl", "--labels", "y.pkl", "--label-cure", "encode"],
    ),
    "names of classes of two axes": (
        CLASS_TAGGER,
        {"x.npy": noise(12, 5, 3), "y.npy": WORDS[IDS.reshape(12, 5)]},
        ["x.npy", "--labels", "y.npy", "--label-cure", "encode"],
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


REFUSED: dict[str, tuple[dict[str, Content], list[str], str]] = {
    # the files, what is given, a part of the sentence
    "no labels for a cure": (
        {},
        ["x.npy", "--window", "5", "--label-cure", "one-hot"],
        "there are no labels",
    ),
    "no labels of a step": ({}, ["x.npy", "--window", "5", "--label-at", "first"], "there are no labels"),
    "a label that is no class": (
        {"y.npy": IDS + 7},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--label-cure", "one-hot"],
        "is no class, the ids are 0 to 3",
    ),
    "an axis that the model does not take": (
        {"y.npy": IDS},
        ["x.npy", "--labels", "y.npy", "--window", "5", "--label-at", "every"],
        "would not fit",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_fix_refuses_is_no_code_either(name: str) -> None:
    files, words, sentence = REFUSED[name]
    with staged({MODEL: CLASSES, "x.npy": SERIES, **files}):
        written = run("fix", MODEL, *words, "-o", "out.npy", "--labels-output", "labels.npy")
        printed = run("fix", MODEL, *words, "--python")
    assert printed.exit_code == written.exit_code == 2
    assert sentence in printed.stderr and sentence in written.stderr
    assert not printed.stdout
