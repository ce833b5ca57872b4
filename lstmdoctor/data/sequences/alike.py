"""A list of arrays that lie in one file, or in other memory, and are alike but for their sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.facts import Facts
from lstmdoctor.data.scan.measure import alike_facts
from lstmdoctor.data.sequences.in_memory import ArraySequences, require_numbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.files.limits import BLOCK_BYTES
from lstmdoctor.files.maps import Pages, base_of_view, fetch_values, fetched_values


@dataclass(frozen=True, eq=False)
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

    def moved_blocks(self) -> Iterator[AlikeArrays]:
        """The blocks as they lie, read into memory that the next one is read into as well.

        Fresh memory for each would be cleared page by page, which takes as long as the reading.
        """
        pages, parts = base_of_view(self.arrays.memory), list(self._parts())
        if not isinstance(pages, Pages):
            yield from parts
            return
        memory = np.empty(max(len(part.place) for part in parts), np.uint8)
        for part in parts:
            pages.read_apart(part.place, memory)
            yield part.moved_to(memory)

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
        """Consecutive arrays that lie in at most `BLOCK_BYTES` together; at least one at a time."""
        require_numbers(self.arrays.dtype)
        first, ends = 0, self.arrays.starts + self.arrays.lengths
        while first < len(ends):
            most = self.arrays.starts[first] + BLOCK_BYTES
            stop = max(first + 1, int(np.searchsorted(ends, most, "right")))
            yield self.arrays[first:stop]
            first = stop


def part_views(part: AlikeArrays) -> list[Array]:
    """What has to be read before these arrays are looked at, in one piece."""
    return [part.memory[part.place.start : part.place.stop]]
