"""What honest pickles of many small things are charged: no more than a file of their size may cost."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import PROTOCOLS
from test_memory import linux
from test_pickle_bombs import MOST_MEMORY, MOST_SECONDS, cost_of

from lstmdoctor.data.contents.parts import collect_parts
from lstmdoctor.data.pickle.pickled import load_pickle
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.limits import MADE_PER_BYTE

NUMBER = 5000


def numbers(seed: int = 1) -> list[int]:
    """Small integers, as they are written in two bytes: the least that a sample can take."""
    found: list[int] = np.random.default_rng(seed).integers(0, 256, NUMBER).tolist()
    return found


SAMPLES: dict[str, Callable[[int], Any]] = {
    "number": lambda n: n,
    "list of a number": lambda n: [n],
    "list of a list of a number": lambda n: [[n]],
    "list of a list of a larger number": lambda n: [[1000 + n]],
    "list of a list of a real number": lambda n: [[n / 7]],
    "tuple of a number": lambda n: (n,),
    "tuple of a tuple of a number": lambda n: ((n,),),
    "list and label": lambda n: ([n], 0),
    "twenty ids": lambda n: [n] * 20,
    "no timesteps": lambda n: [],
    "array of one number": lambda n: np.full((1, 1), n, "f4"),
    "array of one byte": lambda n: np.full((1, 1), n, "u1"),
    "array of one axis": lambda n: np.full(1, n, "f4"),
    "array of nothing": lambda n: np.zeros((0, 1), "f4"),
    "array and label": lambda n: (np.full((1, 1), n, "f4"), 0),
    "array and array": lambda n: (np.full((1, 1), n, "f4"), np.full(1, n, "f4")),
    "dict of array and label": lambda n: {"x": np.full((1, 1), n, "f4"), "y": 0},
    "list of an array": lambda n: [np.full(1, n, "f4")],
    "NumPy number": np.float32,
    "list of a NumPy number": lambda n: [np.float32(n)],
}
"""One sample of as little as can be, made from a number."""


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_list_of_the_least_of_samples_is_within_the_limits(name: str, protocol: int) -> None:
    data = pickle.dumps([SAMPLES[name](one) for one in numbers()], protocol)
    room = 10_000  # names and dtypes, which stand in the file once
    budget = Budget(made=MADE_PER_BYTE * len(data) + room, items=room, standing=len(data))
    value, _ = load_pickle(data, 0, budget)
    assert collect_parts(value, "", budget).arrays


HONEST: dict[str, Callable[[], Any]] = {
    "3.3 million samples of one number": lambda: [[[one % 251]] for one in range(3_300_000)],
    "3.3 million tuples of one number": lambda: [(one % 251,) for one in range(3_300_000)],
    "600,000 tiny arrays": lambda: [np.full((1, 1), one % 251, "u1") for one in range(600_000)],
    "400,000 tiny arrays and labels": lambda: [
        (np.full((1, 1), i % 251, "u1"), i % 2) for i in range(400_000)
    ],
}


@linux
@pytest.mark.slow
@pytest.mark.parametrize("name", HONEST)
def test_a_large_one_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.pkl"
    with path.open("wb") as file:
        pickle.dump(HONEST[name](), file)
    memory, seconds = cost_of("inspect", str(path), code=0)
    assert (memory < MOST_MEMORY, seconds < MOST_SECONDS) == (True, True), (memory, seconds)
