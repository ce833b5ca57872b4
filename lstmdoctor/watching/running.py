"""A program under watch, a script or a module, and the report at its end."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence

from lstmdoctor.errors import Refused
from lstmdoctor.watching.children import VARIABLE
from lstmdoctor.watching.later import LaterWatch
from lstmdoctor.watching.run_options import Running
from lstmdoctor.watching.script import run_module, run_script


def run_program(running: Running, target: str, arguments: Sequence[str]) -> None:
    """Run a script or module; raises `SystemExit` with the code of the program."""
    folder = os.getcwd() if running.is_module else os.path.dirname(os.path.realpath(target))
    fail_on = None if running.fail_on == "never" else running.fail_on
    later = LaterWatch(running.check, fail_on, running.report is not None, folder)
    os.environ[VARIABLE] = "values" if running.check == "values" else "1"
    later.begin()
    if running.report is not None:
        atexit.register(write_report_at_exit, later, os.path.abspath(running.report), os.getpid())
    if running.is_module:
        run_module(target, arguments, later.explain)
    else:
        run_script(target, arguments, later.explain)


def write_report_at_exit(later: LaterWatch, path: str, process: int) -> None:
    """Write the report of the process that was asked for it; its children end without one."""
    if os.getpid() != process:
        return
    try:
        from lstmdoctor.watching.report_file import write_report

        watcher = None if later.watch is None else later.watch.watcher
        collected, calls = ([], 0) if watcher is None else (watcher.collected, watcher.calls)
        write_report(path, collected, calls, later.folder)
    except Refused as error:
        sys.stderr.write(f"lstmdoctor: {error}\n")
    except Exception as error:
        sys.stderr.write(f"lstmdoctor: {path}: cannot be written: {error}\n")
