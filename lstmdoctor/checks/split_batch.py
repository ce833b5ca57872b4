"""Batches within batches

What it is
    The data has two axes of samples: (batches, samples per batch, timesteps, features), or a list of arrays
    of several samples each.

Why it matters
    ``fit`` cuts batches itself. Data that was batched before, by a loader or a generator, has an axis too
    many.

What Keras says
    Keras 3 Sequential: ``Expected shape (None, 50, 100), but input has incompatible shape (4, 32, 50,
    100)``. Keras 3 Functional and tf.keras 2:
    ``expected shape=(None, 50, 100), found shape=(None, 32, 50, 100)``. A list of batches:
    ``expects 1 input(s), but it received 4 input tensors``, but ``predict`` of a Keras 3 Sequential takes
    the first batch and leaves the others out, with a warning about the structure of the inputs.

Example
    ``x = np.stack([batch for batch, _ in loader])`` of shape (4, 32, 50, 100) for a model of
    ``Input((50, 100))``.

Cure
    ``x = np.concatenate(x)``: (128, 50, 100).

Risk
    An axis of size 4 can mean something else: sensors, images, trials of one subject. So this is never done
    unasked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    cure_choice_advice,
    cure_remedy,
    pairs_of_fault,
    shape_evidence,
    shape_mismatch_message,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD209",
    "split-batch",
    "error",
    meaning="the samples are split over two axes",
    cure=Cure("join the batches into one batch axis", "x = np.concatenate(x)"),
)


def find(case: Case) -> Iterator[Finding]:
    """A `merge-batches`."""
    for pair, step in pairs_of_fault(case, FAULT):
        batches = count_noun(step.before.samples, "batch", "batches")
        samples = count_noun(step.after.samples, "sample")
        yield FAULT.found(
            pair.input.name,
            shape_mismatch_message(
                pair, step, f"as {batches} of samples, {samples} in all, it has an axis too many"
            ),
            cure_choice_advice(pair, "say so if the first two axes both count samples: --cure merge-batches"),
            remedy=cure_remedy(pair),
            evidence={**shape_evidence(pair), "samples": step.after.samples},
        )
