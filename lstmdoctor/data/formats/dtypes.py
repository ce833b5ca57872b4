"""The dtypes that a file may ask for, as a closed list.

NumPy's own parser of dtypes is not meant for strings of strangers: it builds types with a hundred thousand
fields, with items of gigabytes, and, out of a pickle, types whose fields point outside the item. So a dtype
is built only from one of the names below, or from a flat list of fields of them whose places have been
checked.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import FIELDS, RANK
from lstmdoctor.text import safe_text

NUMBERS = frozenset("biufc")
"""Kinds whose values are numbers."""

SIZES = {
    "b": (1,),
    "i": (1, 2, 4, 8),
    "u": (1, 2, 4, 8),
    "f": (2, 4, 8, 12, 16),
    "c": (8, 16, 24, 32),
    "M": (8,),
    "m": (8,),
}
LONGEST_TEXT = 1 << 20
NAME = re.compile(r"([<>|=]?)([biufcSUVMmO])([0-9]{0,7})(\[[0-9]{0,6}(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?")
BOOLEAN = re.compile(r"[<>|=]?\?")


def dtype_of_name(name: str) -> np.dtype[Any]:
    """The dtype of a name from the closed list (``<f4``, ``|S10``, ``>M8[ns]``); else `Unreadable`."""
    if BOOLEAN.fullmatch(name):
        return np.dtype(np.bool_)
    match = NAME.fullmatch(name)
    if match is None:
        raise _unknown_dtype_error(name)
    _, kind, digits, unit = match.groups()
    if unit and kind not in "Mm":
        raise _unknown_dtype_error(name)
    if kind == "O":
        return np.dtype(object)
    width = int(digits or "0")
    if kind in "SUV":
        if not digits or width > LONGEST_TEXT:
            raise _unknown_dtype_error(name)
    elif width not in SIZES[kind]:
        raise _unknown_dtype_error(name)
    try:
        return np.dtype(name)
    except (TypeError, ValueError) as error:  # a width that this machine does not have
        raise _unknown_dtype_error(name) from error


def from_header(description: object) -> np.dtype[Any]:
    """The dtype that the ``descr`` of an .npy header stands for: a name, or a flat list of named fields."""
    if isinstance(description, str):
        return dtype_of_name(description)
    if not isinstance(description, list) or not description:
        raise Unreadable("its header names no dtype")
    if len(description) > FIELDS:
        raise Unreadable(f"a structured dtype of {len(description):,} fields")
    return _record_dtype([_parse_dtype_field(entry) for entry in description])


Field = tuple[str, np.dtype[Any], tuple[int, ...]]


def _parse_dtype_field(entry: object) -> Field:
    match entry:
        case (name, str(form)):
            axes: object = ()
        case (name, str(form), axes):
            pass
        case (_, list(), *_):
            raise Unreadable("a structured dtype whose fields are structured again")
        case _:
            raise Unreadable("its header names no dtype")
    match name:
        case (str(), str(label)) | str(label):
            pass
        case _:
            raise Unreadable("a structured dtype with a field that has no name")
    shape = (axes,) if type(axes) is int else axes
    return label, dtype_of_name(form), checked_shape(shape)


def _record_dtype(fields: list[Field]) -> np.dtype[Any]:
    labels = [label for label, _, _ in fields]
    # NumPy writes the gaps of an aligned dtype as fields without a name; they are allowed to repeat.
    named = [label for label in labels if label]
    if len(set(named)) != len(named):
        raise Unreadable("a structured dtype with two fields of one name")
    if any(kind.kind == "O" for _, kind, _ in fields):
        raise Unreadable("a structured dtype with a field of Python objects")
    offsets, offset = [], 0
    for _, kind, shape in fields:
        offsets.append(offset)
        offset += kind.itemsize * math.prod(shape)
    return dtype_with_offsets(fields, offsets, offset)


def dtype_with_offsets(fields: list[Field], offsets: list[int], itemsize: int) -> np.dtype[Any]:
    """A structured dtype with every field at its place; raises `Unreadable` when one does not fit."""
    kept = [(field, place) for field, place in zip(fields, offsets, strict=True) if field[0]]
    for (_, kind, shape), place in kept:
        if place < 0 or place + kind.itemsize * math.prod(shape) > itemsize:
            raise Unreadable("a structured dtype with a field outside the item")
    if not kept or itemsize > LONGEST_TEXT:
        raise Unreadable(f"a structured dtype of {itemsize:,} bytes")
    return np.dtype(
        {
            "names": [label for (label, _, _), _ in kept],
            "formats": [(kind, shape) if shape else kind for (_, kind, shape), _ in kept],
            "offsets": [place for _, place in kept],
            "itemsize": itemsize,
        }
    )


def checked_shape(shape: object) -> tuple[int, ...]:
    """`shape` as a tuple of sizes; raises `Unreadable` for anything else.

    ``True`` is an int to Python and -1 means "whatever is left" to NumPy: neither is a size.
    """
    if not isinstance(shape, tuple) or len(shape) > RANK:
        raise Unreadable(f"its shape is not a list of at most {RANK} sizes")
    for axis in shape:
        if type(axis) is not int or axis < 0:
            raise Unreadable("its shape has an axis that is no size")
    return shape


def _unknown_dtype_error(name: str) -> Unreadable:
    return Unreadable(f"dtype '{safe_text(name, 40)}' is not one that lstmdoctor reads")
