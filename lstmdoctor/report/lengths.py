"""Candidate lengths for ragged sequences, and what each of them costs."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.facts import Histogram, Varies, length_percentile
from lstmdoctor.records import frozen_record

PERCENTILES = (50, 90, 95, 99)


@frozen_record
class Candidate:
    """A length that all sequences could be brought to.

    Parameters
    ----------
    names : tuple of str
        What leads to it: "p95", "longest", "the model".
    length : int
        Timesteps.
    padding : float
        Share of the resulting array that would be padding.
    cut : int
        Sequences that would lose timesteps.
    bytes : int
        Size of the resulting array.
    """

    names: tuple[str, ...]
    length: int
    padding: float
    cut: int
    bytes: int


def histogram_of(axis: Varies) -> Histogram:
    """Sizes and numbers; empty where the histogram is not known."""
    return axis.counts


def length_candidates(axis: Varies, row: int, dtype: str, wanted: int | None) -> list[Candidate]:
    """Lengths worth considering, shortest first.

    Parameters
    ----------
    axis : Varies
        The time axis, with its histogram.
    row : int
        Values per timestep.
    dtype : str
        Of the padded array.
    wanted : int or None
        The length that the model takes, where it takes one only.
    """
    histogram = histogram_of(axis)
    if not histogram:
        return []
    named: dict[int, list[str]] = {}
    for share in PERCENTILES:
        named.setdefault(length_percentile(histogram, share) or 0, []).append(f"p{share}")
    named.setdefault(axis.high, []).append("longest")
    if wanted is not None:
        named.setdefault(wanted, []).append("the model")
    itemsize = np.dtype(dtype).itemsize
    return [
        candidate_of_length(tuple(named[length]), length, histogram, row * itemsize)
        for length in sorted(named)
    ]


def candidate_of_length(
    names: tuple[str, ...], length: int, histogram: Histogram, step_bytes: int
) -> Candidate:
    """What one length costs."""
    samples = sum(number for _, number in histogram)
    real = sum(min(size, length) * number for size, number in histogram)
    slots = samples * length
    return Candidate(
        names,
        length,
        1 - real / slots if slots else 0.0,
        sum(number for size, number in histogram if size > length),
        slots * step_bytes,
    )
