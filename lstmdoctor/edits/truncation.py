"""Sequences longer than the model takes: truncation, which loses values and is never done unasked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.facts import Axis, Facts, Varies, axis_from_counts, axis_histogram, high_of, low_of
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.labels import has_label_per_step, is_label_per_step
from lstmdoctor.edits.padding import length_to_reach
from lstmdoctor.records import frozen_record


@frozen_record
class Truncate(Always):
    """Cut steps off one side of every sequence that is longer than `timesteps`."""

    id: ClassVar[str] = "truncate"
    cost: ClassVar[int] = 4
    fault: ClassVar[str] = "LD302"
    traits: ClassVar[Traits] = Traits(keeps_axes=True, sized=True, resizes=True, settles_time=True)
    quality: ClassVar[str] = " to cut shorter"
    retired: ClassVar[tuple[str, ...]] = ("ragged",)
    timesteps: int
    side: Side
    ragged: bool = False

    def facts(self, before: Facts) -> Facts:
        cut: dict[int, int] = {}
        for size, number in axis_histogram(before.axes[1], before.samples):
            short = min(size, self.timesteps)
            cut[short] = cut.get(short, 0) + number
        axis: Axis = (
            axis_from_counts(cut) if cut else Varies(min(low_of(before), self.timesteps), self.timesteps)
        )
        return replace(before, axes=(before.axes[0], axis, *before.axes[2:]))

    def apply(self, block: Block) -> Block:
        keep = slice(None, self.timesteps) if self.side == "post" else slice(-self.timesteps, None)
        return [sequence[keep] for sequence in block] if isinstance(block, list) else block[:, keep]

    def python(self, name: str) -> str:
        keep = f":{self.timesteps}" if self.side == "post" else f"-{self.timesteps}:"
        if self.ragged:
            return f"{name} = [sequence[{keep}] for sequence in {name}]"
        return f"{name} = {name}[:, {keep}]"

    def sentence(self, *, done: bool) -> str:
        where = "front" if self.side == "pre" else "end"
        return f"cut what is longer than {self.timesteps} timesteps at the {where}"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "side": self.side}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return choices.truncate is not None

    def asked(self, choices: Choices) -> bool:
        return choices.truncate is not None

    def keeps_values(self, before: Facts) -> bool:
        return False

    def options(self) -> tuple[str, ...]:
        return ("--truncate", self.side)

    def knows_how(self, choices: Choices) -> bool:
        return choices.truncate is not None

    def misfit(self, before: Facts) -> str:
        return "" if before.rank > 1 else "holds no sequences of timesteps, which the treatment cuts"

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.integer("timesteps", 1), entry.side("side"), bool(before.ragged))

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        return self.apply(labels.rows) if has_label_per_step(labels.rows, before) else labels.rows

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        return self.python(labels) if is_label_per_step(rows, before) else ""


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Truncate]:
    """Truncation of what is longer than wanted: on both sides, unless one was chosen."""
    length = length_to_reach(facts, goal, choices)
    if length is not None and high_of(facts) > length:
        for cut in ("pre", "post") if choices.truncate is None else (choices.truncate,):
            yield Truncate(length, "pre" if cut == "pre" else "post", facts.ragged == (1,))
