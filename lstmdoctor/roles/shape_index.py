"""Which arrays have the shape of which inputs, found without comparing each with each.

An input fixes some axes and leaves others free. Inputs that fix the same axes are looked up together: by the
sizes that an array has there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lstmdoctor.core.facts import Axis, Facts
from lstmdoctor.core.spec import InputSpec, Shape

Fixed = tuple[int, tuple[int, ...]]
"""A rank, and the axes behind the first whose sizes are fixed."""
Key = tuple[Fixed, tuple[Axis, ...]]
MOST_KEYS = 10_000_000
"""Arrays times kinds of inputs, ten seconds of work; models have two or three kinds, files a few arrays."""


class ShapeIndex:
    """Inputs and arrays that are still to be paired.

    Parameters
    ----------
    inputs : sequence of InputSpec
    arrays : mapping
        Facts by the names that they are found under.
    """

    def __init__(self, inputs: Sequence[InputSpec], arrays: Mapping[str, Facts]) -> None:
        self.arrays = dict(arrays)
        self.keys = [key for spec in inputs if (key := key_of_shape(spec.shape)) is not None]
        self.inputs = Counter(self.keys)
        self.kinds = tuple(dict.fromkeys(fixed for fixed, _ in self.keys))
        if len(self.kinds) * len(self.arrays) > MOST_KEYS:
            self.kinds = ()
        self.names: dict[Key, dict[str, None]] = {key: {} for key in self.inputs}
        for name, facts in self.arrays.items():
            for key in self.keys_of_array(facts):
                self.names[key][name] = None

    def keys_of_array(self, facts: Facts) -> Iterator[Key]:
        """The keys of the inputs that take this array as it is."""
        for rank, axes in self.kinds:
            if facts.rank != rank:
                continue
            key = ((rank, axes), tuple(facts.axes[axis] for axis in axes))
            if key in self.inputs:
                yield key

    def fitting(self, spec: InputSpec) -> Sequence[str]:
        """The arrays that this input takes as they are, in their order."""
        key = key_of_shape(spec.shape)
        return () if key is None else tuple(self.names.get(key, ()))

    def is_contested(self, names: Sequence[str]) -> bool:
        """Whether more than one input takes one of these arrays, or two take two of them."""
        wanting: set[Key] = set()
        for name in names:
            wanting.update(self.keys_of_array(self.arrays[name]))
            if sum(self.inputs[key] for key in wanting) > 1:
                return True
        return False

    def take(self, spec: InputSpec, name: str) -> None:
        """Leave out an input and the array that it was given."""
        for key in self.keys_of_array(self.arrays[name]):
            self.names[key].pop(name, None)
        if (own := key_of_shape(spec.shape)) is not None:
            self.inputs[own] -= 1


def key_of_shape(shape: Shape | None) -> Key | None:
    """Under which an input is looked up; None where it does not say its shape."""
    if shape is None:
        return None
    axes = tuple(axis for axis, size in enumerate(shape) if axis and size is not None)
    return (len(shape), axes), tuple(size for axis in axes if (size := shape[axis]) is not None)
