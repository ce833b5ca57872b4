"""Which labels belong to which output, and how the loss of that output compares the two.

The rule, measured on Keras 3.15.1 and tf.keras 2.15 over 16 losses: where the ranks differ by one and the
longer shape ends in 1, that axis is dropped (for labels of rank 1 it is added). Then NumPy's broadcasting
decides, batch axis included: shapes that broadcast are compared without a word, but cross-entropies refuse
them (tf.keras 2 only the categorical ones). ``sparse_categorical_crossentropy`` takes the output without its
last axis, with or without an axis of size 1 behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from lstmdoctor.core.cases import Case
from lstmdoctor.core.facts import Facts, fixed_axis_sizes
from lstmdoctor.core.faults import Evidence
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import Dim, OutputSpec, Shape
from lstmdoctor.keras_rules.losses import OF_QUANTITIES
from lstmdoctor.keras_rules.timesteps import count_after_all
from lstmdoctor.records import frozen_record
from lstmdoctor.roles.labels import own_labels
from lstmdoctor.text import safe_text

Meeting = Literal["same", "refused", "broadcast", "ids", "one-hot", "unknown"]

TEXT = ("str", "bytes")
"""dtypes of labels that may be the names of classes."""
BATCH = -1
"""The first axis of both shapes, which is of no fixed size and equal to itself."""


@frozen_record
class Target:
    """One output of the model and the labels for it.

    Parameters
    ----------
    output : OutputSpec
    facts : Facts
        Of the labels.
    shape : tuple of int or None, or None
        Of the output, with the timesteps of the data where they are the output's.
    axes : tuple of int or None
        Sizes of the labels as they will be after the cure of the data; None where they differ.
    several : bool
        Whether the model has other outputs.
    """

    output: OutputSpec
    facts: Facts
    shape: Shape | None
    axes: Shape
    several: bool

    @property
    def units(self) -> Dim:
        """Size of the last axis of the output, the number of classes of a classifier."""
        return self.shape[-1] if self.shape else None

    @property
    def quantities(self) -> bool:
        """Whether the loss is one of regression, and the labels are no ids of several units."""
        several = (self.units or 1) > 1 and self.shape is not None and takes_class_ids(self.shape, self.axes)
        return self.output.loss in OF_QUANTITIES and not several

    @property
    def whole_numbers(self) -> bool:
        """Whether the labels are whole numbers, by their values or, unseen, by their dtype."""
        if self.facts.values is not None:
            return self.facts.values.integral
        return all(dtype.startswith(("int", "uint", "bool")) for dtype in self.facts.dtypes)


def ordered_targets(case: Case) -> Iterator[Target]:
    """Every output whose labels are known, by name or in order."""
    outputs = case.model.outputs or (OutputSpec("", None),)
    for output, facts in output_label_pairs(outputs, case):
        shape = resolved_output_shape(case, output)
        yield Target(output, facts, shape, cured_label_axes(case, facts, shape), len(outputs) > 1)


def output_label_pairs(outputs: Sequence[OutputSpec], case: Case) -> Iterator[tuple[OutputSpec, Facts]]:
    """By name, the rest in order where there are as many labels as outputs."""
    found = unpack_label_list(own_split(case), len(outputs))
    names = [name.rsplit("/", 1)[-1] for name, _ in found]
    wanted = [output.name for output in outputs]
    rest = [facts for (_, facts), name in zip(found, names, strict=True) if name not in wanted]
    unnamed = [name for name in wanted if name not in names]
    in_order = dict(zip(unnamed, rest, strict=True)) if len(rest) == len(unnamed) else {}
    trained = any(output.loss for output in outputs)
    for output in outputs:
        facts = found[names.index(output.name)][1] if output.name in names else in_order.get(output.name)
        if facts is not None and (output.loss or not trained):
            yield output, facts


def unpack_label_list(labels: Sequence[Named], outputs: int) -> list[tuple[str, Facts]]:
    """Names and facts; one list of as many arrays as there are outputs is taken apart."""
    if len(labels) == 1 and outputs > 1 and labels[0].facts.container == "list":
        only = labels[0]
        if len(only.members) == outputs:
            return [("", facts) for facts in only.members]
        if only.facts.samples == outputs and only.facts.rank > 1:
            return [("", Facts(only.facts.axes[1:], dtypes=only.facts.dtypes))] * outputs
    return [(named.name, named.facts) for named in labels]


def label_array_names(case: Case) -> list[str]:
    """Names of the arrays of labels, "" for members of a list."""
    return [
        name.rsplit("/", 1)[-1] for name, _ in unpack_label_list(own_split(case), len(case.model.outputs))
    ]


def own_split(case: Case) -> list[Named]:
    """The labels without those of another split (``y_test`` beside ``x_train``)."""
    outputs = [output.name for output in case.model.outputs]
    return own_labels([pair.array.telling for pair in case.pairs], case.labels, outputs)


def has_regrouped_labels(case: Case) -> bool:
    """Whether the cure of the data moves its labels as well."""
    causes = [pair.cause for pair in case.pairs if pair.cause is not None]
    return any(step.edit.traits.regroups for cause in causes for step in cause.steps)


def has_transposed_labels(case: Case, axes: Shape) -> bool:
    """Whether the samples are on another axis of the labels than the first."""
    return any(pair.facts.samples in axes[1:] and axes[0] != pair.facts.samples for pair in case.pairs)


def cured_data_timesteps(case: Case, name: str) -> int | None:
    """Timesteps that the data of an input will have, where they are equal."""
    pair = next((pair for pair in case.pairs if pair.input.name == name), None)
    if pair is None:
        return None
    facts = (pair.cause.result if pair.cause is not None else None) or pair.facts
    axis = facts.axes[1] if facts.rank > 1 else None
    return axis if isinstance(axis, int) else None


def resolved_output_shape(case: Case, output: OutputSpec) -> Shape | None:
    """Shape of an output, its free timesteps filled in where they follow from those of the data."""
    shape = output.shape
    if any(spec.time_major for spec in case.model.inputs):
        return None
    if shape is None or len(shape) < 3 or shape[1] is not None or output.steps is None:
        return shape
    given = cured_data_timesteps(case, output.steps.input)
    return (shape[0], count_after_all(output.steps.changes, given) if given else None, *shape[2:])


def cured_label_axes(case: Case, facts: Facts, shape: Shape | None) -> Shape:
    """Sizes of the labels; an axis that is that of the data's timesteps is cured along with it."""
    sizes = fixed_axis_sizes(facts)
    data = [pair.facts.axes[1] for pair in case.pairs if pair.facts.rank > 1 and not pair.fits]
    if len(sizes) > 1 and shape is not None and len(shape) > 2 and facts.axes[1] in data:
        sizes[1] = shape[1]
    return tuple(sizes)


