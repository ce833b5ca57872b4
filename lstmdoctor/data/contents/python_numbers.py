"""Python numbers: the dtype that NumPy gives them, and lists of arrays that hold them (dtype object)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Facts, Wrapping
from lstmdoctor.data.formats.dtypes import NUMBERS
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.data.sequences.python_objects import ObjectNumbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.records import unique_record

PYTHON_NUMBERS: dict[type, np.dtype[Any]] = {
    bool: np.dtype(np.bool_),
    int: np.dtype(np.int64),
    float: np.dtype(np.float64),
    complex: np.dtype(np.complex128),
}


@unique_record
class ObjectLists:
    """A list of arrays, some of them of Python numbers; read as the numbers that they are.

    Parameters
    ----------
    name : str
        Name inside the file.
    arrays : sequence of arrays
        The same values under the number types that NumPy gives them.
    objects : sequence of bool
        Which of them are of dtype object in the file.
    wrapping : Wrapping
        What the list really was.
    """

    name: str
    arrays: Sequence[Array]
    objects: Sequence[bool]
    wrapping: Wrapping = "list"

    @cached_property
    def facts(self) -> Facts:
        """Facts with dtype "object": what the list is once it is stacked, not what `blocks` gives.

        Complex numbers are told as such, as by `ObjectNumbers`.
        """
        facts = self._numbers.facts
        has_complex = any(dtype.kind == "c" for dtype in self._numbers.dtypes)
        return facts if has_complex else replace(facts, dtypes=("object",))

    @property
    def _numbers(self) -> ListSequences:
        return ListSequences(self.name, self.arrays, self.wrapping)

    def blocks(self) -> Iterator[Block]:
        return self._numbers.blocks()

    def whole(self) -> Block:
        return self._numbers.whole()

    def split(self) -> tuple[Sequences, ...]:
        parts = self._numbers.split()
        return tuple(
            ObjectNumbers(part.name, array) if of_objects else part
            for part, array, of_objects in zip(parts, self.arrays, self.objects, strict=True)
        )


def number_dtype(kinds: set[type]) -> np.dtype[Any] | None:
    """The dtype NumPy would give numbers of these Python types; None when not all are numbers."""
    dtypes = []
    for kind in kinds:
        if kind in PYTHON_NUMBERS:
            dtypes.append(PYTHON_NUMBERS[kind])
        elif issubclass(kind, np.generic) and np.dtype(kind).kind in NUMBERS:
            dtypes.append(np.dtype(kind))
        else:
            return None
    return np.result_type(*dtypes) if dtypes else np.dtype(np.float64)


def arrays_of_numbers(items: Sequence[object]) -> list[Array] | None:
    """The arrays of a list of nothing else, those of Python numbers under a number type; else None."""
    arrays = []
    for item in items:
        if not isinstance(item, np.ndarray):
            return None
        common = number_dtype(set(map(type, item.flat))) if item.dtype.kind == "O" else item.dtype
        if common is None or not item.ndim:
            return None
        try:
            arrays.append(item if item.dtype == common else item.astype(common))
        except OverflowError:
            return None
    return arrays
