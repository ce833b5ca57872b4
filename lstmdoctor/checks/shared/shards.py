"""Data in several files: which file a sample stands in, and under what name it is told."""

from __future__ import annotations

from lstmdoctor.core.plans import Named
from lstmdoctor.core.values import Position
from lstmdoctor.text import safe_text

LONGEST_PATH = 200


def place_in_shard(array: Named, position: Position) -> tuple[str, Position]:
    """The file that a position lies in, and the position there; "" for data in one file."""
    sample = position[0] if position else 0
    for shard in array.shards:
        if sample < shard.facts.samples:
            return shard.path, (sample, *position[1:])
        sample -= shard.facts.samples
    return "", position


def shard_words(path: str) -> str:
    """The path of a shard, safe to print."""
    return safe_text(path, LONGEST_PATH)
