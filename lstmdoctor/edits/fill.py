"""Values that are not finite, replaced by one that the user names. Never done unasked: it invents values."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record


@frozen_record
class FillNan(Always):
    """Put `value` in the place of every NaN and every infinity."""

    id: ClassVar[str] = "fill-nan"
    cost: ClassVar[int] = 0
    traits: ClassVar[Traits] = Traits(keeps_axes=True, keeps_samples=True, of_values=True)
    value: float

    def facts(self, before: Facts) -> Facts:
        if before.values is None:
            return before
        return replace(before, values=replace(before.values, nan=0, infinite=0, first_bad=None))

    def apply(self, block: Block) -> Block:
        rows = np.asarray(block)
        if rows.dtype.kind not in "fc":
            return rows
        with np.errstate(over="ignore"):
            value = rows.dtype.type(self.value)
        if not np.isfinite(value):
            raise Unreadable(
                f"no {rows.dtype} is {self.value:g}, the value for what is not finite: see --fill-nan"
            )
        return np.where(np.isfinite(rows), rows, value)

    def python(self, name: str) -> str:
        return f"{name} = np.where(np.isfinite({name}), {name}, {self.value!r}).astype({name}.dtype)"

    def sentence(self, *, done: bool) -> str:
        return f"{'replaced' if done else 'replace'} what is not finite by {self.value:g}"

    def args(self) -> dict[str, Argument]:
        return {"value": self.value}

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.number("value"))

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return choices.fill_nan is not None

    def asked(self, choices: Choices) -> bool:
        return choices.fill_nan is not None

    def options(self) -> tuple[str, ...]:
        return ("--fill-nan", f"{self.value:g}")


def needed_fill(facts: Facts, goal: Goal, choices: Choices) -> FillNan | None:
    """The edit where the user named a value and the data is known, or not known not, to need it."""
    if choices.fill_nan is None:
        return None
    values = facts.values
    return None if values is not None and not values.nan + values.infinite else FillNan(choices.fill_nan)
