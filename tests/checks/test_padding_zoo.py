"""A zoo of healthy and of padded data: what `padding_of` must say of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from lstmdoctor.checks.shared.padding import Padding, padding_of
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import InputSpec, Layer, ModelSpec, Option, Shape
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.diagnosis.diagnosing import case_of

Random = np.random.Generator
Maker = Callable[[Random], Array]
LSTM = Layer("LSTM", "lstm", {"units": 8, "activation": "tanh"})


def layer(class_name: str, wrapper: str = "", **options: Option) -> Layer:
    return Layer(class_name, class_name.lower(), options, wrapper)


def case_with(
    arrays: Mapping[str, Array | list[Array]],
    path: tuple[Layer, ...] = (LSTM,),
    shape: Shape | None = None,
    choices: Choices | None = None,
) -> Case:
    """The case of a model with one input for every array, all with the same path."""
    first = next(iter(arrays.values()))
    shape = shape or (None, *np.shape(first)[1:])
    inputs = tuple(InputSpec(name, shape, path=path) for name in arrays)
    known = {value for spec in inputs for value in (spec.mask_value, spec.infinite_mask)}
    masks = {value for value in known if value is not None}
    named = tuple(
        Named(name, scan_sequences(as_sequences(name, array), masks)) for name, array in arrays.items()
    )
    model = ModelSpec("m.keras", "keras", "3.15.1", "Functional", "functional", inputs, layers=path)
    return case_of(model, DataFile("x.npy", "npy", named), None, {}, choices or Choices())


def as_sequences(name: str, array: Array | list[Array]) -> ArraySequences | ListSequences:
    return ListSequences(name, array) if isinstance(array, list) else ArraySequences(name, array)


def pair_of(array: Array | list[Array], *path: Layer, shape: Shape | None = None) -> Pair:
    return case_with({"x": array}, path or (LSTM,), shape).pairs[0]


def padded(
    rng: Random, samples: Array, side: str = "post", value: float = 0.0, shortest: int = 3, rows: float = 1.0
) -> Array:
    """Samples of which a share `rows` is cut to a random length and padded again."""
    out = samples.copy()
    total = samples.shape[1]
    for row in rng.permutation(len(out))[: round(rows * len(out))]:
        cut = total - int(rng.integers(shortest, total))
        out[row, slice(total - cut, None) if side == "post" else slice(None, cut)] = value
    return out


def normal(rng: Random, n: int = 200, t: int = 40, f: int = 5) -> Array:
    return rng.normal(size=(n, t, f)).astype("float32")


def walk(rng: Random, n: int = 200, t: int = 40, f: int = 1) -> Array:
    return np.cumsum(normal(rng, n, t, f), axis=1)


def spells(rng: Random, n: int, t: int, on: float, off: float) -> Array:
    """Intermittent activity: 1 in stretches of mean length `on`, 0 in stretches of mean length `off`."""
    state = rng.random(n) < on / (on + off)
    out = np.empty((n, t), bool)
    for step in range(t):
        leave = np.where(state, 1 / on, 1 / off)
        state = state ^ (rng.random(n) < leave)
        out[:, step] = state
    return out


def demand(rng: Random, on: float, off: float, n: int = 200, t: int = 40) -> Array:
    return (spells(rng, n, t, on, off) * rng.poisson(4, (n, t)))[..., None].astype("float32")


def scaled(x: Array) -> Array:
    low, high = x.min(axis=(0, 1)), x.max(axis=(0, 1))
    out: Array = (x - low) / (high - low)
    return out


def scaled_each(x: Array) -> Array:
    low, high = x.min(axis=1, keepdims=True), x.max(axis=1, keepdims=True)
    out: Array = (x - low) / (high - low)
    return out


def one_hot(rng: Random, n: int = 200, t: int = 30, v: int = 20) -> Array:
    return np.eye(v, dtype="float32")[rng.integers(0, v, (n, t))]


def zipf_ids(rng: Random, n: int = 200, t: int = 30, vocabulary: int = 500, least: int = 1) -> Array:
    weights = 1 / np.arange(1, vocabulary + 1)
    return rng.choice(vocabulary, (n, t), p=weights / weights.sum()) + least


def roll(rng: Random, n: int = 100, t: int = 64, keys: int = 88, on: float = 20, off: float = 3) -> Array:
    notes = rng.random((n, t, keys)) < 0.03
    return (notes & spells(rng, n, t, on, off)[..., None]).astype("float32")


def audio(rng: Random, n: int = 100, t: int = 200) -> Array:
    """Utterances with digital silence at both ends."""
    out = np.zeros((n, t, 1), "float32")
    for row in out:
        first, last = rng.integers(5, 60), t - rng.integers(5, 60)
        row[first:last] = rng.normal(size=(last - first, 1))
    return out


def few_rows(rng: Random, number: int, n: int = 200) -> Array:
    x = normal(rng, n)
    x[:number, -10:] = 0
    return x


def dropouts(rng: Random) -> Array:
    x = normal(rng)
    x[~spells(rng, len(x), x.shape[1], 30, 4)] = 0
    return x


def fading(rng: Random) -> Array:
    """Counts of a decaying process: zeros get denser towards the end."""
    rate = 8 * np.exp(-np.arange(40) / 12)
    return rng.poisson(rate, (200, 40))[..., None].astype("float32")


def growing(rng: Random) -> Array:
    return fading(rng)[:, ::-1].copy()


def season(rng: Random) -> Array:
    rate = 5 * np.maximum(0, np.sin(np.arange(48) / 24 * np.pi + rng.random((200, 1)) * 6))
    return rng.poisson(rate)[..., None].astype("float32")


def solar(rng: Random) -> Array:
    """Days of 24 hours: night at both ends."""
    sun = np.maximum(0, np.sin((np.arange(24) - 6) / 12 * np.pi))
    return (sun * rng.random((300, 1)))[..., None].astype("float32")


def steps_to_absorbing(rng: Random) -> Array:
    """1 while alive, 0 ever after: nothing tells it from padding but that there is nothing else."""
    ages = rng.integers(1, 40, 200)
    return (np.arange(40) < ages[:, None])[..., None].astype("float32")


def resting(x: Array, rng: Random) -> Array:
    """Displacements that begin to change after some steps."""
    out = np.zeros_like(x)
    for row, sample, start in zip(out, x, rng.integers(1, 15, len(x)), strict=True):
        row[start:] = sample[: len(row) - start]
    return out


def launches(rng: Random) -> Array:
    """Sales of products on shelves all along, some sold out at times."""
    return demand(rng, 30, 6)


HEALTHY: dict[str, Maker] = {
    "normal": normal,
    "normal, one feature": lambda r: normal(r, f=1),
    "normal, 100 features": lambda r: normal(r, 50, 20, 100),
    "three samples": lambda r: normal(r, 3),
    "one sample": lambda r: normal(r, 1),
    "a thousand samples": lambda r: normal(r, 1000, 10),
    "random walks": walk,
    "walks from zero": lambda r: (lambda w: w - w[:, :1])(walk(r, f=3)),
    "walks that rest at zero first": lambda r: resting(walk(r, f=2), r),
    "running totals of counts": lambda r: np.cumsum(r.poisson(0.5, (200, 40)), axis=1)[..., None],
    "curves that cool down, clipped": lambda r: np.maximum(
        0, 1 - np.arange(40) / r.integers(25, 40, (200, 1)) + r.normal(0, 0.05, (200, 40))
    )[..., None],
    "falling, each scaled to 0..1": lambda r: scaled_each(
        -np.cumsum(r.random((200, 40, 1)), axis=1)
    ),
    "remaining useful life": lambda r: np.tile(np.arange(39, -1, -1.0), (100, 1))[..., None],
    "scaled to 0..1": lambda r: scaled(walk(r, f=3)),
    "each scaled to 0..1": lambda r: scaled_each(walk(r)),
    "scaled to -1..1": lambda r: 2 * scaled(walk(r)) - 1,
    "clipped at -1 and 1": lambda r: np.clip(walk(r) / 3, -1, 1),
    "relu of a walk": lambda r: np.maximum(walk(r), 0),
    "relu of noise": lambda r: np.maximum(normal(r, f=1), 0),
    "sparse, 96 % zeros": lambda r: normal(r, f=1) * (r.random((200, 40, 1)) < 0.04),
    "sparse features": lambda r: normal(r, f=10) * (r.random((200, 40, 10)) < 0.04),
    "sparse, short": lambda r: normal(r, 500, 5, 1) * (r.random((500, 5, 1)) < 0.2),
    "counts": lambda r: r.poisson(1.0, (200, 40, 1)),
    "counts of 3 kinds": lambda r: r.poisson(0.5, (200, 40, 3)),
    "rain": lambda r: spells(r, 200, 60, 2, 6)[..., None] * r.gamma(0.7, 5, (200, 60, 1)),
    "rain, dry season": lambda r: spells(r, 200, 30, 2, 25)[..., None] * r.gamma(0.7, 5, (200, 30, 1)),
    "intermittent demand": lambda r: demand(r, 2, 5),
    "long spells of no demand": lambda r: demand(r, 10, 20),
    "rare demand": lambda r: demand(r, 1.5, 30),
    "sold out at times": launches,
    "seasonal counts": season,
    "solar power": solar,
    "silence at both ends": audio,
    "sensor dropouts": dropouts,
    "two rows that end in zero": lambda r: few_rows(r, 2),
    "four rows that end in zero": lambda r: few_rows(r, 4),
    "counts that fade": fading,
    "counts that grow": growing,
    "alive, then not": steps_to_absorbing,
    "binary": lambda r: r.integers(0, 2, (200, 40, 1)),
    "features that switch together": lambda r: np.repeat(spells(r, 200, 40, 8, 8)[..., None], 4, 2).astype("f4"),
    "two levels": lambda r: 5 * np.repeat(spells(r, 200, 40, 20, 20)[..., None], 4, 2).astype("f4"),
    "a step up": lambda r: np.repeat(np.arange(40) >= r.integers(2, 38, (200, 1)), 4, 1).reshape(200, 40, 4)
    .astype("f4"),
    "forward and back": lambda r: 2 * np.repeat(spells(r, 200, 40, 8, 8)[..., None], 4, 2).astype("f4") - 1,
    "binary states": lambda r: spells(r, 200, 40, 8, 8)[..., None].astype("int64"),
    "one-hot": one_hot,
    "one-hot, two classes": lambda r: one_hot(r, v=2),
    "piano roll": roll,
    "piano roll with long rests": lambda r: roll(r, on=20, off=15),
    "ids": lambda r: r.integers(1, 100, (200, 30)),
    "ids from 0": lambda r: r.integers(0, 100, (200, 30)),
    "ids from 0, frequent 0": lambda r: zipf_ids(r, least=0),
    "ids that all end in 0": lambda r: np.hstack([zipf_ids(r), np.zeros((200, 1), int)]),
    "ids that all begin with 1": lambda r: np.hstack([np.ones((200, 1), int), zipf_ids(r) + 1]),
    "DNA as ids": lambda r: r.integers(0, 4, (200, 50)),
    "small steps, rounded": lambda r: np.round(normal(r, f=1), 1),
    "price changes": lambda r: np.round(r.laplace(0, 0.4, (200, 40, 1))),
    "all zero": lambda r: np.zeros((50, 20, 3), "float32"),
    "constant": lambda r: np.full((50, 20, 3), 2.0, "float32"),
    "square wave": lambda r: ((np.arange(40) + r.integers(0, 40, (200, 1))) // 10 % 2)[..., None],
    "pulses": lambda r: np.exp(-((np.arange(60) - r.integers(20, 40, (200, 1))) ** 2) / 20.0)[..., None].round(3),
    "images as rows": lambda r: np.pad(r.random((200, 20, 20)), ((0, 0), (4, 4), (4, 4))).astype("float32"),
    "one step": lambda r: normal(r, t=1),
    "two steps": lambda r: r.poisson(1.0, (300, 2, 1)),
}  # fmt: skip

PADDED: dict[str, tuple[str, float, Maker]] = {
    "zeros at the end": ("post", 0, lambda r: padded(r, normal(r))),
    "zeros in front": ("pre", 0, lambda r: padded(r, normal(r), "pre")),
    "one feature": ("post", 0, lambda r: padded(r, normal(r, f=1))),
    "one feature, in front": ("pre", 0, lambda r: padded(r, walk(r), "pre")),
    "100 features": ("post", 0, lambda r: padded(r, normal(r, 50, 20, 100))),
    "-1": ("post", -1, lambda r: padded(r, normal(r), value=-1)),
    "-10": ("pre", -10, lambda r: padded(r, normal(r), "pre", -10)),
    "-999": ("post", -999, lambda r: padded(r, normal(r, f=1), value=-999)),
    "-1 around 0..1": ("post", -1, lambda r: padded(r, scaled(walk(r)).astype("float32"), value=-1)),
    "zeros around 0..1": ("post", 0, lambda r: padded(r, scaled(walk(r)))),
    "0.5": ("post", 0.5, lambda r: padded(r, normal(r), value=0.5)),
    "three samples": ("post", 0, lambda r: padded(r, normal(r, 3), shortest=20)),
    "two of three samples": ("post", 0, lambda r: padded(r, normal(r, 3), rows=0.67)),
    "five samples": ("pre", 0, lambda r: padded(r, normal(r, 5), "pre")),
    "a thousand samples": ("post", 0, lambda r: padded(r, normal(r, 1000, 20, 3))),
    "a tenth of the rows": ("post", 0, lambda r: padded(r, normal(r), rows=0.1)),
    "one row in fifteen": ("post", 0, lambda r: padded(r, normal(r, 300), rows=1 / 15)),
    "a third of the rows": ("pre", 0, lambda r: padded(r, normal(r), "pre", rows=0.3)),
    "short padding": ("post", 0, lambda r: padded(r, normal(r), shortest=36)),
    "padding of 0 to 2 steps": ("post", 0, lambda r: padded(r, np.pad(normal(r), ((0, 0), (0, 1), (0, 0)))[:, :40], shortest=37)),
    "long padding": ("post", 0, lambda r: np.pad(padded(r, normal(r)), ((0, 0), (0, 200), (0, 0)))),
    "ids": ("post", 0, lambda r: padded(r, r.integers(1, 100, (200, 30)))),
    "ids in front": ("pre", 0, lambda r: padded(r, zipf_ids(r), "pre")),
    "ids padded with 1": ("post", 1, lambda r: padded(r, zipf_ids(r) + 3, value=1)),
    "ids with some 0": ("post", 0, lambda r: padded(r, zipf_ids(r) * (r.random((200, 30)) > 0.03))),
    "one-hot": ("post", 0, lambda r: padded(r, one_hot(r))),
    "piano roll": ("post", 0, lambda r: padded(r, roll(r), shortest=10)),
    "counts": ("post", 0, lambda r: padded(r, r.poisson(1.5, (200, 40, 1)))),
    "counts of 3 kinds": ("pre", 0, lambda r: padded(r, r.poisson(1, (200, 40, 3)), "pre")),
    "walks from zero": ("post", 0, lambda r: padded(r, (lambda w: w - w[:, :1])(walk(r, f=2)))),
    "with dropouts": ("post", 0, lambda r: padded(r, normal(r) * (r.random((200, 40, 1)) > 0.03))),
    "with rows of nothing": ("post", 0, lambda r: padded(r, normal(r)) * (r.random((200, 1, 1)) > 0.05)),
    "float64": ("post", 0, lambda r: padded(r, r.normal(size=(100, 30, 4)))),
    "int16 samples": ("post", 0, lambda r: padded(r, r.integers(-3000, 3000, (100, 50, 1)).astype("int16"))),
    "relu": ("post", 0, lambda r: padded(r, np.maximum(normal(r, f=6), 0))),
    "frames": ("post", 0, lambda r: padded(r, r.random((30, 12, 4, 4, 1)))),
}  # fmt: skip

SEEDS = range(3)


def found_in(maker: Maker, seed: int) -> Padding | None:
    array = maker(np.random.default_rng(seed))
    path = (layer("Embedding", input_dim=1000), LSTM) if array.ndim == 2 else (LSTM,)
    return padding_of(pair_of(array, *path))


@pytest.mark.parametrize("kind", HEALTHY)
def test_healthy_data_has_no_padding(kind: str) -> None:
    assert [found_in(HEALTHY[kind], seed) for seed in SEEDS] == [None] * len(SEEDS)


@pytest.mark.parametrize("kind", PADDED)
def test_padding_is_found_with_its_side_and_value(kind: str) -> None:
    side, value, maker = PADDED[kind]
    found = [found_in(maker, seed) for seed in SEEDS]
    assert [(p.side, p.value) for p in found if p is not None] == [(side, value)] * len(SEEDS)