def label_match_kind(case: Case, target: Target) -> Meeting:
    """What the loss makes of these labels."""
    way, shape, axes = target.output.comparison, target.shape, target.axes
    unknown = shape is None or target.facts.mixed_rank or target.facts.ragged or not axes
    unknown = unknown or target.facts.dtype in TEXT  # what text becomes decides
    if (
        shape is None
        or unknown
        or way in ("custom", "sequence")
        or has_regrouped_labels(case)
        or has_transposed_labels(case, axes)
    ):
        return "unknown"
    direct = compare_label_shape((BATCH, *shape[1:]), (BATCH, *axes[1:]))
    if squeezed_under_mask(target, direct):
        return "refused"
    ids = takes_class_ids(shape, axes)
    if way == "sparse":
        return "same" if ids else "one-hot" if one_hot(target, direct) else "refused"
    if way == "categorical" and direct != "same":
        return "ids" if ids and target.whole_numbers and target.units != 1 else "refused"
    if way == "none" and ids:
        return "same"
    return "refused" if way == "strict" and direct == "broadcast" else direct


def squeezed_under_mask(target: Target, direct: Meeting) -> bool:
    """Whether labels (N, T) meet an output (N, T, 1) that carries a mask.

    The output loses its last axis, the loss then takes the mean over time, and what is left, one value for
    each sample, does not fit the mask of (N, T).
    """
    shape, way = target.shape or (), target.output.comparison
    flat = len(shape) == 3 and shape[-1] == 1 and len(target.axes) == 2
    return target.output.masked and flat and direct == "same" and way in ("elementwise", "strict")


def compare_label_shape(output: Shape, labels: Shape) -> Meeting:
    """Two shapes of one batch, value by value, as `squeeze_or_expand_to_same_rank` and NumPy do it."""
    if len(output) == len(labels) + 1 and output[-1] == 1:
        labels, output = ((*labels, 1), output) if len(labels) == 1 else (labels, output[:-1])
    elif len(labels) == len(output) + 1 and labels[-1] == 1:
        labels = labels[:-1]
    pairs = list(zip(reversed(output), reversed(labels), strict=False))
    if any(not is_equal_axis(a, b) and 1 not in (a, b) for a, b in pairs):
        return "refused"
    same = len(output) == len(labels) and all(is_equal_axis(a, b) for a, b in pairs)
    return "same" if same else "broadcast"


def is_equal_axis(output: Dim, labels: Dim) -> bool:
    """Whether two axes can be one; a free axis of the output is taken to be longer than 1."""
    return output == labels or labels is None or (output is None and labels > 1)


def takes_class_ids(shape: Shape, axes: Shape) -> bool:
    """Whether the labels have one value where the output has one row of classes."""
    rows = (BATCH, *shape[1:-1])
    ones = axes[len(rows) :]
    fits = len(axes) >= len(rows) and all(map(is_equal_axis, rows[1:], axes[1 : len(rows)]))
    return len(shape) > 1 and fits and ones in ((), (1,), (1, 1))


def one_hot(target: Target, direct: Meeting) -> bool:
    """Whether the labels have one value for each class."""
    if direct == "same":
        return target.units != 1
    shape, axes, values = target.shape or (), target.axes, target.facts.values
    return len(shape) == len(axes) and axes[-1] != 1 and values is not None and values.one_hot


def label_subject_words(target: Target) -> str:
    """``the labels are``, ``the labels of output 'aux' are``."""
    return f"the labels{label_output_words(target)} are"


def label_output_words(target: Target) -> str:
    """`` of output 'aux'``, where there are several."""
    return f" of output '{safe_text(target.output.name)}'" if target.several else ""


def label_evidence(target: Target) -> dict[str, Evidence]:
    """What every finding about labels carries."""
    return {
        "output": target.output.name,
        "loss": target.output.loss,
        "labels": fixed_axis_sizes(target.facts),
        "expected": list(target.shape or ()),
    }
