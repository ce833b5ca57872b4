"""Arrays taken together: batches laid end to end as one array, arrays of a sample each as one list.

What is stored in pieces is never put together to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from lstmdoctor.core.facts import Facts, merge_all
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.in_memory import ArraySequences, require_numbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.files.maps import fetched_values
from lstmdoctor.records import unique_record


@unique_record
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
        first, samples = self.batches[0], sum(map(len, self.batches))
        if len({batch.dtype for batch in self.batches}) == 1:  # there may be a hundred thousand
            return array_facts((samples, *first.shape[1:]), first.dtype)
        return merge_all(ArraySequences(self.name, batch).facts for batch in self.batches)

    def blocks(self) -> Iterator[Block]:
        dtype = np.result_type(*{batch.dtype for batch in self.batches})
        for part in in_blocks(batch.nbytes for batch in self.batches):
            batches = self.batches[part]
            if len(batches) > 1:
                with fetched_values(batches):
                    yield np.concatenate(batches, dtype=dtype)
                continue
            for block in ArraySequences(self.name, batches[0]).blocks():
                yield np.asarray(block, dtype)

    def whole(self) -> Block:
        for batch in self.batches:
            require_numbers(batch.dtype)
        with fetched_values(list(self.batches)):
            return np.concatenate(self.batches)

    def split(self) -> tuple[Sequences, ...]:
        return (self,)


@unique_record
class ListedArrays:
    """Arrays of one file as the list of sequences that they are: the values of a dict, in its order.

    Parameters
    ----------
    name : str
        "" for the file itself.
    members : sequence of Sequences
        At least one; each is an array.
    """

    name: str
    members: Sequence[Sequences]

    @cached_property
    def facts(self) -> Facts:
        joined = merge_all(facts_of_member(member.facts) for member in self.members)
        return replace(joined, container="list", wrapping="dict")

    def blocks(self) -> Iterator[Block]:
        sizes = [(one.facts.items or 0) * np.dtype(one.facts.dtype).itemsize for one in self.members]
        for part in in_blocks(sizes):
            yield [np.asarray(member.whole()) for member in self.members[part]]

    def whole(self) -> Block:
        return [sequence for block in self.blocks() for sequence in block]

    def split(self) -> tuple[Sequences, ...]:
        return tuple(self.members)


def facts_of_member(facts: Facts) -> Facts:
    """An array as the only sequence of a list."""
    return Facts((1, *facts.axes), "list", facts.dtypes, "dict", fields=facts.fields)
