"""The README's tour, run as a newcomer would run it."""

from __future__ import annotations

import json
import pickle
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

from lstmdoctor.core.readings import Array

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the sample data in it, to write into."""
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lstmdoctor", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "COLUMNS": "100"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def loaded(path: Path) -> Array:
    array: Array = np.load(path, allow_pickle=False)
    return array


def unpickled(path: Path) -> list[Array]:
    with path.open("rb") as file:
        data: list[Array] = pickle.load(file)
    return data


def tour() -> list[tuple[str, ...]]:
    """Every command of the README that runs on the sample data."""
    lines = re.findall(r"^(?:python -m pip install \. && )?lstmdoctor (.*sample_data.*)$", README, re.M)
    return [tuple(shlex.split(line)) for line in lines]


EXPECTED = {
    "list_of_200.pkl": {"LD101"},
    "ragged_20_to_59.pkl": {"LD301"},
    "swapped_axes.npy": {"LD207"},
    "one_long_series.npy": {"LD206"},
    "padded_to_zeros.npy": {"LD502"},
    "healthy.npy": set(),
}


def test_the_tour_is_long_enough_to_be_one() -> None:
    assert len(tour()) >= 8


@pytest.mark.parametrize("arguments", tour(), ids=" ".join)
def test_commands_of_the_readme(workplace: Path, arguments: tuple[str, ...]) -> None:
    done = run(workplace, *arguments)
    assert "Traceback" not in done.stderr
    if arguments[0] == "diagnose":
        assert done.returncode == 1
        report = workplace / arguments[arguments.index("-o") + 1] if "-o" in arguments else None
        shown = done.stdout if report is None else report.read_text(encoding="utf-8")
        assert EXPECTED[Path(arguments[2]).name] <= set(re.findall(r"LD\d{3}", shown))
    else:
        assert done.returncode == 0, done.stderr
        output = workplace / arguments[arguments.index("-o") + 1]
        assert run(workplace, "diagnose", arguments[1], str(output)).returncode == 0


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_has_its_own_fault_and_no_other(workplace: Path, name: str) -> None:
    model = (
        "model_any_x100.keras"
        if name in ("ragged_20_to_59.pkl", "padded_to_zeros.npy")
        else "model_50x100.keras"
    )
    done = run(
        workplace, "diagnose", f"sample_data/{model}", f"sample_data/{name}", "--output-format", "json"
    )
    report = json.loads(done.stdout)
    errors = {finding["code"] for finding in report["findings"] if finding["severity"] == "error"}
    assert errors == EXPECTED[name]
    assert done.returncode == (1 if errors else 0)


def test_the_list_is_stacked_value_for_value(workplace: Path) -> None:
    run(workplace, "fix", "sample_data/model_50x100.keras", "sample_data/list_of_200.pkl", "-o", "out.npy")
    written = loaded(workplace / "out.npy")
    assert written.shape == (200, 50, 100)
    assert np.array_equal(written, np.stack(unpickled(workplace / "sample_data/list_of_200.pkl")))


def test_the_ragged_list_is_padded_in_front_because_the_model_does_not_mask(workplace: Path) -> None:
    arguments = ("sample_data/model_any_x100.keras", "sample_data/ragged_20_to_59.pkl", "--pad", "60")
    run(workplace, "fix", *arguments, "-o", "out.npy")
    written = loaded(workplace / "out.npy")
    assert written.shape == (200, 60, 100)
    assert written.dtype == np.float32
    for row, sequence in zip(written, unpickled(workplace / "sample_data/ragged_20_to_59.pkl"), strict=True):
        assert np.array_equal(row[60 - len(sequence) :], sequence)
        assert not row[: 60 - len(sequence)].any()


def test_the_samples_are_what_their_script_says(workplace: Path) -> None:
    assert not loaded(workplace / "sample_data/padded_to_zeros.npy").any()
    assert {len(sequence) for sequence in unpickled(workplace / "sample_data/ragged_20_to_59.pkl")} == set(
        range(20, 60)
    )


def test_no_command_is_printed_that_would_refuse(workplace: Path) -> None:
    folder = "sample_data"
    done = run(workplace, "diagnose", f"{folder}/model_50x100.keras", f"{folder}/padded_to_zeros.npy")
    assert "once the other errors are put right" in done.stdout
    assert "lstmdoctor cannot cure this" in done.stdout
    assert "lstmdoctor fix" not in done.stdout


def test_what_goes_with_the_output_is_named(workplace: Path) -> None:
    np.save(workplace / "x.npy", np.random.default_rng(1).normal(size=(30, 80, 100)).astype("float32"))
    np.save(workplace / "y.npy", np.arange(30.0))
    cure = ("fix", "sample_data/model_50x100.keras", "x.npy", "--labels", "y.npy", "--window", "50")
    alone = run(workplace, *cure, "-o", "a.npy").stdout
    assert "and  a.npy.treatment.json" in alone
    assert "the labels do not go along: --labels-output FILE writes those of the 930 samples" in alone
    both = run(workplace, *cure, "-o", "b.npy", "--labels-output", "by.npy", "--no-treatment").stdout
    assert "and  by.npy" in both
    assert "treatment.json" not in both and "go along" not in both
    assert len(loaded(workplace / "by.npy")) == len(loaded(workplace / "b.npy")) == 930


def test_labels_of_windows_with_a_next_step(workplace: Path) -> None:
    """As many as `timeseries_dataset_from_array(x, y[50:], 50)` has windows: they are neither cut nor warned of."""
    np.save(workplace / "x.npy", np.random.default_rng(1).normal(size=(400, 100)).astype("float32"))
    np.save(workplace / "y.npy", np.arange(350.0))
    given = ("sample_data/model_50x100.keras", "x.npy", "--labels", "y.npy")
    shown = run(workplace, "diagnose", *given).stdout
    assert f"lstmdoctor fix {' '.join(given)} --window 50 --horizon 1" in shown
    refused = run(workplace, "fix", *given, "--window", "50", "--labels-output", "ny.npy")
    assert refused.returncode == 2
    assert "350 of them for 351 samples; --horizon 1 makes as many" in refused.stderr
    made = run(workplace, "fix", *given, "--window", "50", "--horizon", "1").stdout
    assert "(350, 50, 100)" in made and "go along" not in made


def test_fix_says_of_data_that_fits_what_is_left_to_say(workplace: Path) -> None:
    data = np.random.default_rng(0).normal(size=(30, 50, 100)).astype("float32")
    for number, sample in enumerate(data):
        sample[20 + number :] = 0
    np.save(workplace / "x.npy", data)
    shown = run(workplace, "fix", "sample_data/model_50x100.keras", "x.npy").stdout
    assert shown.startswith("fits  x.npy needs nothing, with 1 warning\n\nwarning LD304")
    assert shown.endswith("\n\n  nothing was written: add -o FILE for a copy\n")
    written = run(workplace, "fix", "sample_data/model_50x100.keras", "x.npy", "-o", "o.npy").stdout
    assert "healthy" not in written and "fits  model_50x100.keras takes it as it is" in written


def test_one_value_is_no_array_of_samples(workplace: Path) -> None:
    np.save(workplace / "x.npy", np.float32(3))
    done = run(workplace, "diagnose", "sample_data/model_50x100.keras", "x.npy")
    assert done.returncode == 1 and "one value is no array of" in done.stdout


def test_labels_of_samples_that_stay_the_same_are_not_spoken_of(workplace: Path) -> None:
    np.save(workplace / "x.npy", np.random.default_rng(1).normal(size=(30, 100, 50)).astype("float32"))
    np.save(workplace / "y.npy", np.arange(30.0))
    done = run(workplace, "fix", "sample_data/model_50x100.keras", "x.npy", "--labels", "y.npy")
    assert done.stdout.startswith("wrote  x.fixed.npy") and "labels" not in done.stdout
