"""Long series, and sequences, that were never cut into windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Axis, Facts, Varies, axis_histogram, high_of, low_of
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.labels import LabelAt, Labels
from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Argument, Array, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.window_labels import labels_of_sequences_code, window_labels, window_labels_code
from lstmdoctor.records import frozen_record


@frozen_record
class Window(Always):
    """Runs of `timesteps` consecutive steps, one every `stride`; never across two sequences.

    Parameters
    ----------
    timesteps : int or None
        None while nobody has said how long a window is.
    stride : int
        Steps between the starts of two windows.
    series : bool
        The data is one series (L, ...), not N sequences (N, L, ...).
    horizon : int
        Steps behind a window that are its labels; 0 where its labels are of its own steps.
    """

    id: ClassVar[str] = "window"
    cost: ClassVar[int] = 4
    fault: ClassVar[str] = "LD206"
    traits: ClassVar[Traits] = Traits(
        sized=True, regroups=True, carries_labels=True, settles_time=True, moves_time=True
    )
    quality: ClassVar[str] = " to cut into windows"
    timesteps: int | None
    stride: int
    series: bool
    dtype: str
    horizon: int = 0

    @property
    def local(self) -> bool:
        return not self.series

    @property
    def whole(self) -> bool:
        return False

    @property
    def span(self) -> int:
        """Steps that a window and its labels take."""
        return (self.timesteps or 0) + self.horizon

    def facts(self, before: Facts) -> Facts:
        length, rest = (before.axes[0], before.axes[1:]) if self.series else (before.axes[1], before.axes[2:])
        if self.timesteps is None:
            longest = length.high if isinstance(length, Varies) else length
            axes: tuple[Axis, ...] = (Varies(1, longest), Varies(1, longest), *rest)
        else:
            histogram = ((before.samples, 1),) if self.series else axis_histogram(length, before.samples)
            samples = sum(self.number(size) * sequences for size, sequences in histogram)
            axes = (samples, self.timesteps, *rest)
        return replace(before, axes=axes, container="array", wrapping="", dtypes=(self.dtype,))

    def number(self, length: int) -> int:
        """Windows that one sequence of `length` steps gives."""
        return 0 if self.timesteps is None else max(0, (length - self.span) // self.stride + 1)

    def apply(self, block: Block) -> Block:
        if self.timesteps is None:
            raise ValueError("a window needs its number of timesteps")
        sequences = [np.asarray(block)] if self.series else block
        cut = [self._windows(sequence) for sequence in sequences if len(sequence) >= self.span]
        if len(cut) == 1:
            return cut[0].astype(self.dtype, copy=False)
        if cut:
            return np.concatenate(cut).astype(self.dtype, copy=False)
        rest = np.shape(block)[1:] if self.series else np.shape(block[0])[1:] if len(block) else ()
        return np.empty((0, self.timesteps, *rest), self.dtype)

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        if self.series:
            yield from replace(self, series=False).flow([run] for run in self._series_runs(blocks))
            return
        for block in blocks:
            waiting: list[Array] = []
            room = most = self._windows_at_once(block)
            for piece in self._pieces(block, most):
                number = self.number(len(piece))
                if number > room:
                    yield self.apply(waiting)
                    waiting, room = [], most
                waiting.append(piece)
                room -= number
            yield self.apply(waiting or block)

    def _pieces(self, block: Block, most: int) -> Iterator[Array]:
        """The sequences that have a window; those with more than `most` in pieces that share some steps."""
        for sequence in block:
            number = self.number(len(sequence))
            for first in range(0, number, most):
                last = min(first + most, number) - 1
                yield sequence[first * self.stride : last * self.stride + self.span]

    def _windows_at_once(self, block: Block) -> int:
        step = block[0][:1].nbytes if len(block) else 0
        return output_rows(max(step, np.dtype(self.dtype).itemsize) * (self.timesteps or 1))

    def _windows(self, sequence: Block) -> np.ndarray:
        steps = np.asarray(sequence)[: len(sequence) - self.horizon]
        runs = np.lib.stride_tricks.sliding_window_view(steps, self.timesteps or 1, axis=0)
        return np.moveaxis(runs, -1, 1)[:: self.stride]

    def _series_runs(self, blocks: Iterator[Block]) -> Iterator[Array]:
        """Runs of one series, each from where the first window begins that the run before did not hold."""
        run: Array | None = None
        skip = 0
        for block in blocks:
            rows = np.asarray(block)[skip:]
            skip = max(0, skip - len(block))
            run = rows if run is None else np.concatenate([run, rows])
            begun = self.number(len(run)) * self.stride
            if begun:
                yield run
                skip += max(0, begun - len(run))
            run = run[begun:].copy()

    def python(self, name: str) -> str:
        size = "N" if self.timesteps is None else self.timesteps
        step = "" if self.stride == 1 else f"[::{self.stride}]"
        seen = f"[:-{self.horizon}]" if self.horizon else ""
        cut = "np.moveaxis(np.lib.stride_tricks.sliding_window_view({}, {}, axis=0), -1, 1){}"
        need = size if self.timesteps is None else self.span
        if self.series:
            return f"{name} = {cut.format(name + seen, size, step)}"
        each = cut.format("s" + seen, size, step)
        return f"{name} = np.concatenate([{each} for s in {name} if len(s) >= {need}])"

    def sentence(self, *, done: bool) -> str:
        every = "every timestep" if self.stride == 1 else f"every {self.stride} timesteps"
        steps = "step" if self.horizon == 1 else f"{self.horizon} steps"
        ahead = f", the next {steps} of each left for its labels" if self.horizon else ""
        return f"cut windows of {self.timesteps or 'N'} timesteps, one {every}{ahead}"

    def args(self) -> dict[str, Argument]:
        ahead: dict[str, Argument] = {"horizon": self.horizon} if self.horizon else {}
        return {"timesteps": self.timesteps, "stride": self.stride, **ahead}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return choices.window is not None

    def asked(self, choices: Choices) -> bool:
        return choices.window is not None

    def keeps_values(self, before: Facts) -> bool:
        if self.timesteps is None:
            return True
        axis: Axis = before.axes[0] if self.series else before.axes[1]
        sizes = [size for size, _ in axis_histogram(axis, before.samples)]
        return all(
            size >= self.timesteps
            and not self.horizon
            and self.stride <= self.timesteps
            and (size - self.timesteps) % self.stride == 0
            for size in sizes
        )

    def options(self) -> tuple[str, ...]:
        stride = () if self.stride == 1 else ("--stride", str(self.stride))
        ahead = ("--horizon", str(self.horizon)) if self.horizon else ()
        return ("--window", "N" if self.timesteps is None else str(self.timesteps), *stride, *ahead)

    def added_axis(self, before: Facts) -> int | None:
        return 0 if self.series else None

    def misfit(self, before: Facts) -> str:
        if self.series:
            fits = before.container == "array" and before.rank > 0
        else:
            fits = before.rank > 1 and not set(before.ragged) - {1}
        return "" if fits else "holds nothing that the treatment could cut windows of"

    def record(self) -> dict[str, Argument]:
        return {**self.args(), "series": self.series, "dtype": self.dtype}

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        timesteps, stride = entry.integer("timesteps", 1), entry.integer("stride", 1)
        horizon = entry.integer("horizon") if "horizon" in entry.values else 0
        return cls(timesteps, stride, entry.flag("series"), entry.dtype("dtype"), horizon)

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        rows = labels.rows
        if self.series:
            steps = np.asarray(rows)
            each = len(rows) == before.samples
            return self._step_labels(steps, labels.at) if each else steps
        lengths = labels.lengths or [low_of(before)] * before.samples
        if len(rows) != len(lengths):
            return np.asarray(rows)
        return np.concatenate(
            [self._labels_of(row, length, labels.at) for row, length in zip(rows, lengths, strict=True)]
        )

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        sizes = (self.timesteps or 0, self.stride, self.horizon)
        if rows.samples != before.samples:
            return ""
        if self.series:
            return f"{labels} = {window_labels_code(labels, *sizes, rows)}"
        return f"{labels} = {labels_of_sequences_code(labels, data, rows, before, *sizes)}"

    def _labels_of(self, row: Array, length: int, at: LabelAt) -> Array:
        """One label for each window of a sequence of this length."""
        if np.ndim(row) > 0 and len(row) == length:
            return self._step_labels(np.asarray(row), at)
        return np.repeat([row], self.number(length), axis=0)

    def _step_labels(self, steps: Array, at: LabelAt) -> Array:
        return window_labels(steps, self.timesteps or 0, self.stride, self.horizon, at)


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Window]:
    """Windows of one series, or of sequences longer than what is wanted."""
    if facts.mixed_rank or facts.rank == 0:
        return
    dtype = facts.dtypes[0] if facts.container == "array" else result_dtype(facts.dtypes)
    if not dtype_kind(dtype):
        return
    timesteps = choices.window or goal.timesteps
    if not goal.timed or timesteps == 1 or (goal.timesteps or timesteps) != timesteps:
        return
    rank, ahead, stride = goal.rank or max(3, facts.rank), choices.horizon or 0, choices.stride
    if facts.container == "array" and facts.rank == rank - 1:
        if choices.window is None and timesteps is not None and goal.labels == facts.samples - timesteps:
            ahead = 1  # one label for each window that has a next step
        if choices.window is None and timesteps is not None and goal.labels == facts.samples / timesteps:
            stride = timesteps  # one label for each window, where every timestep is in one of them
        if timesteps is None or facts.samples > timesteps + ahead - bool(ahead):
            yield Window(timesteps, stride, True, dtype, ahead)
    elif facts.rank == rank and timesteps is not None and set(facts.ragged) <= {1}:
        ready = facts.container == "array" or (facts.ragged and choices.window is not None)
        if ready and high_of(facts) > timesteps + ahead - bool(ahead):
            yield Window(timesteps, stride, False, dtype, ahead)
