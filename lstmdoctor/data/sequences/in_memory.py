"""Sequences that are in memory: one array, or a list of arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Facts, Wrapping
from lstmdoctor.data.formats.dtypes import NUMBERS
from lstmdoctor.data.scan.measure import array_facts, list_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.source import Array, Block, Sequences, shown_dtype_name
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import BLOCK_BYTES
from lstmdoctor.files.maps import base_of_view, fetch_values, fetched_values
from lstmdoctor.records import unique_record


def require_numbers(dtype: np.dtype[Any]) -> None:
    """Raise `Unreadable` unless values of this dtype are numbers."""
    if dtype.kind not in NUMBERS:
        raise Unreadable(f"holds {shown_dtype_name(dtype)}, not numbers")


ROW_BYTES = 16
"""What a row counts for at least where rows are looked at one by one: what is noted of each takes 100."""


def rows_per_block(
    shape: tuple[int, ...], itemsize: int, block_bytes: int = BLOCK_BYTES, least: int = ROW_BYTES
) -> int:
    """How many rows of at least `least` bytes make a block of about `block_bytes`; at least one."""
    row = itemsize * math.prod(shape[1:])
    return max(1, block_bytes // max(least, row)) if row else max(1, shape[0])


@unique_record
class ArraySequences:
    """One array in memory, samples first.

    Parameters
    ----------
    name : str
        Name inside the file.
    array : numpy.ndarray
        The values.
    wrapping : Wrapping
        "object-array" where the numbers were wrapped in Python objects.
    """

    name: str
    array: Array
    wrapping: Wrapping = ""

    @cached_property
    def facts(self) -> Facts:
        return array_facts(self.array.shape, self.array.dtype, self.wrapping)

    def blocks(self) -> Iterator[Block]:
        require_numbers(self.array.dtype)
        if self.array.ndim == 0:
            yield self.array
            return
        step = rows_per_block(self.array.shape, self.array.itemsize)
        for start in range(0, len(self.array), step):
            rows = self.array[start : start + step]
            with fetched_values([rows]):
                yield np.ascontiguousarray(rows)

    def whole(self) -> Block:
        array = self.view()
        fetch_values([array])
        return array

    def view(self) -> Array:
        """Everything, as `Viewable` has it."""
        require_numbers(self.array.dtype)
        return self.array

    def texts(self) -> Array:
        """The values, as `Textual` has it."""
        return self.array

    def split(self) -> tuple[Sequences, ...]:
        return (self,)


Item = Array | list[Array]
"""One sequence: an array, or the list of its time steps, which are stacked when they are read."""


def item_shape(item: Item) -> tuple[int, ...]:
    """Shape of one sequence; the steps of a list are of one shape."""
    return item.shape if isinstance(item, np.ndarray) else (len(item), *item[0].shape)


def item_dtype(item: Item) -> np.dtype[Any]:
    """The dtype of one sequence, once it is stacked."""
    return item.dtype if isinstance(item, np.ndarray) else np.result_type(*{step.dtype for step in item})


def item_bytes(item: Item) -> int:
    """Bytes of one sequence as an array."""
    return (
        item.nbytes
        if isinstance(item, np.ndarray)
        else item_dtype(item).itemsize * math.prod(item_shape(item))
    )


def item_array(item: Item) -> Array:
    """One sequence as an array."""
    return item if isinstance(item, np.ndarray) else np.stack(item)


@unique_record
class ListSequences:
    """A list of sequences in memory.

    Parameters
    ----------
    name : str
        Name inside the file.
    items : list of arrays, or array
        The sequences; an array stands for the list of its rows.
    wrapping : Wrapping
        What the list really was.
    """

    name: str
    items: Sequence[Item] | Array
    wrapping: Wrapping = "list"

    @cached_property
    def dtypes(self) -> set[np.dtype[Any]]:
        """Those that occur."""
        if isinstance(self.items, np.ndarray):
            return {self.items.dtype}
        return {item.dtype for item in self._arrays} or set(map(item_dtype, self.items))

    @cached_property
    def _arrays(self) -> Sequence[Array]:
        """The items where each is an array; there may be millions, and a function for each takes its time."""
        items: Sequence[Any] = [] if isinstance(self.items, np.ndarray) else self.items
        return items if set(map(type, items)) == {np.ndarray} else []

    @cached_property
    def facts(self) -> Facts:
        if isinstance(self.items, np.ndarray):
            return replace(array_facts(self.items.shape, self.items.dtype, self.wrapping), container="list")
        fields = next((dtype.names for dtype in self.dtypes if dtype.names), ())
        shapes = [item.shape for item in self._arrays] or list(map(item_shape, self.items))
        return list_facts(shapes, self.dtypes, self.wrapping, fields)

    def blocks(self) -> Iterator[Block]:
        for part in self._parts():
            with fetched_values(self._views(part)):
                yield self._rows(part)

    def streams(self, number: int) -> tuple[Iterator[Block], ...]:
        """As `Divisible` has it: an array that stands for the list is looked through as it is."""
        if not isinstance(self.items, np.ndarray):
            return (self.blocks(),)
        step = max(1, -(-len(self.items) // number))
        parts = (self.items[start : start + step] for start in range(0, len(self.items), step))
        return tuple(ArraySequences(self.name, part).blocks() for part in parts)

    def whole(self) -> Block:
        fetch_values(self._views(slice(None)))
        return self._rows(slice(None))

    def texts(self) -> Block:
        """The sequences whatever their dtype, as `Textual` has it."""
        return self.items if isinstance(self.items, np.ndarray) else list(map(item_array, self.items))

    def split(self) -> tuple[Sequences, ...]:
        """The members as they are stored: one that is a list of steps, or of numbers, stays a list."""
        for dtype in self.dtypes:
            require_numbers(dtype)
        return tuple(self._member(f"{self.name}[{i}]", item) for i, item in enumerate(self.items))

    def _member(self, name: str, item: Item) -> Sequences:
        nested = self.wrapping == "nested-numbers"
        if isinstance(item, list) or (nested and item.ndim):
            return ListSequences(name, item, "nested-numbers" if nested else "list")
        return ArraySequences(name, np.asarray(item))

    @cached_property
    def _holder(self) -> object:
        """The file that the values are in, as the first item shows that does not hold its own."""
        if isinstance(self.items, np.ndarray):
            return base_of_view(self.items)
        steps = (item if isinstance(item, np.ndarray) else item[0] for item in self.items)
        return next((found for step in steps if (found := base_of_view(step)) is not None), None)

    def _parts(self) -> Iterable[slice]:
        if isinstance(self.items, np.ndarray):
            rows = max(1, BLOCK_BYTES // max(ROW_BYTES, self.items[:1].nbytes))
            return (slice(start, start + rows) for start in range(0, len(self.items), rows))
        return in_blocks([item.nbytes for item in self._arrays] or map(item_bytes, self.items))

    def _views(self, part: slice) -> list[Array]:
        """What has to be read before these sequences are looked at."""
        items = self.items[part] if self._holder is not None else []
        if isinstance(items, np.ndarray):
            return [items]
        if items and self._arrays:
            return list(self._arrays[part])
        return [step for item in items for step in ([item] if isinstance(item, np.ndarray) else item)]

    def _rows(self, part: slice) -> list[Array]:
        for dtype in self.dtypes:
            require_numbers(dtype)
        items = self.items[part]
        if isinstance(items, np.ndarray):
            return [items[position, ...] for position in range(len(items))]
        return list(self._arrays[part]) if self._arrays else list(map(item_array, items))
