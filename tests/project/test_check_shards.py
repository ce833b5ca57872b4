"""`shards` in a table of pyproject.toml: the files of a split are one data set."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lstmdoctor.cli import main

LAYERS = [
    {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, None, 3], "dtype": "float32"}},
    {"class_name": "LSTM", "config": {"name": "lstm", "units": 4}},
    {"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "sigmoid"}},
]
TABLE = """
[tool.lstmdoctor.checks.c]
model = "m.json"
data = {data}
labels = {labels}
shards = "{how}"
ignore = {{LD802 = "json"}}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    model = {"class_name": "Sequential", "config": {"name": "m", "layers": LAYERS}}
    Path("m.json").write_text(json.dumps(model))
    for number in range(11):
        random = np.random.default_rng(number)
        np.save(f"x{number}.npy", random.normal(size=(4 + number, 5, 3)).astype("f4"))
        np.save(f"y{number}.npy", np.arange(4 + number) % 2)
    return tmp_path


def run(data: str = '"x*.npy"', labels: str = '"y*.npy"', how: str = "auto") -> Result:
    Path("pyproject.toml").write_text(TABLE.format(data=data, labels=labels, how=how))
    return CliRunner().invoke(main, ["check"])


@pytest.mark.parametrize("data", ['"x*.npy"', '["x1*.npy", "x[02-9].npy"]'])
def test_one_data_set(data: str) -> None:
    labels = data.replace("x", "y")
    result = run(data, labels)
    assert result.exit_code == 0, result.output
    assert run(f"{{train = {data}}}", f"{{train = {labels}}}").exit_code == 0


def test_two_comes_before_ten() -> None:
    """Every pair of files has a length of its own, so that another order would be LD161."""
    result = run(labels=json.dumps([f"y{number}.npy" for number in range(11)]))
    assert result.exit_code == 0, result.output


def test_a_shard_is_named() -> None:
    np.save("y3.npy", np.zeros(6))
    result = run()
    assert result.exit_code == 1 and "1 error: LD161" in result.stdout
    assert "lstmdoctor diagnose m.json 'x*.npy' --labels 'y*.npy'" in result.stdout


def test_another_word_is_refused() -> None:
    result = run(how="both")
    assert result.exit_code == 2 and "'shards' is not one of auto, rows, sequences" in result.stderr


def test_places() -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[remote]'")
    for path in Path().glob("[xy]*.npy"):
        fsspec.filesystem("memory").pipe_file(f"/c/{path.name}", path.read_bytes())
    assert run('"memory://c/x*.npy"', '"memory://c/y*.npy"').exit_code == 0
    assert run('"memory://c/z*.npy"', '"memory://c/y*.npy"').exit_code == 2
