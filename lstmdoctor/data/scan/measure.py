"""Facts of samples at hand that need no look at a value: axes, ranks, dtypes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Axis, Facts, Wrapping, axis_from_counts
from lstmdoctor.data.sequences.source import shown_dtype_name
from lstmdoctor.errors import Unreadable

MOST_STEPS = 1 << 59
"""NumPy counts the bytes of an array that has none as if no axis were 0, up to 2^63; a value may take 16."""
Shape = tuple[int, ...]


def array_facts(shape: Shape, dtype: np.dtype[Any], wrapping: Wrapping = "") -> Facts:
    """Facts of an array of which only the header is known."""
    return Facts(
        axes=shape,
        container="array",
        dtypes=(shown_dtype_name(dtype),),
        wrapping=wrapping,
        fields=tuple(dtype.names or ()),
    )


def list_facts(
    shapes: Sequence[Shape],
    dtypes: Iterable[np.dtype[Any]],
    wrapping: Wrapping = "list",
    fields: Iterable[str] = (),
) -> Facts:
    """Facts of a list of sequences of which only the shapes and the dtypes that occur are known."""
    axes, ranks = joint_axes(shapes)
    return Facts(
        axes=axes,
        container="list",
        dtypes=tuple(sorted({shown_dtype_name(dtype) for dtype in dtypes})) or ("float64",),
        wrapping=wrapping,
        ranks=ranks,
        fields=tuple(fields),
    )


def alike_facts(sizes: np.ndarray[tuple[Any, ...], np.dtype[np.int64]], dtype: np.dtype[Any]) -> Facts:
    """The same of sequences of one dtype and rank, with a row of sizes for each."""
    rest = (axis_from_counts(_size_counts(column)) for column in sizes.T)
    return replace(array_facts((len(sizes),), dtype, "list"), axes=(len(sizes), *rest), container="list")


def _size_counts(column: np.ndarray[tuple[Any, ...], np.dtype[np.int64]]) -> dict[int, int]:
    """How often each size occurs."""
    found, counts = np.unique(column, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def joint_axes(shapes: Sequence[Shape]) -> tuple[tuple[Axis, ...], tuple[int, ...]]:
    """Axes of a list of sequences of these shapes, and the ranks that occur where they are mixed."""
    histogram = Counter(shapes)
    refuse_endless_nothing(histogram)
    ranks = sorted({len(shape) + 1 for shape in histogram})
    if len(ranks) != 1:
        return (len(shapes),), tuple(ranks)
    rest = (_joint_axis(histogram, axis) for axis in range(ranks[0] - 1))
    return (len(shapes), *rest), ()


def refuse_endless_nothing(histogram: Counter[Shape]) -> None:
    """Raise `Unreadable` where sequences without a value have more timesteps than can be laid end to end."""
    hollow = ((shape, number) for shape, number in histogram.items() if 0 in shape)
    if sum(number * math.prod(filter(None, shape)) for shape, number in hollow) > MOST_STEPS:
        raise Unreadable("its sequences of nothing are longer than those of any array")


def _joint_axis(histogram: Counter[Shape], axis: int) -> Axis:
    sizes: dict[int, int] = {}
    for shape, number in histogram.items():
        sizes[shape[axis]] = sizes.get(shape[axis], 0) + number
    return axis_from_counts(sizes)
