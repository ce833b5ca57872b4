"""Keras 3 itself as the judge of what is healthy and what is an error.

What is called healthy must run. What Keras refuses must be an error. What is called an error must be refused, or
be one of the faults that Keras lets through in silence, listed here. And the array that a chosen reading gives
must run.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pytest
from block_facts import facts_of_block
from cases import codes, model, report, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.readings import Array, Block
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import Kind, ModelSpec, Shape

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


class Runs(Protocol):
    """A model of Keras, as far as it is used here."""

    def __call__(self, data: object) -> object: ...

    def predict(self, data: object, verbose: int) -> Array: ...


SHAPES: dict[str, Shape] = {
    "lstm-5-3": (None, 5, 3),
    "lstm-free-3": (None, None, 3),
    "lstm-5-1": (None, 5, 1),
    "lstm-1-3": (None, 1, 3),
    "lstm-free-1": (None, None, 1),
    "lstm-1-1": (None, 1, 1),
    "embedding-5": (None, 5),
    "conv-lstm": (None, 4, 6, 7, 1),
}
KINDS: tuple[Kind, ...] = ("sequential", "functional")
FOR_LSTM: tuple[tuple[int, ...], ...] = (
    (8, 5, 3),
    (8, 6, 3),
    (8, 5, 1),
    (8, 1, 3),
    (8, 1, 1),
    (8, 3, 5),
    (5, 8, 3),
    (8, 5),
    (8, 3),
    (8, 1),
    (5, 3),
    (8, 15),
    (8,),
    (5,),
    (8, 5, 3, 1),
    (8, 1, 5, 3),
    (1, 8, 5, 3),
    (2, 4, 5, 3),
    (8, 5, 2),
    (1, 5, 3),
    (3, 5),
)
FOR_IDS: tuple[tuple[int, ...], ...] = (
    (8, 5), (8, 6), (8, 4), (5,), (8, 5, 1), (8, 1, 5), (1, 8, 5), (8, 1), (1, 5), (5, 5), (8, 5, 2), (2, 4, 5), (8, 10),
)  # fmt: skip
FOR_FILMS: tuple[tuple[int, ...], ...] = (
    (3, 4, 6, 7, 1), (3, 4, 6, 7), (4, 6, 7, 1), (4, 6, 7), (3, 5, 6, 7, 1), (3, 4, 6, 7, 2), (3, 4, 6, 8, 1),
    (1, 3, 4, 6, 7, 1), (3, 4, 6, 7, 1, 1), (3, 4, 1, 6, 7, 1), (4, 3, 6, 7, 1), (2, 3, 4, 6, 7, 1), (3, 4),
)  # fmt: skip

RANDOM = np.random.default_rng(0)


def blocks(name: str) -> dict[str, Block]:
    """The data to try on a model: arrays of many shapes, and lists."""
    if name == "embedding-5":
        ids = {str(shape): RANDOM.integers(0, 9, shape) for shape in FOR_IDS}
        return {**ids, "list (5,)": list(ids["(8, 5)"]), "list (2..6,)": [np.arange(n) for n in (2, 6, 3, 4)]}
    shapes = FOR_FILMS if name == "conv-lstm" else FOR_LSTM
    arrays = {str(shape): RANDOM.normal(size=shape).astype("float32") for shape in shapes}
    lists: dict[str, Block] = {
        "list " + str(shape[1:]): list(arrays[str(shape)])
        for shape in (shapes[0], shapes[1])
        if len(shape) > 1
    }
    ragged: Block = [arrays[str(shapes[0])][0][:n] for n in (2, 4, 3, 1)]
    return {**arrays, **lists, "list ragged": ragged}


@dataclass(frozen=True)
class Judged:
    """A model of Keras and what its file would say."""

    keras: Runs
    spec: ModelSpec


def layers(name: str) -> list[Callable[[Any], Any]]:
    if name == "conv-lstm":
        return [keras.layers.ConvLSTM2D(2, 3, padding="same")]
    front = [keras.layers.Embedding(10, 4)] if name == "embedding-5" else []
    return [*front, keras.layers.LSTM(2)]


def build(name: str, kind: Kind) -> Judged:
    shape = SHAPES[name]
    entry = keras.Input(shape[1:], name="x")
    if kind == "sequential":
        made = keras.Sequential([entry, *layers(name)])
    else:
        tensor = entry
        for layer in layers(name):
            tensor = layer(tensor)
        made = keras.Model(entry, tensor)
    return Judged(made, model(wants(*shape), kind=kind))


@pytest.fixture(scope="module")
def models() -> dict[tuple[str, Kind], Judged]:
    return {(name, kind): build(name, kind) for name in SHAPES for kind in KINDS}


CASES = [(name, kind, data) for name in SHAPES for kind in KINDS for data in blocks(name)]
NAMED = [f"{name}-{kind}-{data}" for name, kind, data in CASES]


def accepts(made: Runs, data: Block) -> bool:
    """Whether a direct call runs; what it raises depends on the fault and the layer."""
    try:
        made(data)
    except Exception:
        return False
    return True


def silent(found: Report) -> bool:
    """Whether Keras takes this error without a word.

    A Sequential model of Keras 3 compares rank and, in its first layer, features, but never timesteps: sequences
    that are too long or too short run, and so do timesteps in the place of samples. Of a list it takes the first
    array and leaves the others out. A Functional model leaves a last axis of size 1 out of the comparison, of the
    data and of its own shape, and compares no further than the shorter of the two.
    """
    (pair,) = found.case.pairs
    if pair.facts.axes[1:] == (1,) and pair.goal.rank is not None and pair.goal.rank <= 3:
        return True
    if found.model.kind != "sequential":
        return False
    if pair.facts.container == "list":
        return True
    return {finding.fault.code for finding in found.findings if finding.severity == "error"} <= LET_THROUGH


LET_THROUGH = {"LD208", "LD302"}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(("name", "kind", "data"), CASES, ids=NAMED)
def test_a_direct_call_agrees(
    models: dict[tuple[str, Kind], Judged], name: str, kind: Kind, data: str
) -> None:
    judged, block = models[name, kind], blocks(name)[data]
    found = report(judged.spec, facts_of_block(block))
    runs = accepts(judged.keras, block)
    if found.verdict == "healthy":
        assert runs, codes(found.findings)
    elif runs:
        assert silent(found), codes(found.findings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SHAPES)
def test_every_cured_array_runs(models: dict[tuple[str, Kind], Judged], name: str, kind: Kind) -> None:
    judged, cured = models[name, kind], 0
    for data, block in blocks(name).items():
        found = report(judged.spec, facts_of_block(block), choices=Choices(truncate="pre", padding="pre"))
        (pair,) = found.case.pairs
        if pair.chosen is None:
            continue
        for step in pair.chosen.steps:
            block = step.edit.apply(block)
        assert accepts(judged.keras, block), data
        assert pair.goal.fits(facts_of_block(block)), data
        cured += 1
    assert cured >= 4


PREDICT = [
    (name, kind, data) for name, kind, data in CASES if data in ("(8, 5, 3)", "(8, 5)", "(8, 6, 3)", "(5, 3)")
]


@pytest.mark.parametrize(("name", "kind", "data"), PREDICT, ids=[f"{n}-{k}-{d}" for n, k, d in PREDICT])
def test_predict_agrees(name: str, kind: Kind, data: str) -> None:
    # A model of its own for every case: once traced on two shapes, predict compares shapes no more.
    judged, block = build(name, kind), blocks(name)[data]
    found = report(judged.spec, facts_of_block(block))
    try:
        judged.keras.predict(block, verbose=0)
    except Exception:
        assert found.verdict != "healthy"
    else:
        assert found.verdict == "healthy" or silent(found), codes(found.findings)


DTYPES = {
    "float64": (np.zeros((8, 5, 3)), True, ""),
    "int64": (np.zeros((8, 5, 3), "int64"), True, ""),
    "big-endian": (np.zeros((8, 5, 3), ">f4"), True, ""),
    "bool": (np.zeros((8, 5, 3), bool), True, ""),
    "object": (np.zeros((8, 5, 3), object), False, "LD109"),
    "text": (np.full((8, 5, 3), "1.5"), False, "LD108"),
    "bytes": (np.full((8, 5, 3), b"1.5"), False, "LD108"),
    "dates": (np.zeros((8, 5, 3), "datetime64[s]"), False, "LD108"),
    "records": (np.zeros((8, 5, 3), [("a", "f4"), ("b", "f4")]), False, "LD108"),
    "no samples": (np.zeros((0, 5, 3), "float32"), False, "LD107"),
    "no features": (np.zeros((8, 5, 0), "float32"), False, "LD107"),
    # The one that Keras lets through: it drops the imaginary part.
    "complex": (np.zeros((8, 5, 3), "complex64"), True, "LD503"),
}


@pytest.mark.parametrize(("data", "runs", "error"), DTYPES.values(), ids=DTYPES)
def test_predict_agrees_on_dtypes(
    models: dict[tuple[str, Kind], Judged], data: Array, runs: bool, error: str
) -> None:
    judged = models["lstm-5-3", "functional"]
    found = report(judged.spec, facts_of_block(data))
    errors = {finding.fault.code for finding in found.findings if finding.severity == "error"}
    assert error in errors or not (error or errors)
    try:
        judged.keras.predict(data, verbose=0)
    except Exception:
        assert not runs
    else:
        assert runs
