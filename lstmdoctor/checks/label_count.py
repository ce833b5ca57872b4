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

from lstmdoctor.checks.shared.crossed_targets import label_targets
from lstmdoctor.checks.shared.targets import (
    Target,
    label_evidence,
    label_output_words,
    label_subject_words,
)
from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Facts, axis_histogram
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.readings import Reading, Step
from lstmdoctor.roles.labels import own_weights
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD701",
    "label-count",
    "error",
    meaning="there is not one label for each sample",
    cure=Cure(
        "make data, labels and weights from the same rows, do not cut one to fit the other",
        "print(np.shape(x), np.shape(y))",
    ),
)

"""Edits that change the number of samples and take the labels along."""
STRIDES = 100
"""Labels of windows are known again up to this stride."""


def find(case: Case) -> Iterator[Finding]:
    """Labels that no reading of the first input with samples can use."""
    numbers = [
        expected_label_counts(pair) for pair in case.pairs if pair.facts.axes and not pair.input.time_major
    ]
    if not numbers or not numbers[0]:
        return
    for target in label_targets(case):
        labels = target.facts.samples
        if not any(labels in right for right in numbers[0]):
            wanted = max(numbers[0][0], default=0)
            yield FAULT.found(
                None,
                label_count_message(target, wanted),
                shift_advice(case, target.facts, wanted) or label_count_advice(case, target.facts, wanted),
                evidence={**label_evidence(target), "samples": wanted, "number": labels},
            )
    for array in own_weights([pair.array.telling for pair in case.pairs], case.labels):
        weights, wanted = array.facts.samples, max(numbers[0][0], default=0)
        if not any(weights in right for right in numbers[0]):
            yield FAULT.found(
                None,
                f"there are {count_noun(weights, 'weight')} in '{safe_text(array.name)}' for "
                f"{count_noun(wanted, 'sample')}",
                evidence={"samples": wanted, "number": weights},
            )


def expected_label_counts(pair: Pair) -> list[Collection[int]]:
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
            return range(1, step.before.samples + 1) if series else window_label_counts(step)
        if step.edit.traits.carries_labels:
            return {step.before.samples, step.after.samples}
    return {(reading.result or facts).samples}


def window_label_counts(step: Step) -> Collection[int]:
    """One label for each sequence, or for each window; where no stride is named, of any stride."""
    timesteps, stride = (step.edit.args()[name] for name in ("timesteps", "stride"))
    if not isinstance(timesteps, int) or not isinstance(stride, int):
        return range(1, step.after.samples + 1)
    sizes = axis_histogram(step.before.axes[1], step.before.samples)
    numbers = {step.before.samples, step.after.samples}
    for every in range(1, STRIDES) if stride == 1 else (stride,):
        numbers.add(sum(max(0, (size - timesteps) // every + 1) * number for size, number in sizes))
    return numbers


def label_count_message(target: Target, wanted: int) -> str:
    """How many there are, and how many samples."""
    if not target.facts.axes:
        return f"{label_subject_words(target)} a single number, the data has {count_noun(wanted, 'sample')}"
    labels = count_noun(target.facts.samples, "label")
    return f"there {'is' if target.facts.samples == 1 else 'are'} {labels}{label_output_words(target)}, " + (
        f"{found_shape_words(target.facts)}, for {count_noun(wanted, 'sample')}"
    )


def shift_advice(case: Case, labels: Facts, wanted: int) -> str | None:
    """How labels of a series go with windows of it that were cut before; None of other numbers.

    A series of n steps has n - T windows of T steps with a step after them, and one more without.
    """
    pair = case.pairs[0]
    steps = pair.facts.axes[1] if pair.fits and pair.goal.timed and pair.facts.rank > 2 else None
    if not isinstance(steps, int) or steps < 2:
        return None
    match labels.samples - wanted:
        case over if over == steps:
            return f"if these are windows of one series, take the step after each: y = y[{steps}:]"
        case over if over == steps - 1:
            return (
                "if these are windows of one series, take the step after each, the last has none: "
                f"x, y = x[:-1], y[{steps}:]"
            )
        case _:
            return None


def label_count_advice(case: Case, labels: Facts, wanted: int) -> str:
    """What to do; labels with the samples on another axis are to be transposed."""
    if case.table is not None and case.table.taken.id:
        return "add the labels to the table, and name the column: --target COLUMN"
    if wanted in labels.axes[1:]:
        axis = labels.axes.index(wanted)
        return f"axis {axis} of the labels has the samples: y = np.moveaxis(y, {axis}, 0)"
    return "make data and labels from the same rows, do not cut one to fit the other"
