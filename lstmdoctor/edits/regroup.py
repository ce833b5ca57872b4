"""Samples and timesteps that were cut in the wrong places: flattened, or batched twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts, axis_histogram
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.records import frozen_record


@frozen_record
class SplitFlat(Always):
    """(N, T*F) to (N, T, F): every row is cut into T runs of F values."""

    id: ClassVar[str] = "split-flat"
    fault: ClassVar[str] = "LD205"
    traits: ClassVar[Traits] = Traits(sized=True, regroups=True, needs_model=True)
    quality: ClassVar[str] = " flattened into a row each"
    retired: ClassVar[tuple[str, ...]] = ("cost",)
    timesteps: int
    features: int
    cost: int = 4

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(before.axes[0], self.timesteps, self.features))

    def apply(self, block: Block) -> Block:
        return np.asarray(block).reshape(-1, self.timesteps, self.features)

    def python(self, name: str) -> str:
        return f"{name} = {name}.reshape(-1, {self.timesteps}, {self.features})"

    def sentence(self, *, done: bool) -> str:
        return f"cut every row into {self.timesteps} timesteps of {self.features} features"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "features": self.features}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def added_axis(self, before: Facts) -> int:
        return before.rank

    def misfit(self, before: Facts) -> str:
        width = self.timesteps * self.features
        fits = before.container == "array" and before.axes[1:] == (width,)
        return "" if fits else f"holds no rows of {width:,} values, which the treatment cuts"

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.integer("timesteps", 1), entry.integer("features", 1))


@frozen_record
class MergeBatches(Always):
    """(A, B, T, F) to (A*B, T, F); for a list, batches of any size laid end to end."""

    id: ClassVar[str] = "merge-batches"
    cost: ClassVar[int] = 4
    fault: ClassVar[str] = "LD209"
    traits: ClassVar[Traits] = Traits(regroups=True, of_axes=True, moves_time=True)
    quality: ClassVar[str] = " in several batches"
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

    def sentence(self, *, done: bool) -> str:
        return f"{'merged' if done else 'merge'} the first two axes into one batch axis"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def dropped_axis(self) -> int:
        return 1

    def misfit(self, before: Facts) -> str:
        fits = before.rank > 1 and not set(before.ragged) - {1}
        return "" if fits else "holds no batches, which the treatment merges"

    def record(self) -> dict[str, Argument]:
        return {"dtype": self.dtype}

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.dtype("dtype"))

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        if not len(labels.rows) == before.samples != after.samples:
            return labels.rows
        return np.concatenate([np.asarray(row) for row in labels.rows])

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        return self.python(labels) if rows.samples == before.samples != self.facts(before).samples else ""


Regrouping = SplitFlat | MergeBatches


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


def _split_flat_edits(facts: Facts, goal: Goal) -> Iterator[SplitFlat]:
    width, features = facts.axes[1], goal.features
    if not isinstance(width, int) or features is None or features < 2 or width <= features:
        return
    timesteps = goal.timesteps or width // features
    if timesteps * features == width:
        # Any width that is a multiple of the features fits free timesteps: weaker evidence.
        yield SplitFlat(timesteps, features, cost=4 if goal.timesteps else 6)
