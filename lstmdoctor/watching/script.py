"""A script run as ``python SCRIPT ARGS`` runs it: same ``__main__``, arguments, path, output and exit code.

The standard library's own runner is used where it does the same (`runpy` for ``-m``, folders and zips). The
source of a file is compiled into a fresh module that stands in the place of ``__main__``, so that classes of
the script can be pickled, and processes be started that import it again.
"""

from __future__ import annotations

import builtins
import os
import runpy
import stat
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import SourceFileLoader, SourcelessFileLoader
from types import CodeType, ModuleType

from lstmdoctor.errors import Refused
from lstmdoctor.watching.endings import AtFailure, run_as_python

COMPILED = ".pyc"
LARGEST = 512 << 20
"""Bytes of a script: Python takes some hundred times as much to compile it."""


def refuse_no_program(path: str) -> None:
    """Raise `Refused` for what is no program and would be waited for, or read without an end."""
    try:
        status = os.stat(path)
        if stat.S_ISREG(status.st_mode):
            os.close(os.open(path, os.O_RDONLY))  # whoever may not read it is told so before anything runs
    except ValueError:
        raise Refused(path, "not a file name") from None
    except OSError as error:
        raise Refused(path, (error.strerror or "cannot be read").lower()) from None
    if stat.S_ISDIR(status.st_mode):
        return
    if not stat.S_ISREG(status.st_mode):
        raise Refused(path, "not a regular file: a script is run from a file")
    if status.st_size > LARGEST and not is_zip(path):
        raise Refused(path, f"is larger than {LARGEST >> 20} MB, which is no script")


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
        run_as_python(partial(execute_file, path), uncaught)
    else:
        set_first_path(os.path.abspath(path))
        fresh_main(path)
        run_as_python(partial(run_by_runpy, "__main__", False), uncaught)


def run_module(name: str, arguments: Sequence[str], uncaught: AtFailure) -> None:
    """Run a module as ``python -m`` does; raises `SystemExit` as `run_script`."""
    sys.argv[:] = ["-m", *arguments]
    set_first_path(os.getcwd())
    fresh_main("")
    run_as_python(partial(run_by_runpy, name, True), uncaught)


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
    loader = SourcelessFileLoader if path.endswith(COMPILED) else SourceFileLoader
    main.__dict__.update(
        __annotations__={},
        __builtins__=builtins,
        __cached__=None,
        __loader__=loader("__main__", path),
        __package__=None,
        __spec__=None,
    )
    if path:
        main.__file__ = path
    sys.modules["__main__"] = main
    return main


def execute_file(path: str) -> None:
    """Compile a file and run it as ``__main__``."""
    file = os.path.join(os.getcwd(), path)  # Python keeps "./" and ".." of a path, as abspath would not
    main = fresh_main(file)
    exec(code_of_file(file), main.__dict__)


def code_of_file(file: str) -> CodeType:
    """The code of a script, compiled already or not; raises `SystemExit` where Python has run the file."""
    if file.endswith(COMPILED):
        found = SourcelessFileLoader("__main__", file).get_code("__main__")
        if found is not None:
            return found
    with open(file, "rb") as source:
        text = source.read()
    try:
        return compile(text, file, "exec", dont_inherit=True)
    except SyntaxError:
        sys.exit(code_of_python())


def code_of_python() -> int:
    """The exit code of Python itself with this script and its arguments.

    What is wrong with a file that is no Python, in its encoding above all, Python says in other words than
    `compile` does.
    """
    import subprocess

    flags: Callable[[], list[str]] = vars(subprocess)["_args_from_interpreter_flags"]
    return subprocess.call([sys.executable, *flags(), *sys.argv])


def run_by_runpy(name: str, alter: bool) -> None:
    """What Python itself calls for ``-m``, folders and zips."""
    run: Callable[[str, bool], object] = vars(runpy)["_run_module_as_main"]
    run(name, alter)
