"""Files seen as memory: the pages of them that are looked at are read before, and given back after.

A memory map of a file would do the same, until somebody cuts the file: then the next look at it kills the
process without a word. Here the memory belongs to no file. It is as large as the file and takes no room until
something is read into it, and a read that finds too little is a sentence. The price is that nothing may be
looked at before it is read: every look stands within `fetched_values`, or after `fetch_values`.
"""

from __future__ import annotations

import mmap
import os
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from typing import Any

import numpy as np

from lstmdoctor.errors import Unreadable

DONTNEED: int | None = getattr(mmap, "MADV_DONTNEED", None)
NORESERVE = getattr(mmap, "MAP_NORESERVE", 0x4000 if sys.platform == "linux" else 0)
"""Take no room before it is used; the number is that of Linux on x86, ARM and RISC-V."""
CHANGED = "the file changed while it was being read"
GAP = mmap.PAGESIZE
"""Bytes between two places that are read along with them: a read of its own takes longer."""
REGION = 1 << 18
MOST_IN_VAIN = 3
"""How much more than is looked at may be read to save the time that each place takes."""
Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Places = list[tuple[int, int]]


class Pages(mmap.mmap):
    """Memory that stands for a file.

    Attributes
    ----------
    number : int
        The open file.
    address : int
        Where the memory begins.
    check : callable
        Raises `Unreadable` when the file was changed, cut, moved or replaced.
    held : list of Places
        What has been read and not yet given back, by whoever looks at it.
    regions : dict of regions
        By identity, with their places.
    """

    number: int
    address: int
    check: Callable[[], None]
    held: list[Places]
    regions: dict[int, tuple[Array, int, int]]

    def __getitem__(self, key: Any) -> Any:
        """Bytes of the file, read for this and not kept."""
        first, stop, step = (key if isinstance(key, slice) else slice(key, key + 1)).indices(len(self))
        found = os.pread(self.number, max(0, stop - first), first)
        if len(found) < stop - first or step != 1:
            raise Unreadable(CHANGED)
        return found if isinstance(key, slice) else found[0]

    def region(self, start: int, stop: int) -> tuple[Array, int, int]:
        """A part that holds these bytes, to make views of, and where it begins and ends.

        What is a view of a region is found by it in a twentieth of the time that its own address takes.
        """
        stop = max(stop, min(len(self), start + REGION))
        made = np.ndarray(stop - start, np.uint8, self, start)
        made.flags.writeable = False
        self.regions[id(made)] = made, start, stop
        return self.regions[id(made)]

    def give_back(self, start: int, stop: int) -> None:
        """Let this part go, but for pages that are only in part in it and what somebody still looks at."""
        start, stop = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE, stop // mmap.PAGESIZE * mmap.PAGESIZE
        wanted = any(first < stop and start < last for places in self.held for first, last in places)
        if DONTNEED is not None and start < stop and not wanted:
            with suppress(OSError):  # pages that are locked into memory stay there
                self.madvise(DONTNEED, start, stop - start)

    def read_into(self, start: int, stop: int) -> None:
        """Read this part of the file into its place."""
        with memoryview(self) as whole, whole[start:stop] as part:
            self._read(start, part)

    def read_apart(self, place: range, memory: Array) -> None:
        """Read a part of the file into bytes of other memory; raises as `fetched_values`."""
        self.check()
        self._read(place.start, memory.data[: len(place)])

    def _read(self, start: int, memory: memoryview) -> None:
        done = 0
        while done < len(memory):
            with memory[done:] as part:
                number = os.preadv(self.number, [part], start + done)
            if not number:
                raise Unreadable(CHANGED)
            done += number


