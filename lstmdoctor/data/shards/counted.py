"""How many shards are done, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstmdoctor.core.sharding import ShardsDone


class ShardCount:
    """Counts shards and their bytes as they are finished.

    Parameters
    ----------
    tell : callable or None
        Told after every shard.
    sizes : sequence of int
        Bytes of the shards, by place.
    """

    def __init__(self, tell: Callable[[ShardsDone], None] | None, sizes: Sequence[int]) -> None:
        self._tell = tell
        self._sizes = sizes
        self._total = sum(sizes)
        self._shards = self._bytes = 0

    def finish(self, place: int) -> None:
        """The shard in this place is done."""
        self._shards += 1
        self._bytes += self._sizes[place]
        if self._tell is not None:
            self._tell(ShardsDone(self._shards, len(self._sizes), self._bytes, self._total))
