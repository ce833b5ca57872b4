"""Bytes and JSON from files that nobody vouches for: limits on size, depth and numbers, one kind of error."""

from __future__ import annotations

import json
from typing import IO

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


def refuse_costly_json(data: bytes | str, what: str) -> None:
    """Raise `Unreadable` where a JSON text and its values would take more than `MOST_MEMORY`."""
    if _memory_of_json(data) > MOST_MEMORY:
        raise Unreadable(f"{what} takes more than {byte_size_text(MOST_MEMORY)} of memory as JSON")


def parse_json_object(data: bytes | str, what: str) -> Config:
    """A JSON object, in any encoding that JSON may have.

    Raises
    ------
    Unreadable
        When it is not JSON, is not an object, or is too deep or too large to be a config.
    """
    refuse_costly_json(data, what)
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
