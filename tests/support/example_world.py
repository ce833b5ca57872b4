"""A folder with every file that the commands of pages and ``--help`` name, made by code."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from fault_cases.arrays import classes, ids, lists, noise, one_hot, padded, table, wave
from fault_cases.case import Content, write_files
from fault_cases.models import (
    Config,
    dense,
    given,
    layer,
    lstm,
    recurrent,
    sequential,
    two_inputs,
)
from table_cases import table_bytes

RAISING = """raise ValueError(
    'Input 0 of layer "lstm" is incompatible with the layer: expected ndim=3, found ndim=2. '
    "Full shape received: (32, 100)"
)
"""
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "one",
            "metadata": {},
            "outputs": [],
            "source": ["print(6 * 7)"],
        }
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
CHECKS = """[tool.lstmdoctor.checks.forecast]
model = "{up}models/forecast.keras"
data = {{train = "{up}data/train.npz::X", validation = "{up}data/val.npz::X"}}
labels = {{train = "{up}data/train.npz::y", validation = "{up}data/val.npz::y"}}
"""
PARTS = range(4)


def visits(patients: int) -> dict[str, list[object]]:
    """Some visits of each patient, and one value for each patient that is to be foretold."""
    who = [f"p{one}" for one in range(patients) for _ in range(150 + one)]
    day = [step for one in range(patients) for step in range(150 + one)]
    rows = len(who)
    return {
        "patient": [*who],
        "day": [*day],
        "pulse": [*wave(rows, 5)],
        "pressure": [*wave(rows, 3, 1)],
        "risk": [len(one) * int(one[1:]) % 2 for one in who],
    }


def prices(days: int) -> dict[str, list[object]]:
    """A row for each day."""
    date = np.datetime64("2025-01-01") + np.arange(days)
    columns: dict[str, list[object]] = {"date": [str(day) for day in date]}
    return {
        **columns,
        **{name: [*wave(days, 9, place)] for place, name in enumerate(("open", "high", "close"))},
    }


def masked_model() -> Config:
    return sequential(given(30, 2), layer("Masking", mask_value=-1.0), lstm(), dense())


def classifier(timesteps: int) -> Config:
    """Three classes."""
    ends = (lstm(), dense(3, "softmax"))
    return sequential(given(timesteps, 2), *ends, loss="categorical_crossentropy")


def sample_files() -> dict[str, Content]:
    """Arrays and lists in files of their own."""
    gaps = noise(40, 30, 2)
    gaps[3, 4] = np.nan
    return {
        "train.npy": noise(42, 30, 2),
        "x.npy": noise(40, 30, 2, seed=1),
        "rows.npy": noise(40, 2),
        "time_first.npy": noise(30, 40, 2),
        "labels.npy": noise(40, 1),
        "gaps.npy": gaps,
        "zeros.npy": padded(40, 30, 2),
        "ids.npy": ids(40, 12, below=27),
        "series.npy": noise(600, 2),
        "y.npy": noise(600),
        "train.npz": {"X": noise(40, 30, 2), "y": noise(40, 1)},
        "pairs.npz": {"a": noise(40, 30, 2, dtype="float64"), "b": noise(40, 3)},
        "d.npz": {"X": noise(40, 60, 2), "y": classes(40, 3)},
        "words.npz": {"X": noise(40, 60, 2), "y": np.array(["run", "sit", "walk", "sit"] * 10)},
        "long.npz": {"X": noise(600, 2), "y": one_hot(600, 3)},
        **{name: lists(40, 12, 30, 2) for name in ("sequences.pkl", "seqs.pkl", "train.pkl")},
        **{name: lists(9, 12, 20, 2) for name in ("today.pkl", "val.pkl", "a.pkl", "b.pkl")},
        "val_y.npy": noise(9, 1),
        **{name: noise(10, 30, 2) for name in ("p0.npy", "p1.npy")},
        **{name: noise(10, 30, 2, dtype="float64") for name in ("a.npy", "b.npy")},
        "recordings.h5": {"session1/x": noise(40, 30, 2), "session1/y": noise(40, 1)},
    }


def files_in_folders() -> dict[str, Content]:
    """Shards, classes, and what the checks of a project name."""
    made: dict[str, Content] = {}
    for part in PARTS:
        made[f"train/part-{part}.npy"] = noise(10, 30, 2, seed=part)
        made[f"train/part-{part}.pkl"] = lists(10, 12, 30, 2)
        made[f"labels/part-{part}.npy"] = made[f"y/part-{part}.npy"] = noise(10, 1, seed=part)
        made[f"val/part-{part}.pkl"] = made[f"test/part-{part}.pkl"] = lists(5, 12, 20, 2)
        made[f"data/shards/{part}.pkl"] = lists(10, 12, 12, 2)
        for number, kind in enumerate(("hello", "thanks")):
            made[f"gestures/{kind}/{part}.npy"] = noise(30, 2, seed=10 * number + part)
    for split in ("train", "val", "test"):
        made[f"data/{split}.npz"] = {"X": noise(40, 30, 2), "y": noise(40, 1)}
    return made


def write_model_file(path: Path, config: Config) -> None:
    """HDF5 as `model.save("m.h5")` writes it, without weights."""
    import h5py

    path.parent.mkdir(exist_ok=True)
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "3.15.1"
        file.attrs["model_config"] = json.dumps({key: config[key] for key in ("class_name", "config")})
        file.attrs["training_config"] = json.dumps(config["compile_config"])
        file.create_group("model_weights")


def make_example_world(folder: Path) -> None:
    """Write all of it into a folder that is there."""
    texts: dict[str, Content] = {
        "train.py": RAISING,
        "package/__init__.py": "",
        "package/train.py": "",
        "train.ipynb": json.dumps(NOTEBOOK),
        "pyproject.toml": CHECKS.format(up=""),
        "ci/checks.toml": CHECKS.format(up="../"),
        **{name: table(visits(8)) for name in ("visits.csv", "t.csv")},
        "tomorrow.csv": table(visits(3)),
        "p.csv": table(prices(300)),
    }
    models: dict[str, Content] = {
        **{name: recurrent(None, 2) for name in ("model.keras", "models/forecast.keras")},
        "five.keras": sequential(given(None, 2), lstm(), dense(5)),
        "two.keras": two_inputs((30, 2), 3, ("enc", "dec")),
        "stateful.keras": sequential(given(30, 2, batch=8), lstm(stateful=True), dense()),
        "chars.keras": recurrent(12, 27),
        "masked.keras": masked_model(),
    }
    write_files(folder, {**models, **texts, **sample_files(), **files_in_folders()})
    write_model_file(folder / "m.h5", classifier(60))
    write_model_file(folder / "models" / "words.h5", recurrent(12, 2))
    (folder / "visits.parquet").write_bytes(table_bytes(visits(8), "parquet"))
