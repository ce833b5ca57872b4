"""Nothing in the data

What it is
    An axis of the array has length 0: there are no samples, no timesteps or no features.

Why it matters
    There is nothing to train on. Most often a filter or a split left nothing over, or windows were cut from
    a series that is shorter than one window.

What Keras says
    Keras 3, no samples: ``UnboundLocalError: cannot access local variable 'batch_outputs'``. Keras 3, no
    timesteps: ``slice index 0 of dimension 1 out of bounds``. tf.keras 2:
    ``Expected input data to be non-empty.``

Example
    ``x`` of shape (0, 50, 100), what is left of ``x[x_labels == 7]``.

Cure
    None: the step that wrote the file has to write something.

Risk
    None.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import container_phrase, found_shape_words, shape_evidence
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD107",
    "no-samples",
    "error",
    meaning="an axis has length 0",
    cure=Cure(
        "look at the step that wrote the data: it left nothing over", "print(np.shape(x), np.shape(y))"
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """An axis of length 0; one sequence of length 0 among others is another fault."""
    for pair in case.pairs:
        if 0 in pair.facts.axes:
            yield FAULT.found(
                pair.input.name,
                empty_axis_message(pair),
                evidence=shape_evidence(pair),
            )


def empty_axis_message(pair: Pair) -> str:
    """Which axis is empty."""
    facts = pair.facts
    if facts.samples == 0:
        of = (
            f"{container_phrase(facts)} without members"
            if facts.container == "list"
            else f"of shape {found_shape_words(facts)}"
        )
        return f"there are no samples, the data is {of}"
    return f"axis {facts.axes.index(0)} has length 0, the data is {found_shape_words(facts)}"