def map_open_file(number: int, size: int, check: Callable[[], None]) -> Pages:
    """Memory for an open file; raises OSError where there is none to be had, ValueError where it was cut."""
    if not hasattr(os, "preadv") or not hasattr(mmap, "MAP_ANONYMOUS") or DONTNEED is None:
        raise OSError("no memory that is filled as it is asked for")
    if os.fstat(number).st_size < size:
        raise ValueError(CHANGED)
    pages = Pages(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE)
    pages.number = os.dup(number)
    weakref.finalize(pages, os.close, pages.number)
    pages.address = _address_of(np.frombuffer(pages, np.uint8, 1))
    pages.check = check
    pages.held = []
    pages.regions = {}
    return pages


def _address_of(array: Array) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


def base_of_view(found: object) -> object:
    """What holds the values of an array that is a view; None for an array that holds them itself."""
    while isinstance(found, np.ndarray):
        found = found.base
    return found.obj if isinstance(found, memoryview) else found


@contextmanager
def fetched_values(arrays: Sequence[Array]) -> Iterator[None]:
    """Read the values of arrays from the file that they are views of, and give the memory back at the end.

    All are views of one file, or own their values. Raises `Unreadable` when the file is not the same.
    """
    pages = next((base for array in arrays if isinstance(base := base_of_view(array), Pages)), None)
    if pages is None:
        yield
        return
    places = fetch_places(pages, arrays)
    try:
        yield
    finally:
        pages.held.remove(places)
        for start, stop in places:
            pages.give_back(start, stop)


def fetch_values(arrays: Sequence[Array]) -> None:
    """The same for good: the memory stays taken as long as the file is in use."""
    pages = next((base for array in arrays if isinstance(base := base_of_view(array), Pages)), None)
    if pages is not None:
        fetch_places(pages, arrays)


def fetch_places(pages: Pages, arrays: Sequence[Array]) -> Places:
    """Read what stands under arrays, neighbours in one piece; it stays until it is taken from `held`."""
    places = _places_of_regions(pages, arrays) or _places_of_arrays(pages, arrays)
    pages.check()
    pages.held.append(places)
    for start, stop in places:
        pages.read_into(start, stop)
    return places


def _places_of_regions(pages: Pages, arrays: Sequence[Array]) -> Places:
    """The regions that arrays are views of; nothing where one is of none, or little of them is wanted."""
    bases = {id(array.base) for array in arrays}
    if not bases <= pages.regions.keys():
        return []
    places = _joined_places(sorted(pages.regions[base][1:] for base in bases))
    wanted = sum(array.nbytes for array in arrays)
    return places if sum(stop - start for start, stop in places) <= MOST_IN_VAIN * wanted + REGION else []


def _places_of_arrays(pages: Pages, arrays: Sequence[Array]) -> Places:
    """Where the values of each array stand."""
    places: Places = []
    for array in arrays:
        start = array.__array_interface__["data"][0] - pages.address
        if not 0 <= start < len(pages) or not array.size:
            continue
        if array.flags.c_contiguous:
            places.append((start, start + array.nbytes))
        else:
            places.extend(_strided_places(array, start))
    return _joined_places(places)


def _joined_places(places: Places) -> Places:
    """Neighbours made one."""
    joined = places[:1]
    for start, stop in places[1:]:
        first, last = joined[-1]
        if first <= start <= last + GAP:
            joined[-1] = first, max(last, stop)
        else:
            joined.append((start, stop))
    return joined


def _strided_places(array: Array, start: int) -> Iterator[tuple[int, int]]:
    """Where the values of an array stand whose first is at `start`, in pieces without large gaps."""
    width, outer = array.itemsize, []
    for size, stride in sorted(zip(array.shape, array.strides, strict=True), key=lambda axis: abs(axis[1])):
        start += min(0, stride * (size - 1))
        if abs(stride) <= width + GAP:
            width = max(width, abs(stride) * (size - 1) + width)
        else:
            outer.append(range(0, abs(stride) * size, abs(stride)))
    for steps in product(*reversed(outer)):
        yield start + sum(steps), start + sum(steps) + width
