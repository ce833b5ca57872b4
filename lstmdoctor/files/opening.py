"""Opening files: nothing but a regular one is ever opened, no read ever waits, one thing is said of each."""

from __future__ import annotations

import os
import stat
from io import BufferedReader

from lstmdoctor.errors import Unreadable

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)


def is_existing_path(path: str) -> bool:
    """Whether anything is there under this name."""
    return os.path.exists(path)


def open_descriptor(path: str) -> int:
    """The number of an open regular file.

    Raises
    ------
    Unreadable
        When there is no such file, it is no regular file, or it may not be read.
    """
    # The kind is asked before the open, because opening a device can have effects; and again after it,
    # because the name may by then stand for something else.
    try:
        refuse_irregular(os.stat(path))
        descriptor = os.open(path, FLAGS)
    except (OSError, ValueError) as error:
        raise Unreadable(why_not_opened(error)) from error
    try:
        refuse_irregular(os.fstat(descriptor))
    except Unreadable:
        os.close(descriptor)
        raise
    return descriptor


def open_regular(path: str) -> BufferedReader:
    """Open a regular file for reading; raises as `open_descriptor`."""
    return os.fdopen(open_descriptor(path), "rb")


def names_a_folder(path: str) -> bool:
    """Whether the name stands for a folder; a pipe, socket or device is refused before anybody opens it.

    Raises
    ------
    Unreadable
        When it is neither a file nor a folder, or is not there.
    """
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        raise Unreadable(why_not_opened(error)) from error
    if stat.S_ISDIR(status.st_mode):
        return True
    refuse_irregular(status)
    return False


def refuse_irregular(status: os.stat_result) -> None:
    """Raise `Unreadable` for everything but a regular file."""
    if stat.S_ISREG(status.st_mode):
        return
    for is_kind, words in KINDS:
        if is_kind(status.st_mode):
            raise Unreadable(words)
    raise Unreadable("not a regular file")


def why_not_opened(error: Exception) -> str:
    """What the operating system said, in plain words."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "no such file"
        case PermissionError():
            return "permission denied"
        case OSError():
            return (error.strerror or "cannot be read").lower()
        case _:
            return "not a file name"
