"""Files seen through a memory map, and the pages of it given back."""

from __future__ import annotations

import mmap

DONTNEED: int | None = getattr(mmap, "MADV_DONTNEED", None)


def release(pages: object) -> None:
    """Give the pages of a map back, which all count as memory in use once they were looked at.

    They are read again when they are asked for again. What is no map is left alone.
    """
    if isinstance(pages, mmap.mmap) and DONTNEED is not None:
        pages.madvise(DONTNEED)
