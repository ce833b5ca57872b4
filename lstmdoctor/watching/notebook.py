"""IPython and Jupyter: ``%load_ext lstmdoctor`` watches, ``%lstmdoctor`` explains the last error."""

from __future__ import annotations

import sys
from typing import Protocol

from lstmdoctor.live.asking import explained_error
from lstmdoctor.watching.guard import undisturbed
from lstmdoctor.watching.switch import Watch, watch

WATCHES: list[Watch] = []
"""The one that the extension has switched on."""


class Shell(Protocol):
    """What is asked of IPython's shell."""

    def register_magic_function(self, func: object, magic_kind: str, magic_name: str) -> None:
        """Make a function a magic."""


def load_ipython_extension(shell: Shell) -> None:
    """Watch, and know ``%lstmdoctor``; IPython calls this for ``%load_ext lstmdoctor``."""
    unload_ipython_extension(shell)
    WATCHES.append(watch())
    with undisturbed():
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
