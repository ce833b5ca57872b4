"""Files that can be read and that nobody expects: diagnosed or refused in words, never with a traceback."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from data_files import header, npy

from lstmdoctor.cli import main

X = np.zeros((5, 4, 3), "float32")


def lstm(*layers: dict[str, Any], shape: tuple[int | None, ...] = (None, 4, 3)) -> dict[str, Any]:
    """A model of one input: an LSTM behind these layers."""
    first = {"class_name": "InputLayer", "config": {"batch_input_shape": shape, "name": "x"}}
    last = {"class_name": "LSTM", "config": {"name": "lstm", "units": 2}}
    return {"class_name": "Sequential", "config": {"layers": [first, *layers, last]}}


def masking(value: float) -> dict[str, Any]:
    return {"class_name": "Masking", "config": {"name": "masking", "mask_value": value}}


def with_cell(value: object) -> Any:
    """An array of Python objects with this one at [2, 1, 0]."""
    cells = X.astype(object)
    cells[2, 1, 0] = value
    return cells


DATA: dict[str, tuple[object, int, str]] = {
    # what is pickled: (exit code, words of the report or the refusal)
    "sequences of complex numbers": ([X[0].astype("c8")] * 3, 1, "complex"),
    "complex numbers as objects": (X.astype("c8").astype(object), 1, "LD503"),
    "sequences of complex numbers as objects": ([*X.astype("c8").astype(object)], 1, "LD503"),
    "sequences of objects, some of them complex": ([X[0].astype(object), X[0].astype("c8")], 1, "LD503"),
    "sequences of numbers and of text": ([X[0], X[0].astype("U3")], 1, "LD108"),
    "sequences of records": ([np.zeros((4, 3), "i4,f4")] * 2, 1, "LD"),
    "numbers beside sequences": ([np.float32(1), np.arange(3.0), np.float32(2)], 1, "LD"),
    "ragged inside, later": (
        [[[1, 2], [3, 4]], [[5, 6], [7]]],
        2,
        "sequence 1 has time steps of 1 to 2 numbers: each needs as many as the others",
    ),
    "ragged inside, at once": ([[[1, 2], [3]], [[4, 5, 6]]], 2, "sequence 0 has time steps of 1 to 2 numbers"),
    "a number among steps": (
        [[[1, 2], 3]], 2, "sequence 0 holds a number at timestep 1, where a list of numbers is wanted",
    ),
    "a list in a cell": (
        with_cell([1, 2]), 2, "sequence 2 holds a list of 2 values at timestep 1, feature 0, where a number is wanted",
    ),
    "a tuple in a cell of lists": (
        with_cell((1,)).tolist(), 2, "sequence 2 holds a tuple of 1 value at timestep 1, feature 0, where a number",
    ),
    "an array in a cell": (
        with_cell(np.ones(2)), 2, "sequence 2 holds an array of shape (2,) at timestep 1, feature 0, where a number is",
    ),
    "a list in the cell of a picture": (
        [[[[1, 2, 3]] * 2, [[1, 2, 3], [3, [4], 5]]]], 2, "sequence 0 holds a list of 1 value at [1, 1, 1], where a number",
    ),
    "rows of several lengths in a picture": (
        [[[[1, 2], [3, 4]], [[1, 2], [3]]]], 2,
        "sequence 0 holds a list of 1 value at timestep 1, feature 1, where the one at timestep 1, feature 0 has 2",
    ),
    "numbers in all cells": (with_cell(5.0), 1, "LD109"),
    "nothing but empty lists": ([[], []], 1, "LD"),
    "a dict of nothing": ({}, 2, "a dict without an array in it"),
    "dates": (np.zeros((5, 4, 3), "M8[s]"), 1, "LD"),
    "seven axes": (np.zeros((1, 2, 1, 2, 1, 4, 3)), 1, "LD"),
    "all NaN": (np.full((5, 4, 3), np.nan), 1, "NaN"),
    "all infinite": (np.full((5, 4, 3), np.inf), 1, "infinite"),
}  # fmt: skip


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("shown", ["text", "json"])
def test_data(name: str, shown: str, tmp_path: Path) -> None:
    value, code, words = DATA[name]
    (tmp_path / "m.json").write_text(json.dumps(lstm()))
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(value))
    paths = [str(tmp_path / "m.json"), str(tmp_path / "x.pkl")]
    done = CliRunner().invoke(main, ["diagnose", *paths, "--output-format", shown])
    assert (done.exit_code, "internal error" in done.output) == (code, False)
    assert words in " ".join(done.output.split())


MODELS: dict[str, tuple[dict[str, Any], str]] = {
    "a mask of NaN": (lstm(masking(float("nan")), shape=(None, None, 3)), "pad"),
    "a mask of infinity": (lstm(masking(float("inf")), shape=(None, None, 3)), "pad"),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("shown", ["text", "json"])
def test_models(name: str, shown: str, tmp_path: Path) -> None:
    model, words = MODELS[name]
    (tmp_path / "m.json").write_text(json.dumps(model))
    (tmp_path / "x.pkl").write_bytes(pickle.dumps([X[0], X[0, :2]]))
    paths = [str(tmp_path / "m.json"), str(tmp_path / "x.pkl")]
    done = CliRunner().invoke(main, ["diagnose", *paths, "--output-format", shown])
    assert (done.exit_code, "internal error" in done.output) == (1, False)
    assert words in done.output


@pytest.mark.parametrize("shape", [(10**15, 0), (10**12, 1000, 0)])
@pytest.mark.parametrize("more", [[], ["--stride", "2"]])
def test_windows_of_nothing(shape: tuple[int, ...], more: list[str], tmp_path: Path) -> None:
    """A header may promise any number of samples of no features: there is nothing to go through them for."""
    (tmp_path / "x.npy").write_bytes(npy(header(shape=str(shape)), b""))
    paths = [str(tmp_path / name) for name in ("x.npy", "o.npy")]
    done = CliRunner().invoke(main, ["fix", paths[0], "--window", "5", *more, "-o", paths[1]])
    assert done.exit_code == 0, done.output
    assert np.load(paths[1], mmap_mode="r").shape[1:] == (5, 0)
