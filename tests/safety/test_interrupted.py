"""Killed, interrupted, or out of disk: the input untouched, no partial file under the final name."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from signals import interruptible

ROWS = 60_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A 96 MB array, so that there is time to interrupt."""
    path = tmp_path_factory.mktemp("big") / "x.npy"
    np.save(path, np.random.default_rng(1).normal(size=(ROWS, 20, 20)).astype("float32"))
    return path


def start(big: Path, output: Path, limit: int | None = None) -> subprocess.Popen[str]:
    def limited() -> None:
        interruptible()
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "lstmdoctor", "fix", str(big), "--dtype", "float64", "-o", str(output)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=limited,
    )


def wait_for_the_temporary_file(folder: Path, process: subprocess.Popen[str]) -> None:
    while process.poll() is None and not any(path.suffix == ".part" for path in folder.iterdir()):
        time.sleep(0.002)


SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT]


@pytest.mark.parametrize("which", SIGNALS, ids=lambda s: s.name)
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15])
def test_a_signal_leaves_no_output(big: Path, tmp_path: Path, which: signal.Signals, delay: float) -> None:
    before = hashlib.sha256(big.read_bytes()).hexdigest()
    process = start(big, tmp_path / "out.npy")
    wait_for_the_temporary_file(tmp_path, process)
    time.sleep(delay)
    process.send_signal(which)
    _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    if (tmp_path / "out.npy").exists():  # it was finished before the signal came
        assert np.load(tmp_path / "out.npy", mmap_mode="r").shape == (ROWS, 20, 20)
    elif which != signal.SIGKILL:
        assert list(tmp_path.iterdir()) == []
        assert process.returncode == 128 + which
    assert hashlib.sha256(big.read_bytes()).hexdigest() == before


def test_several_signals_leave_no_output(big: Path, tmp_path: Path) -> None:
    """As a terminal that is closed sends them, one upon the other."""
    process = start(big, tmp_path / "out.npy")
    wait_for_the_temporary_file(tmp_path, process)
    for which in (signal.SIGHUP, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        process.send_signal(which)
    _, errors = process.communicate(timeout=60)
    assert (errors, list(tmp_path.iterdir())) == ("", [])


def test_nohup_goes_on(big: Path, tmp_path: Path) -> None:
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = start(big, tmp_path / "out.npy")
    finally:
        signal.signal(signal.SIGHUP, old)
    wait_for_the_temporary_file(tmp_path, process)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_a_full_disk_is_one_sentence(big: Path, tmp_path: Path) -> None:
    process = start(big, tmp_path / "out.npy", limit=10_000_000)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors.startswith("error: ") and "file too large" in errors and len(errors.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(big: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    process = start(big, tmp_path / "out.npy")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "permission denied" in errors
    tmp_path.chmod(0o700)


def test_two_runs_to_one_output_have_one_winner(big: Path, tmp_path: Path) -> None:
    processes = [start(big, tmp_path / "out.npy") for _ in range(2)]
    results = [(process.communicate(timeout=120)[1], process.returncode) for process in processes]
    assert sorted(code for _, code in results) == [0, 2]
    assert "exists" in next(errors for errors, code in results if code == 2)
    assert np.load(tmp_path / "out.npy", mmap_mode="r").shape == (ROWS, 20, 20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.npy", "out.npy.treatment.json"]
