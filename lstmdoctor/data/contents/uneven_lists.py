"""Nested lists that are no table: what stands where another thing is wanted, or is longer than the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

import numpy as np

from lstmdoctor.data.sequences.source import Array
from lstmdoctor.text import count_noun, shape_text, with_article

Nest = list[object] | tuple[object, ...] | Array
AXES = ("timestep", "feature")
"""Of one sequence."""


def is_nest(value: object) -> TypeGuard[Nest]:
    """Whether this holds other values."""
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def uneven_words(sequence: object, at: tuple[int, ...] = ()) -> str:
    """What is wrong with a sequence that is no table of numbers, after its name; "" where nothing is found.

    Parameters
    ----------
    at : tuple of int
        The place of this part in the sequence.
    """
    if not is_nest(sequence):
        return ""
    nests = [item for item in sequence if is_nest(item)]
    if 0 < len(nests) < len(sequence):
        return odd_item_words(sequence, at, number_wanted=2 * len(nests) < len(sequence))
    if len({len(item) for item in nests}) > 1:
        return length_words(nests, at)
    return next((words for i, item in enumerate(nests) if (words := uneven_words(item, (*at, i)))), "")


def odd_item_words(items: Nest, at: tuple[int, ...], *, number_wanted: bool) -> str:
    """The first list among numbers, or the first number among lists."""
    place, odd = next((i, item) for i, item in enumerate(items) if is_nest(item) == number_wanted)
    wanted = "a number" if number_wanted else "a list of numbers"
    return f"holds {item_words(odd)} at {place_words((*at, place))}, where {wanted} is wanted"


def length_words(items: Sequence[Nest], at: tuple[int, ...]) -> str:
    """Lists of several lengths; of the timesteps themselves with the range of them."""
    sizes = [len(item) for item in items]
    if not at and not any(map(is_nest, items[0])):
        return f"has time steps of {min(sizes):,} to {max(sizes):,} numbers: each needs as many as the others"
    place = next(i for i, size in enumerate(sizes) if size != sizes[0])
    other = f"where the one at {place_words((*at, 0))} has {sizes[0]:,}"
    return f"holds {item_words(items[place])} at {place_words((*at, place))}, {other}"


def item_words(item: object) -> str:
    """``a list of 2``, ``an array of shape (2,)``, ``a number``."""
    if isinstance(item, np.ndarray) and item.ndim:
        return f"an array of shape {shape_text(item.shape)}"
    if isinstance(item, list | tuple):
        return f"{with_article(type(item).__name__)} of {count_noun(len(item), 'value')}"
    return "a number"


def place_words(at: tuple[int, ...]) -> str:
    """``timestep 1, feature 0``; the bare index of what lies deeper."""
    if len(at) > len(AXES):
        return f"[{', '.join(map(str, at))}]"
    return ", ".join(f"{axis} {place}" for axis, place in zip(AXES, at, strict=False))
