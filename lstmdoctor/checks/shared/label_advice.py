"""How labels and an output of two shapes become one: which of the two is meant is read off their axes.

The likeliest mistakes come first: a time axis that only one of the two has, class ids under a loss that
compares value by value, another number of columns. Where none is seen, both shapes are named.
"""

from __future__ import annotations

from lstmdoctor.checks.shared.targets import BATCH, Target, compare_label_shape, takes_class_ids
from lstmdoctor.core.cases import Case
from lstmdoctor.core.spec import Shape
from lstmdoctor.text import count_noun, safe_text, shape_text


def label_shape_advice(case: Case, target: Target) -> str:
    """What makes the labels and the output of the model one shape."""
    if has_label_per_sequence(target):
        return "set return_sequences=False in the last recurrent layer, or give every timestep its label"
    if has_label_per_timestep(case, target):
        return "set return_sequences=True in the last recurrent layer, or give every sequence one label"
    if holds_ids_of_units(target):
        return class_ids_advice(target)
    if target.output.comparison == "sparse":
        return f"make labels of shape {wanted_label_shape(target)}: one id for each row of classes"
    return unequal_columns_advice(target) or (
        f"make labels of shape {wanted_label_shape(target)}, or a model that gives "
        f"{shape_text((None, *target.axes[1:]))}"
    )


def has_label_per_sequence(target: Target) -> bool:
    """Whether the model gives a value for every timestep and there is one label a sequence."""
    output, labels = target.shape or (), target.axes
    if len(output) < 3:
        return False
    ones = all(axis == 1 for axis in labels[1:-1]) and labels[1:] in ((), (1,), (1, 1))
    return ones or fits_output(target, output[2:], labels[1:])


def has_label_per_timestep(case: Case, target: Target) -> bool:
    """Whether the model gives a value for every sequence and there is one label for every timestep.

    A second axis behind which there is no other may hold columns as well, but for ids: it says nothing then.
    """
    labels, steps = target.axes, [pair.facts.axes[1] for pair in case.pairs if pair.facts.rank > 1]
    behind = labels[2:]
    told = bool(behind) or (target.output.comparison == "sparse" and len(labels) > 1)
    return told and labels[1] in steps and fits_output(target, (target.shape or ())[1:], behind)


def fits_output(target: Target, output: Shape, labels: Shape) -> bool:
    """Whether labels with these axes behind the batch would do for an output with those."""
    if target.output.comparison == "sparse":
        return takes_class_ids((BATCH, *output), (BATCH, *labels))
    return compare_label_shape((BATCH, *output), (BATCH, *labels)) == "same"


def holds_ids_of_units(target: Target) -> bool:
    """Whether the labels are ids of the units of a classifier whose loss compares value by value."""
    units, values = target.units or 1, target.facts.values
    ids = takes_class_ids(target.shape or (), target.axes) and target.whole_numbers
    inside = values is None or (values.low >= 0 and values.high < units)
    classifies = target.output.comparison == "strict" or target.output.activation == "softmax"
    return units > 1 and ids and inside and classifies


def class_ids_advice(target: Target) -> str:
    """The loss for ids, or their encoding; for two classes one unit does as well."""
    binary = target.units == 2 and target.output.comparison == "strict"
    softmax = "softmax and compile with sparse_categorical_crossentropy"
    ending = f"end {end_of_model(target)} with {'1 unit and sigmoid' if binary else softmax}"
    return f"{ending}, or encode the labels: y = keras.utils.to_categorical(y, {target.units})"


def unequal_columns_advice(target: Target) -> str:
    """Another number of units; "" where more than the last axis differs."""
    output, labels = target.shape or (), target.axes
    labels = labels if len(labels) == len(output) else (*labels, 1)
    columns, units = labels[-1], output[-1] if output else None
    if len(labels) != len(output) or columns in (None, units) or units is None:
        return ""
    if compare_label_shape((BATCH, *output[1:-1]), (BATCH, *labels[1:-1])) != "same":
        return ""
    kept = "keep the one column that it predicts"
    labels_then = kept if units == 1 else f"make labels of shape {wanted_label_shape(target)}"
    return f"end {end_of_model(target)} with {count_noun(columns or 0, 'unit')}, or {labels_then}"


def end_of_model(target: Target) -> str:
    """``the model``, or one of its outputs."""
    return f"output '{safe_text(target.output.name)}'" if target.several else "the model"


def wanted_label_shape(target: Target) -> str:
    """The shape of labels that would do: one id for each row of classes, or one label for each value."""
    axes = (target.facts.samples, *(target.shape or ())[1:])
    return shape_text(axes[:-1] if target.output.comparison == "sparse" and len(axes) > 1 else axes)
