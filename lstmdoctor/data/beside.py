"""Work on blocks beside the reading of the next ones."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")
FEW = 2
"""Blocks up to which threads cost more than they give."""
MOST = 4
"""Threads: more find no memory bus to share."""


def beside(work: Callable[[T], U], blocks: Iterator[T]) -> Iterator[U]:
    """``map(work, blocks)``, several blocks at a time where there are many.

    NumPy lets other threads run while it computes, and so does reading. Results come in the order of the
    blocks; at most `MOST` + 1 blocks are held. The blocks must not share memory.
    """
    first = list(islice(blocks, FEW))
    threads = min(MOST, os.cpu_count() or 1)
    if len(first) < FEW or threads == 1:
        yield from map(work, chain(first, blocks))
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[Future[U]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for block in chain(first, blocks):
            waiting.append(pool.submit(work, block))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
