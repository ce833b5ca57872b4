"""Every row of the table of losses against the installed Keras, and CTC against all ways to write the labels."""

from __future__ import annotations

import inspect
import itertools
import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.keras_rules.losses import (
    ALIASES,
    CTC_LOSS,
    CTC_LOSS_BEFORE_3_4,
    LOSSES,
    ctc_rule,
    names_ctc,
)
from lstmdoctor.models.config.losses import loss_name

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.4")
NO_LOSS = ("get", "serialize", "deserialize")
PUBLIC = [
    name
    for name in dir(keras.losses)
    if inspect.isfunction(getattr(keras.losses, name)) and name not in NO_LOSS
]
CLASSES = [
    name
    for name in dir(keras.losses)
    if inspect.isclass(getattr(keras.losses, name)) and name not in ("Loss", "Reduction")
]
OLD = json.loads((Path(__file__).parent.parent / "fixtures" / "tf_keras_2.json").read_text(encoding="utf-8"))


def test_every_public_loss_has_a_row() -> None:
    assert set(LOSSES) == set(PUBLIC)
    assert {loss_name(name) for name in CLASSES} == set(PUBLIC)


def test_losses_of_tf_keras_have_their_rows() -> None:
    named = {ALIASES.get(name.lower(), name.lower()) for name in OLD["losses"]}
    assert named == {name for name, rule in LOSSES.items() if rule.since <= 2}


def test_short_names_are_those_of_keras() -> None:
    for short in ("bce", "kld", "mae", "mse", "mape", "msle"):
        assert keras.losses.get(short) is getattr(keras.losses, ALIASES[short])


@pytest.mark.parametrize("name", LOSSES)
def test_a_distance_is_smallest_at_the_label(name: str) -> None:
    rule = LOSSES[name]
    if rule.labels != "elementwise":
        assert not rule.distance
        return
    loss = getattr(keras.losses, name)
    beside = [float(loss(np.array([[-1.0]]), np.array([[given]]))[0]) for given in (-1.0, 0.2, 0.9)]
    if rule.distance:
        assert beside[0] == pytest.approx(0, abs=1e-6)
        assert beside[0] < beside[1] < beside[2]


LOGITS = np.random.default_rng(0).normal(size=(1, 5, 4)).astype("float32")


def cost_of(labels: list[int], blank: int) -> float:
    """The negative logarithm of the probability of all ways to write the labels over the steps."""
    shares: Any = np.exp(LOGITS[0]) / np.exp(LOGITS[0]).sum(-1, keepdims=True)
    found = 0.0
    for way in itertools.product(range(4), repeat=5):
        written = [
            one for one, before in zip(way, (None, *way[:-1]), strict=True) if one not in (before, blank)
        ]
        if written == labels:
            found += math.prod(float(shares[step, one]) for step, one in enumerate(way))
    return -math.log(found) if found else math.inf


CTC_ROWS = {
    "padded with the blank": ([1, 2, 0, 0], [1, 2]),
    "the last class": ([1, 3, 0], [1, 3]),
    "no padding": ([3, 1], [3, 1]),
    "a label twice": ([1, 1], [1, 1]),
}


@pytest.mark.parametrize("name", CTC_ROWS)
def test_ctc_of_keras_3_has_its_blank_in_front(name: str) -> None:
    given, read = CTC_ROWS[name]
    found = float(np.asarray(keras.losses.ctc(np.array([given]), LOGITS))[0])
    assert found == pytest.approx(cost_of(read, 0), rel=1e-4)
    assert CTC_LOSS.padding == "blank"


@pytest.mark.parametrize("given", [[1, 2, -1], [1, 0, 2], [0, 1, 2]])
def test_other_padding_is_read_as_labels_without_a_word(given: list[int]) -> None:
    found = float(np.asarray(keras.losses.ctc(np.array([given]), LOGITS))[0])
    assert math.isfinite(found)
    assert found != pytest.approx(cost_of([1, 2], 0), rel=1e-3)


def test_too_few_steps_for_the_labels_are_no_error() -> None:
    assert cost_of([1, 1, 1, 1], 0) == math.inf
    assert float(np.asarray(keras.losses.ctc(np.array([[1, 1, 1, 1]]), LOGITS))[0]) > 500


@pytest.mark.parametrize(
    ("version", "rule"),
    [("3.3.3", CTC_LOSS_BEFORE_3_4), ("3.4.1", CTC_LOSS), ("3.15.1", CTC_LOSS), (None, CTC_LOSS)],
)
def test_padding_counted_before_3_4(version: str | None, rule: object) -> None:
    assert ctc_rule("ctc", version) == rule
    assert ctc_rule("mean_squared_error", version) is None
    assert CTC_LOSS_BEFORE_3_4.padding == "nothing"


@pytest.mark.parametrize(("name", "known"), [("ctc", True), ("ctc_lambda_func", True), ("mse", False)])
def test_names_of_functions_around_ctc(name: str, known: bool) -> None:
    assert names_ctc(name) is known
