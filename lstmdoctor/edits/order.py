"""The right axes in the wrong order. A transpose, never a reshape: values stay with their timestep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.labels import common_shape
from lstmdoctor.records import frozen_record


@frozen_record
class SwapTimeFeatures(Always):
    """(N, F, T) to (N, T, F)."""

    id: ClassVar[str] = "swap-time-features"
    cost: ClassVar[int] = 3
    fault: ClassVar[str] = "LD207"
    traits: ClassVar[Traits] = Traits(of_axes=True, moves_time=True, undoes_itself=True)
    quality: ClassVar[str] = " with the features first"
    retired: ClassVar[tuple[str, ...]] = ("sure",)
    sure: bool = True
    ragged: bool = False

    def facts(self, before: Facts) -> Facts:
        batch, first, second = before.axes
        return replace(before, axes=(batch, second, first))

    def apply(self, block: Block) -> Block:
        if isinstance(block, list):
            return [sequence.T for sequence in block]
        return np.swapaxes(block, 1, 2)

    def python(self, name: str) -> str:
        if self.ragged:
            return f"{name} = [sequence.T for sequence in {name}]"
        return f"{name} = np.swapaxes({name}, 1, 2)"

    def sentence(self, *, done: bool) -> str:
        return f"{'swapped' if done else 'swap'} the axes of timesteps and features"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return self.sure

    def misfit(self, before: Facts) -> str:
        return "" if before.rank == 3 else "has not the three axes that the treatment swaps two of"

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(ragged=before.container == "list")


@frozen_record
class SwapBatchTime(Always):
    """(T, N, ...) to (N, T, ...)."""

    id: ClassVar[str] = "swap-batch-time"
    cost: ClassVar[int] = 3
    fault: ClassVar[str] = "LD208"
    traits: ClassVar[Traits] = Traits(of_axes=True, moves_time=True, undoes_itself=True)
    quality: ClassVar[str] = " laid out timesteps first"
    retired: ClassVar[tuple[str, ...]] = ("labelled",)
    labelled: bool = False

    @property
    def local(self) -> bool:
        return False

    def facts(self, before: Facts) -> Facts:
        first, second, *rest = before.axes
        return replace(before, axes=(second, first, *rest))

    def apply(self, block: Block) -> Block:
        return np.swapaxes(np.asarray(block), 0, 1)

    def python(self, name: str) -> str:
        return f"{name} = np.swapaxes({name}, 0, 1)"

    def sentence(self, *, done: bool) -> str:
        return f"{'swapped' if done else 'swap'} the axes of batch and timesteps"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        # Only the number of labels can tell which of two axes holds the samples.
        return self.labelled

    def misfit(self, before: Facts) -> str:
        two = before.container == "array" and before.rank > 1
        return "" if two else "is no array of two axes, which the treatment swaps"

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        per_step = common_shape(labels.rows)[:2] == before.axes[:2]
        return np.swapaxes(np.asarray(labels.rows), 0, 1) if per_step else labels.rows

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        return self.python(labels) if rows.axes[:2] == before.axes[:2] else ""


Swap = SwapTimeFeatures | SwapBatchTime


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Swap]:
    """Swaps that bring an axis to where the model wants one of its size."""
    if facts.mixed_rank or not goal.timed or not (goal.no_model or facts.rank == goal.rank):
        return
    if facts.rank == 3 and (facts.container == "array" or facts.ragged == (2,)):
        # (N, F, 1) for free timesteps is a table with an axis too many: N samples of one step, or one series.
        sure = goal.timesteps is not None or facts.axes[2] != 1
        yield SwapTimeFeatures(sure, bool(facts.ragged))
    first, second = facts.axes[:2] if facts.rank >= 2 else (1, 1)
    # (1, N, F) for a model of one timestep is a table that got its new axis in front.
    several = 1 not in (first, second) or (goal.timesteps == first == 1 != second and facts.rank > 2)
    if facts.container == "array" and facts.rank >= 2 and several:
        labelled = goal.labels is not None and goal.labels == facts.axes[1] != facts.axes[0]
        if labelled or goal.no_model or (goal.timesteps is not None and goal.timesteps in facts.axes[:2]):
            yield SwapBatchTime(labelled)
