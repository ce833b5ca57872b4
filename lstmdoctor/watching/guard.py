"""A failure of lstmdoctor never disturbs the program that it stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

TESTING = "LSTMDOCTOR_TESTING"
"""Set to 1, this variable lets failures of lstmdoctor itself through, for its tests."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Swallow every failure of what is done inside."""
    try:
        yield
    except Exception:
        if os.environ.get(TESTING) == "1":
            raise
