"""Padding of another value than the model masks, moved to that value. Never done unasked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Argument, Array, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.padding import can_hold, pad_dtype, recorded_value, spoken_value
from lstmdoctor.errors import Usage
from lstmdoctor.records import frozen_record


@frozen_record
class MovePadding(Always):
    """Give every step of `padding` in the run at one end of a sequence the value that the model masks.

    The same value anywhere else in a sequence is data and stays.
    """

    id: ClassVar[str] = "move-padding"
    cost: ClassVar[int] = 4
    fault: ClassVar[str] = "LD305"
    traits: ClassVar[Traits] = Traits(keeps_axes=True, sized=True, once=True, needs_model=True)
    wants: ClassVar[str] = "padding of another value than the model masks"
    padding: float
    mask: float
    side: Side
    dtype: str
    presence: bool = False

    def facts(self, before: Facts) -> Facts:
        return replace(before, dtypes=(self.dtype,), wrapping="", values=None)

    def apply(self, block: Block) -> Block:
        rows = np.asarray(block)
        if self.presence:
            return rows
        padded: Array = np.asarray(rows == np.asarray(self.padding).astype(rows.dtype))
        if rows.ndim > 2:
            padded = np.asarray(padded.all(axis=tuple(range(2, rows.ndim)), keepdims=True))
        ordered = padded if self.side == "pre" else padded[:, ::-1]
        run = np.logical_and.accumulate(ordered, axis=1)
        run = run if self.side == "pre" else run[:, ::-1]
        moved: Array = np.where(run, np.asarray(self.mask).astype(self.dtype), rows.astype(self.dtype))
        return moved

    def python(self, name: str) -> str:
        back = "" if self.side == "pre" else "[:, ::-1]"
        steps = f"({name} == {spoken_value(self.padding)})"
        every = f"{steps}.reshape(*{name}.shape[:2], -1).all(-1)"
        run = f"np.logical_and.accumulate({every}{back}, axis=1){back}"
        return f'{name} = {name}.astype("{self.dtype}")\n{name}[{run}] = {spoken_value(self.mask)}'

    def sentence(self, *, done: bool) -> str:
        where = "in front" if self.side == "pre" else "at the end"
        moved = f"{'moved' if done else 'move'} the padding {where}"
        return f"{moved} from {self.padding:g} to {self.mask:g}, which the model masks"

    def args(self) -> dict[str, Argument]:
        return {"padding": self.padding, "mask": self.mask, "side": self.side}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def misfit(self, before: Facts) -> str:
        steps = before.container == "array" and before.rank > 1
        return "" if steps else "holds no array of timesteps, in which the treatment moves the padding"

    def record(self) -> dict[str, Argument]:
        return {
            "padding": self.padding, "mask": recorded_value(self.mask), "side": self.side, "dtype": self.dtype
        }  # fmt: skip

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        dtype, mask = entry.dtype("dtype"), entry.number_or_infinity("mask")
        if not can_hold(dtype, mask):
            raise entry.wrong("mask", f"a value that {dtype} has")
        return cls(entry.number("padding"), mask, entry.side("side"), dtype)

    def on_presence(self) -> MovePadding:
        return replace(self, dtype="bool", presence=True)


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[MovePadding]:
    """Where it was asked for, and such padding was found in an array of these axes."""
    found, mask = goal.padding, goal.mask_value
    if MovePadding.id not in choices.cure or found is None or mask is None:
        return
    if facts.container != "array" or facts.axes != found.axes or len(facts.dtypes) != 1:
        return
    dtype = pad_dtype(facts.dtypes[0], choices)
    if not can_hold(dtype, mask):
        raise Usage(
            f"the mask value {mask:g} does not fit the dtype {dtype} of the data: add --dtype float32"
        )
    yield MovePadding(found.value, mask, found.side, dtype)
