"""Labels on their way along an edit: of each sample, or of each of its timesteps."""

from __future__ import annotations

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Array, Block
from lstmdoctor.errors import Usage

LABELS_DIFFER = "the labels differ in length and the data does not: pad the data, or pad the labels first"


def array_of_rows(rows: Block) -> Array:
    """Labels as one array; raises `Usage` where they differ in length."""
    if isinstance(rows, np.ndarray):
        return rows
    if len({np.shape(row) for row in rows}) > 1:
        raise Usage(LABELS_DIFFER)
    return np.stack([np.asarray(row) for row in rows])


def common_shape(rows: Block) -> tuple[int, ...]:
    """Shape of all labels together; of those that differ in length, their number."""
    alike = isinstance(rows, np.ndarray) or len({np.shape(row) for row in rows}) <= 1
    return np.shape(rows) if alike else (len(rows),)


def refuse_other_lengths(labels: Labels) -> None:
    """Raise `Usage` where a sample of a list has another number of timesteps than its labels."""
    sizes = map(len, labels.rows)
    for sample, (steps, given) in enumerate(zip(labels.lengths, sizes, strict=False), labels.first):
        if steps != given:
            raise Usage(
                f"the labels of sample {sample:,} have {given:,} timesteps, its data has {steps:,}: pair "
                "data and labels of the same samples"
            )


def has_label_per_step(rows: Block, before: Facts) -> bool:
    """Whether the labels have an entry for every timestep of every sequence."""
    if len(rows) != before.samples or before.rank < 2:
        return False
    if isinstance(rows, list):
        return bool(rows) and all(np.ndim(row) > 0 for row in rows)
    return rows.ndim > 1 and rows.shape[1] == before.axes[1]


def is_label_per_step(rows: Facts, before: Facts) -> bool:
    """Whether labels with these facts have an entry for every timestep of every sequence."""
    if rows.samples != before.samples or before.rank < 2 or rows.rank < 2:
        return False
    return rows.container == "list" or rows.axes[1] == before.axes[1]
