"""A script run as ``python SCRIPT ARGS`` runs it: same ``__main__``, arguments, path, output and exit code.

The standard library's own runner is used where it does the same (`runpy` for ``-m``, folders and zips). The
source of a file is compiled into a fresh module that stands in the place of ``__main__``, so that classes of
the script can be pickled, and processes be started that import it again.
"""

from __future__ import annotations

import atexit
import builtins
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from types import ModuleType, TracebackType

from lstmdoctor.watching.shadowing import hidden_libraries

OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""Where frames are lstmdoctor's own."""
AtFailure = Callable[[BaseException], None]
MOST_CAUSES = 100
INTERRUPTED = 130
"""What the shell has for a process that died of SIGINT."""


def run_script(path: str, arguments: Sequence[str], uncaught: AtFailure) -> None:
    """Run a file, or a folder or zip with a ``__main__.py``.

    Parameters
    ----------
    uncaught : callable
        Given an error that ends the program, before its traceback is printed.

    Raises
    ------
    SystemExit
        As the script, or Python for it, does.
    """
    sys.argv[:] = [path, *arguments]
    if os.path.isfile(path) and not is_zip(path):
        set_first_path(os.path.dirname(os.path.realpath(path)))
        run_as_python(lambda: execute_source(path), uncaught)
    else:
        set_first_path(os.path.abspath(path))
        fresh_main(path)
        run_as_python(lambda: run_by_runpy("__main__", False), uncaught)


def run_module(name: str, arguments: Sequence[str], uncaught: AtFailure) -> None:
    """Run a module as ``python -m`` does; raises `SystemExit` as `run_script`."""
    sys.argv[:] = ["-m", *arguments]
    set_first_path(os.getcwd())
    fresh_main("")
    run_as_python(lambda: run_by_runpy(name, True), uncaught)


def is_zip(path: str) -> bool:
    """Whether a file begins as a zip."""
    with open(path, "rb") as file:
        return file.read(2) == b"PK"


def set_first_path(folder: str) -> None:
    """Put a folder where Python puts that of a script, unless it was started with ``-P``."""
    if not sys.flags.safe_path:
        sys.path.insert(0, folder)


def fresh_main(path: str) -> ModuleType:
    """A module ``__main__`` as Python makes it for a script."""
    main = ModuleType("__main__")
    main.__dict__.update(
        __annotations__={},
        __builtins__=builtins,
        __cached__=None,
        __loader__=SourceFileLoader("__main__", path),
        __package__=None,
        __spec__=None,
    )
    if path:
        main.__file__ = path
    sys.modules["__main__"] = main
    return main


def execute_source(path: str) -> None:
    """Compile a file and run it as ``__main__``."""
    file = os.path.join(os.getcwd(), path)  # Python keeps "./" and ".." of a path, as abspath would not
    main = fresh_main(file)
    with open(file, "rb") as source:
        text = source.read()
    code = compile(text, file, "exec", dont_inherit=True)
    exec(code, main.__dict__)


def run_by_runpy(name: str, alter: bool) -> None:
    """What Python itself calls for ``-m``, folders and zips."""
    run: Callable[[str, bool], object] = vars(runpy)["_run_module_as_main"]
    run(name, alter)


def run_as_python(run: Callable[[], None], uncaught: AtFailure) -> None:
    """Run it, and end as Python ends: with its exit code, or by its signal."""
    with hidden_libraries():
        try:
            run()
        except SystemExit:
            raise
        except BaseException as error:
            uncaught(error)
            trace = without_own_frames(error)
            sys.excepthook(type(error), error, trace)
            interrupted = isinstance(error, KeyboardInterrupt)
            del error, trace
            if interrupted:
                die_of_interrupt()
            sys.exit(1)


def without_own_frames(error: BaseException) -> TracebackType | None:
    """The traceback of an error without the frames that ran and watched the script; so of its causes."""
    here: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if here is None:
            break
        kept: TracebackType | None = None
        for one in reversed(list(traceback_entries(here.__traceback__))):
            if not one.tb_frame.f_code.co_filename.startswith(OWN):
                one.tb_next, kept = kept, one
        here.__traceback__ = kept
        here = here.__cause__ or here.__context__
    return error.__traceback__


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
