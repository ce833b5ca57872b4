"""Arrays read in bulk are what the careful reader says of every file: value by value, refusal by refusal.

    python tests/safety/test_repeated_arrays.py 100000 7

compares so many random files from this seed on.
"""

from __future__ import annotations

import pickle
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from alike_pickles import alike_pickle, opcode_places
from data_files import numpy1

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.data.contents.objects import Opaque
from lstmdoctor.data.contents.python_numbers import NumberArrays
from lstmdoctor.data.pickle import pickled, repeated_arrays
from lstmdoctor.data.pickle.first_arrays import Careful
from lstmdoctor.data.pickle.repeated_arrays import load_repeated_arrays
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.maps import fetched_values
from lstmdoctor.files.regular import Data, regular_file

Loader = Callable[[Data, int, Budget, Careful], tuple[AlikeArrays | NumberArrays, int] | None]
TAKEN: Counter[str] = Counter()


def described(value: Any, seen: dict[int, int]) -> Any:
    """A value as plain data: bytes, dtypes and orders of arrays, and what is the same as what was met before."""
    if isinstance(value, list | tuple | dict | np.ndarray) and value.__class__ is not tuple:
        if id(value) in seen:
            return "again", seen[id(value)]
        seen[id(value)] = len(seen)
    match value:
        case np.ndarray() if value.dtype.kind == "O":
            return "objects", value.shape, [described(item, seen) for item in value.flat]
        case np.ndarray() if not value.size:
            return "nothing", value.dtype, value.shape
        case np.ndarray():
            return "array", value.dtype, value.shape, value.strides, value.flags.writeable, value.tobytes()
        case np.generic():
            return type(value).__name__, value.tobytes()
        case list() | tuple():
            return type(value).__name__, [described(item, seen) for item in value]
        case dict():
            return "dict", [(key, described(item, seen)) for key, item in value.items()]
        case Opaque():
            return "opaque", value.kind
    return type(value).__name__, repr(value)


def said(data: Data, budget: Budget, load: Loader) -> tuple[Any, ...]:
    """What a reader makes of a pickle, and what it leaves of the budget."""
    try:
        with (
            patch.object(pickled, "load_repeated_arrays", load),
            patch.object(pickled, "load_number_lists", load_nothing),
        ):
            value, remarks = pickled.load_pickle(data, 0, budget)
    except Unreadable as error:
        return type(error), str(error)
    if isinstance(value, NumberArrays):
        value = list(value.items)
    return described(list(value) if isinstance(value, AlikeArrays) else value, {}), remarks, vars(budget)


def load_counted(
    data: Data, start: int, budget: Budget, load_carefully: Careful
) -> tuple[AlikeArrays | NumberArrays, int] | None:
    """Arrays read in bulk, and counted."""
    found = load_repeated_arrays(data, start, budget, load_carefully)
    TAKEN["taken" if found is not None else "left"] += 1
    return found


def load_nothing(*_: object) -> None:
    """Nothing in bulk: all is for the careful reader."""


def differences(seed: int, cases: int) -> list[int]:
    """The seeds of files that are not read alike; small windows, so that little shows much."""
    found = []
    for case in range(seed, seed + cases):
        rng = random.Random(case)
        data = alike_pickle(rng)
        budget = Budget(made=rng.choice((1 << 30, 1 << 30, 1 << 30, rng.randrange(400_000))))
        window = rng.choice((300, 1000, 1 << 16))
        with (
            patch.object(repeated_arrays, "FEWEST_BYTES", 0),
            patch.object(repeated_arrays, "MARGIN", 256),
            patch.object(repeated_arrays, "WINDOW", window),
        ):
            fast, careful = (said(data, replace(budget), load) for load in (load_counted, load_nothing))
        if fast != careful:
            found.append(case)
    return found


class Written:
    """An array that is pickled as something else wrote it."""

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def __reduce__(self) -> Any:
        return self.parts


def written(array: Array, dtype: Any, version: Any = 1, subtype: Any = np.ndarray) -> Written:
    """An array as NumPy writes it in protocol 4, with other parts."""
    parts: Any = array.__reduce__()
    function, arguments, state = parts
    return Written(function, (subtype, *arguments[1:]), (version, array.shape, dtype, False, state[-1]))


def flat(array: Array, order: str) -> Written:
    """An array as NumPy writes it in protocol 5, with an order of axes that is not its own."""
    function = np.zeros(2).__reduce_ex__(5)[0]
    return Written(function, (bytearray(array.tobytes()), array.dtype, array.shape, order))


def counted(number: int, *shape: int, kind: str = "f4", start: int = 1) -> list[Array]:
    """Arrays of lengths that go up from `start`."""
    sizes = range(start, start + number)
    return [np.arange(n * int(np.prod(shape)), dtype=kind).reshape(n, *shape) for n in sizes]


