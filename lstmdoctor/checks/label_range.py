"""Labels outside the values that the output can take

What it is
    Class ids below 0 or beyond the number of units, often because they count from 1; labels for
    ``binary_crossentropy`` or ``categorical_crossentropy`` outside 0 to 1; labels of -1 and 1 for a sigmoid.

Why it matters
    There is no output for such a label. On a CPU a class id beyond the units stops the training, on a GPU
    its loss is NaN. Cross-entropies of labels outside 0 to 1 fall below zero without end.

What Keras says
    Class ids, on a CPU: ``Received a label value of 5 which is outside the valid range of [0, 5)``. Anything
    else: nothing.

Example
    ``y`` with the ids 1 to 5 for a model of ``Dense(5, activation="softmax")``; ``y`` of -1 and 1 for
    ``Dense(1, activation="sigmoid")``.

Cure
    Ids from 1: ``y = y - 1``, which ``lstmdoctor fix --label-cure from-zero --labels-output y.npy`` writes
    with the data. Labels of -1 and 1: ``y = (y + 1) / 2``. Ids beyond the classes that the model
    was built for: build it with as many units as there are classes.

Risk
    ``Dense(6)`` in place of ``y - 1`` silences Keras; one unit then stands for a class that never comes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lstmdoctor.checks.shared.crossed_targets import label_targets
from lstmdoctor.checks.shared.label_cures import (
    counts_from_one,
    label_cure_advice,
    label_cure_remedy,
)
from lstmdoctor.checks.shared.targets import (
    Target,
    label_evidence,
    label_match_kind,
    label_output_words,
    label_subject_words,
    takes_class_ids,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding, Severity
from lstmdoctor.core.values import Values
from lstmdoctor.keras_rules.losses import DISTANCES
from lstmdoctor.text import count_noun, number_text

FAULT = Fault(
    "LD705",
    "label-range",
    "error",
    meaning="a label is no class of the output",
    cure=Cure("count the classes from 0, or give the last layer more units", "print(y.min(), y.max())"),
)

BOUNDED = frozenset({"sigmoid", "hard_sigmoid", "softmax"})
"""Activations that give nothing outside 0 to 1."""
Words = tuple[str, str, Severity]
SHIFT = "y = y - 1"
"""What ids that are counted from 1 need."""


def find(case: Case) -> Iterator[Finding]:
    """Labels whose smallest or largest value no output of the model can be."""
    for target in label_targets(case):
        values = target.facts.values
        words = label_range_words(case, target, values) if values is not None else None
        if values is not None and words is not None:
            message, advice, severity = words
            numbers = {"low": values.low, "high": values.high, "units": target.units}
            shifts = advice.endswith(SHIFT)
            yield FAULT.found(
                None,
                message,
                advice + label_cure_advice(case, target, "from-zero") if shifts else advice,
                severity=severity,
                remedy=label_cure_remedy(case, target, "from-zero") if shifts else "none",
                evidence={**label_evidence(target), **numbers},
                label_cure=("from-zero",) if shifts else (),
            )


def label_range_words(case: Case, target: Target, values: Values) -> Words | None:
    """Message, help and severity; None where every label can be met."""
    if math.isnan(values.low):
        return None
    way, met = target.output.comparison, label_match_kind(case, target)
    if way == "sparse" and met != "one-hot":
        return class_id_words(target, values)
    if way == "none" and met == "same" and target.output.activation == "softmax" and values.integral:
        return class_id_words(target, values) if takes_class_ids(target.shape or (), target.axes) else None
    if values.low >= 0 and values.high <= 1:
        return None
    if way == "strict" or (way == "categorical" and met == "same"):
        return label_bounds_words(target, values, f"{target.output.loss} takes 0 to 1")
    if target.output.activation in BOUNDED and target.output.loss in DISTANCES | {None}:
        return unreachable_label_words(target, values)
    return None


def class_id_words(target: Target, values: Values) -> Words | None:
    """Class ids that have no unit."""
    units = target.units
    if units is None or not values.integral:
        return None
    odd = {value for value in (values.low, values.high) if not 0 <= value < units}
    if not odd - {target.output.ignored}:
        return None
    return (
        f"the class ids{label_output_words(target)} are {number_text(values.low)} to "
        f"{number_text(values.high)}, the model has "
        f"{count_noun(units, 'unit')} for the ids 0 to {units - 1:,}",
        f"count the classes from 0: {SHIFT}"
        if counts_from_one(target)
        else f"number the classes from 0 to {units - 1}, or build the model with a unit for each class",
        "error",
    )


def label_bounds_words(target: Target, values: Values, takes: str) -> Words:
    """Labels that are no shares."""
    low, high = number_text(values.low), number_text(values.high)
    return (f"{label_subject_words(target)} {low} to {high}, {takes}", label_rescale_advice(values), "error")


def unreachable_label_words(target: Target, values: Values) -> Words | None:
    """Labels that a bounded activation never gives; a little beyond the bounds is left alone."""
    signs = values.integral and values.low == -1 and values.high == 1
    if not signs and values.low > -1 and values.high < 2:
        return None
    words = label_bounds_words(
        target, values, f"the last activation is {target.output.activation}, which gives 0 to 1"
    )
    return (
        *words[:2],
        "error" if signs and target.output.loss else "warning" if target.output.loss else "note",
    )


def label_rescale_advice(values: Values) -> str:
    """How labels of this range become shares."""
    if values.integral and (values.low, values.high) == (-1, 1):
        return "make them 0 and 1: y = (y + 1) / 2"
    if values.integral and (values.low, values.high) == (1, 2):
        return f"make them 0 and 1: {SHIFT}"
    return "scale the labels to 0 to 1, or take a loss and an activation for quantities"
