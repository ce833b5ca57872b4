"""One array whose samples stand in several files, in the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, reduce
from itertools import chain

import numpy as np

from lstmdoctor.core.facts import Facts, merge_all
from lstmdoctor.core.sharding import ShardsDone
from lstmdoctor.core.values import Values
from lstmdoctor.data.scan.block_values import join_values
from lstmdoctor.data.scan.runs import padding_candidates
from lstmdoctor.data.scan.scanning import Search
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.in_memory import rows_per_block
from lstmdoctor.data.sequences.source import Block, Sequences
from lstmdoctor.data.shards.counted import ShardCount
from lstmdoctor.data.shards.engine import Engine
from lstmdoctor.data.shards.engine_work import work_through
from lstmdoctor.data.shards.shard import PartSearch, ShardPart, scan_shard_part
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.forked_children import shared_children
from lstmdoctor.files.regular import stored_bytes
from lstmdoctor.records import unique_record


@unique_record
class ShardedSequences:
    """The array of one name of all shards.

    Parameters
    ----------
    name : str
    parts : tuple of ShardPart
        At least one.
    engine : Engine
        What the shards are looked at with.
    tell : callable or None
        Told after every shard.
    """

    name: str
    parts: tuple[ShardPart, ...]
    engine: Engine
    tell: Callable[[ShardsDone], None] | None = None

    @cached_property
    def facts(self) -> Facts:
        found = [part.facts for part in self.parts]
        return merge_all([facts for facts in found if facts.rank > 1 or facts.samples] or found[:1])

    def blocks(self) -> Iterator[Block]:
        with shared_children():
            yield from chain.from_iterable(part.blocks() for part in self.parts)

    def whole(self) -> Block:
        blocks = [np.array(block) if isinstance(block, np.ndarray) else block for block in self.blocks()]
        arrays = [block for block in blocks if isinstance(block, np.ndarray)]
        if len(arrays) == len(blocks) and arrays:
            return np.concatenate(arrays)
        return [one for block in blocks for one in block]

    def split(self) -> tuple[Sequences, ...]:
        with shared_children():
            return tuple(one for part in self.parts for one in part.opened().split())

    def bytes_of_files(self) -> int:
        return sum(
            stored_bytes(split_array_path(part.path)[0]) if part.stamp is None else part.stamp.size
            for part in self.parts
        )

    def candidates(self, masks: tuple[float, ...]) -> tuple[float, ...]:
        """Padding values to be followed in every shard: those of the concatenated data."""
        return padding_candidates(first_block(self.blocks()), masks) if self.facts.samples else ()

    def scan_values(self, search: Search, tell: Callable[[int], None]) -> Values | None:
        """Values of all shards: those of the concatenated data, whatever is finished first."""
        asked = replace(search, candidates=self.candidates(search.masks))
        runs = Merged()
        tasks = [PartSearch(part, asked) for part in self.parts]
        count = ShardCount(self.tell, [part.size for part in self.parts])
        for place, values in work_through(self.engine, scan_shard_part, tasks):
            runs.add(place, values)
            tell(self.parts[place].facts.samples)
            count.finish(place)
        found = runs.result()
        return found if found is not None and found.samples else None


class Merged:
    """Values of consecutive shards, merged as soon as a neighbour is there, so that few are kept."""

    def __init__(self) -> None:
        self._by_first: dict[int, tuple[int, Values | None]] = {}
        self._first_of_end: dict[int, int] = {}

    def add(self, place: int, values: Values | None) -> None:
        """The values of the shard in this place."""
        first, end = place, place + 1
        if first in self._first_of_end:
            first = self._first_of_end.pop(first)
            values = merged_values([self._by_first.pop(first)[1], values])
        if end in self._by_first:
            end, after = self._by_first.pop(end)
            values = merged_values([values, after])
        self._by_first[first] = (end, values)
        self._first_of_end[end] = first

    def result(self) -> Values | None:
        """The values of all, once all are there."""
        return merged_values(values for _, (_, values) in sorted(self._by_first.items()))


def merged_values(found: Iterable[Values | None]) -> Values | None:
    """Values laid end to end; None where a piece has none."""
    pieces = list(found)
    known = [piece for piece in pieces if piece is not None]
    return reduce(join_values, known) if known and len(known) == len(pieces) else None


def first_block(blocks: Iterator[Block]) -> Block:
    """What the first block of the concatenated data would be."""
    taken: list[Block] = []
    rows, filled = 0, 0
    for block in blocks:
        if isinstance(block, np.ndarray) and block.ndim:
            room = rows_per_block(block.shape, block.itemsize)
            taken.append(np.array(block[: room - rows]))
            rows += len(taken[-1])
            if rows >= room:
                break
        elif isinstance(block, list):
            sizes = chain([filled] if filled else [], (one.nbytes for one in block))
            part = next(in_blocks(sizes), slice(0, 0))
            fitting = part.stop - bool(filled)
            taken.append(block[:fitting])
            filled += sum(one.nbytes for one in taken[-1])
            if fitting < len(block):
                break
        else:
            return block
    return joined_blocks(taken)


def joined_blocks(taken: list[Block]) -> Block:
    """Blocks of one kind as one block; sequences where the rows differ in shape."""
    arrays = [block for block in taken if isinstance(block, np.ndarray)]
    alike = len({(block.shape[1:], block.dtype) for block in arrays}) == 1
    if arrays and len(arrays) == len(taken) and alike:
        return np.concatenate(arrays)
    return [one for block in taken for one in block]
