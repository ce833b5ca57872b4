"""Who may hold much memory, of several that work at a time: one, while the others wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

LARGE = Lock()


class Turn(local):
    """What this thread is at.

    Parameters
    ----------
    waits : bool
        Whether it is one of several that work on files of one data set.
    holds : bool
        Whether it is its turn.
    """

    waits = False
    holds = False


TURN = Turn()


@contextmanager
def one_of_several() -> Iterator[None]:
    """While a file is worked on beside others; what was made for it is gone at the end."""
    if TURN.waits:
        yield
        return
    TURN.waits = True
    try:
        yield
    finally:
        TURN.waits = False
        if TURN.holds:
            TURN.holds = False
            LARGE.release()


def wait_for_turn() -> None:
    """Before much memory is filled for a file: wait until no other thread holds as much."""
    if TURN.waits and not TURN.holds:
        LARGE.acquire()
        TURN.holds = True


def is_beside_others() -> bool:
    """Whether this thread is one of several that work on files of one data set."""
    return TURN.waits
