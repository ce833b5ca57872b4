"""An axis of size 1 too many

What it is
    The data has one axis more than the model takes, and one of its axes has size 1.

Why it matters
    Sequential and Functional models drop a last axis of size 1 by themselves, so there it is a note. An axis
    of size 1 at any other place they refuse.

What Keras says
    For a last axis nothing. Elsewhere Keras 3 Sequential says ``Invalid input shape for input Tensor(...).
    Expected shape (None, 50, 100), but input has incompatible shape (1, 200, 50, 100)``, Keras 3 Functional
    and tf.keras 2 ``expected shape=(None, 50, 100), found shape=(None, 200, 50, 100)``, with the real size
    of the first axis in Keras 3.

Example
    ``x`` of shape (1, 200, 50, 100), from ``np.asarray([x])``, for a model of ``Input((50, 100))``.

Cure
    ``x = np.squeeze(x, axis=0)``, with the axis named: without it ``np.squeeze`` drops every axis of size 1,
    and with a batch of one sample the batch axis too.

Risk
    None: every value is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.adjusts import can_adjust_axis
from lstmdoctor.checks.shared.words import (
    cure_choice_advice,
    cure_remedy,
    shape_evidence,
    shape_mismatch_message,
)
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.readings import Step

FAULT = Fault(
    "LD204",
    "extra-axis",
    "error",
    meaning="there is an axis of size 1 too many",
    cure=Cure("drop it by its number", "x = np.squeeze(x, axis=-1)"),
)


def find(case: Case) -> Iterator[Finding]:
    """Every `drop-axis` of a reading in one finding; a note where Keras does it by itself."""
    for pair in case.pairs:
        dropped = drop_axis_steps(pair)
        if not dropped:
            continue
        mild = can_adjust_axis(case.model, pair)
        yield FAULT.found(
            pair.input.name,
            shape_mismatch_message(
                pair,
                dropped[0],
                f"{extra_axes_words(dropped)} too many{', which Keras drops by itself' if mild else ''}",
            ),
            cure_choice_advice(pair, f"drop it by its number: {dropped[0].edit.python('x')}"),
            severity="note" if mild else "error",
            remedy=cure_remedy(pair),
            evidence={**shape_evidence(pair), "axes": [dropped_axis_number(step) for step in dropped]},
        )


def drop_axis_steps(pair: Pair) -> list[Step]:
    """The steps that drop an axis."""
    return [step for step in pair.cause.steps if step.edit.id == "drop-axis"] if pair.cause else []


def dropped_axis_number(step: Step) -> int:
    """Number of the axis that a step drops, as that step met the data."""
    axis = step.edit.args()["axis"]
    return axis if isinstance(axis, int) else 0


def extra_axes_words(dropped: list[Step]) -> str:
    """``axis 1 of size 1 is``, ``2 axes of size 1 are``."""
    if len(dropped) == 1:
        return f"axis {dropped_axis_number(dropped[0])} of size 1 is"
    return f"{len(dropped)} axes of size 1 are"
