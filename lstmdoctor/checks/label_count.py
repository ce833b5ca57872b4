"""Another number of labels than of samples

What it is
    The first axis of the labels is not as long as that of the data.

Why it matters
    Label i belongs to sample i. A label too many or too few says that the two files were not made together,
    or that rows were dropped from one of them, and then every pair behind that row is wrong.

What Keras says
    Keras 3: ``Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x'
    sizes: 200`` and ``'y' sizes: 180``. tf.keras 2:
    ``Data cardinality is ambiguous: x sizes: 200, y sizes: 180``.

Example
    ``x`` of shape (200, 50, 100) and ``y`` of shape (180, 1).

Cure
    Find out which samples are missing, by their ids or times, and make both files from the same rows.

Risk
    ``x[:180]`` silences Keras. Unless the last twenty samples are the ones without labels it pairs sequences
    with the labels of others.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.targets import Target, are, evidence, of, targets
from lstmdoctor.checks.words import found
from lstmdoctor.facts import Facts
from lstmdoctor.findings import Case, Fault, Finding, Pair
from lstmdoctor.readings import Reading
from lstmdoctor.text import count

FAULT = Fault("LD701", "label-count", "error")

CARRIES_LABELS = frozenset({"window", "drop-remainder", "pad-batch"})
"""Edits that change the number of samples and take the labels along."""


def find(case: Case) -> Iterator[Finding]:
    """Labels that no reading of the first input with samples can use."""
    numbers = [samples(pair) for pair in case.pairs if pair.facts.axes and not pair.input.time_major]
    if not numbers or not numbers[0]:
        return
    for target in targets(case):
        labels = target.facts.samples
        if not any(low <= labels <= high for low, high in numbers[0]):
            yield Finding(
                FAULT,
                FAULT.severity,
                None,
                message(target, numbers[0][0][1]),
                advice(target.facts, numbers[0][0][1]),
                evidence={**evidence(target), "samples": numbers[0][0][1], "number": labels},
            )


def samples(pair: Pair) -> list[tuple[int, int]]:
    """Fewest and most labels that go with each of the readings of an input, the likeliest first."""
    if pair.readings:
        return [with_labels(reading, pair.facts) for reading in pair.readings]
    if pair.cause is not None:
        return [with_labels(pair.cause, pair.facts)]
    wanted = pair.input.shape
    return [(pair.facts.samples,) * 2] if wanted is None or len(wanted) == pair.facts.rank else []


def with_labels(reading: Reading, facts: Facts) -> tuple[int, int]:
    """Fewest and most labels that go with a reading.

    An edit that takes labels along wants one for each sample before it, and one for each after it will do.
    A window of one series may also have lost a horizon: any number up to one for each step.
    """
    for step in reading.steps:
        if step.edit.id == "window" and step.before.rank < step.after.rank:
            return 1, step.before.samples
        if step.edit.id in CARRIES_LABELS:
            return ends(step.before.samples, step.after.samples)
    return ((reading.result or facts).samples,) * 2


def ends(a: int, b: int) -> tuple[int, int]:
    """Both in ascending order."""
    return min(a, b), max(a, b)


def message(target: Target, wanted: int) -> str:
    """How many there are, and how many samples."""
    if not target.facts.axes:
        return f"{are(target)} a single number, the data has {count(wanted, 'sample')}"
    labels = count(target.facts.samples, "label")
    return f"there {'is' if target.facts.samples == 1 else 'are'} {labels}{of(target)}, " + (
        f"{found(target.facts)}, for {count(wanted, 'sample')}"
    )


def advice(labels: Facts, wanted: int) -> str:
    """What to do; labels with the samples on another axis are to be transposed."""
    if wanted in labels.axes[1:]:
        axis = labels.axes.index(wanted)
        return f"axis {axis} of the labels has the samples: y = np.moveaxis(y, {axis}, 0)"
    return "make data and labels from the same rows, do not cut one to fit the other"
