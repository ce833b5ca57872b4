"""Every option beside what leaves it without effect, and beside what gives it one; no option is forgotten."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import numpy as np
import pytest
from check_cases import run
from places import SAMPLES

from lstmdoctor.cli.app import COMMANDS, root_command

FILES = ("model_50x100.keras", "healthy.npy", "list_of_200.pkl", "one_long_series.npy")
FIX = ("fix", "model_50x100.keras", "healthy.npy")
DIAGNOSE = ("diagnose", "model_50x100.keras", "healthy.npy")
WINDOWS = ("fix", "model_50x100.keras", "one_long_series.npy", "--dry-run")
ALONE = ("fix", "list_of_200.pkl")
LIKE = ("fix", "healthy.npy", "--like", "t.json")

IDLE: dict[str, tuple[str, ...]] = {
    "no windows: stride": (*FIX, "--stride", "2"),
    "another cure: stride": (*FIX, "--cure", "stack", "--stride", "2"),
    "no windows: horizon": (*FIX, "--horizon", "2"),
    "no windows: label-at": (*FIX, "--labels-output", "y.npy", "--label-at", "first"),
    "no labels written: label-cure": (*FIX, "--labels", "y_series.npy", "--label-cure", "from-zero"),
    "no labels written: labels": ("apply", "t.json", "healthy.npy", "--labels", "y.npy"),
    "no labels written: label-at": (*WINDOWS, "--window", "50", "--label-at", "first"),
    "labels behind the window: label-at": (
        *(*WINDOWS, "--window", "50", "--horizon", "1"),
        *("--labels-output", "y.npy", "--label-at", "first"),
    ),
    "longest cuts nothing: truncate": (*FIX, "--pad", "longest", "--truncate", "pre"),
    "no model: map": (*ALONE, "--map", "a=b"),
    "no model: remainder": (*ALONE, "--remainder", "drop"),
    "no model: labels": (*ALONE, "--labels", "healthy.npy"),
    "no model: verify": (*ALONE, "--verify"),
    **{
        f"printed only: {words[0]}": (*FIX, "--python", *words)
        for words in (
            *(("--mask-output", "m.npy"), ("--labels-output", "y.npy"), ("--no-treatment",), ("--verify",)),
            *(("--dry-run",), ("-o", "o.npy"), ("--force",), ("--output-format", "json"), ("--split", "0.8")),
        )
    },
    "not written: verify": (*FIX, "--dry-run", "--verify"),
    **{
        f"the record says it: {words[0]}": (*LIKE, *words)
        for words in (
            *(("--cure", "stack"), ("--pad", "60"), ("--padding", "pre"), ("--truncate", "pre")),
            *(("--pad-value", "1"), ("--window", "5"), ("--remainder", "drop"), ("--dtype", "float32")),
            *(("--fill-nan", "0"), ("--labels", "y"), ("--labels-output", "y"), ("--mask-output", "m")),
            *(("--map", "a=b"), ("--no-treatment",), ("--python",), ("--verify",), ("--dry-run",)),
            *(("--id", "a"), ("--time", "a"), ("--values", "a"), ("--target", "a"), ("--split", "0.8")),
        )
    },
    **{
        f"one file: {command[0]} {words[0]}": (*command, *words)
        for command in (FIX, DIAGNOSE, ("apply", "t.json", "healthy.npy"))
        for words in (("--shards", "rows"), ("--jobs", "2"), ("--executor", "threads"))
    },
    "one file: keep-going": (*DIAGNOSE, "--keep-going"),
    "one file: resume": (*FIX, "--resume"),
    "no picture: histograms": (*DIAGNOSE, "--histograms"),
    "no values: histograms": (*DIAGNOSE, "--header-only", "--histograms", "--output-format", "html"),
    "exit code 0: fail-on": (*DIAGNOSE, "--write-baseline", "b.json", "--fail-on", "note"),
    **{
        f"nothing is checked yet: {words[0]}": ("check", "--init", *words)
        for words in (
            ("--output-format", "json"),
            ("--baseline", "b"),
            ("--write-baseline", "b"),
            ("--verbose",),
        )
    },
    "nothing is looked at: fail-on": ("run", "--check", "off", "--fail-on", "error", "s.py"),
    "nothing is looked at: report": ("run", "--check", "off", "--report", "r.txt", "s.py"),
    "a script is not written: output": ("run", "--output", "o.ipynb", "s.py"),
}
AT_WORK: dict[str, tuple[str, ...]] = {
    "windows: stride": (*WINDOWS, "--window", "50", "--stride", "2"),
    "windows as a cure: stride": (*WINDOWS, "--cure", "window", "--stride", "2"),
    "windows: label-at": (
        *(*WINDOWS, "--window", "50", "--labels", "y_series.npy"),
        *("--labels-output", "y.npy", "--label-at", "first"),
    ),
    "longest without a cut: pad": ("fix", "list_of_200.pkl", "--pad", "longest", "--dry-run"),
    "a rule for another day: truncate": (*FIX, "--truncate", "pre"),
    "a rule for another day: fill-nan": (*FIX, "--fill-nan", "7"),
    "a rule for another day: remainder": (*FIX, "--remainder", "drop"),
    "a name for the listing: mask-output": (*ALONE, "--dry-run", "--mask-output", "m.npy"),
    "how text looks: verbose": (*DIAGNOSE, "-v", "--output-format", "json"),
    "how text looks: color": (*DIAGNOSE, "--color", "always", "--output-format", "json"),
    "a pattern of one file: jobs": ("diagnose", "model_50x100.keras", "health*.npy", "--jobs", "2"),
    "two files: shards": (*DIAGNOSE, "healthy2.npy", "--shards", "rows"),
    "a picture: histograms": (*DIAGNOSE, "--histograms", "--output-format", "html"),
    "a line of blocks: histograms": (*DIAGNOSE, "--histograms", "-v"),
    "printed only: label-at": (
        *("fix", "model_50x100.keras", "one_long_series.npy", "--window", "50", "--labels", "y_series.npy"),
        *("--label-at", "first", "--python"),
    ),
    "printed only: pad": ("fix", "list_of_200.pkl", "--python", "--dtype", "float64"),
}
EVERYWHERE = {
    # options that have an effect whatever else is said
    "fix": {
        "--output",
        "--cure",
        "--pad",
        "--fill-nan",
        "--dtype",
        "--window",
        "--like",
        "--dry-run",
        "--python",
    },
    "diagnose": {
        *(
            "--labels",
            "--map",
            "--output-format",
            "--output",
            "--fail-on",
            "--select",
            "--ignore",
            "--header-only",
        ),
        *("--verify", "--baseline", "--write-baseline"),
    },
    "apply": {"--output", "--force", "--output-format", "--labels-output"},
    "check": {"--config", "--init", "--output-format", "--output", "--baseline", "--write-baseline"},
    "explain": {"--output-format"},
    "inspect": {"--output-format"},
    "rules": {"--output-format"},
    "run": {"--check", "-m"},
}
LOOKS = {"--color", "--verbose", "--help"}
TABLES = {"--id", "--time", "--values", "--target", "--horizon"}
"""Refused for data that is no table where the data is opened."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FILES:
        shutil.copy(SAMPLES / name, tmp_path)
    shutil.copy(SAMPLES / "healthy.npy", tmp_path / "healthy2.npy")
    np.save(tmp_path / "y_series.npy", np.zeros(len(np.load(SAMPLES / "one_long_series.npy"))))
    (tmp_path / "s.py").write_text("print('ran')\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", IDLE)
def test_an_option_without_effect_is_refused(name: str, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    done = run(*IDLE[name])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    option = name.rpartition(" ")[2].removeprefix("--")
    assert option in done.stderr.replace("output has", "-o has") or f"--{option}" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", AT_WORK)
def test_an_option_with_effect_is_not(name: str) -> None:
    done = run(*AT_WORK[name])
    assert "no effect" not in done.stderr and done.exit_code < 2


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_is_forgotten(command: str) -> None:
    """Each stands in a row that refuses it, or is said to have an effect everywhere."""
    context = click.Context(root_command)
    found = root_command.get_command(context, command)
    assert found is not None
    options = {max(param.opts, key=len) for param in found.params if isinstance(param, click.Option)}
    refused = {word for row in IDLE.values() if row[0] == command for word in row if word.startswith("-")}
    refused |= {"--output"} if "-o" in refused else set()
    assert options <= refused | EVERYWHERE[command] | LOOKS | TABLES | {"--resume"}
