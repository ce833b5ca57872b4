"""How deep the objects of JSON Lines are nested: pyarrow goes down by recursion, and does not come back."""

from __future__ import annotations

import re

import numpy as np

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import DEPTH

STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)
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
