"""Whether labels are values of their own samples: the first samples of both, compared one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.plans import Overlap
from lstmdoctor.core.readings import Array
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.errors import Unreadable

MOST_SAMPLES, MOST_BYTES = 1000, 8 << 20
"""Compared at the most: labels that agree so far agree by design."""
FEWEST = 10
"""Labels below this number may be values of the data by chance."""
RANKS = (1, 2, 3)


def with_overlaps(labels: DataFile | None, opened: Source | None, data: Source) -> DataFile | None:
    """The labels with the places of the data whose values they are."""
    if labels is None or opened is None:
        return labels
    sources = {array.name: array for array in opened.labels or opened.arrays}
    named = tuple(
        replace(one, overlaps=tuple(overlaps_of(sources[one.name], data))) if one.name in sources else one
        for one in labels.arrays
    )
    return replace(labels, arrays=named)


def overlaps_of(labels: Sequences, data: Source) -> Iterator[Overlap]:
    """One for each array of which every label is a value."""
    target = label_values(labels)
    for array in data.arrays if target is not None else ():
        facts = array.facts
        wanted = facts.container == "array" and facts.rank in RANKS and facts.samples == labels.facts.samples
        if target is None or not wanted or dtype_kind(facts.dtype) != "f":
            continue
        rows = leading_rows(array, len(target))
        index = place_of_labels(rows, target[: len(rows)])
        if index is not None:
            yield Overlap(array.name, index, len(rows))


def label_values(labels: Sequences) -> Array | None:
    """The first labels, one for each sample; None of classes, and of others that tell nothing."""
    facts = labels.facts
    flat = facts.rank == 1 or (facts.rank == 2 and facts.axes[1] == 1)
    if facts.container != "array" or not flat or dtype_kind(facts.dtype) != "f":
        return None
    rows = leading_rows(labels, MOST_SAMPLES).reshape(-1)
    whole = len(rows) < FEWEST or not np.isfinite(rows).all() or (rows == np.floor(rows)).all()
    return None if whole or 2 * len(np.unique(rows)) < len(rows) else rows


def leading_rows(array: Sequences, number: int) -> Array:
    """The first samples of an array, as many as there is room for."""
    rows: list[Array] = []
    taken = size = 0
    try:
        for block in array.blocks():
            part = np.array(block[: number - taken])
            rows.append(part)
            taken, size = taken + len(part), size + part.nbytes
            if taken >= number or size >= MOST_BYTES:
                break
    except Unreadable:
        return np.empty(0)
    return np.concatenate(rows) if rows else np.empty(0)


def place_of_labels(rows: Array, labels: Array) -> tuple[int, ...] | None:
    """Where in every sample its label stands, the last such place; None where it does not."""
    if len(rows) < FEWEST:
        return None
    wanted = labels.astype(rows.dtype).reshape(-1, *(1,) * (rows.ndim - 1))
    equal = np.argwhere((rows == wanted).all(axis=0)) if rows.ndim > 1 else np.zeros((1, 0), int)
    if rows.ndim == 1 and not (rows == wanted).all():
        return None
    return tuple(int(place) for place in equal[-1]) if len(equal) else None
