"""Token ids for a model that takes vectors: one value for each token. Never done unasked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts, Varies, Wrapping
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Argument, Array, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.cast import FLOATS
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.length import LARGEST_SAMPLE_BYTES
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text


@frozen_record
class OneHot(Always):
    """(N, T) of ids to (N, T, F): 1 in the place of the id, 0 in all others."""

    id: ClassVar[str] = "one-hot"
    cost: ClassVar[int] = (
        8  # above what any two edits of axes cost: they come first where they explain as much
    )
    fault: ClassVar[str] = "LD605"
    traits: ClassVar[Traits] = Traits(sized=True, once=True, needs_model=True, encodes=True)
    quality: ClassVar[str] = " of token ids"
    features: int
    dtype: str
    ragged: bool = False
    integers: bool = True
    presence: bool = False

    def facts(self, before: Facts) -> Facts:
        axes = (*before.axes, self.features)
        wrapping: Wrapping = "list" if before.container == "list" else ""
        return replace(before, axes=axes, dtypes=(self.dtype,), wrapping=wrapping, values=None)

    def apply(self, block: Block) -> Block:
        if isinstance(block, list):
            return [self._encoded(np.asarray(sequence)) for sequence in block]
        return self._encoded(np.asarray(block))

    def _encoded(self, ids: Array) -> Array:
        if self.presence:
            return ids[..., None]
        real = ids.real.astype("int8") if ids.dtype.kind == "b" else ids.real
        known = (real >= 0) & (real < self.features) & (real == np.floor(real))
        if not known.all():
            raise Unreadable(
                f"holds {real[~known][0]:g}, which is no id from 0 to {self.features - 1:,} to make one-hot"
            )
        made: Array = np.zeros((*real.shape, self.features), self.dtype)
        np.put_along_axis(made, real.astype(np.intp)[..., None], 1, axis=-1)
        return made

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        for block in blocks:
            longest = max((np.size(sequence) for sequence in block), default=0)
            sample_bytes = longest * self.features * np.dtype(self.dtype).itemsize
            if sample_bytes > LARGEST_SAMPLE_BYTES:
                size, most = byte_size_text(sample_bytes), byte_size_text(LARGEST_SAMPLE_BYTES)
                raise Unreadable(
                    f"as vectors of {self.features:,} values a sample takes {size}, more than {most}"
                )
            rows = output_rows(sample_bytes)
            for first in range(0, max(1, len(block)), rows):
                yield self.apply(block[first : first + rows])

    def python(self, name: str) -> str:
        table = f'np.eye({self.features}, dtype="{self.dtype}")'
        index = "" if self.integers else ".astype(int)"
        if self.ragged:
            return f"{name} = [{table}[sequence{index}] for sequence in {name}]"
        return f"{name} = {table}[{name}{index}]"

    def sentence(self, *, done: bool) -> str:
        return f"{'made' if done else 'make'} the ids one-hot: vectors of {self.features:,} values"

    def args(self) -> dict[str, Argument]:
        return {"features": self.features}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return False

    def added_axis(self, before: Facts) -> int:
        return before.rank

    def misfit(self, before: Facts) -> str:
        if before.rank and not before.mixed_rank and before.container == ("list" if self.ragged else "array"):
            return ""
        return "holds no ids of the kind that the treatment makes vectors of"

    def record(self) -> dict[str, Argument]:
        return {"features": self.features, "dtype": self.dtype}

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        dtype = entry.dtype("dtype")
        if dtype_kind(dtype) not in tuple("iuf"):
            raise entry.wrong("dtype", "a dtype of numbers that has 0 and 1")
        return cls(entry.integer("features", 1), dtype, before.container == "list")

    def on_presence(self) -> OneHot:
        return replace(self, dtype="bool", presence=True)


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[OneHot]:
    """For ids below the number of features where steps of vectors are wanted, or where asked for."""
    features, rank = goal.features, goal.rank
    if features is None or features < 2 or rank is None or not 1 <= facts.rank < rank or facts.mixed_rank:
        return
    ragged = bool(facts.ragged)
    dtype = result_dtype(facts.dtypes)
    if goal.ids or dtype_kind(dtype) not in tuple("iuf") or (facts.container == "list") != ragged:
        return
    if OneHot.id in choices.cure or has_id_for_each_step(facts, goal, features):
        vectors = goal.dtype if goal.dtype in FLOATS else "float32"
        yield OneHot(features, vectors, ragged, integers=dtype_kind(dtype) in ("i", "u"))


def has_id_for_each_step(facts: Facts, goal: Goal, features: int) -> bool:
    """Whether the data can be ids for a model of one-hot vectors, and axis 1 counts its timesteps."""
    values = facts.values
    if values is None or facts.rank != 2 or goal.rank != 3:
        return False
    if not values.integral or math.isnan(values.low) or values.low < 0 or not 1 < values.high < features:
        return False
    axis = facts.axes[1]
    if goal.timesteps is None:
        return axis != features
    return axis.high <= goal.timesteps if isinstance(axis, Varies) else axis == goal.timesteps
