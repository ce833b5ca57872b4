"""Lists of numbers read a window at a time are what the careful reader says of every file.

    python tests/safety/test_number_lists.py 100000 7

compares so many random files from this seed on.
"""

from __future__ import annotations

import io
import pickle
import random
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from data_files import PROTOCOLS
from test_repeated_arrays import load_nothing

from lstmdoctor.data.contents.parts import collect_parts
from lstmdoctor.data.contents.python_numbers import NumberArrays
from lstmdoctor.data.pickle import number_lists, pickled
from lstmdoctor.data.pickle.array_pieces import ARRAY
from lstmdoctor.data.pickle.number_lists import load_number_lists
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget

TAKEN: Counter[bool] = Counter()
UNASKED = "damaged, or made to fill memory: a memo index is beyond what stands before it"
"""The one refusal that is not shared: nothing is put where such an index says."""


def load_counted(*given: Any) -> tuple[NumberArrays, int] | None:
    """Numbers read in windows, and counted."""
    found = load_number_lists(*given)
    TAKEN[found is not None] += 1
    return found


def told(data: bytes, load: Callable[..., Any]) -> Any:
    """What becomes of a pickle: facts, values, remarks, or the refusal."""
    try:
        with patch.object(pickled, "load_number_lists", load):
            value, remarks = pickled.load_pickle(data, 0, budget := Budget())
            parts = collect_parts(value, "", budget)
    except Unreadable as error:
        return str(error)
    named = [(one.name, repr(one.facts), values_told(one)) for one in parts.arrays + parts.labels]
    return type(parts.arrays[0]), named, remarks, parts.remarks


def values_told(sequences: Any) -> Any:
    """All values with their dtypes and shapes, or why there are none."""
    try:
        block = sequences.whole()
    except Unreadable as error:
        return str(error)
    rows = block if isinstance(block, list) else [block]
    return type(block), [(row.dtype, row.shape, row.tobytes()) for row in rows]


def random_number(rng: random.Random, kind: str) -> Any:
    match kind:
        case "float":
            return rng.choice((rng.gauss(0, 1), 0.0, -0.0, float("nan"), float("inf"), 1e300))
        case "byte":
            return rng.randrange(256)
        case "int":
            return rng.choice((1, -1)) * (1 << rng.randrange(63))
        case "beyond":
            return rng.choice((1 << 63, -(1 << 63), 1 << 64, 7))
        case "bool":
            return rng.random() < 0.5
        case "none":
            return rng.choice((None, 1.0))
    return "text"


def random_list(rng: random.Random) -> Any:
    """A list of items of some depth, and sometimes something in it that is none of them."""
    depth, ragged = rng.choice((0, 0, 1, 1, 1, 2, 2, 3, 4)), rng.random() < 0.5
    kinds = rng.choices(
        ("float", "byte", "int", "bool", "beyond", "none", "text"), (30, 30, 30, 15, 1, 1, 1), k=2
    )
    sizes = [rng.choice((1, 2, 3, 5)) for _ in range(depth)]

    def item(level: int) -> Any:
        if level == depth:
            return random_number(rng, rng.choice(kinds))
        uneven = ragged and (level == 0 or rng.random() < 0.0002)
        number = rng.choice((0, 1, 2, 7, 30)) if uneven else sizes[level]
        made = [item(level + 1) for _ in range(number)]
        return tuple(made) if rng.random() < 0.0001 else made

    items = [item(0) for _ in range(rng.choice((5, 63, 64, 65, 200, 1001, 1002) if depth < 2 else (64, 100)))]
    if items and rng.random() < 0.1:
        items.append(items[0])
    wrapped: list[Callable[[Any], Any]] = [lambda one: {"x": one}, lambda one: (one, [1] * len(one)), tuple]
    return rng.choice(wrapped)(items) if rng.random() < 0.1 else items


def random_file(rng: random.Random) -> bytes:
    """Such a list as a pickle, sometimes framed in small frames, damaged, or with more behind it."""
    framed = rng.random() < 0.5
    given, protocol = random_list(rng), rng.choice((*PROTOCOLS, 2, 3, 4, 4, 5))
    with patch.object(vars(pickle)["_Framer"], "_FRAME_SIZE_TARGET", rng.choice((8, 64, 1 << 16))):
        (pickle._Pickler if framed else pickle.Pickler)(stream := io.BytesIO(), protocol).dump(given)
    data = bytearray(stream.getvalue())
    if rng.random() < 0.2:
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] = rng.choice((rng.randrange(256), *b"(]eaGK.\x94\x95qrh0"))
    if rng.random() < 0.1:
        del data[rng.randrange(len(data)) :]
    if rng.random() < 0.1:
        data += rng.choice((b"more", bytes(data), b"."))
    return bytes(data)


