"""Sequences of one feature without an axis for it

What it is
    The data is (N, T) and the model takes (N, T, 1).

Why it matters
    Sequential and Functional models of Keras 2 and 3 add the axis by themselves, so this is a note. Layers
    called directly and subclassed models refuse it, and so does every tool that reads the array after you.

What Keras says
    Keras 2 and 3, Sequential and Functional: nothing. A layer called directly:
    ``expected ndim=3, found ndim=2. Full shape received: (200, 50)``.

Example
    ``x`` of shape (200, 50) for a model of ``Input((50, 1))``.

Cure
    ``x = x[..., None]``: (200, 50, 1).

Risk
    None: every value is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.adjusts import axis_moving_steps, can_adjust_axis
from lstmdoctor.checks.shared.words import (
    cure_remedy,
    found_shape_words,
    model_takes_words,
    pairs_of_fault,
    shape_evidence,
)
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD201",
    "missing-feature-axis",
    "error",
    meaning="the feature axis is missing",
    cure=Cure("add the feature axis", "x = x[..., None]"),
)


def find(case: Case) -> Iterator[Finding]:
    """An `add-feature-axis`; a note where Keras does it by itself, or beside a worse fault of the shape."""
    for pair, step in pairs_of_fault(case, FAULT):
        mild = can_adjust_axis(case.model, pair)
        yield FAULT.found(
            pair.input.name,
            f"the data is {found_shape_words(step.before)}, {model_takes_words(pair)}"
            + (": Keras adds the feature axis by itself" if mild else ": the feature axis is missing"),
            FAULT.cure.sentence,
            severity="note" if mild or beside_another(pair) else "error",
            remedy=cure_remedy(pair),
            evidence=shape_evidence(pair),
        )


def beside_another(pair: Pair) -> bool:
    """Whether the reading undoes another mishap of the shape as well, which is then the one to tell."""
    others = axis_moving_steps(pair)
    return len(others) > 1
