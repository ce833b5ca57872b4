"""What Keras accepts without being helped, and what a shape or a dtype says to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lstmdoctor.core.cases import Case
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.spec import InputSpec, Shape
from lstmdoctor.roles.names import names_a_set

SETS = 6
"""Arrays in ``np.savez(path, x_train, y_train, x_val, y_val, x_test, y_test)``; more are sequences."""


def has_input_shape(spec: InputSpec, facts: Facts) -> bool:
    """Whether rank and every fixed axis but the first agree."""
    if spec.shape is None or facts.rank != len(spec.shape):
        return False
    return all(a is None or a == b for a, b in zip(spec.shape[1:], facts.axes[1:], strict=True))


def is_one_sample(member: Facts, wanted: Shape | None) -> bool:
    """Whether this is one sample rather than a batch; of one feature a batch may lack the axis."""
    if wanted is None or member.rank >= len(wanted):
        return False
    axes = (*member.axes, 1)
    batch = member.rank > 1 and member.axes[-1] != 1 and len(axes) == len(wanted)
    return not (batch and all(a in (b, None) for a, b in zip(wanted[1:], axes[1:], strict=True)))


def is_list_of_samples(spec: InputSpec, arrays: Sequence[Facts]) -> bool:
    """Whether each of several arrays is one sample for an input, and none of them a batch or its labels.

    Many arrays must be alike but for one axis, a few of them exactly what one sample is.
    """
    wanted = spec.shape
    if (
        wanted is None
        or spec.time_major
        or not all(one.axes and is_one_sample(one, wanted) for one in arrays)
    ):
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
    if len(arrays) < 2 or len(inputs) != 1 or any(map(names_a_set, arrays)):
        return False
    spec = inputs[0]
    rest = (spec.shape or ())[1:]
    timed = len(rest) > 1 or spec.embedding is not None

    def sample(one: Facts) -> bool:
        axes = (*one.axes, 1) if len(rest) == one.rank + 1 and rest[-1] == 1 else one.axes
        pairs = list(zip(rest, axes, strict=False))[1 if timed else 0 :]
        return one.container == "array" and len(axes) == len(rest) and all(a in (None, b) for a, b in pairs)

    return all(map(sample, arrays.values())) and is_list_of_samples(spec, list(arrays.values()))


def features_by_name(inputs: Sequence[InputSpec], arrays: Mapping[str, Facts]) -> bool:
    """Whether a dict holds one feature under each name: ``{"open": (200, 50), "close": (200, 50), ...}``.

    There are as many as the only input has features, all alike. Each has every axis but that of the features,
    or is a series that is still to be cut into windows.
    """
    wanted = inputs[0].shape if len(inputs) == 1 and not inputs[0].time_major else None
    alike = {(one.container, one.axes) for one in arrays.values()}
    if wanted is None or len(wanted) < 3 or len(arrays) != wanted[-1] or any(map(names_a_set, arrays)):
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
