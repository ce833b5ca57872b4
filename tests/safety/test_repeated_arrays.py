"""Arrays taken together say what the careful reader says, of every file: value by value, refusal by refusal.

    python tests/safety/test_repeated_arrays.py 100000 7

compares so many random files from this seed on.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from alike_pickles import alike_pickle

from lstmdoctor.data.contents.objects import Opaque
from lstmdoctor.data.pickle import pickled, repeated_arrays, repeated_opcodes, translation
from lstmdoctor.data.pickle.opcodes import Opcode
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data


def described(value: Any, seen: dict[int, int]) -> Any:
    """A value as plain data: bytes, dtypes and orders of arrays, and what is the same as what was met before."""
    if isinstance(value, list | tuple | dict | np.ndarray) and value.__class__ is not tuple:
        if id(value) in seen:
            return "again", seen[id(value)]
        seen[id(value)] = len(seen)
    match value:
        case np.ndarray() if value.dtype.kind == "O":
            return "objects", value.shape, [described(item, seen) for item in value.flat]
        case np.ndarray():
            flags = value.flags.c_contiguous, value.flags.f_contiguous, value.flags.writeable and value.size
            return "array", value.dtype, value.shape, value.strides, flags, value.tobytes()
        case list() | tuple():
            return type(value).__name__, [described(item, seen) for item in value]
        case dict():
            return "dict", [(key, described(item, seen)) for key, item in value.items()]
        case Opaque():
            return "opaque", value.kind
    return type(value).__name__, repr(value)


def said(data: Data, budget: Budget, repeats: type) -> tuple[Any, ...]:
    """What a reader makes of a pickle, and what it leaves of the budget."""
    try:
        with patch.object(pickled, "Repeats", repeats):
            value, remarks = pickled.load_pickle(data, 0, budget)
    except Unreadable as error:
        return type(error), str(error)
    return described(value, {}), remarks, budget


TAKEN: Counter[str] = Counter()


class Counted(repeated_arrays.Repeats):
    """Counts the files in which something was taken together."""

    def _extended(self, *arguments: Any) -> Any:
        before, found = self.number, super()._extended(*arguments)
        TAKEN["runs"] += self.number - before
        return found


class Careful(repeated_arrays.Repeats):
    """Takes nothing together."""

    def beside(self, found: Any, measured: Opcode, *place: Any) -> Opcode:
        return measured


def differences(seed: int, cases: int) -> list[int]:
    """The seeds of files that are not read alike; small windows and short runs, so that little shows much."""
    found = []
    for case in range(seed, seed + cases):
        rng = random.Random(case)
        data = alike_pickle(rng)
        made = rng.choice((1 << 30, 1 << 30, 1 << 30, rng.randrange(400_000)))
        with (
            patch.object(repeated_arrays, "FEWEST", rng.choice((1, 2, 16))),
            patch.object(repeated_opcodes, "WINDOW", rng.choice((401, 600, 1 << 18))),
            patch.object(translation, "WINDOW", rng.choice((1 << 12, 1 << 16))),
        ):
            before = TAKEN["runs"]
            fast, careful = (said(data, Budget(made=made), kind) for kind in (Counted, Careful))
        if TAKEN["runs"] > before:
            TAKEN["read" if len(careful) > 2 else "refused"] += 1
        if fast != careful:
            found.append(case)
    return found


@pytest.mark.parametrize("seed", range(0, 3000, 500))
def test_both_readers_say_the_same(seed: int) -> None:
    assert differences(seed, 500) == []


def test_the_files_have_what_is_taken_together() -> None:
    TAKEN.clear()
    differences(10_000, 300)
    assert TAKEN["read"] > 8
    assert TAKEN["refused"] > 6


if __name__ == "__main__":
    number, first = int(sys.argv[1]), int(sys.argv[2])
    sys.stdout.write(f"{differences(first, number)} {dict(TAKEN)}\n")
