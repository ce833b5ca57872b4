"""A list of arrays that lie in one file, or in other memory, and are alike but for their sizes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.facts import Facts
from lstmdoctor.data.scan.measure import alike_facts
from lstmdoctor.data.sequences.in_memory import ArraySequences, require_numbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.files.limits import BLOCK_BYTES
from lstmdoctor.files.maps import Pages, base_of_view, fetch_values, fetched_values
from lstmdoctor.records import unique_record


@unique_record
class AlikeSequences:
    """A list of sequences, as `ListSequences` has it, of which each is an array only while it is looked at.

    Parameters
    ----------
    name : str
        Name inside the file.
    arrays : AlikeArrays
    """

    name: str
    arrays: AlikeArrays

    @cached_property
    def facts(self) -> Facts:
        return alike_facts(self.arrays.sizes, self.arrays.dtype)

    def blocks(self) -> Iterator[Block]:
        for part in self._parts():
            with fetched_values(part_views(part)):
                yield list(part)

    def streams(self, number: int) -> tuple[Iterator[AlikeArrays], ...]:
        """As `Divisible` has it; the blocks are described, and only a stream is in memory of its own.

        Fresh memory for each block would be cleared page by page, which takes as long as the reading.
        """
        parts = list(self._parts())
        if (self.arrays.lengths > BLOCK_BYTES).any():
            number = 1  # a single sample may be all that there is room for
        step = max(1, -(-len(parts) // number))
        return tuple(read_parts(parts[first : first + step]) for first in range(0, len(parts), step))

    def whole(self) -> Block:
        require_numbers(self.arrays.dtype)
        return self.texts()

    def texts(self) -> list[Array]:
        """The sequences whatever their dtype, as `Textual` has it."""
        fetch_values(part_views(self.arrays))
        return list(self.arrays)

    def split(self) -> tuple[Sequences, ...]:
        require_numbers(self.arrays.dtype)
        return tuple(ArraySequences(f"{self.name}[{i}]", array) for i, array in enumerate(self.arrays))

    def _parts(self) -> Iterator[AlikeArrays]:
        """Consecutive arrays, as `in_blocks` has them."""
        require_numbers(self.arrays.dtype)
        first, done, ends = 0, 0, np.cumsum(self.arrays.lengths)
        while first < len(ends):
            stop = max(first + 1, int(np.searchsorted(ends, done + BLOCK_BYTES, "right")))
            yield self.arrays[first:stop]
            first, done = stop, int(ends[stop - 1])


def part_views(part: AlikeArrays) -> list[Array]:
    """What has to be read before these arrays are looked at, in one piece."""
    return [part.memory[part.place.start : part.place.stop]]


def read_parts(parts: list[AlikeArrays]) -> Iterator[AlikeArrays]:
    """Runs of arrays, one after another in the same memory."""
    pages = base_of_view(parts[0].memory)
    if not isinstance(pages, Pages):
        yield from parts
        return
    memory = np.empty(max(len(part.place) for part in parts), np.uint8)
    for part in parts:
        pages.read_apart(part.place, memory)
        yield part.moved_to(memory)
