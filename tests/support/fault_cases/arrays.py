"""Small arrays that look like data: the same ones every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def noise(*shape: int, seed: int = 0, dtype: str = "float32") -> Array:
    """Measurements: normal, no value twice."""
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def ids(*shape: int, below: int = 100, first: int = 1, dtype: str = "int32") -> Array:
    """Token ids from `first` up to `below`, the last one among them."""
    made = np.random.default_rng(1).integers(first, below, shape).astype(dtype)
    made.flat[0] = below - 1
    return made


def classes(number: int, among: int, first: int = 0) -> Array:
    """Class ids, each of them."""
    return (np.arange(number) % among + first).astype("int32")


def one_hot(number: int, among: int) -> Array:
    return np.eye(among, dtype="float32")[classes(number, among)]


def lists(number: int, low: int, high: int, *rest: int) -> list[Array]:
    """Sequences of `low` to `high` timesteps."""
    return [noise(low + one % (high - low + 1), *rest, seed=one) for one in range(number)]


def padded(
    number: int, timesteps: int, features: int, *, side: str = "post", value: float = 0.0, low: int = 5
) -> Array:
    """Sequences of `low` to `timesteps` steps, padded."""
    made = np.full((number, timesteps, features), value, "float32")
    for one, sequence in enumerate(lists(number, low, timesteps, features)):
        place = slice(len(sequence)) if side == "post" else slice(timesteps - len(sequence), None)
        made[one, place] = sequence
    return made


def table(columns: dict[str, list[Any]]) -> str:
    """A CSV file."""
    rows = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    return "\n".join([",".join(columns), *rows]) + "\n"


def wave(number: int, period: float, shift: float = 0.0) -> list[float]:
    """A column of measurements."""
    return [round(float(np.sin(one / period + shift)), 3) for one in range(number)]
