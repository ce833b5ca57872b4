"""Data that no known mishap explains

What it is
    Neither an axis missing, nor one too many, nor a wrong order, nor two of these together lead from the
    data to what the model takes, and no other finding says why.

Why it matters
    The data is probably not meant for this model, or something was done to it that this tool does not know.

What Keras says
    Whatever it meets first: the rank, the number of timesteps, or a matrix product inside the first cell.

Example
    ``x`` of shape (200, 7, 9, 11) for a model of ``Input((50, 100))``; a list of arrays of 1 and of 2 axes;
    a dict with one array for each feature.

Cure
    None that a tool could know. Compare the shapes, step by step from where the data is made. Features in
    arrays of their own: ``x = np.stack([data["open"], data["close"]], axis=-1)``, in the order of the
    training. Pictures whose pixels are the features: ``x = x.reshape(*x.shape[:2], -1)``.

Risk
    ``reshape`` makes any shape of any array with as many values, and mixes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.feature_axes import (
    joined_features_code,
    split_feature_axes,
    split_features_words,
)
from lstmdoctor.checks.shared.words import found_shape_words, join_with_or, model_takes_words, shape_evidence
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.samples import features_apart
from lstmdoctor.text import count_noun, python_literal, safe_text, shape_text

FAULT = Fault(
    "LD299",
    "does-not-fit",
    "error",
    meaning="no known mishap leads from one to the other",
    cure=Cure("compare the two shapes from where the data is made", "print(model.input_shape, x.shape)"),
)
SHOWN = 8

EXPLAIN = frozenset(
    {
        "LD105",
        "LD107",
        "LD108",
        "LD154",
        "LD162",
        "LD206",
        "LD210",
        "LD301",
        "LD302",
        "LD503",
        "LD604",
        "LD605",
    }
)
"""Codes of findings that say by themselves why no reading leads to the model."""


def find(case: Case) -> Iterator[Finding]:
    """Every input without a reading; a diagnosis keeps it where no other finding explains the same input."""
    yield from feature_array_findings(case)
    for pair in case.pairs:
        if pair.input.shape is not None and not pair.readings:
            yield FAULT.found(
                pair.input.name,
                misfit_message(pair),
                inner_axis_advice(pair) or feature_axes_advice(pair) or FAULT.cure.help,
                evidence={**shape_evidence(pair), "ranks": list(pair.facts.ranks)},
            )


def feature_array_findings(case: Case) -> Iterator[Finding]:
    """One feature under each name."""
    if not features_apart(case):
        return
    spec, arrays = case.missing[0], case.unknown
    wanted = spec.shape or ()
    joined = "concatenate" if arrays[0].facts.rank == len(wanted) else "stack"
    names = ", ".join(safe_text(python_literal(array.name)) for array in arrays[:SHOWN]) + ", ..." * (
        len(arrays) > SHOWN
    )
    yield FAULT.found(
        spec.name,
        f"{count_noun(len(arrays), 'array')} of shape {found_shape_words(arrays[0].facts)}, "
        f"'{safe_text(arrays[0].name)}' to "
        f"'{safe_text(arrays[-1].name)}', each one feature, the model takes {shape_text(wanted)} as one "
        "array",
        "join them in the order of the features in the training, which no file tells: "
        f"x = np.{joined}([data[name] for name in ({names})], axis=-1)",
        evidence={"arrays": [array.name for array in arrays], "expected": list(wanted)},
    )


def misfit_message(pair: Pair) -> str:
    """The two shapes, and the labels where they are what contradicts."""
    facts = pair.facts
    if facts.mixed_rank:
        ranks = join_with_or([str(rank - 1) for rank in facts.ranks])
        return f"the sequences have {ranks} axes, all in one list, {model_takes_words(pair)}"
    labels = pair.goal.labels
    counted = f" and there are {labels:,} labels" if labels in facts.axes else ""
    noun = f"a list of {facts.samples:,} arrays, as an array" if facts.container == "list" else "the data is"
    return f"{noun} {found_shape_words(facts)}{counted}, {model_takes_words(pair)}: {misfit_meaning(pair)}"


def misfit_meaning(pair: Pair) -> str:
    """What is known to be wrong."""
    if pair.facts.container == "array" and not pair.facts.axes:
        return "one value is no array of samples"
    axis, features = missing_inner_axis(pair), feature_axes(pair)
    if features:
        return split_features_words(features)
    return FAULT.meaning if axis is None else f"it lacks axis {axis}, which has size 1"


def feature_axes(pair: Pair) -> tuple[int, ...]:
    """Sizes of the axes that the features of an array stand on, where there are several."""
    axes = tuple(axis for axis in pair.facts.axes if isinstance(axis, int))
    whole = pair.facts.container == "array" and len(axes) == pair.facts.rank
    return split_feature_axes(pair.input.shape or (), axes) if whole else ()


def feature_axes_advice(pair: Pair) -> str:
    """How they become one axis; "" where that is not it."""
    code = joined_features_code(pair.input.shape or ())
    return f"make one axis of them: {code}" if feature_axes(pair) else ""


def inner_axis_advice(pair: Pair) -> str:
    """How to add the one axis that is missing; "" where that is not it."""
    axis = missing_inner_axis(pair)
    return "" if axis is None else f"add the axis: x = np.expand_dims(x, axis={axis})"


def missing_inner_axis(pair: Pair) -> int | None:
    """Position of the axis of size 1 between time and the last that the data lacks, and nothing else.

    ConvLSTM2D on rows of a series wants such: (N, 4, 1, 8, 3).
    """
    shape, axes = pair.input.shape or (), pair.facts.axes
    if pair.facts.container != "array" or pair.facts.mixed_rank or len(shape) != len(axes) + 1:
        return None
    for axis in range(2, len(shape) - 1):
        rest = zip((*shape[1:axis], *shape[axis + 1 :]), axes[1:], strict=True)
        if shape[axis] == 1 and all(size in (None, found) for size, found in rest):
            return axis
    return None
