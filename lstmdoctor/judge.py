"""What Keras accepts without being helped, and what a shape or a dtype says to it."""

from __future__ import annotations

import numpy as np

from lstmdoctor.facts import Axis, Facts
from lstmdoctor.findings import Pair
from lstmdoctor.spec import InputSpec, ModelSpec

ASIDE = frozenset({"stack", "pad", "truncate", "cast", "drop-remainder", "pad-batch"})
"""Edits that neither add nor drop an axis of an array."""


def adjusts(model: ModelSpec, pair: Pair) -> bool:
    """Whether Keras makes the last axis right by itself, in Sequential and Functional models.

    Both conform the data to the saved shape by adding or dropping a last axis of size 1, and no other
    (``_adjust_input_rank`` in keras/src/models/functional.py, ``_conform_to_reference_input`` in tf.keras 2).
    A subclassed model does not.
    """
    if model.kind == "other" or pair.cause is None:
        return False
    shaping = [step for step in pair.cause.steps if step.edit.id not in ASIDE]
    if len(shaping) != 1:
        return False
    step = shaping[0]
    if step.edit.id == "drop-axis":
        axis = step.edit.args()["axis"]
        # Of several axes of size 1 at the end it does not matter which one goes.
        return isinstance(axis, int) and set(step.before.axes[axis:]) == {1}
    return step.edit.id == "add-feature-axis"


def agrees(spec: InputSpec, facts: Facts) -> bool:
    """Whether rank and every fixed axis but the first agree."""
    if spec.shape is None or facts.rank != len(spec.shape):
        return False
    return all(a is None or a == b for a, b in zip(spec.shape[1:], facts.axes[1:], strict=True))


def feature_axis(pair: Pair) -> Axis | None:
    """The last axis of data that nothing explains, where it counts features and is not what is wanted.

    A wrong number of timesteps, a list or a singleton axis beside it is overlooked.
    """
    goal = pair.goal
    if pair.readings or goal.features is None or (goal.rank == 2 and goal.timed):
        return None
    seen = (pair.cause.result if pair.cause is not None else None) or pair.facts
    if seen.mixed_rank or (pair.cause is None and seen.rank != goal.rank):
        return None
    return None if seen.axes[-1] == goal.features else seen.axes[-1]


def kind(dtype: str) -> str:
    """NumPy's letter for a dtype of `Facts`: f, i, u, b, c, ...; "" for what NumPy has no such name for."""
    try:
        return np.dtype(dtype).kind
    except TypeError:
        return ""
