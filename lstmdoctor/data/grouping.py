"""Sequences that come one by one, a bounded number of bytes at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lstmdoctor.data.limits import BLOCK_BYTES
from lstmdoctor.data.source import Array, Block


def in_blocks(sequences: Iterable[Array]) -> Iterator[Block]:
    """Lists of consecutive sequences, each of about `BLOCK_BYTES` and of one sequence at least."""
    block: list[Array] = []
    room = BLOCK_BYTES
    for sequence in sequences:
        if block and sequence.nbytes > room:
            yield block
            block, room = [], BLOCK_BYTES
        block.append(sequence)
        room -= sequence.nbytes
    if block:
        yield block
