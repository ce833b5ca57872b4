"""Another number of labels than of samples

What it is
    The first axis of the labels, or of the weights of the samples, is not as long as that of the data.

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

from collections.abc import Collection, Iterator

from lstmdoctor.checks.targets import Target, are, evidence, of, targets
from lstmdoctor.checks.words import found
from lstmdoctor.facts import Facts, lengths
from lstmdoctor.findings import Case, Fault, Finding, Pair
from lstmdoctor.judge import own_weights
from lstmdoctor.readings import Reading, Step
from lstmdoctor.text import count, safe

FAULT = Fault("LD701", "label-count", "error")

CARRIES_LABELS = frozenset({"window", "drop-remainder", "pad-batch"})
"""Edits that change the number of samples and take the labels along."""
STRIDES = 100
"""Labels of windows are known again up to this stride."""


def find(case: Case) -> Iterator[Finding]:
    """Labels that no reading of the first input with samples can use."""
    numbers = [samples(pair) for pair in case.pairs if pair.facts.axes and not pair.input.time_major]
    if not numbers or not numbers[0]:
        return
    for target in targets(case):
        labels = target.facts.samples
        if not any(labels in right for right in numbers[0]):
            wanted = max(numbers[0][0], default=0)
            yield Finding(
                FAULT,
                FAULT.severity,
                None,
                message(target, wanted),
                advice(target.facts, wanted),
                evidence={**evidence(target), "samples": wanted, "number": labels},
            )
    for array in own_weights([pair.array.telling for pair in case.pairs], case.labels):
        weights, wanted = array.facts.samples, max(numbers[0][0], default=0)
        if not any(weights in right for right in numbers[0]):
            yield Finding(
                FAULT,
                FAULT.severity,
                None,
                f"there are {count(weights, 'weight')} in '{safe(array.name)}' for {count(wanted, 'sample')}",
                "make data, labels and weights from the same rows, do not cut one to fit the other",
                evidence={"samples": wanted, "number": weights},
            )


def samples(pair: Pair) -> list[Collection[int]]:
    """The numbers of labels that go with each of the readings of an input, the likeliest first."""
    if pair.readings:
        return [with_labels(reading, pair.facts) for reading in pair.readings]
    if pair.cause is not None:
        return [with_labels(pair.cause, pair.facts)]
    wanted = pair.input.shape
    return [{pair.facts.samples}] if wanted is None or len(wanted) == pair.facts.rank else []


def with_labels(reading: Reading, facts: Facts) -> Collection[int]:
    """The numbers of labels that go with a reading.

    An edit that takes labels along wants one for each sample before it, and one for each after it will do.
    A window of one series may also have lost a horizon: any number up to one for each step.
    """
    for step in reading.steps:
        if step.edit.id == "window":
            series = step.before.rank < step.after.rank
            return range(1, step.before.samples + 1) if series else windows(step)
        if step.edit.id in CARRIES_LABELS:
            return {step.before.samples, step.after.samples}
    return {(reading.result or facts).samples}


def windows(step: Step) -> Collection[int]:
    """One label for each sequence, or for each window; where no stride is named, of any stride."""
    timesteps, stride = (step.edit.args()[name] for name in ("timesteps", "stride"))
    if not isinstance(timesteps, int) or not isinstance(stride, int):
        return range(1, step.after.samples + 1)
    sizes = lengths(step.before.axes[1], step.before.samples)
    numbers = {step.before.samples, step.after.samples}
    for every in range(1, STRIDES) if stride == 1 else (stride,):
        numbers.add(sum(max(0, (size - timesteps) // every + 1) * number for size, number in sizes))
    return numbers


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
