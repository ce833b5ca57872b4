"""Numbers of a type that Keras converts at every batch, converted once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from lstmdoctor.errors import Unreadable
from lstmdoctor.facts import Facts
from lstmdoctor.readings import Always, Argument, Block, Choices, Goal, result_dtype


@dataclass(frozen=True)
class Cast(Always):
    """Convert to another dtype."""

    id: ClassVar[str] = "cast"
    cost: ClassVar[int] = 0
    dtype: str

    def facts(self, before: Facts) -> Facts:
        return replace(before, dtypes=(self.dtype,), wrapping="")

    def apply(self, block: Block) -> Block:
        rows = np.asarray(block)
        with np.errstate(over="ignore", invalid="ignore"):
            converted = rows.astype(self.dtype)
        if rows.dtype.kind == "f" and converted.dtype.kind == "f" and rows.itemsize > converted.itemsize:
            lost = np.count_nonzero(np.isinf(converted) & np.isfinite(rows))
            if lost:
                raise Unreadable(f"{lost:,} values are too large for {self.dtype}: add --dtype keep")
        return converted

    def python(self, name: str) -> str:
        return f'{name} = {name}.astype("{self.dtype}")'

    def sentence(self) -> str:
        return f"converted to {self.dtype}"

    def args(self) -> dict[str, Argument]:
        return {"dtype": self.dtype}


def out_of_objects(facts: Facts, goal: Goal, choices: Choices) -> Cast | None:
    """The cast of Python numbers, which comes before any look at a value; None for other data."""
    if facts.dtypes != ("object",):
        return None
    if choices.dtype not in (None, "keep"):
        return Cast("float64" if choices.fill_nan is not None else choices.dtype)
    return Cast(goal.dtype if goal.dtype.startswith("float") else "float32")


def needed(facts: Facts, goal: Goal, choices: Choices) -> Cast | None:
    """The cast that the data needs after its shape is right; None where its dtype may stay.

    Floats go to the model's float type, which is what Keras does with every batch. Integers stay
    integers. Complex numbers and text are never cast.
    """
    if choices.dtype is not None and choices.dtype != "keep":
        return None if facts.dtypes == (choices.dtype,) else Cast(choices.dtype)
    if choices.dtype == "keep":
        return None
    found = facts.dtypes[0] if len(facts.dtypes) == 1 else result_dtype(facts.dtypes)
    try:
        dtype = np.dtype(found)
    except TypeError:
        return None
    if dtype.kind == "f" and goal.dtype in ("float16", "float32", "float64"):
        return None if found == goal.dtype else Cast(goal.dtype)
    if dtype.kind in "biufc" and not dtype.isnative:
        return Cast(dtype.newbyteorder("=").name)
    return None
