"""How the times of the rows follow each other, counted block by block in bounded memory."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import numpy as np

from lstmdoctor.core.tables import RowTimes
from lstmdoctor.records import mutable_record

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Places = np.ndarray[tuple[Any, ...], np.dtype[np.int64]]
DISTINCT = 1 << 16
"""Different steps that are counted as they are; where there are more, their last bits are left out."""
BITS = 4


@mutable_record
class StepCounts:
    """Steps between rows of one sequence that follow each other in time, whatever they are cut into.

    What is kept does not depend on the order or the blocks in which the steps come: of more than `DISTINCT`
    different ones as few of their last bits are left out as it takes.
    """

    values: Array = field(default_factory=lambda: np.zeros(0))
    counts: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    cut_bits: int = 0
    repeated: int = 0
    first_repeated: tuple[int, ...] = ()
    largest: float = 0.0
    largest_row: int = 0

    def add(self, steps: Array, rows: Array, before: Array) -> None:
        """Steps of one sequence each, in the order of the sequences.

        Parameters
        ----------
        steps : ndarray of float, none of them below 0
        rows, before : ndarray of int
            The row of the table that each step leads to, and that it comes from, counted from 1.
        """
        again = np.flatnonzero(steps == 0)
        if len(again) and not self.repeated:
            pair = (int(before[again[0]]), int(rows[again[0]]))
            self.first_repeated = (min(pair), max(pair))
        self.repeated += len(again)
        if not len(steps):
            return
        top = int(np.argmax(steps))
        if steps[top] > self.largest:
            self.largest, self.largest_row = float(steps[top]), int(rows[top])
        self._count(steps[steps > 0])

    def row_times(self, clock: bool, backward: int = 0, first_backward: int = 0) -> RowTimes:
        """All of it; seconds where times are those of a `clock`, in microseconds."""
        unit, median = 1e6 if clock else 1.0, self.median()
        return RowTimes(
            repeated=self.repeated,
            first_repeated=self.first_repeated,
            backward=backward,
            first_backward=first_backward,
            median=median / unit,
            largest=self.largest / unit,
            unit="s" if clock else "",
            largest_row=self.largest_row,
            wide=int(self.counts[self.values > median].sum()),
        )

    def median(self) -> float:
        """Of the steps that lead on; 0 without any."""
        total = int(self.counts.sum())
        if not total:
            return 0.0
        ends = np.cumsum(self.counts)
        middle = np.searchsorted(ends, [(total - 1) // 2, total // 2], side="right")
        return float(self.values[middle].mean())

    def _count(self, values: Array) -> None:
        values = without_last_bits(values, self.cut_bits)
        own, number = np.unique(values, return_counts=True)
        joined = np.concatenate([self.values, own])
        self.values, where = np.unique(joined, return_inverse=True)
        self.counts = np.bincount(
            where, np.concatenate([self.counts, number]), minlength=len(self.values)
        ).astype(np.int64)
        while len(self.values) > DISTINCT:
            self.cut_bits += BITS
            self.values, where = np.unique(without_last_bits(self.values, self.cut_bits), return_inverse=True)
            self.counts = np.bincount(where, self.counts).astype(np.int64)


def without_last_bits(values: Array, bits: int) -> Array:
    """Numbers without the last of their bits."""
    whole: Array = np.ascontiguousarray(values, np.float64)
    return whole if not bits else (whole.view(np.int64) >> bits << bits).view(np.float64)
