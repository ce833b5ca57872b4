"""Tables and the real Keras: the page on tables does what it says, and Keras fits what `fix` wrote."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

pytest.importorskip("pyarrow")
PAGE = (ROOT / "docs" / "howto" / "tables.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    """The commands of the page that are run."""
    return re.findall(r"^\$ (.*)$", PAGE, re.M)


def run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)
    program = [sys.executable, "-m", "lstmdoctor"] if words[0] == "lstmdoctor" else [sys.executable]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "COLUMNS": "100"}
    return subprocess.run(
        [*program, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def test_from_prices_to_a_trained_model_in_four_commands(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    lines = commands()
    assert len(lines) == 4
    said = []
    for line in lines:
        done = run(tmp_path, line)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert "LD206" in said[0] and "healthy" in said[2]
    assert (tmp_path / "trained.keras").exists()
    table = np.genfromtxt(tmp_path / "sample_data" / "prices.csv", delimiter=",", skip_header=1)[:, 1:]
    x, y = np.load(tmp_path / "windows.npy"), np.load(tmp_path / "next_close.npy")
    assert x.shape == (280, 20, 4) and y.shape == (280, 1)
    for place in (0, 1, 150, 279):
        assert np.allclose(x[place], table[place : place + 20])
        assert y[place, 0] == table[place + 20, 3]


HORIZONS = {"one step": 1, "five steps": 5}


@pytest.mark.parametrize("name", HORIZONS)
def test_keras_fits_windows_with_the_steps_behind_them(tmp_path: Path, name: str) -> None:
    import keras

    ahead = HORIZONS[name]
    layers = [keras.Input((6, 2)), keras.layers.GRU(3), keras.layers.Dense(ahead)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.keras")
    series = np.arange(60, dtype="float32").reshape(30, 2)
    np.save(tmp_path / "s.npy", series)
    np.save(tmp_path / "y.npy", series[:, 1])
    options = f"--window 6 --horizon {ahead} --labels y.npy -o x.npy --labels-output yw.npy"
    done = run(tmp_path, f"lstmdoctor fix m.keras s.npy {options}")
    assert done.returncode == 0, done.stderr
    x, y = np.load(tmp_path / "x.npy"), np.load(tmp_path / "yw.npy")
    assert y.shape == (30 - 6 - ahead + 1, ahead)
    assert np.array_equal(y[0], series[6 : 6 + ahead, 1]) and np.array_equal(x[0], series[:6])
    model.fit(x, y, verbose=0)
    other = run(tmp_path, f"lstmdoctor fix m.keras s.npy --window 6 --horizon {ahead + 1} --labels y.npy")
    assert other.returncode == 2 and f"the model gives {ahead} value" in other.stderr
