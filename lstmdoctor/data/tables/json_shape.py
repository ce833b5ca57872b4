"""What pyarrow is not given of JSON Lines: objects so deep that its recursion does not come back, and so many
keys that the table of all of them in all lines would fill the memory."""

from __future__ import annotations

import re

import numpy as np

from lstmdoctor.data.tables.column_batches import BLOCK_BYTES
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import DEPTH

STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)', re.S)
TEXT = re.compile(rb'"((?:[^"\\]++|\\.)*+)(?:"(\s*:)?|\Z)', re.S)
"""A text, and the colon behind it if it is a key."""
CELLS = 1 << 25
"""Most cells, of eight bytes, that the lines of one block may become; those of honest ones have one set of
keys, and are some hundred thousand."""
FLAT = 50
"""Brackets in a line up to which nobody looks closer."""


def refuse_deep_json(block: bytes) -> None:
    """Raise `Unreadable` where lists and objects are nested deeper than `DEPTH`."""
    if most_brackets(block) <= FLAT:
        return
    left = np.frombuffer(STRING.sub(b"", block), np.uint8)
    steps = np.isin(left, np.frombuffer(b"[{", np.uint8)).astype(np.int64)
    steps -= np.isin(left, np.frombuffer(b"]}", np.uint8))
    if np.cumsum(steps).max(initial=0) > DEPTH:
        raise Unreadable(f"JSON that is nested more than {DEPTH} deep")


def most_brackets(block: bytes) -> int:
    """Most brackets that open in one line, strings included."""
    found = np.frombuffer(block, np.uint8)
    opens = (found == ord("[")) | (found == ord("{"))
    starts = np.concatenate([[0], np.flatnonzero(found == ord("\n")) + 1])
    return int(np.add.reduceat(opens, starts[starts < len(found)], dtype=np.int64).max(initial=0))


def refuse_many_keys(block: bytes) -> None:
    """Raise `Unreadable` where lines have other keys each, so that a table of them would be mostly empty."""
    lines = block.count(b"\n") + 1
    if lines * len(texts_of_block(block)) <= CELLS:  # all texts: quicker, and keys are among them
        return
    keys = len({found[1] for found in TEXT.finditer(block) if found[2]})
    if lines * keys > CELLS:
        raise Unreadable(f"JSON Lines of {keys:,} keys in {lines:,} lines, which make no table")


def texts_of_block(block: bytes) -> set[bytes]:
    """Different texts in a block of whole lines, or pieces of texts; a few lines at a time."""
    found: set[bytes] = set()
    start = 0
    while start < len(block):
        end = block.find(b"\n", start + BLOCK_BYTES) + 1 or len(block)
        found.update(block[start:end].split(b'"')[1::2])
        start = end
    return found
