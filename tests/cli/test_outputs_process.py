"""Exit codes as a shell sees them: closed pipes, interruptions, full disks; and what `check` costs and imports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from check_cases import BAD, GOOD, MODEL, SILENT, configure, folder
from places import SAMPLES
from signals import interruptible

pytestmark = pytest.mark.slow

__all__ = ["folder"]
LINE = [sys.executable, "-m", "lstmdoctor"]
UNIX = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of another kind")


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SILENT}
    return kept | {"PYTHONPATH": str(SAMPLES.parent)}


def shell(line: str) -> subprocess.CompletedProcess[str]:
    line = line.replace("lstmdoctor", f"{sys.executable} -m lstmdoctor")
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, env=environment()
    )


@UNIX
@pytest.mark.parametrize("format_", ["text", "json", "junit", "sarif", "github"])
def test_a_reader_that_goes_away(folder: Path, format_: str) -> None:
    configure(**{f"c{i}": BAD for i in range(60)})
    # The reader is gone before the first word is written.
    line = f"(sleep 0.1; lstmdoctor check --output-format {format_}; echo $? > code) | true; sleep 0.2"
    done = shell(line)
    for _ in range(100):
        if Path("code").exists() and Path("code").read_text():
            break
        time.sleep(0.1)
    assert Path("code").read_text() == "141\n"
    assert done.stderr == ""


@UNIX
def test_files_are_written_before_a_pipe_breaks(folder: Path) -> None:
    configure(bad=BAD)
    words = "--output-format sarif -o a.sarif --output-format json"
    shell(f"lstmdoctor check {words} | true")
    for _ in range(50):
        if Path("a.sarif").exists():
            break
        time.sleep(0.1)
    assert Path("a.sarif").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(folder: Path) -> None:
    configure(good=GOOD)
    done = shell("lstmdoctor check > /dev/full")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@UNIX
def test_an_interruption(folder: Path) -> None:
    noise = np.random.default_rng(0).random((200, 50, 100)).astype("float32")
    Path("many").mkdir()
    np.save("many/0.npy", noise)
    for number in range(1, 2000):
        os.link("many/0.npy", f"many/{number}.npy")
    configure(many='data = "many/*.npy"')
    words = [*LINE, "check", "--output-format", "junit", "-o", "report.xml"]
    with subprocess.Popen(
        words, stdout=-1, stderr=-1, env=environment(), preexec_fn=interruptible
    ) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out, said) == (130, b"", b"")
    assert not Path("report.xml").exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"lstmdoctor diagnose {MODEL} healthy.npy", 0),
        (f"lstmdoctor diagnose {MODEL} swapped_axes.npy", 1),
        (f"lstmdoctor diagnose {MODEL} absent.npy", 2),
        ("lstmdoctor check", 1),
        ("lstmdoctor check good", 0),
        ("lstmdoctor check none", 2),
        ("lstmdoctor check --nope", 2),
        ("lstmdoctor chekc", 2),
    ],
)
def test_exit_codes(folder: Path, line: str, code: int) -> None:
    configure(good=GOOD, bad=BAD)
    done = shell(line)
    assert done.returncode == code
    assert (done.stdout == "") is (code == 2)
    assert (done.stderr == "") is (code != 2)


def test_a_check_is_light(folder: Path) -> None:
    configure(good=GOOD)
    code = (
        "import sys\nfrom lstmdoctor.cli import main\n"
        "main(['check', '--output-format', 'sarif'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    loaded = set(done.stderr.split())
    assert "numpy" in loaded
    assert not loaded & {"tensorflow", "keras", "h5py", "rich"}


def test_help_is_light(folder: Path) -> None:
    code = (
        "import sys\nfrom lstmdoctor.cli import main\n"
        "main(['check', '--help'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert not set(done.stderr.split()) & {"numpy", "rich", "tomllib"}
