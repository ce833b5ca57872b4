"""How a program ends under watch: as it ends under Python, with its exit code, or by its signal.

What Python does for an error that nobody catches (``PyErr_PrintEx`` in CPython's Python/pythonrun.c) is done
here with the same words and hooks, but for the frames of lstmdoctor.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any

from lstmdoctor.watching.shadowing import hide_libraries, show_libraries_again

OWN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
"""Where frames are lstmdoctor's own."""
AtFailure = Callable[[BaseException], None]
MOST_CAUSES = 100
INTERRUPTED = 130
"""What the shell has for a process that died of SIGINT."""


def run_as_python(run: Callable[[], None], uncaught: AtFailure) -> None:
    """Run it, and end as Python ends.

    Raises
    ------
    SystemExit
        As the program, or Python for it, does.
    """
    hide_libraries()
    try:
        error = error_of_program(run)
        if error is None:
            return
        uncaught(error)
        show_error(error)
        if type(error) is KeyboardInterrupt:  # no class made of it: so Python has it too
            die_of_interrupt()
        raise SystemExit(1)
    finally:
        show_libraries_again()


def error_of_program(run: Callable[[], None]) -> BaseException | None:
    """What ends a program but for `SystemExit`; it is handled no longer when its hooks see it."""
    try:
        run()
    except SystemExit:
        raise
    except BaseException as error:
        return error
    return None


def show_error(error: BaseException) -> None:
    """Print an error that nobody caught, by the hook of the program if it has one that works."""
    trace = without_own_frames(error)
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    if not hasattr(sys, "excepthook"):
        show_by_python("sys.excepthook is missing\n", error)
        return
    second: BaseException | None = None
    try:
        sys.excepthook(type(error), error, trace)
    except SystemExit:
        raise
    except BaseException as failed:
        second = failed
    if second is not None:
        with suppress(Exception):
            sys.stdout.flush()
        show_by_python("Error in sys.excepthook:\n", second)
        show_by_python("\nOriginal exception was:\n", error)


def show_by_python(head: str, error: BaseException) -> None:
    """A line, and an error below it as Python itself prints it."""
    with suppress(Exception):
        sys.stderr.write(head)
    sys.__excepthook__(type(error), error, without_own_frames(error))


def without_own_frames(error: BaseException) -> TracebackType | None:
    """The traceback of an error without the frames that ran and watched the script; so of its causes."""
    here: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if here is None:
            break
        kept: TracebackType | None = None
        for one in reversed(list(traceback_entries(read_plainly(here, "__traceback__")))):
            if not one.tb_frame.f_code.co_filename.startswith(OWN):
                one.tb_next, kept = kept, one
        BaseException.with_traceback(here, kept)
        here = read_plainly(here, "__cause__") or read_plainly(here, "__context__")
    found: TracebackType | None = read_plainly(error, "__traceback__")
    return found


def read_plainly(error: BaseException, name: str) -> Any:
    """An attribute as Python itself reads it, whatever the class of the error makes of its attributes."""
    return vars(BaseException)[name].__get__(error)


def traceback_entries(trace: TracebackType | None) -> Iterator[TracebackType]:
    """The entries of a traceback, outermost first."""
    while trace is not None:
        yield trace
        trace = trace.tb_next


def die_of_interrupt() -> None:
    """Finish as the interpreter does, and die of SIGINT, so that a shell sees what it would have seen."""
    for finish in (vars(threading)["_shutdown"], vars(atexit)["_run_exitfuncs"]):
        with suppress(Exception):
            finish()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)
    os._exit(INTERRUPTED)
