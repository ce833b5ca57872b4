"""A folder of samples, a configuration in it, and the command line, for the tests of outputs and `check`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from places import SAMPLES

from lstmdoctor.cli import main

MODEL = "model_50x100.keras"
FREE = "model_any_x100.keras"
SILENT = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LSTMDOCTOR_DEBUG", "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (MODEL, FREE, "healthy.npy", "swapped_axes.npy", "list_of_200.pkl"):
        shutil.copy(SAMPLES / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in (*SILENT, "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="lstmdoctor")


def configure(**checks: str) -> None:
    """Write a pyproject.toml with these checks; `MODEL` is their model unless they name one."""
    lines = []
    for name, body in checks.items():
        model = "" if "model =" in body else f'model = "{MODEL}"\n'
        lines.append(f"[tool.lstmdoctor.checks.{name}]\n{model}{body}\n")
    Path("pyproject.toml").write_text("\n".join(lines), encoding="utf-8")


GOOD, BAD = 'data = "healthy.npy"', 'data = "swapped_axes.npy"'
