"""IPython and Jupyter: ``%load_ext lstmdoctor`` watches, ``%lstmdoctor`` explains the last error."""

from __future__ import annotations

import sys
from typing import Protocol

from lstmdoctor.core.run import FailOn
from lstmdoctor.live.asking import explained_error
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.report_file import write_report
from lstmdoctor.watching.switch import Watch, watch
from lstmdoctor.watching.watcher import Level, Watcher

WATCHES: list[Watch] = []
"""The one that the extension has switched on."""
OF_RUN: list[Watcher] = []
"""What `lstmdoctor run` has asked for and found: it outlives the extension, which a cell may load anew."""


class Shell(Protocol):
    """What is asked of IPython's shell."""

    def register_magic_function(self, func: object, magic_kind: str, magic_name: str) -> None:
        """Make a function a magic."""


def load_ipython_extension(shell: Shell) -> None:
    """Watch, and know ``%lstmdoctor``; IPython calls this for ``%load_ext lstmdoctor``."""
    if not WATCHES:
        WATCHES.append(Watch(OF_RUN[-1]) if OF_RUN else watch())
    with let_user_continue():
        shell.register_magic_function(explain_last_error, "line", "lstmdoctor")


def unload_ipython_extension(shell: Shell) -> None:
    """Watch no longer."""
    while WATCHES:
        WATCHES.pop().stop()


def explain_last_error(line: str = "") -> object:
    """The diagnosis of the last exception; of a text, where one follows the magic."""
    if line.strip():
        return explained_error(line)
    error = getattr(sys, "last_value", None)
    if not isinstance(error, BaseException):
        sys.stderr.write("lstmdoctor: no exception yet\n")
        return None
    return explained_error(error)


def begin_in_kernel(check: Level, fail_on: FailOn | None, keeps: bool) -> None:
    """Switch the watch of ``lstmdoctor run`` on in the kernel of a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        load_ipython_extension(shell)
    if not WATCHES:
        WATCHES.append(watch())
    watcher = WATCHES[-1].watcher
    watcher.check, watcher.fail_on, watcher.keeps = check, fail_on, keeps
    OF_RUN.append(watcher)


def finish_in_kernel(path: str) -> None:
    """Write the report of the kernel's watch."""
    collected, calls = (OF_RUN[-1].collected, OF_RUN[-1].calls) if OF_RUN else ([], 0)
    write_report(path, collected, calls)
