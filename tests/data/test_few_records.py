"""Lists of a few dicts: samples, of which none is lost, or sets of data, of which the first is meant."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.data import open_data

RNG = np.random.default_rng(2)


def record(length: int, **more: object) -> dict[str, Any]:
    return {**more, "x": RNG.normal(size=(length, 3)).astype("float32"), "y": RNG.integers(0, 3, size=length)}


def whole_set(number: int) -> dict[str, Any]:
    return {"x": RNG.normal(size=(number, 5, 3)).astype("float32"), "y": RNG.integers(0, 3, size=number)}


def ids(number: int) -> dict[str, Any]:
    return {"x": RNG.integers(0, 99, size=(number, 50)), "y": RNG.integers(0, 3, size=number)}


RECORDS = {
    f"{number} {kind}": [
        record(5 + i * unequal, **({"id": i} if kind == "with ids" else {})) for i in range(number)
    ]
    for number in (2, 3, 4)
    for kind, unequal in (("with ids", 0), ("of one length", 0), ("of other lengths", 1))
}
SETS: dict[str, object] = {
    "two sets": [whole_set(8), whole_set(4)],
    "three sets": [whole_set(8), whole_set(4), whole_set(4)],
    "sets of ids": [ids(8), ids(4)],
    "a tuple of sets": (record(8), record(4)),
}


def opened(folder: Path, value: object) -> Any:
    (folder / "x.pkl").write_bytes(pickle.dumps(value))
    return open_data(str(folder / "x.pkl"))


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_is_lost(name: str, tmp_path: Path) -> None:
    records = RECORDS[name]
    source = opened(tmp_path, records)
    [x] = [array for array in source.arrays if array.name == "x"]
    [y] = [array for array in source.labels if array.name == "y"]
    for array, key in ((x, "x"), (y, "y")):
        rows = list(array.whole())
        assert len(rows) == len(records)
        assert all(np.array_equal(row, one[key]) for row, one in zip(rows, records, strict=True))


@pytest.mark.parametrize("name", SETS)
def test_sets_stay_apart(name: str, tmp_path: Path) -> None:
    source = opened(tmp_path, SETS[name])
    assert not any(array.name == "x" for array in source.arrays)
    assert source.arrays[0].facts.samples == 8
