"""A list of arrays that one program pickled one after another, read in bulk.

NumPy writes every array of a list but the first in the same opcodes: what they name stands in the memo, and
only sizes, numbers of places in the memo and the bytes themselves differ. So the first two arrays go to
the careful reader as a pickle of their own, and the opcodes between their bytes are the pattern: where those
between the bytes of the second and of the third are equal to it but for these three, the third is made as the
second was. NumPy compares, a window of arrays at a time.

It holds because the pattern is of one of two forms: it makes one object, of nothing that lies below it and of
what was in the memo before the second array, and fills places of the memo in their order, so that none is
filled twice. Frames may begin within it, and the list may take its arrays in groups. The budget is charged as
if each array had been read.

Whatever else is met, a refusal above all, is the business of the careful reader, which begins anew. Without
this module and the one call of it everything is read as well.
"""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.data.contents.python_numbers import NumberArrays
from lstmdoctor.data.pickle.array_pieces import join_pieces, numbers_at_places
from lstmdoctor.data.pickle.first_arrays import MARGIN, Careful, read_first_arrays
from lstmdoctor.data.pickle.opcode_costs import BUFFER, memory_of_counts
from lstmdoctor.data.pickle.opcodes import NEXT_BUFFER, PAYLOADS, JoblibFound
from lstmdoctor.data.pickle.rebuild import CONTAINER, REMEMBERED
from lstmdoctor.data.pickle.repeated_opcodes import (
    Layout,
    NotRepeated,
    Words,
    kinds_of_opcodes,
    opcodes_of_gap,
    opcodes_without_frames,
)
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data

FEWEST_BYTES = 1 << 16
"""Smaller pickles take milliseconds either way."""
LONGEST_AXIS = 1 << 18
"""Seldom exceeded; three axes of it and the largest item stay within 64 bits."""
WINDOW = 1 << 21
"""Bytes that are looked at together."""
TOGETHER = 1 << 16
"""Sizes that are checked at a time: what is noted of millions of arrays would stand in memory twice."""
MOST_LAYOUTS = 16
ODD, ODD_BYTES = 64, 1 << 13
"""Gaps that are taken apart opcode by opcode: so many, and one more for so many bytes. Picklers begin a frame
after 64 KiB, and a group of the list after 1,000 arrays."""
GROUP, END = b"e(", b"e."


def load_repeated_arrays(
    data: Data, start: int, budget: Budget, load_carefully: Careful
) -> tuple[AlikeArrays | NumberArrays, int] | None:
    """The arrays of a list of arrays that are written alike, and where its pickle ends; None for any other.

    NumPy numbers are written so as well; a list of them is an array.

    Parameters
    ----------
    data, start, budget
        As for `load_pickle`; the budget is charged only if the arrays are returned.
    load_carefully : callable
        What any pickle holds, and where it ends.
    """
    if len(data) - start < FEWEST_BYTES:
        return None
    trial = replace(budget)
    try:
        found = _Repetitions(data, start, load_carefully)
        found.follow()
        found.charge(trial)
        made = found.arrays()
    except (NotRepeated, JoblibFound, Unreadable, ValueError, IndexError, OverflowError):
        return None
    budget.made, budget.items, budget.standing = trial.made, trial.items, trial.standing
    return made, found.end


