"""Arrays, lists, tuples and numbers of a Python program, as the readers of files take them."""

from __future__ import annotations

import numpy as np

from lstmdoctor.data.contents.objects import from_object
from lstmdoctor.data.contents.python_numbers import PYTHON_NUMBERS
from lstmdoctor.data.live.frames import frame_array, holds_frame
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.tensors import (
    dtype_of_tensor,
    header_array,
    holds_tensor,
    shape_of_tensor,
)
from lstmdoctor.data.live.values import values_of_tensor
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.data.sequences.source import Array, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import DEPTH

AS_THEY_ARE = frozenset({np.ndarray, str, bytes, *PYTHON_NUMBERS})


def holds_arrays(value: object) -> bool:
    """Whether this is an array, or a list or tuple of what may be arrays."""
    return isinstance(value, np.ndarray | list | tuple)


def array_sequences(name: str, value: object, look: Look) -> Sequences:
    """An array, or a list of sequences; nothing of it is copied that is an array already."""
    if isinstance(value, np.ndarray):
        return from_object(name, plain_array(value))
    if isinstance(value, list | tuple):
        rows = plain_rows(value, look)
        kept = tuple(rows) if isinstance(value, tuple) else rows
        found = from_object(name, kept)
        return found if value else ListSequences(name, [])
    return from_object(name, value)


def plain_array(value: Array) -> Array:
    """The values of an array of any subclass (`numpy.memmap`, a masked array) as a plain view."""
    return value if type(value) is np.ndarray else np.asarray(value).view(np.ndarray)


def plain_rows(value: list[object] | tuple[object, ...], look: Look, depth: int = 0) -> list[object]:
    """The items of a list, with plain arrays in the place of tensors, tables and subclasses of arrays."""
    if depth > DEPTH:
        raise Unreadable(f"lists are nested more than {DEPTH} deep")
    if set(map(type, value)) <= AS_THEY_ARE:
        return list(value)
    return [plain_item(item, look, depth) for item in value]


def plain_item(item: object, look: Look, depth: int) -> object:
    """One item of a list, where NumPy would otherwise not know what it is."""
    match item:
        case np.ndarray():
            return plain_array(item)
        case list():
            return plain_rows(item, look, depth + 1)
        case tuple():
            return tuple(plain_rows(item, look, depth + 1))
        case np.generic():
            return item.item()
    if holds_frame(item):
        return frame_array(item)
    if holds_tensor(item):
        return plain_tensor(item, look)
    return item


def plain_tensor(item: object, look: Look) -> Array:
    """A tensor in a list as an array, without its values where only the header is wanted."""
    shape, dtype = shape_of_tensor(item), dtype_of_tensor(item)
    if look.header_only and shape is not None and None not in shape and dtype is not None:
        return header_array(tuple(size for size in shape if size is not None), dtype)
    return values_of_tensor(item)
