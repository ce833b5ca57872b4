"""Everything but ``--verify`` works where TensorFlow and Keras are not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

SAMPLES = ROOT / "sample_data"
FIXTURES = ROOT / "tests" / "fixtures" / "models"

PROGRAM = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("tensorflow", "keras", "tf_keras"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from lstmdoctor.cli import main
main(sys.argv[1:], prog_name="lstmdoctor")
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )


COMMANDS = {
    "diagnose": (
        ["diagnose", str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "list_of_200.pkl")],
        1,
        "LD101",
    ),
    "diagnose hdf5": (["inspect", str(FIXTURES / "keras-2.3.1" / "seq_lstm.h5")], 0, "2.3.1"),
    "inspect": (["inspect", str(SAMPLES / "healthy.npy")], 0, "(20, 50, 100)"),
    "rules": (["rules"], 0, "LD207"),
    "explain": (["explain", "LD207"], 0, "swapped"),
    "explain text": (["explain", "expected shape=(None, 50, 100), found shape=(None, 100, 50)"], 0, "LD207"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(name: str) -> None:
    arguments, code, words = COMMANDS[name]
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stdout


def test_fix(tmp_path: Path) -> None:
    output = str(tmp_path / "o.npy")
    done = run("fix", str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "swapped_axes.npy"), "-o", output)
    assert done.returncode == 0, done.stderr
    assert Path(output).exists()


def test_the_import_would_have_failed() -> None:
    program = PROGRAM.split("from lstmdoctor")[0] + "import keras"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "No module named 'keras'" in done.stderr
