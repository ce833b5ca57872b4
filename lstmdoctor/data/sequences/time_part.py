"""The first timesteps of a series or of each sequence, or those behind them, as sequences of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

import numpy as np

from lstmdoctor.core.facts import Axis, Facts, Varies, axis_from_counts, axis_histogram
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.records import frozen_record, unique_record

Part = Literal["train", "validation"]


@frozen_record
class TimeCut:
    """Where every series is cut, and which side of the cut is meant.

    Parameters
    ----------
    share : Fraction
        Of the timesteps of each series that are in front of the cut.
    part : {"train", "validation"}
        In front of the cut, or behind it.
    series : bool
        There is one series (L, ...), not N sequences (N, L, ...).
    """

    share: Fraction
    part: Part
    series: bool

    def steps(self, length: int) -> slice:
        """The timesteps of this part, of a series of `length`."""
        cut = int(self.share * length)
        return slice(0, cut) if self.part == "train" else slice(cut, length)

    def length(self, length: int) -> int:
        """How many these are."""
        kept = self.steps(length)
        return int(kept.stop - kept.start)


@unique_record
class TimePart:
    """One part of all series of `sequences`, of which no axis but that of time is touched."""

    sequences: Sequences
    cut: TimeCut

    @property
    def name(self) -> str:
        return self.sequences.name

    @property
    def facts(self) -> Facts:
        whole = replace(self.sequences.facts, values=None)
        if self.cut.series:
            return replace(whole, axes=(self.cut.length(whole.samples), *whole.axes[1:]))
        axes = (whole.axes[0], cut_axis(whole.axes[1], whole.samples, self.cut), *whole.axes[2:])
        return replace(whole, axes=axes)

    def blocks(self) -> Iterator[Block]:
        if not self.cut.series:
            yield from map(self._of_sequences, self.sequences.blocks())
            return
        kept, start = self.cut.steps(self.sequences.facts.samples), 0
        for block in self.sequences.blocks():
            rows = np.asarray(block)[max(0, kept.start - start) : max(0, kept.stop - start)]
            start += len(block)
            if len(rows):
                yield rows

    def whole(self) -> Block:
        found = self.sequences.whole()
        return found[self.cut.steps(len(found))] if self.cut.series else self._of_sequences(found)

    def split(self) -> tuple[Sequences, ...]:
        return tuple(TimePart(one, replace(self.cut, series=True)) for one in self.sequences.split())

    def _of_sequences(self, block: Block) -> Block:
        if isinstance(block, list):
            return [one[self.cut.steps(len(one))] for one in block]
        rows: Array = np.ascontiguousarray(block[:, self.cut.steps(block.shape[1])])
        return rows


def cut_axis(axis: Axis, samples: int, cut: TimeCut) -> Axis:
    """The axis of time of sequences that are cut."""
    if not isinstance(axis, Varies):
        return cut.length(axis)
    counts: dict[int, int] = {}
    for length, number in axis_histogram(axis, samples):
        counts[cut.length(length)] = counts.get(cut.length(length), 0) + number
    return axis_from_counts(counts)
