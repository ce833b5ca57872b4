"""Features that never change

What it is
    A feature has one and the same value in every timestep of every sequence.

Why it matters
    It tells the model nothing and costs weights. Often it is a column that was lost on the way: a sensor
    that was off, a join that found nothing, a code that is the same for all of this file.

What Keras says
    Nothing. ``Normalization`` and scalers divide by a standard deviation of 0.

Example
    A column "status" that is 1 in all rows.

Cure
    None is needed. Look whether the feature should change; if not, leave it out and build the model for one
    feature less.

Risk
    A feature that is constant in this file may change in another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD505",
    "constant-feature",
    "note",
    meaning="a feature never changes",
    cure=Cure("look whether they should change, or leave them out"),
)
SHOWN = 5
"""Positions in the message."""


def find(case: Case) -> Iterator[Finding]:
    """Features whose smallest value is their largest."""
    for pair in case.pairs:
        values = pair.facts.values
        if values is None or not can_judge_constancy(pair, values) or counts_lengths(case, pair):
            continue
        features = len(values.feature_low)
        still = [at for at in range(features) if values.feature_low[at] == values.feature_high[at]]
        if still:
            yield FAULT.found(
                pair.input.name,
                f"{len(still):,} of {count_noun(features, 'feature')} "
                f"{'never changes' if len(still) == 1 else 'never change'}: {constant_feature_words(still)}",
                evidence={"features": features, "constant": len(still), "first": still[:SHOWN]},
            )


def counts_lengths(case: Case, pair: Pair) -> bool:
    """Whether an input is no feature but the lengths that a CTC loss inside the model asks for."""
    call = case.model.ctc
    return call is not None and pair.input.name in (call.input_length, call.label_length)


def can_judge_constancy(pair: Pair, values: Values) -> bool:
    """Whether every position is a feature of its own, and there is enough to see it change.

    The positions of one-hot and multi-hot data are classes that may not occur; those of frames are pixels.
    """
    binary = values.integral and values.low >= 0 and values.high <= 1
    rank = len(pair.input.shape or ())
    return (
        pair.fits
        and pair.input.embedding is None
        and rank == (3 if pair.goal.timed else 2)
        and values.nonzero > 0
        and not binary
        and values.samples * values.steps >= 4
        and values.number > 2 * max(1, len(values.feature_low))
    )


def constant_feature_words(still: list[int]) -> str:
    """``numbers 0, 3 and 7``, at most five of them."""
    shown = ", ".join(map(str, still[:SHOWN]))
    return f"number {shown}" if len(still) == 1 else f"numbers {shown}{', …' if len(still) > SHOWN else ''}"
