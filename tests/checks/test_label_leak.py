"""Labels that are values of their own windows, in arrays: found by comparing the first of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.faults import Finding
from lstmdoctor.diagnosis.file_pair import diagnose_files
from lstmdoctor.models import read_model

RNG = np.random.default_rng(3)
SERIES = RNG.normal(size=(500, 2)).astype("float32")
WALK = np.cumsum(SERIES, axis=0)
WINDOWS = np.stack([SERIES[i : i + 60] for i in range(440)])
COUNTS = RNG.integers(0, 9, size=(500, 2)).astype("float32")
COUNTED = np.stack([COUNTS[i : i + 60] for i in range(440)])
COPIED = np.repeat(SERIES[:440, None, :1], 60, axis=1)

SAID: dict[str, tuple[Any, Any, str]] = {
    "the last value of the window": (WINDOWS, SERIES[59:499, 1], "timestep 59, feature 1"),
    "a column of labels": (WINDOWS, SERIES[59:499, 1:], "timestep 59, feature 1"),
    "labels of another width": (WINDOWS, SERIES[59:499, 1].astype("float64"), "timestep 59, feature 1"),
    "a value in the middle": (WINDOWS, SERIES[10:450, 0], "timestep 10, feature 0"),
    "the series itself": (SERIES, SERIES[:, 1], "feature 1 of that timestep"),
    "windows of one feature": (WINDOWS[:, :, 0], SERIES[59:499, 0], "timestep 59"),
}
SILENT: dict[str, tuple[Any, Any]] = {
    "the value after the window": (WINDOWS, SERIES[60:500, 1]),
    "a walk, the value after": (WALK[None, :60].repeat(440, 0), WALK[60:500, 0]),
    "the series, shifted": (SERIES[:-1], SERIES[1:, 1]),
    "other values": (WINDOWS, RNG.normal(size=440)),
    "counts, which meet by chance": (COUNTED, COUNTS[59:499, 1]),
    "classes": (WINDOWS, (SERIES[59:499, 1] > 0).astype("float32")),
    "all but one": (WINDOWS, np.where(np.arange(440) == 7, 0.5, SERIES[59:499, 1])),
    "few": (WINDOWS[:5], SERIES[59:64, 1]),
    "labels of every timestep": (WINDOWS, WINDOWS[:, :, :1]),
}


def leaks(folder: Path, x: Any, y: Any, choices: Choices | None = None) -> list[Finding]:
    features = x.shape[2] if x.ndim == 3 else 1 if x.shape[1] == 60 else x.shape[1]
    layers = [
        {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [None, 60, features]}},
        {"class_name": "LSTM", "config": {"name": "lstm", "units": 4}},
        {"class_name": "Dense", "config": {"name": "d", "units": 1}},
    ]
    (folder / "m.json").write_text(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    np.save(folder / "x.npy", x)
    np.save(folder / "y.npy", y)
    paths = [str(folder / name) for name in ("m.json", "x.npy", "y.npy")]
    report = diagnose_files(read_model(paths[0]), paths[1], paths[2], None, choices)
    return [one for one in report.findings if one.fault.code == "LD708"]


@pytest.mark.parametrize("name", SAID)
def test_it_is_said(name: str, tmp_path: Path) -> None:
    x, y, words = SAID[name]
    [found] = leaks(tmp_path, x, y)
    assert found.severity == "warning"
    assert words in found.message


@pytest.mark.parametrize("name", SILENT)
def test_it_is_left_unsaid(name: str, tmp_path: Path) -> None:
    assert not leaks(tmp_path, *SILENT[name])


def test_labels_from_behind_the_window_are_what_a_horizon_gives(tmp_path: Path) -> None:
    assert not leaks(tmp_path, SERIES, SERIES[:, 1], Choices(window=60, horizon=1))
    assert leaks(tmp_path, SERIES, SERIES[:, 1], Choices(window=60))