class _Repetitions:
    """The arrays of a list, followed from one to the next.

    Attributes
    ----------
    end : int
        Where the pickle ends.
    """

    def __init__(self, data: Data, start: int, load_carefully: Careful) -> None:
        first = read_first_arrays(data, start, load_carefully)
        self.data, self.end, self.place = data, start, first.places[-2].stop
        self.pattern, self.known, self.put = first.pattern, first.arrays, first.pattern.first_put
        self.stream, self.buffers = bytearray(), 0
        self._add_stream(first.before)
        # The last of the first arrays is met again.
        self.offsets = [np.array([place.start for place in first.places[:-1]])]
        self.lengths = [np.array([len(place) for place in first.places[:-1]])]
        self.sizes: list[Array] = []
        self.counts = np.zeros(256, np.int64)
        self.layouts: dict[bytes, Layout] = {}
        self.odd = 0
        self._begin_window()

    def follow(self) -> None:
        """Go to the end of the list; raises `NotRepeated` where an array is not written like the others."""
        base, window, at, tail = self.place, b"", 0, self.pattern.tail
        while True:
            at = self._follow_alike(window, at)
            if at + MARGIN > len(window) and base + len(window) < len(self.data):
                self._keep_window(window, base)
                base, at = base + at, 0
                self.place = base
                window = bytes(self.data[base : base + WINDOW])
                continue
            found, end = opcodes_of_gap(window, at, len(self.data) - base)
            words = opcodes_without_frames(found)
            if kinds_of_opcodes(words) == self.pattern.kinds[:tail] + END:
                self._keep_window(window, base)
                self._keep_numbers(np.array([self.pattern.numbers(words[:tail])]))
                self._add_stream(words)
                self.end = base + end
                return
            at = self._follow_one(window, at, found, end)

    def _follow_alike(self, window: bytes, at: int) -> int:
        """Step over arrays as long as their gaps are of known layouts: where the last of them ends.

        A mark will do where the layout is the one before, unless that has a frame: others have it elsewhere.
        """
        add = self.starts.append
        while layout := next((one for one in self.layouts.values() if one.is_at(window, at)), None):
            self.used.append((len(self.starts), layout))
            unpack, mark, size = layout.unpack, layout.mark, layout.size
            try:
                while True:
                    found, length = unpack(window, at)
                    if found != mark:
                        break
                    add(at)
                    at += size + length
                    if layout.frame_ends:
                        break
            except (struct.error, OverflowError):  # the window ends
                return at
        return at

    def _follow_one(self, window: bytes, at: int, found: Words, end: int) -> int:
        """Step over an array in a gap that is taken apart, where it shows no new layout."""
        tail, words = self.pattern.tail, opcodes_without_frames(found)
        grouped = kinds_of_opcodes(words[tail : tail + 2]) == GROUP
        if grouped:
            self._add_stream(words[tail : tail + 2])
            del words[tail : tail + 2]
        numbers = self.pattern.numbers(words)
        if not grouped and len(self.layouts) < MOST_LAYOUTS:
            layout = Layout(self.pattern, found)
            if layout.is_at(window, at):
                self.layouts[bytes(word[0] for word in found)] = layout
                return at
        self.odd += 1
        if self.odd > ODD + (self.place + at) // ODD_BYTES:
            raise NotRepeated
        self.used.append((len(self.starts), None))
        self.apart[len(self.starts)] = numbers, end
        self.starts.append(at)
        self._add_stream(words)
        return end + numbers[-1]

    def _add_stream(self, words: Words) -> None:
        """Note what the unpickler would get."""
        given = [NEXT_BUFFER if word[0] in PAYLOADS else word for word in words]
        self.buffers += given.count(NEXT_BUFFER)
        self.stream += b"".join(given)

    def _begin_window(self) -> None:
        self.starts: list[int] = []
        self.used: list[tuple[int, Layout | None]] = []
        self.apart: dict[int, tuple[list[int], int]] = {}

    def _keep_window(self, window: bytes, base: int) -> None:
        """Compare all gaps that were stepped over with the pattern, and keep what they say."""
        starts = np.array(self.starts, np.int64)
        numbers = np.empty((len(starts), len(self.pattern.varied)), np.int64)
        firsts = [first for first, _ in self.used]
        owners = np.repeat([id(layout) for _, layout in self.used], np.diff([*firsts, len(starts)]))
        for layout in self.layouts.values():
            where = np.flatnonzero(owners == id(layout))
            if not len(where):
                continue
            gaps = layout.gaps(window, starts[where])
            self.counts += layout.streamed_counts(gaps)
            self.counts[NEXT_BUFFER[0]] += len(gaps)
            self.buffers += len(gaps)
            numbers[where] = layout.numbers(gaps, len(self.data) - base - starts[where])
            starts[where] += layout.size
        for index, (found, end) in self.apart.items():
            numbers[index], starts[index] = found, end
        self.offsets.append(starts + base)
        self.lengths.append(numbers[:, -1].copy())  # a view would keep the numbers beside it
        self._keep_numbers(numbers)
        self._begin_window()

    def _keep_numbers(self, numbers: Array) -> None:
        """Sizes, and places in the memo that have to be the next ones."""
        puts = numbers[:, [at for at in self.pattern.puts if at < numbers.shape[1]]].ravel()
        if not np.array_equal(puts, np.arange(self.put, self.put + len(puts))):
            raise NotRepeated
        self.put += len(puts)
        if self.pattern.sized_by < numbers.shape[1]:
            self.sizes.append(numbers[:, self.pattern.sizes])

    def charge(self, budget: Budget) -> None:
        """Charge for all arrays as if the careful reader had read them."""
        counts = self.counts + np.bincount(np.frombuffer(self.stream, np.uint8), minlength=256)
        budget.charge_bytes(memory_of_counts(counts) + self.buffers * BUFFER + REMEMBERED)
        budget.grant_items(int(counts.sum()))
        budget.charge_items(CONTAINER + sum(map(len, self.offsets)))

    def arrays(self) -> AlikeArrays | NumberArrays:
        """All arrays: read-only, where they are in the file; once, since what was found is let go."""
        dtype, known = self.known[0].dtype, np.array([one.shape for one in self.known], np.int64)
        self.sizes.insert(0, known[: -2 if self.pattern.sizes_follow else -1])
        sizes, lengths = join_pieces(self.sizes), join_pieces(self.lengths)
        for start in range(0, max(len(sizes), len(lengths)), TOGETHER):
            some = sizes[start : start + TOGETHER]
            there = lengths[start : start + TOGETHER]
            if (some > LONGEST_AXIS).any() or not np.array_equal(some.prod(1) * dtype.itemsize, there):
                raise NotRepeated
        if not np.array_equal(sizes[: len(known)], known):
            raise NotRepeated
        del lengths
        if not sizes.shape[1]:
            return NumberArrays(numbers_at_places(self.data, join_pieces(self.offsets), dtype))
        memory = np.frombuffer(memoryview(self.data).toreadonly(), np.uint8)
        return AlikeArrays(memory, join_pieces(self.offsets), sizes, dtype)
