"""The rule for labels against Keras: every shape of output, loss and shape of labels, a batch each.

What is called healthy must give the loss that NumPy computes value by value. What is called an error must be
refused, or give another loss.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from cases import array, file, model, wants

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")

Array = npt.NDArray[Any]
SAMPLES = 6
OUTPUTS = ((1,), (2,), (3,), (4, 1), (4, 3), (1, 1), (1, 3), (2, 3, 1))
LABELS = (
    (), (1,), (1, 1), (1, 1, 1), (2,), (3,), (4,), (5,), (1, 3), (3, 1), (3, 2), (4, 1), (4, 2), (4, 3),
    (4, 1, 1), (4, 3, 1), (1, 4, 3), (2, 3), (2, 3, 1), (2, 3, 2), (SAMPLES,), (SAMPLES, 1),
)  # fmt: skip


def mse(y: Array, p: Array) -> Array:
    loss: Array = (y - p) ** 2
    return loss


def mae(y: Array, p: Array) -> Array:
    loss: Array = np.abs(y - p)
    return loss


def huber(y: Array, p: Array) -> Array:
    loss: Array = 0.5 * (y - p) ** 2
    return loss


def binary(y: Array, p: Array) -> Array:
    loss: Array = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss


def categorical(y: Array, p: Array) -> Array:
    loss: Array = -(y * np.log(p / p.sum(-1, keepdims=True))).sum(-1)
    return loss


def sparse(y: Array, p: Array) -> Array:
    return categorical(np.eye(p.shape[-1])[y], p)


LOSSES: dict[str, Callable[[Array, Array], Array]] = {
    "mean_squared_error": mse,
    "mean_absolute_error": mae,
    "huber": huber,
    "binary_crossentropy": binary,
    "categorical_crossentropy": categorical,
    "sparse_categorical_crossentropy": sparse,
}
CASES = list(product(OUTPUTS, LOSSES))


def prediction(shape: tuple[int, ...]) -> Array:
    return np.random.default_rng(1).uniform(0.1, 0.9, (SAMPLES, *shape)).astype("float32")


def labels_for(loss: str, shape: tuple[int, ...]) -> Array:
    rng = np.random.default_rng(2)
    if loss == "sparse_categorical_crossentropy":
        return rng.integers(0, 2, (SAMPLES, *shape))
    return rng.uniform(0.1, 0.9, (SAMPLES, *shape)).astype("float32")


def by_hand(loss: str, labels: Array, given: Array) -> float | None:
    """The loss value by value; None where labels and output have not as many values."""
    shape = given.shape[:-1] if loss == "sparse_categorical_crossentropy" else given.shape
    if [n for n in labels.shape if n != 1] != [n for n in shape if n != 1]:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.mean(LOSSES[loss](labels.reshape(shape), given)))


def by_keras(judge: Any, labels: Array, given: Array) -> float | None:
    """The loss that Keras trains on; None where it refuses."""
    try:
        return float(judge.compute_loss(y=labels, y_pred=keras.ops.convert_to_tensor(given)))
    except Exception:
        return None


def found(
    loss: str | None, output: tuple[int, ...], labels: Array, activation: str | None = None
) -> list[str]:
    """Codes of the findings about these labels, errors only."""
    made = model(wants(None, 7, 2), kind="sequential")
    spec = OutputSpec("out", (None, *output), activation=activation, loss=loss)
    made = type(made)(**{**vars(made), "outputs": (spec,)})
    named = Named("y", scan_sequences(ArraySequences("y", labels)))
    result = diagnose_facts(made, file(x=array(SAMPLES, 7, 2)), DataFile("y.npy", "npy", (named,)))
    return [f.fault.code for f in result.findings if f.severity == "error"]


@pytest.mark.parametrize(("output", "loss"), CASES, ids=[f"{loss}-{output}" for output, loss in CASES])
def test_the_rule_is_that_of_keras(output: tuple[int, ...], loss: str) -> None:
    if output[-1] == 1 and "categorical" in loss:
        pytest.skip("a single class is a fault of its own")
    inputs = keras.Input(output)
    judge = keras.Model(inputs, keras.layers.Activation("linear")(inputs))
    judge.compile(loss=loss, run_eagerly=True)
    given, wrong = prediction(output), []
    for shape in LABELS:
        labels = labels_for(loss, shape)
        codes, real, hand = (
            found(loss, output, labels),
            by_keras(judge, labels, given),
            by_hand(loss, labels, given),
        )
        right = real is not None and hand is not None and np.isclose(real, hand, rtol=1e-4)
        silent = real is not None and not right
        ok = right if not codes else real is None if codes != ["LD703"] else silent
        if not ok:
            wrong.append((labels.shape, codes, real, hand))
    assert wrong == []


def test_a_wrong_rule_would_be_seen() -> None:
    given = prediction((1,))
    labels = labels_for("mean_squared_error", (2,))
    assert by_hand("mean_squared_error", labels, given) is None
    assert found("mean_squared_error", (1,), labels) == ["LD703"]
