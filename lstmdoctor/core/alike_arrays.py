"""Arrays that lie in one piece of memory, described together: each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any, overload

import numpy as np

from lstmdoctor.records import unique_record

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Numbers = np.ndarray[tuple[Any, ...], np.dtype[np.int64]]


@unique_record
class AlikeArrays(Sequence[Array]):
    """Arrays of one dtype and of as many axes, in C order.

    A million of them take 32 MB; as objects of their own they take 300, and the time to make and to ask each.

    Parameters
    ----------
    memory : array of shape (bytes,), uint8
        What holds the bytes of all.
    starts : array of shape (N,)
        Where in it each begins, from the first to the last; no two overlap.
    sizes : array of shape (N, axes)
        Their shapes.
    dtype : numpy.dtype
    """

    memory: Array
    starts: Numbers
    sizes: Numbers
    dtype: np.dtype[Any]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, key: int) -> Array: ...
    @overload
    def __getitem__(self, key: slice) -> AlikeArrays: ...
    def __getitem__(self, key: int | slice) -> Array | AlikeArrays:
        if isinstance(key, slice):
            return replace(self, starts=self.starts[key], sizes=self.sizes[key])
        return np.ndarray(self.sizes[key].tolist(), self.dtype, self.memory, int(self.starts[key]))

    def __iter__(self) -> Iterator[Array]:
        shapes = zip(*(column.tolist() for column in self.sizes.T), strict=True)
        return map(np.ndarray, shapes, repeat(self.dtype), repeat(self.memory), self.starts.tolist())

    @property
    def lengths(self) -> Numbers:
        """Bytes of each."""
        lengths: Numbers = self.sizes.prod(1) * self.dtype.itemsize
        return lengths

    @property
    def step_shape(self) -> tuple[int, ...] | None:
        """Shape of one timestep, what is left behind the first axis; None where that differs."""
        rest = self.sizes[:, 1:]
        return tuple(rest[0].tolist()) if len(rest) and (rest == rest[0]).all() else None

    @property
    def place(self) -> range:
        """The bytes from the first of the first array to the last of the last, where there is any."""
        last = self[-1:]
        return range(int(self.starts[0]), int((last.starts + last.lengths)[0])) if len(self) else range(0)

    def moved_to(self, memory: Array) -> AlikeArrays:
        """The same in other memory, which holds the bytes of this `place`."""
        return replace(self, memory=memory, starts=self.starts - self.place.start)

    def joined(self) -> Array:
        """Their values end to end, (values,)."""
        laid: Array = np.empty(int(self.sizes.prod(1).sum()), self.dtype)
        ends = np.cumsum(self.lengths)
        self.copy_bytes(laid, ends - self.lengths)
        return laid

    def copy_bytes(self, target: Array, places: Numbers) -> None:
        """Copy the bytes of each into an array in C order, to the byte places given."""
        ours, theirs = self.memory.data, target.reshape(-1).view(np.uint8).data
        lengths = self.lengths
        ends, stops = (places + lengths).tolist(), (self.starts + lengths).tolist()
        for place, end, start, stop in zip(places.tolist(), ends, self.starts.tolist(), stops, strict=True):
            theirs[place:end] = ours[start:stop]
