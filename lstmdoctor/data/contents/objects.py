"""Python objects seen as sequences: arrays, lists of arrays, nested lists of numbers, object arrays.

The objects come from a Python caller, or from a pickle that has been rebuilt out of plain parts; either way
nothing here calls what it finds. Shared parts are not copied: a list that holds one array a million times
costs a million references until somebody asks for its blocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeGuard

import numpy as np

from lstmdoctor.core.facts import Axis, Facts, Wrapping, axis_from_counts
from lstmdoctor.data.contents.odd_values import not_numbers_source, too_large_integers
from lstmdoctor.data.contents.python_numbers import (
    PYTHON_NUMBERS,
    ObjectLists,
    arrays_of_numbers,
    number_dtype,
)
from lstmdoctor.data.contents.uneven_lists import uneven_words
from lstmdoctor.data.formats.dtypes import NUMBERS
from lstmdoctor.data.scan.measure import joint_axes
from lstmdoctor.data.sequences.in_memory import ArraySequences, Item, ListSequences
from lstmdoctor.data.sequences.python_objects import NotNumbers, ObjectNumbers
from lstmdoctor.data.sequences.source import Array, Sequences, shown_dtype_name
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import DEPTH
from lstmdoctor.text import kind_text

NESTS = frozenset({list, tuple})
PART = 1 << 16
"""Items of a list of numbers that become an array at a time."""


class Opaque:
    """Something that a container holds and that is no data: a set, a slice, a dtype."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


def from_object(name: str, value: object) -> Sequences:
    """One array, or one list of sequences, that a Python program holds.

    Parameters
    ----------
    name : str
        Name to show.
    value : array, list, tuple or number
        Shape (N, ...), or N sequences. Anything else that NumPy can turn into an array is turned into one.

    Raises
    ------
    Unreadable
        When it is neither, or lists are nested without end.
    """
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "O":
            return _sequences_from_object_array(name, value)
        return ArraySequences(name, value)
    if isinstance(value, list):
        return _sequences_from_list(name, value, "list")
    if isinstance(value, tuple):
        return _sequences_from_list(name, value, "tuple")
    if type(value) in PYTHON_NUMBERS or isinstance(value, np.generic) or hasattr(value, "__array__"):
        return ArraySequences(name, np.asarray(value))
    raise Unreadable(f"holds {kind_text(value)}, neither an array nor a list of arrays")


def _sequences_from_object_array(name: str, array: Array) -> Sequences:
    if array.ndim == 0:
        return from_object(name, array.item())
    kinds = set(map(type, array.flat))
    common = number_dtype(kinds)
    if common is not None:
        return _object_numbers(name, array, common)
    if kinds & NESTS or np.ndarray in kinds:
        return _sequences_from_list(name, array.tolist(), "object-array")
    return not_numbers_source(name, array, array.shape, kinds, "object-array", "array")


def _object_numbers(name: str, array: Array, common: np.dtype[Any]) -> Sequences:
    try:
        return ObjectNumbers(name, array.astype(common))
    except OverflowError:
        return too_large_integers(name, array.shape, "object-array", "array")


def _sequences_from_list(name: str, items: Sequence[object], wrapping: Wrapping) -> Sequences:
    kinds = set(map(type, items))
    arrays = [item for item in items if is_plain_array(item)] if np.ndarray in kinds else []
    if len(arrays) == len(items):
        return ListSequences(name, arrays, wrapping)
    if (numbers := arrays_of_numbers(items)) is not None:
        objects = [item is not array for item, array in zip(items, numbers, strict=True)]
        return ObjectLists(name, numbers, objects, wrapping)
    plain: list[Any] = items if isinstance(items, list) else list(items)
    if np.ndarray in kinds:
        # Any other array of objects within a list is one more nested list.
        plain = [
            item.tolist() if isinstance(item, np.ndarray) and item.dtype.kind == "O" else item
            for item in items
        ]
    leaves = leaf_types(plain)
    if np.ndarray in leaves:
        return _list_with_arrays(name, plain, wrapping, leaves - {np.ndarray})
    common = number_dtype(leaves)
    if common is None:
        return not_numbers_source(name, plain, level_axes(plain), leaves, wrapping)
    return _nested_numbers(name, plain, common, wrapping)


def is_plain_array(item: object) -> TypeGuard[Array]:
    """Whether this is an array of NumPy's own class, and none of Python objects."""
    return type(item) is np.ndarray and item.dtype.kind != "O"


