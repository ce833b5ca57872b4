"""Which parts of a container are data and which are labels: dicts, (x, y) pairs, files with named arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstmdoctor.data.limits import RANK
from lstmdoctor.data.naming import is_label
from lstmdoctor.data.objects import Opaque, from_object
from lstmdoctor.data.source import Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import count, safe

DEEPEST = 4
PAIR = ("0", "1")
"""Names of data and labels in a pair: where they stand in it."""
FEWEST_STEPS = 2


@dataclass(frozen=True)
class Parts:
    """What a container holds.

    Parameters
    ----------
    arrays, labels : tuple of Sequences
        In the order of the container.
    remarks : tuple of str
        What was left out, and what was taken for what.
    """

    arrays: tuple[Sequences, ...]
    labels: tuple[Sequences, ...] = ()
    remarks: tuple[str, ...] = ()


def sort_out(named: Sequence[Sequences], remarks: Sequence[str] = ()) -> Parts:
    """Arrays and labels told apart by name; labels alone are arrays like any other."""
    labels = tuple(part for part in named if is_label(part.name))
    if len(labels) == len(named):
        return Parts(tuple(named), (), tuple(remarks))
    return Parts(tuple(part for part in named if not is_label(part.name)), labels, tuple(remarks))


def collect(value: object, name: str = "") -> Parts:
    """The arrays in what a pickle or an object array holds; raises `Unreadable` when there is none.

    `name` is for what has no name of its own.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind == "O":
        return collect(value.item(), name)
    if isinstance(value, dict):
        return _from_dict(value, name)
    if isinstance(value, tuple) and (pairs := _pairs(value)):
        return pairs
    if not _array_like(value):
        raise Unreadable(f"holds {_kind(value)}, neither an array nor a list of arrays")
    return Parts((from_object(name, value),))


def _from_dict(mapping: dict[Any, object], own: str) -> Parts:
    if len(mapping) >= FEWEST_STEPS and all(type(key) is int for key in mapping):
        remark = f"a dict of {count(len(mapping), 'number')} to sequences, read as the list of its values"
        return Parts((from_object(own, list(mapping.values())),), (), (remark,))
    named: list[Sequences] = []
    left: list[str] = []
    for name, value in _flat(mapping, "", 0):
        if _array_like(value):
            named.append(from_object(name, value))
        else:
            left.append(f"'{safe(name)}' is {_kind(value)}, not an array, and was left out")
    if not named:
        raise Unreadable("a dict without an array in it")
    return sort_out(named, left)


def _flat(mapping: dict[Any, object], prefix: str, depth: int) -> list[tuple[str, object]]:
    entries: list[tuple[str, object]] = []
    for key, value in mapping.items():
        name = f"{prefix}{key}"
        if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind == "O":
            value = value.item()
        if isinstance(value, dict) and depth < DEEPEST:
            entries.extend(_flat(value, f"{name}/", depth + 1))
        else:
            entries.append((name, value))
    return entries


def _pairs(value: tuple[Any, ...]) -> Parts | None:
    """(x, y), or a tuple of such pairs."""
    if _is_pair(value):
        return Parts((from_object(PAIR[0], value[0]),), (from_object(PAIR[1], value[1]),))
    if 1 < len(value) <= DEEPEST and all(isinstance(item, tuple) and _is_pair(item) for item in value):
        arrays = tuple(from_object(f"{i}/{PAIR[0]}", x) for i, (x, _) in enumerate(value))
        return Parts(arrays, tuple(from_object(f"{i}/{PAIR[1]}", y) for i, (_, y) in enumerate(value)))
    return None


def _is_pair(value: tuple[Any, ...]) -> bool:
    # Two arrays in a list may be two samples; in a tuple, and with as many samples each, they are what people
    # write as `pickle.dump((X, y), file)`. With other numbers they are so where the second has fewer axes: no
    # two samples have that. The first may be a list of inputs.
    if len(value) != len(PAIR):
        return False
    x, y = value
    samples = _samples(y)
    if samples is None or _samples(x) is None:
        return False
    if samples == _samples(x):
        return True
    inputs = isinstance(x, list) and all(isinstance(item, np.ndarray) for item in x)
    if inputs and {_samples(item) for item in x} == {samples}:
        return True
    return samples > 1 and 0 < _rank(y) < _rank(x)


def _rank(value: object) -> int:
    """Axes of an array, or of nested lists of arrays or numbers, seen at their first item."""
    axes = 0
    while isinstance(value, list) and axes < RANK:
        axes += 1
        value = value[0] if value else None
    return axes + (value.ndim if isinstance(value, np.ndarray) else 0)


def _samples(item: object) -> int | None:
    if isinstance(item, np.ndarray):
        return len(item) if item.ndim else None
    return len(item) if isinstance(item, list) else None


def _array_like(value: object) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _kind(value: object) -> str:
    match value:
        case None:
            return "None"
        case np.ndarray():
            return "a single value"
        case str():
            return "text"
        case dict():
            return "a dict"
        case bool() | int() | float() | complex() | np.generic():
            return "a single number"
        case Opaque():
            return f"a {value.kind}"
        case _:
            return f"a {type(value).__name__}"
