"""Anything with a shape and a dtype: tensors of TensorFlow, torch and JAX, their specs, HDF5 data sets."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from lstmdoctor.core.facts import AnySize, Axis, Facts
from lstmdoctor.core.spec import Shape
from lstmdoctor.data.live.look import DEVICE_BYTES, Look
from lstmdoctor.data.live.names_of_types import attribute_or_none
from lstmdoctor.data.live.sliced import SlicedSequences, is_read_by_slices
from lstmdoctor.data.live.unseen import UnseenSequences
from lstmdoctor.data.live.values import values_of_tensor
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Array, Sequences, shown_dtype_name
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text, kind_text

SLICE_BYTES = 64 << 20
"""Arrays beyond this are read a slice at a time, where they have slices."""
TEXT = "US"
"""Kinds of dtypes of text: nothing is to be seen in its values, which NumPy has as objects."""
NOT_IN_NUMPY = {
    "bfloat16": "float32",
    "string": "str",
    "half": "float16",
    "float": "float32",
    "double": "float64",
}
"""Names of dtypes that NumPy has not, or has under another name."""


@frozen_record
class Header:
    """What a tensor would be that nobody has made.

    Parameters
    ----------
    shape : tuple of int or None
    dtype : object
        As its framework has it.
    """

    shape: Shape
    dtype: object


def item_of_tensor(value: object) -> object:
    """The first item along the first axis; its header where there are no values."""
    shape, take = shape_of_tensor(value), attribute_or_none(value, "__getitem__")
    if shape is not None and hasattr(value, "__array__") and None not in shape and callable(take):
        return take(0)
    return Header((shape or ())[1:], attribute_or_none(value, "dtype"))


def holds_tensor(value: object) -> bool:
    """Whether something has a shape of known rank and a dtype, as tensors and specs of tensors have."""
    return shape_of_tensor(value) is not None and attribute_or_none(value, "dtype") is not None


def shape_of_tensor(value: object) -> Shape | None:
    """The shape, None for an axis that is not known; None as a whole where there is none."""
    shape = attribute_or_none(value, "shape")
    try:
        axes = list(shape) if isinstance(shape, Iterable) else None
        return None if axes is None else tuple(None if axis is None else int(axis) for axis in axes)
    except Exception:  # a TensorShape of unknown rank cannot be iterated
        return None


def dtype_of_tensor(value: object) -> np.dtype[Any] | None:
    """The NumPy dtype that comes nearest; None for one that is no dtype of numbers or text."""
    dtype = attribute_or_none(value, "dtype")
    if isinstance(dtype, np.dtype):
        return dtype
    own = attribute_or_none(dtype, "name")
    name = (own if isinstance(own, str) else str(dtype)).rpartition(".")[2]
    try:
        return np.dtype(NOT_IN_NUMPY.get(name, name))
    except TypeError:
        return None


def tensor_sequences(name: str, value: object, look: Look, wanted: Shape | None = None) -> Sequences:
    """A tensor; by its header where no value is asked for, where it has none, or where it is too large.

    Parameters
    ----------
    wanted : tuple of int or None, or None
        What the model takes, for the axes that the tensor does not know.
    """
    shape, dtype = shape_of_tensor(value), dtype_of_tensor(value)
    if shape is None or dtype is None:
        raise Unreadable(f"holds {kind_text(value)} whose dtype is not known")
    if None in shape:
        facts = Facts(known_axes(shape, wanted, look.any_samples), dtypes=(shown_dtype_name(dtype),))
        return UnseenSequences(name, facts, "has no values before it is run")
    sizes = tuple(size for size in shape if size is not None)
    if look.header_only or not hasattr(value, "__array__") or dtype.kind in TEXT:
        return UnseenSequences(name, array_facts(sizes, dtype), "was not looked at")
    bytes_ = math.prod(sizes) * dtype.itemsize
    if bytes_ > DEVICE_BYTES and is_far_away(value):
        remark = f"no value was looked at: {byte_size_text(bytes_)} lie on another device"
        return UnseenSequences(name, array_facts(sizes, dtype), "was not looked at", remark)
    if bytes_ > SLICE_BYTES and is_read_by_slices(value):
        return SlicedSequences(name, value, sizes, dtype)
    return ArraySequences(name, values_of_tensor(value))


def known_axes(shape: Shape, wanted: Shape | None, samples: int) -> tuple[Axis, ...]:
    """The axes with something that fits the model in the place of what is not known."""
    fitting = aligned_axes(shape, wanted or ())
    return tuple(
        size if size is not None else AnySize(other or samples)
        for size, other in zip(shape, fitting, strict=True)
    )


def aligned_axes(shape: Shape, wanted: Shape) -> Shape:
    """What the model takes at the place of each axis; None where nothing tells, and of samples.

    Where an axis is missing it is the last one, if that is one of size 1 that Keras adds by itself, or else
    the batch, as the sizes say that are known.
    """
    unknown = (None,) * len(shape)
    if len(wanted) == len(shape):
        return (None, *wanted[1:]) if wanted else ()
    if len(wanted) != len(shape) + 1 or not shape:
        return unknown
    without_features, without_batch = (None, *wanted[1:-1]), wanted[1:]
    both = (without_features, without_batch) if wanted[-1] == 1 else (without_batch,)
    return next((one for one in both if agree_in_sizes(shape, one)), unknown)


def agree_in_sizes(shape: Shape, other: Shape) -> bool:
    """Whether two shapes have no two sizes that are known and differ."""
    return all(a == b or None in (a, b) for a, b in zip(shape, other, strict=True))


def header_array(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """An array of this shape and dtype without memory behind it."""
    return np.broadcast_to(np.zeros((), dtype), shape)


def is_far_away(value: object) -> bool:
    """Whether a tensor is on another device than the CPU."""
    return "cpu" not in str(attribute_or_none(value, "device") or "cpu").lower()
