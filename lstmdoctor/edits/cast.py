"""Numbers of a type that Keras converts at every batch, converted once."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.readings import Argument, Array, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.text import count_noun

FLOATS = frozenset({"float16", "float32", "float64"})
IDS = "int32"
"""What an `Embedding` makes of ids of any other dtype."""


@frozen_record
class Cast(Always):
    """Convert to another dtype."""

    id: ClassVar[str] = "cast"
    cost: ClassVar[int] = 0
    traits: ClassVar[Traits] = Traits(keeps_axes=True, keeps_samples=True, of_values=True)
    dtype: str

    def facts(self, before: Facts) -> Facts:
        return replace(before, dtypes=(self.dtype,), wrapping="")

    def apply(self, block: Block) -> Block:
        rows = np.asarray(block)
        if rows.dtype.kind == "O":
            rows = np.asarray(rows.tolist())
        real = rows.real if rows.dtype.kind == "c" and np.dtype(self.dtype).kind != "c" else rows
        with np.errstate(over="ignore", invalid="ignore"):
            converted: Array = real.astype(self.dtype)
            lost = int(np.count_nonzero(lossy_values(rows, converted)))
        if lost:
            why = "a fraction, too large, or not finite: see --dtype and --fill-nan"
            raise Unreadable(f"{count_noun(lost, 'value')} would change as {self.dtype} ({why})")
        return converted

    def python(self, name: str) -> str:
        return f'{name} = {name}.astype("{self.dtype}")'

    def sentence(self, *, done: bool) -> str:
        return f"{'converted' if done else 'convert'} to {self.dtype}"

    def args(self) -> dict[str, Argument]:
        return {"dtype": self.dtype}

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.dtype("dtype"))


def lossy_values(rows: Array, converted: Array) -> Array:
    """Where the dtype of `converted` has no number like that in `rows`; digits of floats do not count."""
    before, after = rows.dtype, converted.dtype
    if np.can_cast(before, after, "safe"):
        return np.zeros(0, dtype=bool)
    real = rows if after.kind == "c" else rows.real
    if after.kind == "b":
        bad: Array = (real != 0) & (real != 1)
    elif after.kind in "fc":
        bad = np.isinf(converted) & np.isfinite(rows)
    elif before.kind in "iu":
        bad = (real < np.iinfo(after).min) | (real > np.iinfo(after).max)
    else:
        # As floats the limits are powers of 2, which every float type either has or takes for infinity.
        low, high = float(np.iinfo(after).min), float(np.iinfo(after).max) + 1
        bad = ~((real >= low) & (real < high)) | (converted != real)
    return bad if real is rows or before.kind != "c" else bad | (rows.imag != 0)


def out_of_objects(facts: Facts, goal: Goal, choices: Choices) -> Cast | None:
    """The cast of Python numbers, which comes before any look at a value; None for other data."""
    if facts.dtypes != ("object",):
        return None
    if choices.dtype not in (None, "keep"):
        return Cast("float64" if choices.fill_nan is not None else choices.dtype)
    return Cast(cast_dtype(facts, goal, choices) or "float32")


def needed_cast(facts: Facts, goal: Goal, choices: Choices) -> Cast | None:
    """The cast that the data needs after its shape is right; None where its dtype may stay.

    Floats go to the model's float type, which is what Keras does with every batch, and ids in floats to
    integers. Integers stay integers. Complex numbers and text are never cast.
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
    target = cast_dtype(facts, goal, choices) if dtype.kind == "f" else None
    if target is not None:
        return None if found == target else Cast(target)
    if dtype.kind in "biufc" and not dtype.isnative:
        return Cast(dtype.newbyteorder("=").name)
    return None


def cast_dtype(facts: Facts, goal: Goal, choices: Choices) -> str | None:
    """The dtype that the model wants of floats; None where only theirs is known to hold the values."""
    if not goal.ids:
        return goal.dtype if goal.dtype in FLOATS else None
    values, added = facts.values, (choices.pad_value, choices.fill_nan)
    whole = values is not None and values.integral and not values.nan + values.infinite
    if values is None or not whole or any(value is not None and value % 1 for value in added):
        return None
    limits = np.iinfo(IDS)
    return IDS if limits.min <= values.low and values.high <= limits.max else None
