"""Lists of records, of batches, and dicts of thousands: no value is left behind, and none is invented."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from lstmdoctor.core.facts import Axis
from lstmdoctor.data.contents.container import Parts
from lstmdoctor.data.contents.parts import collect_parts

Held = dict[str, tuple[Axis, ...]]
RANDOM = np.random.default_rng(4)


def floats(*shape: int) -> np.ndarray[Any, Any]:
    return RANDOM.normal(size=shape).astype("float32")


def batches(*sizes: int, labels: tuple[int, ...] = (1,)) -> list[Any]:
    return [(floats(size, 10, 3), floats(size, *labels)) for size in sizes]


def records(number: int, label: object = 1.0) -> list[Any]:
    return [{"id": place, "x": floats(10, 3), "y": label} for place in range(number)]


def held(parts: Parts) -> tuple[Held, Held]:
    """Shapes of the data and of the labels."""
    data, labels = ({one.name: one.facts.axes for one in group} for group in (parts.arrays, parts.labels))
    return data, labels


SAMPLES = {"0": (64, 10, 3)}, {"1": (64, 1)}
ROWS: dict[str, tuple[object, Any]] = {
    "batches": (batches(32, 32), SAMPLES),
    "batches in lists": ([list(one) for one in batches(32, 32)], SAMPLES),
    "the last is smaller": (batches(32, 32, 7), ({"0": (71, 10, 3)}, {"1": (71, 1)})),
    "one number each": (batches(32, 32, 32, labels=()), ({"0": (96, 10, 3)}, {"1": (96,)})),
    "dicts of inputs": (
        [({"a": floats(8, 10, 3), "b": floats(8, 2)}, floats(8, 1)) for _ in range(3)],
        ({"0/a": (24, 10, 3), "0/b": (24, 2)}, {"1": (24, 1)}),
    ),
    "weights": (
        [(floats(8, 10, 3), floats(8, 1), floats(8)) for _ in range(3)],
        ({"0": (24, 10, 3)}, {"1": (24, 1), "2": (24,)}),
    ),
    "training and test data": (batches(800, 200), ({"0/0": (800, 10, 3), "1/0": (200, 10, 3)}, {"0/1": (800, 1), "1/1": (200, 1)})),
    "training and test data in tuples": (tuple(batches(32, 32)), ({"0/0": (32, 10, 3), "1/0": (32, 10, 3)}, {"0/1": (32, 1), "1/1": (32, 1)})),
    "one pair": (batches(32)[0], ({"0": (32, 10, 3)}, {"1": (32, 1)})),
    "samples": ([(floats(10, 3), 1.0) for _ in range(4)], ({"0": (4, 10, 3)}, {"1": (4,)})),
    **{f"{n} records": (records(n), ({"id": (n,), "x": (n, 10, 3)}, {"y": (n,)})) for n in (1, 2, 3, 4, 5)},
    "dicts under numbers": (
        [{5: floats(4, 10, 3), 6: floats(4)} for _ in range(3)],
        ({"5": (3, 4, 10, 3), "6": (3, 4)}, {}),
    ),
    "records with label vectors": (records(3, [0, 1]), ({"id": (3,), "x": (3, 10, 3)}, {"y": (3, 2)})),
    "sets as dicts": (
        [{"x": floats(n, 10, 3), "y": floats(n)} for n in (9, 3)],
        ({"0/x": (9, 10, 3), "1/x": (3, 10, 3)}, {"0/y": (9,), "1/y": (3,)}),
    ),
    "thousands by name": ({f"p{i}.jpg": floats(10, 3) for i in range(300)}, ({"": (300, 10, 3)}, {})),
    "a few by name": ({f"p{i}.jpg": floats(10, 3) for i in range(3)}, ({f"p{i}.jpg": (10, 3) for i in range(3)}, {})),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_what_a_container_holds(name: str) -> None:
    value, wanted = ROWS[name]
    assert held(collect_parts(value)) == wanted


@pytest.mark.parametrize(
    "name", ["batches", "dicts of inputs", "the last is smaller", "5 records", "thousands by name"]
)
def test_every_value_is_there_and_the_printed_place_holds_it(name: str) -> None:
    value, _ = ROWS[name]
    parts = collect_parts(value)
    loaded = pickle.loads(pickle.dumps(value))
    for one in (*parts.arrays, *parts.labels):
        place = parts.places[one.name].python("loaded")
        stored = eval(place, {"np": np, "loaded": loaded})
        whole = np.asarray(one.whole())
        assert np.array_equal(np.concatenate([np.asarray(block) for block in one.blocks()]), whole)
        assert np.array_equal(whole, np.asarray(stored))