def leaf_types(items: Sequence[object], depth: int = 0) -> set[type]:
    """Types of everything in nested lists that is not itself a list or tuple."""
    if depth > DEPTH:
        raise Unreadable(f"lists are nested more than {DEPTH} deep")
    kinds = set(map(type, items))
    leaves = kinds - NESTS
    if kinds & NESTS:
        for item in items:
            if isinstance(item, list | tuple):
                leaves |= leaf_types(item, depth + 1)
    return leaves


def _nested_numbers(
    name: str, items: Sequence[object], common: np.dtype[Any], wrapping: Wrapping
) -> Sequences:
    kept: Wrapping = "object-array" if wrapping == "object-array" else "nested-numbers"
    try:
        if (table := _as_table(items, common)) is not None:
            return ListSequences(name, table, kept)
        rows = [_as_table(item, common) for item in items]
    except OverflowError:
        return too_large_integers(name, level_axes(items), kept)
    whole = [row for row in rows if row is not None]
    if len(whole) == len(rows):
        return ListSequences(name, whole, kept)
    facts = Facts(axes=level_axes(items), container="list", dtypes=(shown_dtype_name(common),), wrapping=kept)
    position = next(position for position, row in enumerate(rows) if row is None)
    return NotNumbers(name, facts, f"sequence {position} {uneven_words(items[position])}")


def _as_table(items: object, common: np.dtype[Any]) -> Array | None:
    """Numbers in lists as an array, part by part: NumPy notes 50 bytes for each list that it goes through."""
    try:
        if not isinstance(items, list | tuple) or len(items) <= PART:
            return np.array(items, dtype=common)
        first = np.array(items[:PART], dtype=common)
        table = np.empty((len(items), *first.shape[1:]), common)
        for start in range(0, len(items), PART):
            part = np.array(items[start : start + PART], dtype=common)
            if part.shape[1:] != table.shape[1:]:
                return None
            table[start : start + PART] = part
        return table
    except ValueError:  # not all of one shape, or of more axes than NumPy has
        return None


def _list_with_arrays(name: str, items: list[Any], wrapping: Wrapping, scalars: set[type]) -> Sequences:
    if scalars and number_dtype(scalars) is None:
        return not_numbers_source(name, items, level_axes(items), {*scalars, np.ndarray}, wrapping)
    rows: list[Item] = []
    for position, item in enumerate(items):
        row = _sequence_of_item(item)
        if row is None:
            facts = Facts(
                axes=level_axes(items), container="list", dtypes=_array_dtypes(items), wrapping=wrapping
            )
            reason = uneven_words(item) or "is nested more than two deep"
            return NotNumbers(name, facts, f"sequence {position} {reason}")
        rows.append(row)
    return ListSequences(name, rows, wrapping)


def _sequence_of_item(item: Any) -> Item | None:
    """One sequence: an array, or the list of its time steps where each is an array."""
    if isinstance(item, np.ndarray):
        return item
    if type(item) not in NESTS:
        return np.asarray(item)
    steps = [step for step in item if isinstance(step, np.ndarray) and step.dtype.kind in NUMBERS]
    if steps:
        alike = len(steps) == len(item) and len({step.shape for step in steps}) == 1
        return (item if isinstance(item, list) else steps) if alike else None
    common = number_dtype(leaf_types(item))
    return None if common is None else _as_table(item, common)


def _array_dtypes(items: Any, depth: int = 0) -> tuple[str, ...]:
    if isinstance(items, np.ndarray):
        return (shown_dtype_name(items.dtype),)
    if not isinstance(items, list | tuple) or depth > DEPTH:
        return ()
    return tuple(sorted({dtype for item in items for dtype in _array_dtypes(item, depth + 1)}))


def level_axes(items: Sequence[object]) -> tuple[Axis, ...]:
    """Axes of nested lists as far down as all are lists, and then of the arrays if those agree in rank."""
    axes: list[Axis] = [len(items)]
    level: Sequence[Any] = items
    while level and all(isinstance(item, list | tuple) for item in level):
        axes.append(axis_from_counts(dict(Counter(map(len, level)))))
        level = [inner for item in level for inner in item]
    if level and all(isinstance(item, np.ndarray) for item in level):
        axes.extend(joint_axes([item.shape for item in level])[0][1:])
    return tuple(axes)
