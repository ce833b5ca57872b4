"""Axes in another order than the model takes

What it is
    The data has all the axes that the model takes, of the right sizes, in another order: channels before
    rows and columns, timesteps at the end, samples at the end.

Why it matters
    Video and maps in time come in many layouts: PyTorch and NCHW files put the channels first, MATLAB puts
    samples or time last. A reshape instead of a transpose silences Keras and mixes the values of all axes.

What Keras says
    Keras 3 Functional and Keras 2: ``expected shape=(None, 10, 64, 64, 3), found
    shape=(None, 10, 3, 64, 64)``. Keras 3 Sequential: an error of the first convolution about its input
    channels. Where rows, columns and timesteps are free and the last axis happens to agree: nothing.

Example
    ``x`` of shape (200, 10, 3, 64, 64) for a model of ``Input((10, 64, 64, 3))``.

Cure
    ``x = np.moveaxis(x, 2, -1)``, or the transpose that the report prints.

Risk
    None: every value is kept. Rows and columns stay in their order unless their sizes say otherwise. Where
    sizes are equal so that several orders fit, ``lstmdoctor fix`` asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    cure_choice_advice,
    cure_remedy,
    found_shape_words,
    model_takes_words,
    pairs_of_fault,
    shape_evidence,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD211",
    "permuted-axes",
    "error",
    meaning="the axes are in another order",
    cure=Cure("put them in order with a transpose, not with a reshape", "x = np.moveaxis(x, 2, -1)"),
)


def find(case: Case) -> Iterator[Finding]:
    """A `permute-axes`."""
    for pair, step in pairs_of_fault(case, FAULT):
        order = step.edit.args()["order"]
        several = "" if step.edit.alone(pair.goal, case.choices) else "; equal sizes leave other orders too"
        yield FAULT.found(
            pair.input.name,
            f"the data is {found_shape_words(pair.facts)}, {model_takes_words(pair)}: "
            f"{FAULT.meaning}, {str(order).replace(',', ', ')} of the data{several}",
            cure_choice_advice(pair, FAULT.cure.help),
            remedy=cure_remedy(pair),
            evidence={**shape_evidence(pair), "order": [int(one) for one in str(order).split(",")]},
        )
