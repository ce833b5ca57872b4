"""Operations of keras.ops in a model are not the layers of the same name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.keras_rules.masks import drops_mask
from lstmdoctor.keras_rules.operations import OPERATION_RULES, OPERATIONS
from lstmdoctor.models import read_model

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.3")
L, ops = keras.layers, keras.ops

MODELS: dict[str, tuple[bool, Callable[[Any, Any], Any]]] = {
    "times": (True, lambda a, b: a * b),
    "more": (True, lambda a, b: a + 1.0),
    "activation": (True, lambda a, b: ops.tanh(a)),
    "side by side": (True, lambda a, b: ops.concatenate([a, b], axis=-1)),
    "behind each other": (False, lambda a, b: ops.concatenate([a, b], axis=1)),
    "behind each other, as a layer": (False, lambda a, b: L.Concatenate(axis=1)([a, b])),
    "mean over features": (False, lambda a, b: ops.average(a, axis=2)),
    "turned": (False, lambda a, b: ops.transpose(a, (0, 2, 1))),
    "windows": (False, lambda a, b: ops.max_pool(a, 2)),
}


@pytest.mark.parametrize("name", MODELS)
def test_timesteps_behind_an_operation(name: str, tmp_path: Path) -> None:
    known, build = MODELS[name]
    given = keras.Input((None, 3))
    made = keras.Model(given, build(L.LSTM(3, return_sequences=True)(given), given))
    made.save(tmp_path / "m.keras")
    output = read_model(str(tmp_path / "m.keras")).outputs[0]
    real = tuple(made(np.zeros((2, 7, 3), "float32")).shape)
    assert output.shape is None or len(output.shape) == len(real)
    assert (output.steps is not None) == known
    assert not known or (output.steps is not None and output.steps.changes == () and real[1] == 7)


STRETCHED: dict[str, tuple[str | None, tuple[int | None, ...], Callable[[Any, Any], Any]]] = {
    # the input whose timesteps they are, the shape of the other one, what is done to both
    "one step beside all": ("a", (1, 3), lambda a, b: L.Add()([a, b])),
    "one step in front": ("a", (1, 3), lambda a, b: L.Multiply()([b, a])),
    "one step, as an operation": ("a", (1, 3), lambda a, b: a + b),
    "one step and one feature": ("a", (1, 1), lambda a, b: L.Subtract()([a, b])),
    "a mean of all steps": ("a", (1, 3), lambda a, b: L.Add()([a, L.GlobalAveragePooling1D(keepdims=True)(a)])),
    "one value for each feature": ("a", (3,), lambda a, b: L.Maximum()([a, b])),
    "one step of both": ("b", (1, 3), lambda a, b: L.Add()([b, L.Dense(3)(b)])),
    "as many steps": (None, (None, 3), lambda a, b: L.Add()([a, b])),
}  # fmt: skip


@pytest.mark.parametrize("name", STRETCHED)
def test_timesteps_of_a_branch_of_one_step_are_those_of_the_others(name: str, tmp_path: Path) -> None:
    source, shape, build = STRETCHED[name]
    given = [keras.Input((None, 3), name="a"), keras.Input(shape, name="b")]
    made = keras.Model(given, build(*given))
    made.save(tmp_path / "m.keras")
    steps = read_model(str(tmp_path / "m.keras")).outputs[0].steps
    assert (None if steps is None else (steps.input, steps.changes)) == (source and (source, ()))
    beside = np.zeros((2, *(7 if size is None else size for size in shape)), "float32")
    assert made([np.zeros((2, 7, 3), "float32"), beside]).shape[1] == (1 if source == "b" else 7)


def test_an_operation_drops_the_mask(tmp_path: Path) -> None:
    given = keras.Input((7, 3))
    made = keras.Model(given, L.LSTM(3)(L.Masking()(given) * 2.0))
    made.save(tmp_path / "m.keras")
    path = read_model(str(tmp_path / "m.keras")).inputs[0].path
    assert [layer.class_name for layer in path if drops_mask(layer, 3)] == ["Multiply", "LSTM"]


def test_rules_are_those_of_operations() -> None:
    assert set(OPERATION_RULES) <= OPERATIONS
