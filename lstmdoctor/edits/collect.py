"""Sequences in a list that should be one array.

Keras takes a list of arrays for one array per input, so a list of samples is taken for that many inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.readings import Argument, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.records import frozen_record


@frozen_record
class Stack(Always):
    """Lay N equal sequences along a new first axis."""

    id: ClassVar[str] = "stack"
    cost: ClassVar[int] = 1
    fault: ClassVar[str] = "LD101"
    traits: ClassVar[Traits] = Traits(keeps_axes=True, keeps_samples=True)
    retired: ClassVar[tuple[str, ...]] = ("nested",)
    dtype: str
    nested: bool = False

    def facts(self, before: Facts) -> Facts:
        return replace(before, container="array", wrapping="", dtypes=(self.dtype,))

    def apply(self, block: Block) -> Block:
        if isinstance(block, np.ndarray):
            return block.astype(self.dtype, copy=False)
        # Of numbers alone `np.stack` makes arrays of one number first, each a microsecond.
        rows = np.stack(block) if block[0].ndim else np.array(block)
        return rows.astype(self.dtype, copy=False)

    def python(self, name: str) -> str:
        return f"{name} = np.asarray({name})" if self.nested else f"{name} = np.stack({name})"

    def sentence(self, *, done: bool) -> str:
        return f"{'stacked' if done else 'stack'} the sequences into one array"

    def misfit(self, before: Facts) -> str:
        one = before.container == "list" and not before.ragged
        return "" if one else "holds no list of sequences of one length, which the treatment stacks"

    def record(self) -> dict[str, Argument]:
        return {"dtype": self.dtype}

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        return cls(entry.dtype("dtype"), before.wrapping == "nested-numbers")


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Stack]:
    """`Stack` for a list whose members all have one shape."""
    dtype = result_dtype(facts.dtypes)
    if facts.container == "list" and not facts.mixed_rank and not facts.ragged and dtype_kind(dtype):
        yield Stack(dtype, nested=facts.wrapping == "nested-numbers")
