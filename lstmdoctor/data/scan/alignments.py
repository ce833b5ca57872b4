"""How sequences of labels lie over the timesteps of an output under a CTC loss: `Alignments` of a block."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.values import Alignments
from lstmdoctor.data.scan.flat_block import histogram_of_sizes
from lstmdoctor.data.sequences.source import Array


def align_sequences(steps: Array, lengths: Array, whole: bool) -> Alignments | None:
    """`Alignments` of steps laid end to end; None where they are not one whole number each.

    Parameters
    ----------
    steps : array of shape (steps, features)
    lengths : array of shape (N,)
        Timesteps of every sequence.
    whole : bool
        Whether all values are whole numbers.
    """
    if steps.shape[1] != 1 or not whole:
        return None
    values = steps[:, 0]
    labels = count_before(values != 0)
    repeats = count_before(values[1:] == values[:-1])
    starts = np.cumsum(lengths) - lengths
    read = labels[starts + lengths] - labels[starts]
    last = np.minimum(starts + np.maximum(read, 1) - 1, len(repeats) - 1)
    needed = read + np.where(read > 1, repeats[last] - repeats[np.minimum(starts, last)], 0)
    blanks = np.count_nonzero(labels[starts + read] - labels[starts] < read)
    return Alignments(histogram_of_sizes(needed), int(blanks))


def count_before(true: Array) -> Array:
    """How many of the truth values before each position are true, the end included."""
    counts: Array = np.zeros(len(true) + 1, dtype=np.int64)
    np.cumsum(true, out=counts[1:])
    return counts
