"""Which shapes Keras makes right by itself, and what is left of a shape that nothing explains."""

from __future__ import annotations

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Axis
from lstmdoctor.core.readings import Step
from lstmdoctor.core.spec import ModelSpec


def can_adjust_axis(model: ModelSpec, pair: Pair) -> bool:
    """Whether Keras makes the last axis right by itself, in Sequential and Functional models.

    Both conform the data to the saved shape by adding or dropping a last axis of size 1, and no other
    (``_adjust_input_rank`` in keras/src/models/functional.py, ``_conform_to_reference_input`` in tf.keras 2).
    A subclassed model does not.
    """
    if model.kind == "other" or pair.cause is None:
        return False
    moving = axis_moving_steps(pair)
    if len(moving) != 1:
        return False
    step = moving[0]
    if step.edit.id == "drop-axis":
        # Of several axes of size 1 at the end it does not matter which one goes.
        return set(step.before.axes[step.edit.dropped_axis() :]) == {1}
    return step.edit.id == "add-feature-axis"


def axis_moving_steps(pair: Pair) -> list[Step]:
    """The steps that add, drop or move an axis, in the reading that names the faults."""
    steps = pair.cause.steps if pair.cause is not None else ()
    return [step for step in steps if not step.edit.traits.keeps_axes]


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
