"""Labels of timesteps go along run by run: the same as all at once, in bounded memory, refused in the same words."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lstmdoctor.cli import main
from lstmdoctor.core.output_blocks import output_rows

RANDOM = np.random.default_rng(5)
LENGTHS = [int(length) for length in RANDOM.integers(2, 9, 40)]
DATA = [RANDOM.normal(size=(length, 3)).astype("float32") for length in LENGTHS]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "lstmdoctor.treatment.label_stream.output_rows", lambda size: min(7, output_rows(size))
    )
    Path("x.pkl").write_bytes(pickle.dumps(DATA))


def fix(labels: object, *more: str) -> Result:
    if isinstance(labels, np.ndarray):
        np.save("y.npy", labels)
    else:
        Path("y.npy").write_bytes(pickle.dumps(labels))
    words = ["fix", "x.pkl", "--labels", "y.npy", "--labels-output", "l.npy", "-o", "o.npy", "--force", *more]
    return CliRunner().invoke(main, words)


def padded(rows: list[np.ndarray], steps: int, side: str = "post") -> np.ndarray:
    out = np.zeros((len(rows), steps, *rows[0].shape[1:]), np.result_type(*rows))
    for to, row in zip(out, rows, strict=True):
        to[slice(0, len(row)) if side == "post" else slice(steps - len(row), steps)] = row
    return out


STEPS = [np.arange(length) + 100 * i for i, length in enumerate(LENGTHS)]
CLASSES = [RANDOM.normal(size=(length, 4)).astype("float32") for length in LENGTHS]
MIXED = [row if i < 20 else row + 0.5 for i, row in enumerate(STEPS)]


@pytest.mark.parametrize(
    "rows", [STEPS, CLASSES, MIXED], ids=["numbers", "classes", "whole numbers, then halves"]
)
@pytest.mark.parametrize("side", ["pre", "post"])
def test_labels_of_timesteps_are_padded_as_the_data_is(rows: list[np.ndarray], side: str) -> None:
    result = fix(rows, "--pad", "12", "--padding", side)
    assert result.exit_code == 0, result.output
    found = np.load("l.npy")
    assert np.array_equal(found, padded(rows, 12, side)) and found.dtype == np.result_type(*rows)


def test_labels_of_samples_stay() -> None:
    assert fix(np.arange(40), "--pad", "12").exit_code == 0
    assert np.array_equal(np.load("l.npy"), np.arange(40))


def test_what_is_cut_of_the_data_is_cut_of_the_labels() -> None:
    assert fix(STEPS, "--pad", "4", "--truncate", "pre").exit_code in (0, 1)
    Path("x.pkl").write_bytes(pickle.dumps([np.ones((9, 3), "f4") * i for i in range(40)]))
    assert fix(np.arange(360).reshape(40, 9), "--pad", "4", "--truncate", "pre").exit_code == 0
    assert np.array_equal(np.load("l.npy"), np.arange(360).reshape(40, 9)[:, -4:])


REFUSED = {
    "another length, far behind": (
        [*STEPS[:30], STEPS[30][:-1], *STEPS[31:]],
        "the labels of sample 30 have",
    ),
    "one is missing": (STEPS[:-1], "the labels"),
    "text among them": ([*STEPS[:-1], "text"], ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_labels_that_do_not_go_along(name: str) -> None:
    labels, words = REFUSED[name]
    for more in ([], ["--dry-run"]):
        result = fix(labels, "--pad", "12", *more)
        assert (result.exit_code, result.stdout) == (2, ""), result.output
        assert words in result.stderr and result.stderr.count("\n") == 1
        assert sorted(str(path) for path in Path().iterdir()) == ["x.pkl", "y.npy"]


@pytest.mark.parametrize(
    ("at", "most", "code"),
    [("last", 37 * 8, 0), ("last", 37 * 8 - 1, 2), ("every", 37 * 32, 0), ("every", 37 * 32 - 1, 2)],
)
def test_labels_of_windows_are_made_at_once_up_to_a_limit(
    at: str, most: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """37 windows of 4 timesteps, with 8 bytes for each label."""
    monkeypatch.setattr("lstmdoctor.treatment.label_stream.IN_MEMORY_BYTES", most)
    np.save("series.npy", RANDOM.normal(size=(40, 3)))
    np.save("y.npy", np.arange(40))
    words = ["fix", "series.npy", "--window", "4", "--label-at", at, "-o", "o.npy", "--labels", "y.npy"]
    result = CliRunner().invoke(main, [*words, "--labels-output", "l.npy"])
    assert result.exit_code == code, result.output
    if code:
        assert "are made at once" in result.output and not Path("o.npy").exists()
    else:
        assert np.load("l.npy").shape == ((37, 4) if at == "every" else (37,))