FRAME = b"\x95" + bytes(8)
ONES, F8 = [np.ones((one, 3), "f4") for one in (1, 1, 1, 2, 4)], np.dtype("f8")
PLAIN: dict[str, list[Any]] = {
    "rank 1": counted(80, start=2),
    "rank 2": counted(80, 8),
    "rank 3": counted(80, 2, 3),
    "NumPy numbers": [np.float32(one) for one in range(80)],
    "NumPy integers": [np.int8(one) for one in range(80)],
    "NumPy complex numbers": [np.complex64(one) for one in range(80)],
    "sizes of one and of two bytes": counted(30, 1, start=245),
    "lengths of one and of four bytes": counted(80, 1, start=30),
    "groups of a thousand": [np.full((2, 2), one, "i2") for one in range(3000)],
    "frames": [np.full((20_000,), one, "f4") for one in range(9)],
    "large frames": [np.full((40, 500), one, "f8") for one in range(5)],
}
SPECIAL: dict[str, bytes] = {
    "a second pickle behind a list of two": pickle.dumps(ONES[:2], 4) + pickle.dumps(ONES, 4)[100:],
    "an array of another dtype in front": pickle.dumps(
        [written(ONES[0], np.dtype("f4"), F8), *(written(one, F8) for one in counted(9, 2, kind="f8"))], 4
    ),
    "axes in another order": pickle.dumps([flat(one, "F") for one in ONES], 5),
    "dates": pickle.dumps([np.datetime64(one, "s") for one in range(80)], 4),
    "NumPy truth values": pickle.dumps([np.bool_(one % 2) for one in range(80)], 4),
    "NumPy numbers of two types": pickle.dumps([*map(np.float32, range(50)), *map(np.float64, range(50))], 4),
    "NumPy numbers and an array": pickle.dumps([*map(np.float32, range(50)), np.zeros(1, "f4")], 4),
    "NumPy numbers and one of Python": pickle.dumps([*map(np.float32, range(50)), 1.0], 4),
    "a NumPy number that is met again": pickle.dumps([*map(np.float32, range(50)), *[np.float32(1)] * 2], 4),
    "axes in order": pickle.dumps([flat(one, "C") for one in ONES], 5),
    "an array that is met again": pickle.dumps([*counted(30, 2), ONES[0], ONES[0]], 4),
    "an array of another rank at the end": pickle.dumps([*counted(30, 2), np.zeros((2, 2, 2), "f4")], 4),
    "the last array cut": pickle.dumps(counted(30, 8), 4)[:-9],
    "the text of joblib": pickle.dumps([written(one, "joblib.numpy_pickle") for one in ONES], 4),
}


def said_by_both(data: Data) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What both readers make of a pickle, however small it is."""
    with patch.object(repeated_arrays, "FEWEST_BYTES", 0):
        return said(data, Budget(), load_counted), said(data, Budget(), load_nothing)


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("protocol", [3, 4, 5])
@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_list_is_read_in_bulk(name: str, protocol: int, old: bool) -> None:
    data = pickle.dumps(PLAIN[name], protocol)
    TAKEN.clear()
    fast, careful = said_by_both(numpy1(data) if old else data)
    assert fast == careful
    assert TAKEN["taken"] == 1


def test_many_numbers_are_read_in_bulk_however_often_a_group_begins() -> None:
    TAKEN.clear()
    fast, careful = said_by_both(pickle.dumps([np.int16(one % 30_000) for one in range(90_000)], 4))
    assert fast == careful
    assert TAKEN["taken"] == 1


@pytest.mark.parametrize("every", [3, 17, 18, 19, 20, 21, 60])
def test_frames_anywhere_between_arrays_are_read_in_bulk(every: int) -> None:
    data = pickle.dumps(counted(80, 8), 4)
    for place in reversed(opcode_places(data)[60:-60:every]):
        data = data[:place] + FRAME + data[place:]
    TAKEN.clear()
    fast, careful = said_by_both(data)
    assert fast == careful
    assert TAKEN["taken"] == 1


@pytest.mark.parametrize("name", SPECIAL)
def test_what_only_looks_like_it_is_read_alike(name: str) -> None:
    fast, careful = said_by_both(SPECIAL[name])
    assert fast == careful


def test_a_large_file_is_read_in_bulk_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "x.pkl"
    path.write_bytes(pickle.dumps(counted(600, 8), 4))
    pages = regular_file(str(path)).pages()
    assert pages is not None
    found = load_repeated_arrays(pages, 0, Budget(), pickled.load_plain_object)
    assert found is not None
    assert isinstance(found[0], AlikeArrays)
    with fetched_values(found[0]):
        assert all(map(np.array_equal, found[0], counted(600, 8)))
        assert not any(array.flags.writeable for array in found[0])


@pytest.mark.parametrize("seed", range(0, 2000, 500))
def test_both_readers_say_the_same(seed: int) -> None:
    assert differences(seed, 500) == []


def test_some_of_these_files_are_read_in_bulk_and_some_are_not() -> None:
    TAKEN.clear()
    differences(10_000, 300)
    assert min(TAKEN["taken"], TAKEN["left"]) > 25


if __name__ == "__main__":
    number, first = int(sys.argv[1]), int(sys.argv[2])
    sys.stdout.write(f"{differences(first, number)} {dict(TAKEN)}\n")
