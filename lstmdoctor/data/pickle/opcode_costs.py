"""What the opcodes of a pickle cost in memory, told from how often each byte occurs.

A byte that stands within a number or a text is counted as if it were an opcode. That makes the estimate too
high, by a few bytes for each, and never too low; limits have room for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

EVERY_BYTE = 4
"""The stream that is handed on, and the memo, as far as its indexes are written: a place for six bytes."""

LIST, TUPLE, NUMBER, TEXT, CALL, POINTER = 64, 64, 72, 160, 320, 24
"""Bytes that each takes in CPython 3.11 (64 bits), with its places on the stack and in a list or dict; a list
takes places for four items with its first, a tuple eight bytes for each, which are its items' own; the memo
has eight for a place, and doubles when it is full, with the old places still there."""

UNKEPT = 90
"""Charged beside that for each list and tuple beyond those that go into the memo. A pickler puts all its own
there, with a byte or more for it; containers that are not would fill a file with what takes twice as much."""
CONTAINERS, KEPT = b"]lt\x85\x86\x87", b"\x94qrp"

OPCODES: tuple[tuple[bytes, int], ...] = (
    (b"]l", LIST),
    (b"t\x85\x86\x87", TUPLE),
    (b"MJIL\x8a\x8bFG", NUMBER),
    (b"K", POINTER + 16),
    (b"STUVX\x8c\x8d", TEXT),
    (b"Roi\x81c\x93", CALL),
    (b"N\x88\x89)hjg(2\x94a", POINTER),
    (b"r", 2 * POINTER),
)

PART = 1 << 20
"""Bytes of a stream that are counted at a time."""

BUFFER = 200
"""A dict before its keys are looked at, or the place of bytes in the file."""


def _cost_of_bytes() -> tuple[int, ...]:
    costs = dict.fromkeys(range(256), EVERY_BYTE)
    for codes, cost in OPCODES:
        for code in codes:
            costs[code] += cost
    return tuple(costs.values())


COST_OF_BYTE = _cost_of_bytes()
"""For each of the 256 bytes: what it makes the unpickler make, at most."""


def memory_of_opcodes(stream: bytes) -> int:
    """Bytes of memory that a piece of a pickle makes its unpickler ask for, at most."""
    found = np.frombuffer(stream, np.uint8)
    # A part at a time: NumPy makes eight bytes of each before it counts, and a line may have a hundred MB.
    parts = (found[start : start + PART] for start in range(0, len(found), PART))
    counts = (np.bincount(part, minlength=256) for part in parts)
    return memory_of_counts(sum(counts, np.zeros(256, np.int64)))


def memory_of_counts(numbers: np.ndarray[tuple[Any, ...], np.dtype[np.int64]]) -> int:
    """The same of how often each of the 256 bytes occurs."""
    unkept = int(numbers[list(CONTAINERS)].sum() - numbers[list(KEPT)].sum())
    return int(numbers @ np.asarray(COST_OF_BYTE)) + UNKEPT * max(0, unkept)
