"""Sequences in a list that should be one array.

Keras takes a list of arrays for one array per input, so a list of samples is taken for that many inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.readings import Always, Argument, Block


@dataclass(frozen=True)
class Stack(Always):
    """Lay N equal sequences along a new first axis."""

    id: ClassVar[str] = "stack"
    cost: ClassVar[int] = 1
    dtype: str
    nested: bool = False

    def facts(self, before: Facts) -> Facts:
        return replace(before, container="array", wrapping="", dtypes=(self.dtype,))

    def apply(self, block: Block) -> Block:
        return np.stack(list(block)).astype(self.dtype, copy=False)

    def python(self, name: str) -> str:
        return f"{name} = np.asarray({name})" if self.nested else f"{name} = np.stack({name})"

    def sentence(self) -> str:
        return "stacked the sequences into one array"

    def args(self) -> dict[str, Argument]:
        return {}


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Stack]:
    """`Stack` for a list whose members all have one shape."""
    dtype = result_dtype(facts.dtypes)
    if facts.container == "list" and not facts.mixed_rank and not facts.ragged and dtype_kind(dtype):
        yield Stack(dtype, nested=facts.wrapping == "nested-numbers")
