"""Samples and timesteps that were cut in the wrong places: flattened, batched twice, or never windowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Axis, Facts, Varies, axis_histogram
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.readings import Always, Argument, Array, Block, output_rows


@dataclass(frozen=True)
class SplitFlat(Always):
    """(N, T*F) to (N, T, F): every row is cut into T runs of F values."""

    id: ClassVar[str] = "split-flat"
    timesteps: int
    features: int
    cost: int = 4

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(before.axes[0], self.timesteps, self.features))

    def apply(self, block: Block) -> Block:
        return np.asarray(block).reshape(-1, self.timesteps, self.features)

    def python(self, name: str) -> str:
        return f"{name} = {name}.reshape(-1, {self.timesteps}, {self.features})"

    def sentence(self) -> str:
        return f"cut every row into {self.timesteps} timesteps of {self.features} features"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "features": self.features}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False


@dataclass(frozen=True)
class MergeBatches(Always):
    """(A, B, T, F) to (A*B, T, F); for a list, batches of any size laid end to end."""

    id: ClassVar[str] = "merge-batches"
    cost: ClassVar[int] = 4
    dtype: str

    def facts(self, before: Facts) -> Facts:
        batches = axis_histogram(before.axes[1], before.samples)
        samples = sum(size * number for size, number in batches)
        return replace(
            before, axes=(samples, *before.axes[2:]), container="array", wrapping="", dtypes=(self.dtype,)
        )

    def apply(self, block: Block) -> Block:
        if isinstance(block, list):
            return np.concatenate(block).astype(self.dtype, copy=False)
        return block.reshape(-1, *block.shape[2:])

    def python(self, name: str) -> str:
        return f"{name} = np.concatenate({name})"

    def sentence(self) -> str:
        return "merged the first two axes into one batch axis"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False


@dataclass(frozen=True)
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
    """

    id: ClassVar[str] = "window"
    cost: ClassVar[int] = 4
    timesteps: int | None
    stride: int
    series: bool
    dtype: str

    @property
    def local(self) -> bool:
        return not self.series

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
        return 0 if self.timesteps is None else max(0, (length - self.timesteps) // self.stride + 1)

    def apply(self, block: Block) -> Block:
        if self.timesteps is None:
            raise ValueError("a window needs its number of timesteps")
        sequences = [np.asarray(block)] if self.series else block
        cut = [self._windows(sequence) for sequence in sequences if len(sequence) >= self.timesteps]
        if len(cut) == 1:
            return cut[0].astype(self.dtype, copy=False)
        if cut:
            return np.concatenate(cut).astype(self.dtype, copy=False)
        rest = np.shape(block)[1:] if self.series else np.shape(block[0])[1:] if len(block) else ()
        return np.empty((0, self.timesteps, *rest), self.dtype)

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
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
                yield sequence[first * self.stride : last * self.stride + (self.timesteps or 1)]

    def _windows_at_once(self, block: Block) -> int:
        step = block[0][:1].nbytes if len(block) else 0
        return output_rows(max(step, np.dtype(self.dtype).itemsize) * (self.timesteps or 1))

    def _windows(self, sequence: Block) -> np.ndarray:
        runs = np.lib.stride_tricks.sliding_window_view(np.asarray(sequence), self.timesteps or 1, axis=0)
        return np.moveaxis(runs, -1, 1)[:: self.stride]

    def python(self, name: str) -> str:
        size = "N" if self.timesteps is None else self.timesteps
        step = "" if self.stride == 1 else f"[::{self.stride}]"
        cut = "np.moveaxis(np.lib.stride_tricks.sliding_window_view({}, {}, axis=0), -1, 1){}"
        if self.series:
            return f"{name} = {cut.format(name, size, step)}"
        return f"{name} = np.concatenate([{cut.format('s', size, step)} for s in {name} if len(s) >= {size}])"

    def sentence(self) -> str:
        every = "every timestep" if self.stride == 1 else f"every {self.stride} timesteps"
        return f"cut windows of {self.timesteps or 'N'} timesteps, one {every}"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "stride": self.stride}

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
            and self.stride <= self.timesteps
            and (size - self.timesteps) % self.stride == 0
            for size in sizes
        )

    def options(self) -> tuple[str, ...]:
        stride = () if self.stride == 1 else ("--stride", str(self.stride))
        return ("--window", "N" if self.timesteps is None else str(self.timesteps), *stride)


Regrouping = SplitFlat | MergeBatches | Window


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Regrouping]:
    """Other ways to cut the same values into samples."""
    if facts.mixed_rank or facts.rank == 0:
        return
    dtype = facts.dtypes[0] if facts.container == "array" else result_dtype(facts.dtypes)
    if not dtype_kind(dtype):
        return
    if goal.shape is not None and facts.container == "array" and facts.rank == 2 and len(goal.shape) == 3:
        yield from _split_flat_edits(facts, goal)
    batches = facts.rank > 2 if goal.no_model else goal.rank is not None and facts.rank == goal.rank + 1
    if batches and set(facts.ragged) <= {1}:
        several = facts.axes[0] != 1 and facts.axes[1] != 1
        several = several and (facts.axes[2:3] != (1,) or goal.timesteps in (1, None))
        if several and (facts.container == "array" or facts.ragged):
            yield MergeBatches(dtype)
    yield from _window_edits(facts, goal, choices, dtype)


def _split_flat_edits(facts: Facts, goal: Goal) -> Iterator[SplitFlat]:
    width, features = facts.axes[1], goal.features
    if not isinstance(width, int) or features is None or features < 2 or width <= features:
        return
    timesteps = goal.timesteps or width // features
    if timesteps * features == width:
        # Any width that is a multiple of the features fits free timesteps: weaker evidence.
        yield SplitFlat(timesteps, features, cost=4 if goal.timesteps else 6)


def _window_edits(facts: Facts, goal: Goal, choices: Choices, dtype: str) -> Iterator[Window]:
    timesteps = choices.window or goal.timesteps
    if not goal.timed or timesteps == 1 or (goal.timesteps or timesteps) != timesteps:
        return
    rank = goal.rank or max(3, facts.rank)
    if facts.container == "array" and facts.rank == rank - 1:
        if timesteps is None or facts.samples > timesteps:
            yield Window(timesteps, choices.stride, True, dtype)
    elif facts.rank == rank and timesteps is not None and set(facts.ragged) <= {1}:
        longest = facts.axes[1].high if isinstance(facts.axes[1], Varies) else facts.axes[1]
        ready = facts.container == "array" or (facts.ragged and choices.window is not None)
        if ready and longest > timesteps:
            yield Window(timesteps, choices.stride, False, dtype)
