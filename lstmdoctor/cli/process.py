"""The command as a process of its own: its signals, its standard streams, its exit code."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

from lstmdoctor.cli.app import root_command
from lstmdoctor.cli.failure import INTERRUPTED

CALM = 100_000
"""Objects between two searches for garbage; imports make none, and searching took a tenth of the time."""
ENDINGS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK") if hasattr(signal, name)
)
"""Signals that ask a process to end: a shell, a closed terminal or connection, a key."""


def exit_on_signal(number: int, frame: FrameType | None) -> None:
    """Unwind, so that temporary files go, undisturbed by more of the same; 128 + N, as in a shell."""
    for ending in ENDINGS:
        signal.signal(ending, pass_over_signal)
    sys.exit(128 + number)


def pass_over_signal(number: int, frame: FrameType | None) -> None:
    """One ending is enough; `SIG_IGN` would make Python complain of those that have come already."""


def open_standard_streams() -> None:
    """Put the null device where stdin, stdout or stderr is closed.

    Otherwise the next file that is opened takes its number, and gets what was meant for the terminal.
    """
    number = os.open(os.devnull, os.O_RDWR)
    while number <= 2:
        os.set_inheritable(number, True)
        number = os.dup(number)
    os.close(number)
    for position, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            raw = io.FileIO(position, "w" if position else "r", closefd=False)
            setattr(sys, name, io.TextIOWrapper(raw, encoding="utf-8", write_through=True))


def is_run(words: Sequence[str]) -> bool:
    """Whether the command among these words is ``run``, which has a script of the user's in this process."""
    left = iter(words)
    for word in left:
        if not word.startswith("-"):
            return word == "run"
        if word == "--color":
            next(left, None)
    return False


def settle_process() -> None:
    """Signals that unwind, few searches for garbage, no threads for products of matrices: we make none.

    OpenBLAS starts its threads when NumPy is imported, and each turns for 0.1 s before it sleeps.
    """
    for ending in ENDINGS:
        if signal.getsignal(ending) != signal.SIG_IGN:  # as nohup has it
            signal.signal(ending, exit_on_signal)
    gc.set_threshold(CALM)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def run_process() -> None:
    """Run the command line and exit with its code; a program of the user's is run when that is done."""
    if not is_run(sys.argv[1:]):  # a script has everything as Python gives it
        open_standard_streams()
        settle_process()
    done = call_command_line()
    if callable(done):
        done()
    else:
        gc.freeze()  # all goes back to the system at once: to search it for garbage first took 0.02 s
    sys.exit(done if isinstance(done, int) else 0)


def call_command_line() -> object:
    """What the command gives back, or its exit code."""
    try:
        return root_command.main(prog_name="lstmdoctor", windows_expand_args=False, standalone_mode=False)
    except click.Abort:  # an interrupt before a command or behind it
        return INTERRUPTED
