"""Bytes and JSON from files that nobody vouches for: limits on size, depth and numbers, one kind of error."""

from __future__ import annotations

import json
import os
import stat
from typing import IO, BinaryIO

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.json_values import Config
from lstmdoctor.text import byte_size_text

MOST_BYTES = 64 * 2**20
MOST_MEMORY = 600_000_000
"""What a JSON text and its values may take in memory.

The largest honest ones are lists of millions of numbers (the matrix of an embedding in a ``Constant``
initializer), which take a third of it.
"""
# Bytes that CPython 3.11 (64 bits) takes, counted by the sign that a value cannot do without: an object and
# the table of its keys, a list, a pair in a table, the place of an item and its number, half a short text.
PRICES = (("{", 125), ("[", 90), (":", 60), (",", 40), ('"', 28))


def open_regular(path: str) -> BinaryIO:
    """Open a regular file for reading; never waits for a pipe or a device.

    Raises
    ------
    Unreadable
        When there is no such file, it is no regular file, or it may not be read.
    """
    try:
        # O_NONBLOCK: between a look at the name and the opening it may have become a pipe.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise Unreadable(why_not_opened(error)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable("a pipe, a socket or a device, not a file")
    return os.fdopen(handle, "rb")


def why_not_opened(error: Exception) -> str:
    """What the operating system said, in plain words."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "no such file"
        case PermissionError():
            return "no permission to read it"
        case OSError(strerror=str() as reason):
            return f"cannot be opened ({reason.lower()})"
        case _:
            return "not a usable file name"


def names_a_folder(path: str) -> bool:
    """Whether the name stands for a folder; a pipe, socket or device is refused before anybody opens it.

    Raises
    ------
    Unreadable
        When it is neither a file nor a folder, or is not there.
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        raise Unreadable(why_not_opened(error)) from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise Unreadable("a pipe, a socket or a device, not a file")
    return stat.S_ISDIR(mode)


def read_capped(source: IO[bytes], what: str, most: int = MOST_BYTES) -> bytes:
    """All bytes of a source, at most `most`, counted as they come and not as a header claims."""
    data = source.read(most + 1)
    if len(data) > most:
        raise Unreadable(f"{what} is larger than {byte_size_text(most)}")
    return data


def _memory_of_json(data: bytes | str) -> int:
    """At most how many bytes a JSON text and its values take in memory, before any is made."""
    text = (2 if data.isascii() else 5) * len(data)
    if isinstance(data, bytes):
        return text + sum(data.count(sign.encode()) * price for sign, price in PRICES)
    return text + sum(data.count(sign) * price for sign, price in PRICES)


def parse_json_object(data: bytes | str, what: str) -> Config:
    """A JSON object, in any encoding that JSON may have.

    Raises
    ------
    Unreadable
        When it is not JSON, is not an object, or is too deep or too large to be a config.
    """
    if _memory_of_json(data) > MOST_MEMORY:
        raise Unreadable(f"{what} takes more than {byte_size_text(MOST_MEMORY)} of memory as JSON")
    try:
        value = json.loads(data)
    except RecursionError:
        raise Unreadable(f"{what} is nested too deeply to be a model") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{what} is not text in UTF-8, UTF-16 or UTF-32") from None
    except json.JSONDecodeError as error:
        ended = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated")
        reason = "ends too early" if ended else f"is not JSON (line {error.lineno}, column {error.colno})"
        raise Unreadable(f"{what} {reason}") from None
    except ValueError:
        raise Unreadable(f"{what} holds a number with thousands of digits") from None
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is JSON, but not a Keras model")
    return value
