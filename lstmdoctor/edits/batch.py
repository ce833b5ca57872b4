"""A number of samples that does not fill the fixed batch of a stateful model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.labels import array_of_rows
from lstmdoctor.records import frozen_record


@frozen_record
class DropRemainder(Always):
    """Leave out the last samples, which do not fill a batch."""

    id: ClassVar[str] = "drop-remainder"
    cost: ClassVar[int] = 2
    fault: ClassVar[str] = "LD401"
    traits: ClassVar[Traits] = Traits(keeps_axes=True, sized=True, carries_labels=True, needs_model=True)
    batch: int

    @property
    def local(self) -> bool:
        return False

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(before.samples - before.samples % self.batch, *before.axes[1:]))

    def apply(self, block: Block) -> Block:
        return block[: len(block) - len(block) % self.batch]

    @property
    def whole(self) -> bool:
        return False

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        # The samples that do not yet fill a batch wait for the next run.
        waiting: Block | None = None
        for block in blocks:
            rows = np.asarray(block) if waiting is None else np.concatenate([waiting, block])
            full = len(rows) - len(rows) % self.batch
            waiting = rows[full:].copy()
            yield rows[:full]
        if waiting is not None and len(waiting):
            yield self.apply(waiting)

    def python(self, name: str) -> str:
        return f"{name} = {name}[: len({name}) // {self.batch} * {self.batch}]"

    def sentence(self, *, done: bool) -> str:
        return (
            f"{'left' if done else 'leave'} out the last samples, which do not fill a batch of {self.batch}"
        )

    def args(self) -> dict[str, Argument]:
        return {"batch": self.batch}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return choices.remainder == "drop"

    def asked(self, choices: Choices) -> bool:
        return choices.remainder == "drop"

    def keeps_values(self, before: Facts) -> bool:
        return before.samples % self.batch == 0

    def options(self) -> tuple[str, ...]:
        return ("--remainder", "drop")

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.integer("batch", 1))

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        return self.apply(array_of_rows(labels.rows))

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        return self.python(labels)


@frozen_record
class PadBatch(DropRemainder):
    """Repeat the last sample until the batch is full."""

    id: ClassVar[str] = "pad-batch"

    def facts(self, before: Facts) -> Facts:
        return replace(before, axes=(before.samples + -before.samples % self.batch, *before.axes[1:]))

    def apply(self, block: Block) -> Block:
        rows = np.asarray(block)
        return np.concatenate([rows, np.repeat(rows[-1:], -len(rows) % self.batch, axis=0)])

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        number, last = 0, None
        for block in blocks:
            rows = np.asarray(block)
            if len(rows):
                number, last = number + len(rows), rows[-1:].copy()
            yield rows
        missing = -number % self.batch
        while missing and last is not None:
            more = min(missing, output_rows(last.nbytes))
            yield np.repeat(last, more, axis=0)
            missing -= more

    def python(self, name: str) -> str:
        missing = f"-len({name}) % {self.batch}"
        return f"{name} = np.concatenate([{name}, np.repeat({name}[-1:], {missing}, axis=0)])"

    def sentence(self, *, done: bool) -> str:
        verb, full = ("repeated", "was") if done else ("repeat", "is")
        return f"{verb} the last sample until the batch of {self.batch} {full} full"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return choices.remainder == "pad"

    def asked(self, choices: Choices) -> bool:
        return choices.remainder == "pad"

    def keeps_values(self, before: Facts) -> bool:
        return True

    def options(self) -> tuple[str, ...]:
        return ("--remainder", "pad")

    def misfit(self, before: Facts) -> str:
        return super().misfit(before) or ("" if before.samples else "holds no sample to repeat")


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[DropRemainder]:
    """Both ways to fill whole batches, once everything else fits."""
    if goal.batch and goal.fits_shape(facts) and facts.samples % goal.batch:
        if facts.samples >= goal.batch:
            yield DropRemainder(goal.batch)
        if facts.samples > 0:
            yield PadBatch(goal.batch)
