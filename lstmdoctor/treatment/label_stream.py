"""Labels that follow the data a run of samples at a time, where the data does; looked through once before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lstmdoctor.core.facts import Facts, high_of
from lstmdoctor.core.labels import LabelAt, LabelCure, Labels
from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Array, Block, Reading
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.edits.label_cures import class_ids, cured_label_blocks, cured_label_shape
from lstmdoctor.edits.labels import LABELS_DIFFER
from lstmdoctor.edits.length import LARGEST_SAMPLE_BYTES
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.files.limits import IN_MEMORY_BYTES
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text
from lstmdoctor.treatment.follow import labels_for_reading


@frozen_record
class LabelStream:
    """The labels of a result, made anew at every look.

    Parameters
    ----------
    reading : Reading or None
        What is done to the data.
    labels : Sequences
        Of the data as it is.
    at : {"last", "first", "every"}
        Which timestep gives the label of a window.
    lengths : sequence of int
        Timesteps of every sequence, where the data is a list of them.
    cure : LabelCure or None
        How the labels are written anew.
    """

    reading: Reading | None
    labels: Sequences
    at: LabelAt
    lengths: Sequence[int]
    cure: LabelCure | None = None

    def blocks(self) -> Iterator[Array]:
        """The labels in order.

        Raises
        ------
        Usage
            They match neither the samples nor the timesteps of the data.
        Unreadable
            Those of one sample, or all where they are made at once, would not fit into memory.
        """
        if not self._goes_by_samples():
            self._require_room()
            yield labels_for_reading(
                self.reading, Labels(self._given(self.labels.whole()), self.at, self.lengths)
            )
            return
        first = 0
        for rows in self._runs():
            here = Labels(self._given(rows), self.at, self.lengths[first : first + len(rows)], first)
            yield labels_for_reading(self._reading_of_run(len(rows)), here)
            first += len(rows)

    def cured_blocks(self) -> Iterator[Array]:
        """The labels as they are written; raises as `blocks`, and where one of them is no class."""
        for rows in self.blocks():
            yield from (rows,) if self.cure is None else cured_label_blocks(rows, self.cure)

    def shape_and_dtype(self) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
        """What all labels together are, as they are written; raises as `cured_blocks`."""
        number, shapes, dtypes = 0, set(), set()
        for rows in self.blocks():
            number += len(rows)
            shapes.add((rows.shape if self.cure is None else cured_label_shape(rows, self.cure))[1:])
            one_hot = self.cure is not None and self.cure.one_hot
            dtypes.add(np.dtype("float32") if one_hot else rows.dtype)
            if len(shapes) > 1:
                raise Usage(LABELS_DIFFER)
        return (number, *shapes.pop()), np.result_type(*dtypes)

    def _given(self, rows: Block) -> Block:
        """Labels before they follow the samples: ids from 0, where they are written anew."""
        return rows if self.cure is None else class_ids(rows, self.cure)

    def _goes_by_samples(self) -> bool:
        """Whether there is a label for every sample, whatever becomes of the others, and no sample goes."""
        steps = self.reading.steps if self.reading is not None else ()
        number = self.labels.facts.samples
        counts = {facts.samples for step in steps for facts in (step.before, step.after)}
        return number > 0 and counts <= {number} and all(step.edit.local for step in steps)

    def _require_room(self) -> None:
        """Raise `Unreadable` where the labels of all samples together are more than may be made at once."""
        result = self.reading.result if self.reading is not None else None
        if self.reading is None or result is None:
            return
        facts, before = self.labels.facts, self.reading.steps[0].before
        per_step = facts.rank > 1 and facts.axes[1:2] == before.axes[1:2]
        values = math.prod(axis for axis in facts.axes[1 + per_step :] if isinstance(axis, int))
        steps = high_of(result) if self.at == "every" and result.rank > 1 else 1
        ahead = [step.edit.args().get("horizon") for step in self.reading.steps]
        each = max([steps, *(size for size in ahead if isinstance(size, int))])
        size = result.samples * each * values * np.dtype(facts.dtypes[0]).itemsize
        if size > IN_MEMORY_BYTES:
            most = byte_size_text(IN_MEMORY_BYTES)
            raise Unreadable(f"the labels take {byte_size_text(size)}, and at most {most} are made at once")

    def _runs(self) -> Iterator[Block]:
        """Labels of as many samples as are made at a time."""
        for block in self.labels.blocks():
            rows = output_rows(max(map(self._row_bytes, block[:1]), default=1))
            for first in range(0, len(block), rows):
                yield block[first : first + rows]

    def _row_bytes(self, row: Array) -> int:
        """Bytes that the labels of one sample may take in the result."""
        row, result = np.asarray(row), self.reading.result if self.reading is not None else None
        longest = high_of(result) if row.ndim and result is not None and result.rank > 1 else 1
        size = max(row.nbytes, longest * math.prod(row.shape[1:]) * row.itemsize)
        if size > LARGEST_SAMPLE_BYTES:
            most = byte_size_text(LARGEST_SAMPLE_BYTES)
            raise Unreadable(f"the labels of one sample take {byte_size_text(size)}, more than {most}")
        return size

    def _reading_of_run(self, samples: int) -> Reading | None:
        """The reading as it is of so many samples."""
        if self.reading is None:
            return None
        steps = tuple(
            replace(step, before=facts_of_run(step.before, samples), after=facts_of_run(step.after, samples))
            for step in self.reading.steps
        )
        return replace(self.reading, steps=steps)


def facts_of_run(facts: Facts, samples: int) -> Facts:
    """The facts of a run of samples."""
    return replace(facts, axes=(samples, *facts.axes[1:]))
