"""Sequences taken together, a bounded number of bytes at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lstmdoctor.files.limits import BLOCK_BYTES


def in_blocks(sizes: Iterable[int]) -> Iterator[slice]:
    """Consecutive items of these sizes, taken together up to `BLOCK_BYTES`; at least one at a time."""
    start, end, taken = 0, -1, 0
    for end, size in enumerate(sizes):
        if taken + size > BLOCK_BYTES and end > start:
            yield slice(start, end)
            start, taken = end, 0
        taken += size
    if end >= start:
        yield slice(start, end + 1)
