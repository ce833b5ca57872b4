"""The commands of pages and ``--help`` that ask Keras, with models that it can load."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_world import make_example_world
from shown_commands import run_line, shown_in_help

keras = pytest.importorskip("keras", minversion="3.0")
LINES = [line for shown in shown_in_help() for line in shown.lines if "--verify" in line]


@pytest.mark.parametrize("line", LINES)
def test_keras_accepts(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_example_world(tmp_path)
    model = keras.Sequential([keras.Input((None, 2)), keras.layers.LSTM(8), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    model.save(tmp_path / "model.keras")
    monkeypatch.chdir(tmp_path)
    done = run_line(line)
    assert done.code == 0 and "accepted  " in done.printed, done.printed
