"""The command line as a process: pipes, encodings, terminals, and what gets imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from halves import mostly_slow
from places import SAMPLES
from signals import interruptible, wait_until_at_rest

from lstmdoctor.cli.failure import is_interrupt

LINE = [sys.executable, "-m", "lstmdoctor"]
DIAGNOSE = [*LINE, "diagnose", "model_50x100.keras", "swapped_axes.npy"]


def environment(**more: str) -> dict[str, str]:
    left_out = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LSTMDOCTOR_DEBUG")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"PYTHONPATH": str(SAMPLES.parent)} | more


def run(line: list[str], **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(line, cwd=SAMPLES, capture_output=True, check=False, env=environment(**more))


def test_report_goes_to_stdout() -> None:
    done = run(DIAGNOSE)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"LD207" in done.stdout


@pytest.mark.parametrize("encoding", mostly_slow(["ascii", "cp1252", "latin-1", "utf-8"], "ascii"))
def test_every_encoding_is_served(encoding: str) -> None:
    done = run([*LINE, "diagnose", "model_50x100.keras", "one_long_series.npy"], PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "LD206" in done.stdout.decode(encoding)


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
def test_a_closed_pipe_is_no_error() -> None:
    line = f"{sys.executable} -m lstmdoctor rules | true; exit ${{PIPESTATUS[0]}}"
    done = run(["bash", "-c", line])
    assert done.stderr == b""
    assert done.returncode in (0, 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence() -> None:
    done = run(["bash", "-c", f"{sys.executable} -m lstmdoctor rules > /dev/full"])
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: no space left on device")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no /dev/stdout")
def test_a_report_may_go_to_a_device() -> None:
    done = run([*DIAGNOSE, "-o", "/dev/stdout"])
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"LD207" in done.stdout


def test_explain_reads_any_bytes() -> None:
    line = [*LINE, "explain", "-"]
    done = subprocess.run(line, input=b"\xff\x00\x1b[2J", capture_output=True, check=False, env=environment())
    assert done.returncode == 1
    assert done.stdout.startswith(b"not recognised")
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a signal of another kind")
def test_an_interruption_is_quiet(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*LINE, "explain", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=interruptible,
    ) as process:
        wait_until_at_rest(process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, b"")


def modules_after(words: list[str]) -> set[str]:
    code = (
        "import sys\nfrom lstmdoctor.cli import main\n"
        f"main({words!r}, standalone_mode=False)\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = run([sys.executable, "-c", code])
    return set(done.stderr.decode().splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["diagnose", "--help"], ["fix", "--help"]])
def test_help_is_light(words: list[str]) -> None:
    assert not modules_after(words) & {"numpy", "rich", "h5py", "keras", "tensorflow"}


def test_diagnosis_is_light() -> None:
    loaded = modules_after(["diagnose", "model_50x100.keras", "swapped_axes.npy"])
    assert "numpy" in loaded
    assert not loaded & {"h5py", "keras", "tensorflow"}


def test_json_needs_no_rich() -> None:
    words = ["diagnose", "model_50x100.keras", "swapped_axes.npy", "--output-format", "json"]
    assert "rich" not in modules_after(words)


@pytest.mark.parametrize(
    "interrupted",
    [
        "exec('raise KeyboardInterrupt')",  # as in `dataclass`: CPython 3.11 would die of it, under -m alone
        "type('Named', (), {'name': property_named()})",  # as in `cached_property`: a RuntimeError of it
        "lstmdoctor.data.open_data('healthy.npy')",  # and what a reader makes of that
    ],
    ids=["a text that is run", "a name that is set", "within a reader"],
)
def test_an_interrupt_while_a_class_is_made_ends_with_the_code_of_any_other(
    interrupted: str, tmp_path: Path
) -> None:
    (tmp_path / "interrupted.py").write_text(
        "import sys, click\n"
        "import lstmdoctor.data, lstmdoctor.data.formats.readers\n"
        "from lstmdoctor.cli.failure import report_failures\n"
        "class property_named:\n"
        "    def __set_name__(self, owner, name): raise KeyboardInterrupt\n"
        "def read(*names): type('Named', (), {'name': property_named()})\n"
        "lstmdoctor.data.formats.readers.read_source = read\n"
        "try:\n"
        "    with report_failures():\n"
        f"        {interrupted}\n"
        "except click.exceptions.Exit as ending:\n"
        "    sys.exit(ending.exit_code)\n"
    )
    line = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_an_error_that_is_its_own_cause_is_no_interrupt() -> None:
    error = ValueError("x")
    error.__cause__ = error
    assert not is_interrupt(error)