def differences(seed: int, cases: int) -> list[int]:
    """The seeds of files that are not read alike; small windows, so that little shows much."""
    found = []
    for case in range(seed, seed + cases):
        rng = random.Random(case)
        data = random_file(rng)
        with (
            patch.object(number_lists, "FEWEST_BYTES", 0),
            patch.object(number_lists, "WINDOW", rng.choice((50, 300, 1 << 16))),
        ):
            told_fast, told_carefully = told(data, load_counted), told(data, load_nothing)
        if told_fast != told_carefully and UNASKED not in told_carefully:
            found.append(case)
    return found


def test_random_lists_are_read_alike() -> None:
    TAKEN.clear()
    assert differences(0, 200) == []
    assert TAKEN[True] > 20
    assert TAKEN[False] > 20


def samples(number: int, shape: Callable[[int], tuple[int, ...]]) -> list[Any]:
    """Lists of real numbers of these shapes."""
    rng = np.random.default_rng(0)
    found: list[Any] = [rng.normal(size=shape(place)).tolist() for place in range(number)]
    return found


READ: dict[str, Any] = {
    "numbers": samples(2001, lambda _: ()),
    "integers of all widths": [1 << place % 62 for place in range(500)],
    "truth values and numbers": [True, 2, 3.5] * 50,
    "lists of numbers": samples(100, lambda _: (7,)),
    "lists of different lengths": samples(100, lambda place: ((place + 1) % 5,)),
    "lists of more than a group": samples(64, lambda place: (2000 + place,)),
    "lists of lists": samples(100, lambda _: (4, 3)),
    "lists of different numbers of timesteps": samples(1001, lambda place: (1 + place % 4, 3)),
    "lists of pictures": samples(64, lambda _: (3, 2, 2)),
}
LEFT: dict[str, Any] = {
    "a first list of nothing": samples(100, lambda place: (place % 5,)),
    "few items": samples(63, lambda _: (7,)),
    "a text": [*samples(100, lambda _: ()), "end"],
    "nothing": [*samples(100, lambda _: ()), None],
    "an integer beyond 64 bits": [*range(100), 1 << 63],
    "one list in two places": [*samples(100, lambda _: (3,)), *[[1.0, 2.0]] * 2],
    "timesteps of different sizes": [[[1.0, 2.0], [3.0]]] * 100,
    "lists of two depths": [*samples(100, lambda _: (3,)), *samples(3, lambda _: (3, 2))],
    "a tuple among lists": [*samples(100, lambda _: (3,)), (1.0, 2.0, 3.0)],
    "a dict": {"x": samples(100, lambda _: (3,))},
}


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("name", [*READ, *LEFT])
def test_which_lists_are_read_in_windows(name: str, protocol: int) -> None:
    data = pickle.dumps(READ.get(name, LEFT.get(name)), protocol)
    TAKEN.clear()
    with patch.object(number_lists, "FEWEST_BYTES", 0):
        assert told(data, load_counted) == told(data, load_nothing)
    assert TAKEN[True] == (name in READ)


@pytest.mark.parametrize(("name", "most"), [("numbers", 3), ("lists of numbers", 4)])
def test_a_list_takes_as_much_memory_as_its_array(name: str, most: float) -> None:
    shape = (7,) if name == "lists of numbers" else ()
    data = pickle.dumps(samples(40_000, lambda _: shape) * (1 if shape else 10), 4)
    tracemalloc.start()
    try:
        value, _ = pickled.load_pickle(data, 0, Budget())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(value, NumberArrays)
    assert isinstance(value.items, np.ndarray)
    assert peak < most * value.items.nbytes + 40 * number_lists.WINDOW


def test_what_it_takes_is_charged() -> None:
    data = pickle.dumps(samples(20_000, lambda place: (1 + place % 3,)), 4)
    budget = Budget()
    pickled.load_pickle(data, 0, budget)
    assert Budget().made - budget.made > 20_000 * ARRAY
    assert load_number_lists(data, 0, Budget(made=1000), pickle.loads) is None


@pytest.mark.parametrize("value", [{"a": 1, "b": 2.5}, {"a": np.ones(3, "f4")}, {}, {"a": {"b": [1]}}])
def test_a_dict_that_is_met_again_counts_each_time_and_is_the_same(value: dict[str, Any]) -> None:
    once, often = Budget(), Budget()
    pickled.load_pickle(pickle.dumps([value, 7], 4), 0, once)
    found, _ = pickled.load_pickle(pickle.dumps([value, *[value] * 1000, 7], 4), 0, often)
    assert isinstance(found, list)
    assert len(set(map(id, found))) == 2
    assert repr(found[0]) == repr(value)
    granted = 2 * 1000 + 10  # two bytes of the file for each, and those for its groups
    assert once.items - often.items >= 1000 * (3 + len(value)) - granted


@pytest.mark.parametrize("length", [0, 1, 5, 18, 19, 20, 255, 256])
def test_texts_of_every_length_are_read(length: int) -> None:
    text = "é"[: length % 2] + "a" * (length - 2 * (length % 2))
    value, _ = pickled.load_pickle(pickle.dumps([text, 1], 4), 0, Budget())
    assert value == [text, 1]


if __name__ == "__main__":
    sys.exit(f"{differences(int(sys.argv[1]), int(sys.argv[2]))} {dict(TAKEN)}")
