"""Files seen through a memory map, and the pages of it given back."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from contextlib import suppress

import numpy as np

DONTNEED: int | None = getattr(mmap, "MADV_DONTNEED", None)


class Pages(mmap.mmap):
    """A memory map that knows whether its file is still the one that was mapped.

    Attributes
    ----------
    check : callable
        Raises `Unreadable` when the file was changed, cut, moved or replaced.
    """

    check: Callable[[], None]


def map_open_file(number: int, size: int, check: Callable[[], None]) -> Pages:
    """The map of an open file; raises OSError where its file system has none, ValueError where it was cut."""
    pages = Pages(number, size, access=mmap.ACCESS_READ)
    pages.check = check
    return pages


def base_of_view(found: object) -> object:
    """What holds the values of an array that is a view; None for an array that holds them itself."""
    while isinstance(found, np.ndarray):
        found = found.base
    return found


def release_pages(found: object) -> None:
    """Give the pages under an array back, which all count as memory in use once they were looked at.

    They are read again when they are asked for again. What is no map is left alone.

    A look at a map of a file that was cut meanwhile kills the process, so call this before every look: it
    raises `Unreadable` when the file is not the same any more.
    """
    pages = base_of_view(found)
    if not isinstance(pages, Pages):
        return
    if DONTNEED is not None:
        with suppress(OSError):  # pages that are locked into memory stay there
            pages.madvise(DONTNEED)
    pages.check()
