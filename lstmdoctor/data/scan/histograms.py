"""`Histograms` of a block: one more pass over its values, made only where a picture asks for it."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.facts import Facts, Varies
from lstmdoctor.core.histograms import MOST_IDS, Asked, Counts, Histograms
from lstmdoctor.data.sequences.source import Array


def asked_of_facts(facts: Facts) -> Asked:
    """The cells of the map, from the shape of the whole array."""
    sizes = [axis.high if isinstance(axis, Varies) else axis for axis in facts.axes[1:]]
    features = 1
    for size in sizes[1:]:
        features *= size
    return Asked(sizes[0] if sizes else 1, features)


def histograms_of_steps(steps: Array, lengths: Array, asked: Asked) -> Histograms:
    """Counts of all values of a block.

    Parameters
    ----------
    steps : ndarray of shape (timesteps of all samples, features)
    lengths : ndarray of int
        Timesteps of every sample.
    """
    finite = np.isfinite(steps)
    values = steps if finite.all() else steps[finite]
    only_whole = bool(values.dtype.kind != "f" or (values == np.rint(values)).all())
    whole, beyond = counts_of_whole(values) if only_whole else ((), 0)
    positive, negative, zero = counts_by_exponent(values)
    not_finite, cells = ((), ()) if finite.all() else places_not_finite(~finite, lengths, asked)
    return Histograms(positive, negative, zero, whole, beyond, only_whole, not_finite, cells)


def counts_by_exponent(values: Array) -> tuple[Counts, Counts, int]:
    """Numbers of positive and of negative values by power of two, and the zeros."""
    flat = np.asarray(values).reshape(-1)
    numbers = flat if flat.dtype.kind == "f" and flat.dtype.itemsize <= 8 else flat.astype(np.float64)
    zero = int(np.count_nonzero(numbers == 0))
    return counts_of_sign(numbers[numbers > 0]), counts_of_sign(-numbers[numbers < 0]), zero


def counts_of_sign(values: Array) -> Counts:
    """Numbers of positive values by power of two."""
    if not values.size:
        return ()
    exponents = np.frexp(values)[1].astype(np.int64) - 1
    least = int(exponents.min())
    numbers = np.bincount(exponents - least)
    return tuple((least + int(place), int(numbers[place])) for place in np.flatnonzero(numbers))


def counts_of_whole(values: Array) -> tuple[Counts, int]:
    """Numbers of each whole value that is counted by itself, and of all others."""
    flat = np.asarray(values).reshape(-1)
    with np.errstate(over="ignore"):  # a float16 never comes so far
        inside = (flat >= 0) & (flat < MOST_IDS)
    numbers = np.bincount(flat[inside].astype(np.int64)) if inside.any() else np.zeros(0, np.int64)
    counts = tuple((int(place), int(numbers[place])) for place in np.flatnonzero(numbers))
    return counts, int(flat.size - np.count_nonzero(inside))


def places_not_finite(
    bad: Array, lengths: Array, asked: Asked
) -> tuple[Counts, tuple[tuple[int, int, int], ...]]:
    """Where values are not finite: by feature, and by cell of timesteps against features."""
    step, feature = np.nonzero(bad)
    by_feature = np.bincount(feature)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    within = step - starts[step]
    keys, numbers = np.unique(
        np.stack([within // asked.steps_in_cell, feature // asked.features_in_cell]),
        axis=1,
        return_counts=True,
    )
    cells = tuple((int(a), int(b), int(n)) for (a, b), n in zip(keys.T, numbers, strict=True))
    return tuple((int(f), int(by_feature[f])) for f in np.flatnonzero(by_feature)), cells
