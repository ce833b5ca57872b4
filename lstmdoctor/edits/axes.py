"""An axis of size 1 that is missing or too many. All of these are views: no value moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.records import frozen_record


@frozen_record
class AddFeatureAxis(Always):
    """(N, T) to (N, T, 1), for a model of one feature."""

    id: ClassVar[str] = "add-feature-axis"
    cost: ClassVar[int] = 2
    fault: ClassVar[str] = "LD201"
    traits: ClassVar[Traits] = Traits(of_axes=True, once=True)

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(*before.axes, 1))

    def apply(self, block: Block) -> Block:
        return np.asarray(block)[..., None]

    def python(self, name: str) -> str:
        return f"{name} = {name}[..., None]"

    def sentence(self, *, done: bool) -> str:
        return f"{'added' if done else 'add'} a feature axis of size 1 at the end"

    def added_axis(self, before: Facts) -> int:
        return before.rank


@frozen_record
class AddTimeAxis(Always):
    """(N, F) to (N, 1, F): every sample becomes a sequence of one step."""

    id: ClassVar[str] = "add-time-axis"
    cost: ClassVar[int] = 3
    fault: ClassVar[str] = "LD202"
    traits: ClassVar[Traits] = Traits(of_axes=True, moves_time=True)

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(before.axes[0], 1, *before.axes[1:]))

    def apply(self, block: Block) -> Block:
        return np.asarray(block)[:, None]

    def python(self, name: str) -> str:
        return f"{name} = {name}[:, None]"

    def sentence(self, *, done: bool) -> str:
        return f"{'added' if done else 'add'} a time axis of size 1 after the batch axis"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return goal.timesteps == 1

    def added_axis(self, before: Facts) -> int:
        return 1


@frozen_record
class AddBatchAxis(Always):
    """(T, F) to (1, T, F): one sequence becomes a batch of one."""

    id: ClassVar[str] = "add-batch-axis"
    cost: ClassVar[int] = 3
    fault: ClassVar[str] = "LD203"
    traits: ClassVar[Traits] = Traits(of_axes=True)

    @property
    def local(self) -> bool:
        return False

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(1, *before.axes))

    def apply(self, block: Block) -> Block:
        return np.asarray(block)[None]

    def python(self, name: str) -> str:
        return f"{name} = {name}[None]"

    def sentence(self, *, done: bool) -> str:
        return f"{'added' if done else 'add'} a batch axis of size 1 in front"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        # With the timesteps free any (T, F) could as well be N samples of F features. One label decides.
        return goal.timesteps is not None or goal.labels == 1

    def added_axis(self, before: Facts) -> int:
        return 0

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        per_step = len(labels.rows) == before.samples != 1
        return np.asarray(labels.rows)[None] if per_step else labels.rows

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        return self.python(labels) if rows.samples == before.samples != 1 else ""


@frozen_record
class DropAxis(Always):
    """Remove an axis of size 1."""

    id: ClassVar[str] = "drop-axis"
    cost: ClassVar[int] = 2
    fault: ClassVar[str] = "LD204"
    traits: ClassVar[Traits] = Traits(of_axes=True)
    retired: ClassVar[tuple[str, ...]] = ("last", "ragged")
    axis: int
    last: bool = False
    ragged: bool = False

    @property
    def local(self) -> bool:
        return self.axis > 0

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=before.axes[: self.axis] + before.axes[self.axis + 1 :])

    def apply(self, block: Block) -> Block:
        if isinstance(block, list):
            return [np.squeeze(sequence, axis=self.axis - 1) for sequence in block]
        return np.squeeze(block, axis=self.axis)

    def python(self, name: str) -> str:
        if self.ragged:
            axis = -1 if self.last else self.axis - 1
            return f"{name} = [np.squeeze(sequence, axis={axis}) for sequence in {name}]"
        return f"{name} = np.squeeze({name}, axis={-1 if self.last else self.axis})"

    def sentence(self, *, done: bool) -> str:
        return f"{'removed' if done else 'remove'} axis {self.axis}, which has size 1"

    def args(self) -> dict[str, Argument]:
        return {"axis": self.axis}

    def dropped_axis(self) -> int:
        return self.axis

    def misfit(self, before: Facts) -> str:
        fits = before.container == "array" or self.axis > 0
        if fits and before.axes[self.axis : self.axis + 1] == (1,):
            return ""
        return f"has no axis {self.axis} of size 1, which the treatment removes"

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        axis = entry.integer("axis", 0, max(0, before.rank - 1))
        return cls(axis, axis == before.rank - 1, before.container == "list")


AxisEdit = AddFeatureAxis | AddTimeAxis | AddBatchAxis | DropAxis


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[AxisEdit]:
    """Axes to add where the data has too few, to drop where it has too many."""
    if facts.mixed_rank or (goal.shape is None and not goal.no_model):
        return
    rank = facts.rank if goal.rank is None else goal.rank
    if facts.container == "array" and goal.no_model:
        yield from (AddFeatureAxis(), AddTimeAxis(), AddBatchAxis())
    elif facts.container == "array" and facts.rank < rank and goal.shape is not None:
        yield from _to_add(facts, goal, goal.shape, rank)
    if (goal.no_model or facts.rank > rank) and (
        facts.container == "array" or min(facts.ragged, default=0) > 1
    ):
        for axis, (size, following) in enumerate(zip(facts.axes, (*facts.axes[1:], 0), strict=False)):
            # Of neighbours of size 1 it does not matter which one goes.
            if size == 1 != following and (axis > 0 or facts.container == "array"):
                yield DropAxis(axis, axis == facts.rank - 1, ragged=facts.container == "list")


def _to_add(facts: Facts, goal: Goal, shape: tuple[int | None, ...], rank: int) -> Iterator[AxisEdit]:
    if goal.features == 1 and rank > 1 and (facts.axes[-1:] != (1,) or goal.timesteps == 1):
        yield AddFeatureAxis()
    if rank >= 3 and facts.rank == rank - 1 and shape[1] in (1, None) and goal.timesteps in (1, None):
        yield AddTimeAxis()
    yield AddBatchAxis()
