"""A table whose columns were not told apart: ids, times and labels among the features, sequences end to end.

What the columns are is only ever said by the user, with ``--id``, ``--time`` and ``--target``: the table is
then read so. This edit stands in the readings that are offered before, and is made by no writer.
"""

from __future__ import annotations

from typing import ClassVar

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.tables import Table, TimeOrder
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.records import frozen_record
from lstmdoctor.text import rows_code, safe_text

SHOWN = 6
"""Columns that a sentence names."""


@frozen_record
class TakeColumns(Always):
    """Take the columns of a table for what an option says."""

    id: ClassVar[str] = "take-columns"
    cost: ClassVar[int] = 3
    fault: ClassVar[str] = "LD206"
    traits: ClassVar[Traits] = Traits(sized=True, regroups=True, once=True)
    table: Table
    result: Facts
    features: tuple[str, ...]
    order: TimeOrder

    def facts(self, before: Facts) -> Facts:
        return self.result

    def apply(self, block: Block) -> Block:
        raise ValueError("the columns of a table are taken when it is read")

    def python(self, name: str) -> str:
        even = self.result.container == "array"
        return f"{name} = {rows_code(self.features, self.table.id, self.table.time, even, self.order)}"

    def sentence(self, *, done: bool) -> str:
        words = []
        if self.table.id:
            words.append(
                f"{'made' if done else 'make'} one sequence of each value of {column_words(self.table.id)}"
            )
        if self.table.time is not None:
            words.append(f"{'sorted' if done else 'sort'} the rows by '{safe_text(self.table.time)}'")
        if self.table.target is not None:
            words.append(f"{'took' if done else 'take'} '{safe_text(self.table.target)}' for the labels")
        if self.table.values:
            words.append(f"{'took' if done else 'take'} {column_words(self.table.values)} for the features")
        return ", ".join(words)

    def args(self) -> dict[str, Argument]:
        told: dict[str, Argument] = dict(zip(("id", "time", "target"), self._told(), strict=True))
        return told if not self.table.values else {**told, "values": ",".join(self.table.values)}

    def _told(self) -> tuple[str | None, str | None, str | None]:
        return ",".join(self.table.id) or None, self.table.time, self.table.target

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def options(self) -> tuple[str, ...]:
        return self.table.options()


def column_words(names: tuple[str, ...]) -> str:
    """``'patient' and 'ward'``; of many the first."""
    shown = [f"'{safe_text(name)}'" for name in names[:SHOWN]]
    more = [f"{len(names) - SHOWN:,} more"] if len(names) > SHOWN else []
    return " and ".join([*shown, *more])
