"""The right axes in the wrong order. A transpose, never a reshape: values stay with their timestep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Always, Block


@dataclass(frozen=True)
class SwapTimeFeatures(Always):
    """(N, F, T) to (N, T, F)."""

    id: ClassVar[str] = "swap-time-features"
    cost: ClassVar[int] = 3
    sure: bool = True

    def facts(self, before: Facts) -> Facts:
        batch, first, second = before.axes
        return replace(before, axes=(batch, second, first))

    def apply(self, block: Block) -> Block:
        if isinstance(block, list):
            return [sequence.T for sequence in block]
        return np.swapaxes(block, 1, 2)

    def python(self, name: str) -> str:
        return f"{name} = np.swapaxes({name}, 1, 2)"

    def sentence(self) -> str:
        return "swapped the axes of timesteps and features"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return self.sure


@dataclass(frozen=True)
class SwapRaggedTimeFeatures(SwapTimeFeatures):
    """The same for sequences that are still in a list."""

    def python(self, name: str) -> str:
        return f"{name} = [sequence.T for sequence in {name}]"


@dataclass(frozen=True)
class SwapBatchTime(Always):
    """(T, N, ...) to (N, T, ...)."""

    id: ClassVar[str] = "swap-batch-time"
    cost: ClassVar[int] = 3
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

    def sentence(self) -> str:
        return "swapped the axes of batch and timesteps"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        # Only the number of labels can tell which of two axes holds the samples.
        return self.labelled


Swap = SwapTimeFeatures | SwapBatchTime


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Swap]:
    """Swaps that bring an axis to where the model wants one of its size."""
    if facts.mixed_rank or not goal.timed or not (goal.no_model or facts.rank == goal.rank):
        return
    if facts.rank == 3 and (facts.container == "array" or facts.ragged == (2,)):
        # (N, F, 1) for free timesteps is a table with an axis too many: N samples of one step, or one series.
        sure = goal.timesteps is not None or facts.axes[2] != 1
        yield SwapRaggedTimeFeatures(sure) if facts.ragged else SwapTimeFeatures(sure)
    first, second = facts.axes[:2] if facts.rank >= 2 else (1, 1)
    # (1, N, F) for a model of one timestep is a table that got its new axis in front.
    several = 1 not in (first, second) or (goal.timesteps == first == 1 != second and facts.rank > 2)
    if facts.container == "array" and facts.rank >= 2 and several:
        labelled = goal.labels is not None and goal.labels == facts.axes[1] != facts.axes[0]
        if labelled or goal.no_model or (goal.timesteps is not None and goal.timesteps in facts.axes[:2]):
            yield SwapBatchTime(labelled)
