"""Large arrays that are read a slice at a time: data sets of HDF5 and zarr, arrays of dask and xarray."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Protocol, TypeGuard

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.live.values import values_of_tensor
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import rows_per_block
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.records import unique_record

IN_MEMORY = frozenset({"tensorflow", "torch", "jax", "jaxlib", "keras", "tf_keras"})
"""Packages whose tensors give NumPy their values without reading or computing anything."""


class Sliceable(Protocol):
    """What gives some of its rows."""

    def __getitem__(self, place: slice) -> object:
        """The rows of a slice."""


def is_read_by_slices(value: object) -> TypeGuard[Sliceable]:
    """Whether values come by slices, and are somewhere else before that."""
    homes = {kind.__module__.partition(".")[0] for kind in type(value).__mro__}
    return hasattr(value, "__getitem__") and not homes & IN_MEMORY


@unique_record
class SlicedSequences:
    """One array that is read a slice at a time.

    Parameters
    ----------
    name : str
    source : Sliceable
    shape : tuple of int
    dtype : numpy.dtype
    """

    name: str
    source: Sliceable
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def facts(self) -> Facts:
        return array_facts(self.shape, self.dtype)

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        return math.prod(self.shape) * self.dtype.itemsize

    def rows(self, place: slice) -> Array:
        """Some rows; raises `Unreadable` where they cannot be had."""
        return values_of_tensor(self.source[place])

    def blocks(self) -> Iterator[Block]:
        step = rows_per_block(self.shape, self.dtype.itemsize)
        for start in range(0, self.shape[0], step):
            yield np.ascontiguousarray(self.rows(slice(start, min(start + step, self.shape[0]))))

    def whole(self) -> Block:
        return self.rows(slice(None))

    def split(self) -> tuple[Sequences, ...]:
        return (self,)
