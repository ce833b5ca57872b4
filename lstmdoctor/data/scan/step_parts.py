"""Parts of the steps of a block, for what is noted of every number: one sample may be larger than a block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from lstmdoctor.data.sequences.source import Array

FIRST = 4096
"""The first numbers, which may be no whole ones."""
PIECE = 1 << 20
"""Numbers that are rounded, or taken for ones, at a time."""
PART = 1 << 23
"""Numbers of which it is noted one by one what they are: more than a block has that is not one sample."""


def parts_of_steps(number: int, features: int) -> Iterator[tuple[slice, slice]]:
    """Steps that are looked at together, and their features: all, or some of those of one step."""
    if together := PART // features:
        for start in range(0, number, together):
            yield slice(start, start + together), slice(None)
        return
    for step in range(number):
        for start in range(0, features, PART):
            yield slice(step, step + 1), slice(start, start + PART)


def place_full_steps(known: Array | None, rows: slice, here: Array, number: int) -> Array:
    """Which of a number of steps hold a value throughout, once it is known of some of them."""
    if len(here) == number:
        return here
    full = np.zeros(number, bool) if known is None else known
    full[rows] = here
    return full


def whole_numbers(steps: Array, bad: bool) -> bool:
    """Whether every finite value is a whole number; most float data says no within its first values."""
    if steps.dtype.kind != "f":
        return True
    flat = steps.reshape(-1)
    for start, end in pairwise((0, *range(FIRST, len(flat), PIECE), len(flat))):
        part = flat[start:end]
        finite = part[np.isfinite(part)] if bad else part
        if not (finite == np.rint(finite)).all():
            return False
    return True


def only_one_hot(steps: Array, nonzero: int) -> bool:
    """Whether every step is a single 1 among zeros, or all zeros; how many are not 0 rules out most data."""
    if nonzero > len(steps):
        return False
    together, found = max(1, PIECE // steps.shape[1]), 0
    for start in range(0, len(steps), together):
        ones = np.count_nonzero(steps[start : start + together] == 1, axis=1)
        if ones.max() > 1:
            return False
        found += int(ones.sum())
    return found == nonzero
