"""Every row of the table of layers against the installed Keras, and no row missing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from layer_builds import NO_LAYER_ALONE, build_layer, call_layer, sample_input

from lstmdoctor.keras_rules.activations import ACTIVATIONS
from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.keras_rules.masks import passes_mask
from lstmdoctor.keras_rules.shapes import RULES
from lstmdoctor.keras_rules.timesteps import count_after_all, is_causal_layer, step_change
from lstmdoctor.models.config.layers import describe_layer
from lstmdoctor.models.config.wrappers import entry_shapes

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

NO_CLASS_OF_LAYERS = ("Layer", "Wrapper", "InputSpec")
PUBLIC = sorted(
    name for name in dir(L) if isinstance(getattr(L, name), type) and name not in NO_CLASS_OF_LAYERS
)
BUILT = [name for name in PUBLIC if name not in NO_LAYER_ALONE]


def test_every_public_layer_has_a_row() -> None:
    assert set(PUBLIC) - set(LAYERS) == set()


def test_a_class_that_the_table_gives_to_this_keras_is_in_it() -> None:
    ours = {name for name, rule in LAYERS.items() if rule.until >= 3}
    elsewhere = {"Sequential", "Model", "Functional", "GroupedQueryAttention"}
    assert ours - elsewhere - set(PUBLIC) == set()


def test_nothing_stays_unbuilt_without_a_reason() -> None:
    assert set(NO_LAYER_ALONE) <= set(LAYERS)
    assert len(BUILT) > 130


def described(layer: Any) -> Any:
    """The entry of a layer as a model file has it."""
    return json.loads(json.dumps(keras.saving.serialize_keras_object(layer)))


@pytest.mark.parametrize("name", BUILT)
def test_the_shape_is_that_of_keras(name: str) -> None:
    rule = LAYERS[name]
    x = sample_input(rule.shape, rule.axes)
    layer = build_layer(L, name)
    made = tuple(call_layer(layer, rule.shape, x).shape)
    entry = described(layer)
    found = entry_shapes(entry, [tuple(x.shape)] * 2)[0]
    if rule.shape in RULES and found is None:
        assert rule.axes > 1 and rule.shape in ("padding", "cropping", "up-sampling")
    if found is not None:
        assert len(found) == len(made)
        assert all(ours in (theirs, None) for ours, theirs in zip(found, made, strict=True))
    if rule.shape == "other":
        return
    change = step_change(describe_layer(entry), tuple(x.shape))
    counted = count_after_all((change,), x.shape[1]) if change is not None else None
    assert counted in (made[1], None)
    assert counted == made[1] or rule.shape in ENDS_TIME or found is None


ENDS_TIME = ("flatten", "global-pooling", "adaptive-pooling", "permute", "repeat", "dot")


UNMASKED = ("embedding", "repeat", "convolution-recurrent", "wrapped")
"""No mask of two axes can be given to the first three; what a wrapped layer does shows when data goes through."""


@pytest.mark.parametrize("name", BUILT)
def test_the_mask_goes_where_keras_lets_it_go(name: str) -> None:
    rule = LAYERS[name]
    if rule.shape in UNMASKED or rule.role == "picture":
        return
    x = sample_input(rule.shape, rule.axes)
    given = keras.Input(x.shape[1:])
    layer = build_layer(L, name)
    made = call_layer(layer, rule.shape, L.Masking()(given))
    seen = L.Activation("linear")
    seen(made)
    reaches = keras.src.backend.get_keras_mask(seen.output) is not None
    ours = rule.mask == "makes" or passes_mask(describe_layer(described(layer)), 3)
    assert ours == reaches or (rule.mask == "refuses" and not ours)


DISTURBED = [name for name in BUILT if LAYERS[name].role != "picture" and name != "Lambda"]


@pytest.mark.parametrize("name", DISTURBED)
def test_a_late_step_changes_what_the_table_says(name: str) -> None:
    rule = LAYERS[name]
    x = sample_input(rule.shape, rule.axes)
    layer = build_layer(L, name)
    before = np.asarray(call_layer(layer, rule.shape, x))
    ours = describe_layer(described(layer))
    moved = {}
    for late in range(x.shape[1]):
        other = x.copy()
        other[:, late] = 7 if rule.shape == "embedding" else other[:, late] * -3 + 2.7
        after = np.asarray(call_layer(layer, rule.shape, other))
        if after.ndim < 2:
            return
        differs = np.abs(after - before).reshape(2, after.shape[1], -1).max(axis=(0, 2)) > 1e-6
        moved[late] = set(np.flatnonzero(differs))
    causal = all(step >= late for late, steps in moved.items() for step in steps)
    apart = all(steps <= {late} for late, steps in moved.items())
    change = step_change(ours, tuple(x.shape))
    keeps = change is not None and change.count_after(x.shape[1]) == x.shape[1]
    if rule.steps in ("apart", "axis"):
        assert apart
    if is_causal_layer(ours):
        assert causal
    elif keeps and rule.shape not in ("einsum", "reshape"):
        assert not causal


SETTINGS: dict[str, tuple[bool, Callable[[], Any]]] = {
    "causal": (True, lambda: L.Conv1D(3, 3, padding="causal")),
    "causal, dilated": (True, lambda: L.Conv1D(3, 3, padding="causal", dilation_rate=2)),
    "same": (False, lambda: L.Conv1D(3, 3, padding="same")),
    "over features": (True, L.LayerNormalization),
    "over time": (False, lambda: L.LayerNormalization(axis=1)),
    "over both": (False, lambda: L.LayerNormalization(axis=[1, 2])),
    "softmax over time": (False, lambda: L.Softmax(axis=1)),
    "softmax over features": (True, lambda: L.Softmax(axis=2)),
    "unit over time": (False, lambda: L.UnitNormalization(axis=1)),
    "groups": (False, lambda: L.GroupNormalization(1)),
    "forwards": (True, lambda: L.GRU(3, return_sequences=True)),
    "backwards": (False, lambda: L.GRU(3, return_sequences=True, go_backwards=True)),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_decide_about_time(name: str) -> None:
    causal, make = SETTINGS[name]
    layer = make()
    x = sample_input("same", 0)
    other = x.copy()
    other[:, -1] = other[:, -1] * -3 + 2.7
    first, second = (np.asarray(layer(one))[:, :-1] for one in (x, other))
    assert np.allclose(first, second, atol=1e-6) == causal
    assert is_causal_layer(describe_layer(described(layer))) == causal


LEGACY = Path(__file__).parent.parent / "fixtures" / "tf_keras_2.json"


def test_rows_of_older_keras_are_what_it_did() -> None:
    measured = json.loads(LEGACY.read_text(encoding="utf-8"))
    assert re.match(r"2\.15", measured["keras"])
    rows = measured["layers"]
    for name, row in rows.items():
        rule = LAYERS[name]
        assert rule.since <= 2 <= rule.until, name
        if row.get("mask") is not None and rule.shape not in UNMASKED:
            entry = {"class_name": name, "config": row["config"]}
            assert (rule.mask == "makes" or passes_mask(describe_layer(entry), 2)) == row["mask"], name
        if row.get("apart") is not None and rule.steps == "apart":
            assert row["apart"], name
        if "given" in row and rule.shape in RULES:
            found = entry_shapes({"class_name": name, "config": row["config"]}, [tuple(row["given"])] * 2)[0]
            agree = found is None or all(a in (b, None) for a, b in zip(found, row["made"], strict=True))
            assert agree, name
    ours = {name for name, rule in LAYERS.items() if rule.since <= 2 <= rule.until}
    assert set(rows) <= ours


def test_activations_are_those_of_keras() -> None:
    from keras.src.activations import ALL_OBJECTS_DICT

    assert {name for name in ALL_OBJECTS_DICT if isinstance(name, str)} == ACTIVATIONS
