"""A block of samples as timesteps laid end to end."""

from __future__ import annotations

import math
from itertools import repeat
from operator import attrgetter

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.data.sequences.source import Array, Block
from lstmdoctor.records import unique_record

SORT = attrgetter("ndim", "dtype")
Sizes = tuple[tuple[int, int], ...]
"""How often each size occurs, in ascending order of size."""


@unique_record
class FlatBlock:
    """All timesteps of consecutive samples.

    Parameters
    ----------
    steps : array of shape (steps, features)
        In the byte order of this machine.
    samples : int
    timesteps : int or array of shape (samples,)
        Of every sample; one number where all have as many.
    """

    steps: Array
    samples: int
    timesteps: int | Array

    @property
    def lengths(self) -> Array:
        """Timesteps of every sample, one by one."""
        if isinstance(self.timesteps, int):
            return np.full(self.samples, self.timesteps, dtype=np.int64)
        return self.timesteps

    @property
    def sizes(self) -> Sizes:
        """Timesteps of the samples that have any."""
        if isinstance(self.timesteps, int):
            return ((self.timesteps, self.samples),) if self.timesteps else ()
        return histogram_of_sizes(self.timesteps[self.timesteps > 0])


def flatten_block(block: Block | AlikeArrays) -> FlatBlock:
    """All timesteps of a block; those of a list are of one dtype, rank and shape."""
    timesteps: int | Array
    if isinstance(block, AlikeArrays):
        timesteps, steps = block.sizes[:, 0], block.joined()
        number = int(timesteps.sum())
    elif isinstance(block, list):
        timed = block[0].ndim > 0
        timesteps = np.fromiter(map(len, block) if timed else repeat(1, len(block)), np.int64, len(block))
        steps, number = np.concatenate(block) if timed else np.array(block), int(timesteps.sum())
    else:
        timesteps = block.shape[1] if block.ndim > 1 else 1
        steps, number = block, len(block) * timesteps
    features = math.prod(block.shape[2:] if isinstance(block, np.ndarray) else block[0].shape[1:])
    native = steps if steps.dtype.isnative else steps.astype(steps.dtype.newbyteorder("="))
    return FlatBlock(np.ascontiguousarray(native).reshape(number, features), len(block), timesteps)


def group_alike_sequences(block: list[Array]) -> list[list[int]]:
    """Positions of the sequences of one dtype, rank and shape of a step each; one group for most lists."""
    if block[0].ndim < 2 and len(set(map(SORT, block))) == 1:  # there may be millions of single numbers
        return [list(range(len(block)))]
    groups: dict[object, list[int]] = {}
    for position, sequence in enumerate(block):
        groups.setdefault((sequence.ndim, sequence.shape[1:], sequence.dtype), []).append(position)
    return list(groups.values())


def histogram_of_sizes(sizes: Array) -> Sizes:
    """How often each size occurs, in ascending order of size."""
    if len(sizes) and sizes.min() == sizes.max():
        return ((int(sizes[0]), len(sizes)),)
    found, numbers = np.unique(sizes, return_counts=True)
    return tuple(zip(found.tolist(), numbers.tolist(), strict=True))
