"""Labels of every step behind every layer: our verdict is that of Keras, whatever number of steps is left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from layer_builds import NO_LAYER_ALONE, build_layer, call_layer

from lstmdoctor.api import diagnose
from lstmdoctor.core.choices import Choices
from lstmdoctor.keras_rules.layers import LAYERS

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
SAMPLES, STEPS, FEATURES = 8, 9, 3

MORE: dict[str, Any] = {
    "same": lambda: L.Conv1D(3, 3, padding="same"),
    "same, strided": lambda: L.Conv1D(3, 3, padding="same", strides=2),
    "causal": lambda: L.Conv1D(3, 3, padding="causal"),
    "causal, dilated": lambda: L.Conv1D(3, 2, padding="causal", dilation_rate=2),
    "valid, strided": lambda: L.Conv1D(3, 4, strides=3),
    "valid, dilated": lambda: L.Conv1D(3, 2, dilation_rate=3),
    "pooled, overlapping": lambda: L.MaxPooling1D(3, strides=1),
    "pooled, same": lambda: L.AveragePooling1D(2, padding="same"),
    "two ends cut": lambda: L.Cropping1D((2, 1)),
    "two ends filled": lambda: L.ZeroPadding1D((0, 3)),
    "three of each": lambda: L.UpSampling1D(3),
    "transposed": lambda: L.Conv1DTranspose(3, 4, strides=2),
    "transposed, same": lambda: L.Conv1DTranspose(3, 4, strides=2, padding="same"),
    "pairs of features": lambda: L.Reshape((-1, 1)),
    "every step": lambda: L.TimeDistributed(L.Dense(2)),
    "both ways": lambda: L.Bidirectional(L.GRU(2, return_sequences=True), merge_mode="sum"),
    "einsum": lambda: L.EinsumDense("...x,xy->...y", 4, activation="tanh"),
}
TAKES = ("elementwise", "concatenate", "query-value")
BUILT = [
    name
    for name, rule in LAYERS.items()
    if hasattr(L, name)
    and name not in NO_LAYER_ALONE
    and rule.axes in (0, 1)
    and rule.shape != "embedding"
    and (rule.role != "picture" or rule.shape == "same")
]


def layer_of(name: str) -> Any:
    return MORE[name]() if name in MORE else build_layer(L, name)


def chained(name: str, behind: bool) -> Any:
    """A model that gives a value for every step, with the layer before or behind the LSTM; None if it cannot be."""
    rule = LAYERS.get(name)
    given = keras.Input((None, FEATURES))
    steps = L.LSTM(FEATURES, return_sequences=True)
    try:
        x = call_layer(layer_of(name), rule.shape if rule else "same", steps(given) if behind else given)
        made = keras.Model(given, L.Dense(1)(x if behind else steps(x)))
        made.compile(loss="mse", optimizer="sgd", run_eagerly=True)
        rank = len(made.output_shape)
        data = np.zeros((SAMPLES, STEPS, FEATURES), "float32")
        return made if rank == 3 and len(made.predict_on_batch(data)) == SAMPLES else None
    except Exception:
        return None


def is_taken(made: Any, data: Any, labels: Any) -> bool:
    """What Keras says."""
    try:
        made.train_on_batch(data, labels)
    except Exception:
        return False
    return True


def labels_said(model: Path, data: Any, labels: Any, folder: Path) -> list[str]:
    np.savez(folder / "d.npz", x=data, y=labels)
    found = diagnose(str(model), str(folder / "d.npz")).findings
    return [f.fault.code for f in found if f.severity == "error"]


@pytest.mark.parametrize("name", [*BUILT, *MORE])
@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_the_verdict_about_labels_is_that_of_keras(name: str, behind: bool, tmp_path: Path) -> None:
    made = chained(name, behind)
    if made is None:
        pytest.skip("no such model can be built")
    made.save(tmp_path / "m.keras")
    rng = np.random.default_rng(2)
    data = rng.normal(size=(SAMPLES, STEPS, FEATURES)).astype("float32")
    steps = made.predict_on_batch(data).shape[1]
    rule = LAYERS.get(name)
    blind = rule is not None and (rule.shape in ("other", "dot") or rule.role == "code")
    for number in (steps, steps + 1, steps - 1):
        if number < 2:
            continue
        labels = rng.normal(size=(SAMPLES, number, 1)).astype("float32")
        taken = is_taken(made, data, labels)
        errors = labels_said(tmp_path / "m.keras", data, labels, tmp_path)
        assert taken == (number == steps)
        assert (errors == []) == taken or (blind and errors == []), (number, steps, errors)


@pytest.mark.parametrize("name", ["same", "Normalization", "valid, strided", "PReLU", "three of each"])
def test_steps_of_a_list_are_those_of_its_cure(name: str, tmp_path: Path) -> None:
    """Sequences of unequal lengths: what the labels meet is known where the cure settles it."""
    made = chained(name, False)
    made.save(tmp_path / "m.keras")
    rng = np.random.default_rng(2)
    data = [rng.normal(size=(5 + i % 4, FEATURES)).astype("float32") for i in range(SAMPLES)]
    kept = np.empty(SAMPLES, dtype=object)
    kept[:] = data
    np.savez(tmp_path / "d.npz", x=kept, y=rng.normal(size=(SAMPLES, 70, 1)))
    found = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "d.npz"), choices=Choices(pad=8)).findings
    assert "LD702" in [f.fault.code for f in found]
