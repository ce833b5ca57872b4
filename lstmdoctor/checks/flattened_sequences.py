"""Sequences flattened into rows

What it is
    Every sample is one row of timesteps × features values.

Why it matters
    Tools for tables want a row per sample, so sequences are flattened for them (``reshape(len(x), -1)``) and
    come to the model without the axis of time.

What Keras says
    Keras 3 Sequential: ``Expected shape (None, 50, 100), but input has incompatible shape (200, 5000)``.
    Keras 3 Functional and tf.keras 2: ``expected shape=(None, 50, 100), found shape=(None, 5000)``.

Example
    ``x`` of shape (200, 5000), out of a scaler, for a model of ``Input((50, 100))``.

Cure
    ``x = x.reshape(-1, 50, 100)``, if a row holds one timestep after the other.

Risk
    A row that holds one feature after the other takes the very same shape with the values in the wrong
    places: then ``x.reshape(-1, 100, 50).swapaxes(1, 2)`` is right. And a table of 5,000 features is no
    sequence at all. So this is never done unasked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    axis_count,
    axis_words,
    cure_choice_advice,
    cure_remedy,
    pairs_of_fault,
    shape_evidence,
    shape_mismatch_message,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD205",
    "flattened-sequences",
    "error",
    meaning="the timesteps of every sequence were flattened into one row",
    cure=Cure(
        "cut every row back into timesteps, if a row was made from them",
        "x = x.reshape(len(x), timesteps, features)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A `split-flat`."""
    for pair, step in pairs_of_fault(case, FAULT):
        width = step.before.axes[-1]
        parts = " × ".join(axis_words(axis) for axis in step.after.axes[1:])
        yield FAULT.found(
            pair.input.name,
            shape_mismatch_message(pair, step, f"a row has {axis_count(width, 'value')}, {parts}"),
            cure_choice_advice(
                pair, "say so if every row is a sequence laid out timestep by timestep: --cure split-flat"
            ),
            remedy=cure_remedy(pair),
            evidence={
                **shape_evidence(pair),
                "after": [axis for axis in step.after.axes if isinstance(axis, int)],
            },
        )
