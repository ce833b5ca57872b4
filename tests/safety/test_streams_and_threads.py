"""Nothing waits for a pipe; closed streams and a system without room for a thread are no internal error."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from check_cases import BAD, MODEL, configure, folder, run
from places import ROOT

from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted

__all__ = ["folder"]
UNIX = pytest.mark.skipif(os.name == "nt", reason="pipes and streams of another kind")
PIPES = {
    "model": ["diagnose", "pipe", "healthy.npy"],
    "data": ["diagnose", MODEL, "pipe"],
    "one array": ["diagnose", MODEL, "pipe::X"],
    "labels": ["diagnose", MODEL, "healthy.npy", "--labels", "pipe"],
    "baseline": ["diagnose", MODEL, "healthy.npy", "--baseline", "pipe"],
    "configuration": ["check", "--config", "pipe"],
    "data to fix": ["fix", "pipe", "-o", "out.npy"],
    "labels to fix": ["fix", MODEL, "swapped_axes.npy", "--labels", "pipe", "-o", "out.npy"],
    "output": ["fix", MODEL, "swapped_axes.npy", "-o", "pipe", "--force"],
    "report": ["diagnose", MODEL, "healthy.npy", "-o", "pipe"],
    "new baseline": ["diagnose", MODEL, "healthy.npy", "--write-baseline", "pipe"],
    "treatment": ["apply", "pipe", "healthy.npy", "-o", "out.npy"],
    "data of a treatment": ["apply", "out.npy.treatment.json", "pipe"],
    "what is inspected": ["inspect", "pipe"],
}


def command(*words: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with redirections of the shell."""
    line = ["bash", "-c", f'exec "$0" -m lstmdoctor "$@" {shell}', sys.executable, *words]
    return subprocess.run(
        line,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@UNIX
@pytest.mark.parametrize("role", PIPES)
def test_a_pipe_is_never_waited_for(folder: Path, role: str) -> None:
    os.mkfifo("pipe")
    if role == "data of a treatment":
        assert run("fix", MODEL, "swapped_axes.npy", "-o", "out.npy").exit_code == 0
    done = command(*PIPES[role])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: pipe") and done.stderr.count("\n") == 1
    assert "pipe, " in done.stderr or "a pipe that nobody reads" in done.stderr or "regular" in done.stderr


@UNIX
def test_a_pipe_that_is_read_gets_the_report(folder: Path) -> None:
    done = command("diagnose", MODEL, "swapped_axes.npy", "-o", "/dev/fd/9", shell="9> >(cat >&2)")
    assert (done.returncode, done.stdout) == (1, "")
    assert "LD207" in done.stderr


COMMANDS = {
    "diagnose": (["diagnose", MODEL, "swapped_axes.npy"], 1),
    "fix": (["fix", MODEL, "swapped_axes.npy", "-o", "out.npy"], 0),
    "check": (["check"], 1),
    "inspect": (["inspect", MODEL], 0),
    "explain": (["explain", "-"], 2),
    "rules": (["rules"], 0),
    "a missing file": (["diagnose", MODEL, "gone.npy"], 2),
}
CLOSED = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-", "all": "<&- >&- 2>&-"}


@UNIX
@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("name", COMMANDS)
def test_closed_streams(folder: Path, name: str, closed: str) -> None:
    configure(bad=BAD)
    words, code = COMMANDS[name]
    done = command(*words, shell=CLOSED[closed])
    assert done.returncode == code
    assert "internal error" not in done.stderr and "Traceback" not in done.stderr
    assert (done.stderr == "") is (code != 2 or closed in ("stderr", "all"))
    if name == "fix":
        assert np.load("out.npy").shape == (20, 50, 100)


@UNIX
@pytest.mark.parametrize("stream", ["0>written"])
def test_stdin_that_cannot_be_read(folder: Path, stream: str) -> None:
    done = command("explain", "-", shell=stream)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: stdin: cannot be read: ")


def no_room(self: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_no_room_for_a_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done without one, with the same result and the same record."""
    x = np.random.default_rng(0).normal(size=(3000, 20, 40)).astype("float32")
    np.save(tmp_path / "x.npy", x)
    made = []
    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: 3)
    for number in range(2):
        target = tmp_path / f"{number}" / "out.npy"
        target.parent.mkdir()
        fix(None, str(tmp_path / "x.npy"), wanted=Wanted(str(target)))
        made.append((target.read_bytes(), (tmp_path / f"{number}/out.npy.treatment.json").read_text()))
        monkeypatch.setattr(threading.Thread, "start", no_room)
    assert made[0][0] == made[1][0]
    assert made[0][1].replace("/0/", "/1/") == made[1][1]


def test_no_room_for_a_thread_while_values_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def diagnosed() -> str:
        return run("diagnose", MODEL, "healthy.npy", "--output-format", "json").stdout

    monkeypatch.setattr("lstmdoctor.data.scan.scanning.thread_count", lambda: 3)
    before = diagnosed()
    monkeypatch.setattr(threading.Thread, "start", no_room)
    assert diagnosed() == before and '"healthy"' in before


def no_memory(*args: object, **more: object) -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("lstmdoctor.data.scan.scanning.Tally", ["diagnose", MODEL, "healthy.npy"]),
        ("lstmdoctor.diagnosis.description.scan_sequences", ["fix", MODEL, "healthy.npy", "-o", "out.npy"]),
        ("lstmdoctor.treatment.content.stream_reading", ["fix", "healthy.npy", "-o", "out.npy"]),
    ],
)
def test_too_little_memory_names_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: list[str]
) -> None:
    monkeypatch.setattr(place, no_memory)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: healthy.npy: takes more memory than there is\n"
    assert not list(Path().glob(".*")) and not Path("out.npy").exists()
