"""Batches laid end to end: one array that is stored in pieces, and is never put together to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lstmdoctor.core.facts import Facts, merge_all
from lstmdoctor.data.sequences.in_memory import ArraySequences, require_numbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.files.maps import fetched_values


@dataclass(frozen=True, eq=False)
class JoinedBatches:
    """Arrays that differ in their first axis alone, as the one array that ``np.concatenate`` makes of them.

    Parameters
    ----------
    name : str
        Name inside the file.
    batches : sequence of arrays
        At least one.
    """

    name: str
    batches: Sequence[Array]

    @cached_property
    def facts(self) -> Facts:
        return merge_all(ArraySequences(self.name, batch).facts for batch in self.batches)

    def blocks(self) -> Iterator[Block]:
        dtype = np.result_type(*{batch.dtype for batch in self.batches})
        for batch in self.batches:
            for block in ArraySequences(self.name, batch).blocks():
                yield np.asarray(block, dtype)

    def whole(self) -> Block:
        for batch in self.batches:
            require_numbers(batch.dtype)
        with fetched_values(list(self.batches)):
            return np.concatenate(self.batches)

    def split(self) -> tuple[Sequences, ...]:
        return (self,)
