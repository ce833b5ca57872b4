"""Where the data of an input comes from, where that is not what names and order say. Never done unasked.

The arrays are taken so when the file is read; what is done to them afterwards are the other edits. These two
stand first in a reading and in its record, so that it can be made again.
"""

from __future__ import annotations

from typing import ClassVar, Self

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.records import frozen_record
from lstmdoctor.text import python_literal, safe_text

LONGEST_NAME = 4096


@frozen_record
class SwapInputs(Always):
    """Give an input the array that bears the name, or has the place, of another."""

    id: ClassVar[str] = "swap-inputs"
    cost: ClassVar[int] = 1
    fault: ClassVar[str] = "LD105"
    traits: ClassVar[Traits] = Traits(
        keeps_axes=True, keeps_samples=True, once=True, needs_model=True, of_places=True
    )
    wants: ClassVar[str] = "two inputs whose arrays can change places"
    other: str

    def facts(self, before: Facts) -> Facts:
        return before

    def apply(self, block: Block) -> Block:
        return block

    def python(self, name: str) -> str:
        return f"# {name}: exchanged with the array of input {python_literal(self.other)}"

    def sentence(self, *, done: bool) -> str:
        return f"{'exchanged' if done else 'exchange'} with the array of input '{safe_text(self.other)}'"

    def args(self) -> dict[str, Argument]:
        return {"other": self.other}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def misfit(self, before: Facts) -> str:
        return ""

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.text("other", LONGEST_NAME))


@frozen_record
class UnpackDict(Always):
    """The arrays of a dict, or of an .npz, as one list of sequences, in the order that they stand in."""

    id: ClassVar[str] = "unpack-dict"
    cost: ClassVar[int] = 1
    fault: ClassVar[str] = "LD101"
    traits: ClassVar[Traits] = Traits(keeps_axes=True, keeps_samples=True, once=True, of_places=True)
    wants: ClassVar[str] = "several arrays of which each is one sample"

    def facts(self, before: Facts) -> Facts:
        return before

    def apply(self, block: Block) -> Block:
        return block

    def python(self, name: str) -> str:
        return f"{name} = list({name}.values())"

    def sentence(self, *, done: bool) -> str:
        return f"{'took' if done else 'take'} the arrays of the dict for the samples, in their order"

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def misfit(self, before: Facts) -> str:
        return "" if before.container == "list" else "holds no arrays of a sample each"
