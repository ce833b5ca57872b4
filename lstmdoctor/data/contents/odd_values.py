"""Python objects that are not all numbers, and the first that is none: what a cast would fall over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Axis, Container, Facts, OddKind, OddValue, Wrapping
from lstmdoctor.data.contents.python_numbers import number_dtype
from lstmdoctor.data.sequences.python_objects import NotNumbers, Texts
from lstmdoctor.text import kind_text, safe_text

SHOWN = 20
"""Signs of a text that are shown."""


def not_numbers_source(
    name: str,
    items: np.ndarray[tuple[Any, ...], np.dtype[Any]] | list[Any],
    axes: tuple[Axis, ...],
    kinds: set[type],
    wrapping: Wrapping,
    container: Container = "list",
) -> NotNumbers:
    """Objects of these types: text and bytes as such, all others with the first that is no number."""
    dtype, words = "mixed", "Python objects"
    if kinds and all(issubclass(kind, str) for kind in kinds):
        dtype, words = "str", "text"
    elif kinds and all(issubclass(kind, bytes) for kind in kinds):
        dtype, words = "bytes", "bytes"
    odd = first_odd_value(items) if dtype == "mixed" else None
    facts = Facts(axes=axes, container=container, dtypes=(dtype,), wrapping=wrapping, odd=odd)
    reason = f"holds {words}, not numbers"
    if dtype == "mixed":
        return NotNumbers(name, facts, reason)
    return Texts(name, facts, reason, items)


def too_large_integers(
    name: str, axes: tuple[Axis, ...], wrapping: Wrapping, container: Container = "list"
) -> NotNumbers:
    """Whole numbers that no dtype holds."""
    facts = Facts(axes=axes, container=container, dtypes=("object",), wrapping=wrapping)
    return NotNumbers(name, facts, "holds integers beyond 64 bits")


def first_odd_value(items: np.ndarray[tuple[Any, ...], np.dtype[Any]] | list[Any]) -> OddValue | None:
    """What it is and where it stands; None where lists hold arrays alone."""
    for at, value in values_with_places(items):
        if not isinstance(value, np.ndarray) and number_dtype({type(value)}) is None:
            return OddValue(odd_kind(value), odd_words(value), at)
    return None


def values_with_places(
    items: np.ndarray[tuple[Any, ...], np.dtype[Any]] | list[Any] | tuple[Any, ...],
    before: tuple[int, ...] = (),
) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Everything in an array or in nested lists that is not itself a list, with the places of all axes."""
    if isinstance(items, np.ndarray):
        yield from np.ndenumerate(items)
        return
    for place, item in enumerate(items):
        if isinstance(item, list | tuple):
            yield from values_with_places(item, (*before, place))
        else:
            yield (*before, place), item


def odd_kind(value: object) -> OddKind:
    """Which cure it wants."""
    if value is None:
        return "none"
    if not isinstance(value, str):
        return "other"
    try:
        float(value)
    except ValueError:
        return "text"
    return "number-as-text"


def odd_words(value: object) -> str:
    """``None``, ``the text 'Graz'``, ``a Timestamp``."""
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"the text '{safe_text(value[:SHOWN])}{'…' if len(value) > SHOWN else ''}'"
    return kind_text(value)
