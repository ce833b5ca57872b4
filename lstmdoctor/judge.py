"""What Keras accepts without being helped, and what a shape or a dtype says to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from lstmdoctor.facts import Axis, Facts
from lstmdoctor.findings import Case, Named, Pair
from lstmdoctor.spec import InputSpec, ModelSpec, OutputSpec, Shape

ASIDE = frozenset({"stack", "pad", "truncate", "cast", "drop-remainder", "pad-batch"})
"""Edits that neither add nor drop an axis of an array."""
TRAINING = (
    "x_train",
    "xtrain",
    "train_x",
    "train",
    "x",
    "inputs",
    "input",
    "input_ids",
    "data",
    "features",
    "sequences",
)
"""Names of the array that a model is trained on, the surest first."""
ENDS = r"(?=[xy]?(?![a-z])|(?-i:(?<=[a-z])[A-Z])|data|set|labels?|targets?|inputs?|features?|seq|samples?)"
"""Where the name of a set ends: `val` in `val_x`, `valX`, `valdata` and `val2`, not in `values`."""
OTHER_SETS = re.compile(
    rf"(?:(?:^|[_/])(?:valid|dev|eval|evaluation)|(?:^|[_xy/])(?:test|testing|val|validation)){ENDS}", re.I
)
"""Names of arrays of another set."""
SPLIT = re.compile(
    r"(?:^|[_\-. xy/])(train|training|tr|test|testing|te|val|valid|validation|dev|eval|evaluation)" + ENDS,
    re.I,
)
WEIGHTS = re.compile(r"(?:[a-z]+[_\-. ]?)?sample[_\-. ]?weights?(?:[_\-. ]?[a-z]+)?", re.IGNORECASE)
"""Names of the weights of the samples, which stand beside the labels."""
SETS = 6
"""Arrays in ``np.savez(path, x_train, y_train, x_val, y_val, x_test, y_test)``; more are sequences."""


def adjusts(model: ModelSpec, pair: Pair) -> bool:
    """Whether Keras makes the last axis right by itself, in Sequential and Functional models.

    Both conform the data to the saved shape by adding or dropping a last axis of size 1, and no other
    (``_adjust_input_rank`` in keras/src/models/functional.py, ``_conform_to_reference_input`` in tf.keras 2).
    A subclassed model does not.
    """
    if model.kind == "other" or pair.cause is None:
        return False
    shaping = [step for step in pair.cause.steps if step.edit.id not in ASIDE]
    if len(shaping) != 1:
        return False
    step = shaping[0]
    if step.edit.id == "drop-axis":
        axis = step.edit.args()["axis"]
        # Of several axes of size 1 at the end it does not matter which one goes.
        return isinstance(axis, int) and set(step.before.axes[axis:]) == {1}
    return step.edit.id == "add-feature-axis"


def agrees(spec: InputSpec, facts: Facts) -> bool:
    """Whether rank and every fixed axis but the first agree."""
    if spec.shape is None or facts.rank != len(spec.shape):
        return False
    return all(a is None or a == b for a, b in zip(spec.shape[1:], facts.axes[1:], strict=True))


def is_label_of(facts: Facts, output: OutputSpec) -> bool:
    """Whether an array has the shape of an output, or one value for each of its rows."""
    if output.shape is None or facts.mixed_rank:
        return output.shape is None
    axes, wanted = facts.axes[1:], output.shape[1:]
    shapes = (wanted, wanted[:-1], (*wanted[:-1], 1))
    return any(
        len(axes) == len(one) and all(size in (None, axis) for size, axis in zip(one, axes, strict=True))
        for one in shapes
    )


def short(member: Facts, wanted: Shape | None) -> bool:
    """Whether this is one sample rather than a batch; of one feature a batch may lack the axis."""
    if wanted is None or member.rank >= len(wanted):
        return False
    axes = (*member.axes, 1)
    batch = member.rank > 1 and member.axes[-1] != 1 and len(axes) == len(wanted)
    return not (batch and all(a in (b, None) for a, b in zip(wanted[1:], axes[1:], strict=True)))


def sequences(spec: InputSpec, arrays: Sequence[Facts]) -> bool:
    """Whether each of several arrays is one sample for an input, and none of them a batch or its labels.

    Many arrays must be alike but for one axis, a few of them exactly what one sample is.
    """
    wanted = spec.shape
    if wanted is None or spec.time_major or not all(one.axes and short(one, wanted) for one in arrays):
        return False
    if len(arrays) <= SETS:
        return len(wanted) > 2 and all(one.axes == wanted[1:] for one in arrays)
    shapes = {one.axes for one in arrays}
    same_rank = len({one.rank for one in arrays}) == 1
    return same_rank and sum(len(set(sizes)) > 1 for sizes in zip(*shapes, strict=True)) <= 1


def samples_by_name(inputs: Sequence[InputSpec], arrays: Mapping[str, Facts]) -> bool:
    """Whether a dict holds one sample under each name: ``{"patient_1": (50, 3), "patient_2": (42, 3), ...}``.

    Each is what one sample of the only input is, but for its timesteps.
    """
    if len(arrays) < 2 or len(inputs) != 1 or any(map(told, arrays)):
        return False
    spec = inputs[0]
    rest = (spec.shape or ())[1:]
    timed = len(rest) > 1 or spec.embedding is not None

    def sample(one: Facts) -> bool:
        axes = (*one.axes, 1) if len(rest) == one.rank + 1 and rest[-1] == 1 else one.axes
        pairs = list(zip(rest, axes, strict=False))[1 if timed else 0 :]
        return one.container == "array" and len(axes) == len(rest) and all(a in (None, b) for a, b in pairs)

    return all(map(sample, arrays.values())) and sequences(spec, list(arrays.values()))


def features_by_name(inputs: Sequence[InputSpec], arrays: Mapping[str, Facts]) -> bool:
    """Whether a dict holds one feature under each name: ``{"open": (200, 50), "close": (200, 50), ...}``.

    There are as many as the only input has features, all alike. Each has every axis but that of the features,
    or is a series that is still to be cut into windows.
    """
    wanted = inputs[0].shape if len(inputs) == 1 and not inputs[0].time_major else None
    alike = {(one.container, one.axes) for one in arrays.values()}
    if wanted is None or len(wanted) < 3 or len(arrays) != wanted[-1] or any(map(told, arrays)):
        return False
    if len(arrays) < 2 or len(alike) != 1:
        return False
    [(container, axes)] = alike
    axes = axes[:-1] if len(axes) == len(wanted) and axes[-1] == 1 else axes
    fits = all(size in (None, axis) for size, axis in zip(wanted[1:-1], axes[1:], strict=False))
    series = len(axes) == len(wanted) - 2
    return container == "array" and (series or (len(axes) == len(wanted) - 1 and fits))


def samples_apart(case: Case) -> bool:
    """Whether the arrays of the file are the samples of the only input, one by one."""
    return none_paired(case) and samples_by_name(case.missing, by_telling(case))


def features_apart(case: Case) -> bool:
    """Whether the arrays of the file are the features of the only input, one by one."""
    return none_paired(case) and features_by_name(case.missing, by_telling(case))


def none_paired(case: Case) -> bool:
    """Whether no input has an array."""
    return len(case.missing) == len(case.model.inputs)


def by_telling(case: Case) -> dict[str, Facts]:
    """The arrays that no input took, by the names that tell of them."""
    return {array.telling: array.facts for array in case.unknown}


def own_labels(data: Sequence[str], labels: Sequence[Named], outputs: Collection[str] = ()) -> list[Named]:
    """The labels that belong to the set of the first of these names, or all where none does; no weights.

    Labels that are called as an output of the model belong to it, though a set has such a name: ``val``.
    """
    wanted = split(data[0]) if data else ""
    kept = [named for named in labels if not are_weights(named.telling)]
    named = [one for one in kept if one.telling.rpartition("/")[2] in outputs or split(one.telling) == wanted]
    return named or kept


def own_weights(data: Sequence[str], labels: Sequence[Named]) -> list[Named]:
    """The weights of the samples of that set."""
    wanted = split(data[0]) if data else ""
    return [one for one in labels if are_weights(one.telling) and split(one.telling) in ("", wanted)]


def split(name: str) -> str:
    """``te`` of ``y_test``; "" of a name without a split."""
    found = SPLIT.search(name)
    return found[1].lower()[:2] if found else ""


def are_weights(name: str) -> bool:
    """Whether an array of this name holds a weight for each sample."""
    return WEIGHTS.fullmatch(name.rpartition("/")[2]) is not None


def told(name: str) -> bool:
    """Whether a name says what an array is, all the data or another set of it, and not which sample."""
    return name.lower() in TRAINING or OTHER_SETS.search(name) is not None


def feature_axis(pair: Pair) -> Axis | None:
    """The last axis of data that nothing explains, where it counts features and is not what is wanted.

    A wrong number of timesteps, a list or a singleton axis beside it is overlooked.
    """
    goal = pair.goal
    if pair.readings or goal.features is None or (goal.rank == 2 and goal.timed):
        return None
    seen = (pair.cause.result if pair.cause is not None else None) or pair.facts
    if seen.mixed_rank or (pair.cause is None and seen.rank != goal.rank):
        return None
    return None if seen.axes[-1] == goal.features else seen.axes[-1]


def kind(dtype: str) -> str:
    """NumPy's letter for a dtype of `Facts`: f, i, u, b, c, ...; "" for what NumPy has no such name for."""
    try:
        return np.dtype(dtype).kind
    except TypeError:
        return ""
