"""Where no side is right for padding that nothing masks, against what padding does to real models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.models import read_model

keras = pytest.importorskip("keras")
L = keras.layers
Build = Callable[[Any], Any]


def lstm(**options: Any) -> Any:
    return L.LSTM(6, **options)


def attended(x: Any) -> Any:
    steps = lstm(return_sequences=True)(x)
    return L.GlobalMaxPooling1D()(L.Attention()([steps, steps]))


def weighed(x: Any) -> Any:
    steps = lstm(return_sequences=True)(x)
    weights = L.Softmax(axis=1)(L.Dense(1)(steps))
    return L.Flatten()(L.Dot(axes=1)([weights, steps]))


BUILDS: dict[str, tuple[Build, bool]] = {
    "the last state": (lstm(), False),
    "two layers": (lambda x: lstm()(lstm(return_sequences=True)(x)), False),
    "autoencoder": (lambda x: lstm()(L.RepeatVector(4)(lstm()(x))), False),
    "autoencoder, flattened": (lambda x: L.Flatten()(lstm(return_sequences=True)(L.RepeatVector(4)(lstm()(x)))), False),
    "dense behind the last state": (lambda x: L.Flatten()(L.Dense(3)(lstm()(x))), False),
    "both ways": (L.Bidirectional(L.LSTM(6)), True),
    "both ways behind one way": (lambda x: L.Bidirectional(L.LSTM(6))(lstm(return_sequences=True)(x)), True),
    "one way behind both ways": (lambda x: lstm()(L.Bidirectional(lstm(return_sequences=True))(x)), False),
    "averaged": (lambda x: L.GlobalAveragePooling1D()(lstm(return_sequences=True)(x)), True),
    "attention": (attended, True),
    "weights of one a step": (weighed, True),
}  # fmt: skip


def change(model: Any, x: Any, side: str) -> float:
    fill = np.zeros((len(x), 12, 3), "float32")
    padded = np.concatenate((x, fill) if side == "post" else (fill, x), axis=1)
    right, wrong = model.predict(x, verbose=0), model.predict(padded, verbose=0)
    return float(np.linalg.norm(wrong - right) / np.linalg.norm(right))


@pytest.mark.parametrize("name", BUILDS)
def test_both_sides_change_what_is_read_evenly(name: str, tmp_path: Path) -> None:
    build, evenly = BUILDS[name]
    keras.utils.set_random_seed(0)
    given = keras.Input((None, 3))
    model = keras.Model(given, build(given))
    model.save(tmp_path / "model.keras")
    (spec,) = read_model(str(tmp_path / "model.keras")).inputs
    assert spec.read_evenly == evenly
    x = np.random.default_rng(0).normal(size=(16, 12, 3)).astype("float32")
    changes = [change(model, x, side) for side in ("pre", "post")]
    assert (min(changes) > 0.1) == evenly, changes
