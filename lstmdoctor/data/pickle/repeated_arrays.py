"""A list of arrays that one program pickled one after another, read in bulk.

NumPy writes every array of a list but the first in the same opcodes: what they name stands in the memo, and only
sizes, numbers of places in the memo and the bytes themselves differ. So the first two arrays are handed to the
careful reader as a pickle of their own, and the opcodes between their bytes are the pattern: where those between
the bytes of the second and of the third are equal to it but for these three, the third is made as the second was.
NumPy compares, a window of arrays at a time.

It holds because the pattern is of one of two forms: it makes one object, of nothing that lies below it and of what
was in the memo before the second array, and fills places of the memo in their order, so that none is filled twice.
Frames may begin within it, and the list may take its arrays in groups. The budget is charged as if each array had
been read.

Whatever else is met, a refusal above all, is the business of the careful reader, which begins anew. Without this
module and the one call of it everything is read as well.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from lstmdoctor.data.pickle.opcode_costs import BUFFER, memory_of_counts
from lstmdoctor.data.pickle.opcodes import NEXT_BUFFER, JoblibFound
from lstmdoctor.data.pickle.pickled_arrays import ArrayMaker
from lstmdoctor.data.pickle.rebuild import CONTAINER, REMEMBERED
from lstmdoctor.data.pickle.repeated_opcodes import (
    Layout,
    NotRepeated,
    Pattern,
    Words,
    kinds_of_opcodes,
    number_of_opcode,
    opcodes_of_gap,
)
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data

FEWEST_BYTES = 1 << 16
"""Smaller pickles take milliseconds either way."""
LARGEST = 1 << 20
"""Bytes of either of the first two arrays; those of larger ones are few for the size of their file."""
LONGEST_AXIS = 1 << 18
"""Seldom exceeded; three axes of it and the largest item stay within 64 bits."""
WINDOW, MARGIN = 1 << 20, 1 << 10
"""Bytes that are looked at together; more than stands between the bytes of two arrays."""
MOST_LAYOUTS = 16
ODD, ODD_BYTES = 64, 1 << 13
"""Gaps that are taken apart opcode by opcode: so many, and one more for so many bytes. Picklers begin a frame
after 64 KiB, and a group of the list after 1,000 arrays."""
GROUP, END = "e(", "e."
STRINGS = 2
"""Those of bytes in front of the pattern: the first array and, in protocols 3 and 4, a letter that it needs."""
FEWEST = 2
"""Arrays that the careful reader is given; three in protocol 5."""

Careful = Callable[[bytes, int, Budget], tuple[object, int]]


def load_repeated_arrays(
    data: Data, start: int, budget: Budget, load_carefully: Careful
) -> tuple[list[Array], int] | None:
    """The arrays of a list of arrays that are written alike, and where its pickle ends; None for any other.

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
        made = found.arrays(ArrayMaker(data, trial))
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
        self.data, self.end = data, start
        self.stream = bytearray()
        self.pattern, places, example = self._find_pattern(start)
        self.judged = judged_arrays(example, load_carefully)
        # The strings before are names.
        places = places[-len(self.judged) :]
        if [one.tobytes() for one in self.judged] != [bytes(data[one.start : one.stop]) for one in places]:
            raise NotRepeated
        self.place = places[-2].stop
        self.put = self.pattern.first_put
        self.offsets = [np.array([one.start for one in places[:-1]])]
        self.lengths = [np.array([len(one) for one in places[:-1]])]
        self.sizes: list[Array] = []
        self.counts = np.zeros(256, np.int64)
        self.layouts: dict[bytes, Layout] = {}
        self.layout: Layout | None = None
        self.odd = 0
        self._begin_window()

    def _find_pattern(self, start: int) -> tuple[Pattern, list[range], bytes]:
        """The pattern, the places of the first strings of bytes, and the first arrays as a pickle of their own."""
        words, place = self._gap(start)
        before, places, found = words, [place], b"".join(words)
        for _ in range(STRINGS):
            found += bytes(self.data[place.start : place.stop])
            words, place = self._gap(place.stop)
            places.append(place)
            found += b"".join(words)
            if (pattern := Pattern.of(before, words)) is not None:
                break
            before = before + words
        else:
            raise NotRepeated
        self.stream += b"".join(before)
        tail = self._gap(place.stop)[0][: pattern.tail]
        found += bytes(self.data[place.start : place.stop]) + b"".join(tail) + b"e."
        return pattern, places, found

    def _gap(self, at: int) -> tuple[Words, range]:
        """The opcodes at some place up to the next bytes, and where these are."""
        words, size = opcodes_of_gap(bytes(self.data[at : at + MARGIN]), 0, len(self.data) - at)
        length = number_of_opcode(words[-1])
        if length > LARGEST or at + size + length > len(self.data):
            raise NotRepeated
        return words, range(at + size, at + size + length)

    def follow(self) -> None:
        """Go to the end of the list; raises `NotRepeated` where an array is not written like the others."""
        base, window, at, tail = self.place, b"", 0, self.pattern.tail
        while True:
            at = self._follow_alike(window, at)
            if at + MARGIN > len(window) and base + len(window) < len(self.data):
                self._keep_window(window, base)
                base, at = base + at, 0
                window = bytes(self.data[base : base + WINDOW])
                continue
            words, end = opcodes_of_gap(window, at, len(self.data) - base)
            kinds = kinds_of_opcodes(words)
            if kinds == self.pattern.kinds[:tail] + END:
                self._keep_window(window, base)
                self._keep_numbers(np.array([self.pattern.numbers(words[:tail])]))
                self.stream += b"".join(words)
                self.end = base + end
                return
            at = self._follow_one(words, at, end)

    def _follow_alike(self, window: bytes, at: int) -> int:
        """Step over arrays as long as a mark shows a gap of a known layout: where the last of them ends."""
        add, layout = self.starts.append, self.layout
        while layout is not None:
            self.layout = layout
            self.used.append((len(self.starts), layout))
            unpack, mark, size = layout.unpack, layout.mark, layout.size
            try:
                while True:
                    found, length = unpack(window, at)
                    if found != mark:
                        break
                    add(at)
                    at += size + length
            except (struct.error, OverflowError):  # the window ends
                return at
            layout = next((one for one in self.layouts.values() if one.is_at(window, at)), None)
        return at

    def _follow_one(self, words: Words, at: int, end: int) -> int:
        """Step over an array in a gap that is taken apart, where it shows no new layout."""
        tail = self.pattern.tail
        if kinds_of_opcodes(words[tail : tail + 2]) == GROUP:
            self.stream += b"".join(words[tail : tail + 2])
            del words[tail : tail + 2]
        numbers = self.pattern.numbers(words)
        if end - at == sum(map(len, words)):
            self.layout = Layout(self.pattern, words)
            self.layouts[bytes(word[0] for word in words)] = self.layout
            if len(self.layouts) > MOST_LAYOUTS:
                raise NotRepeated
            return at
        self.odd += 1
        if self.odd > ODD + self.place // ODD_BYTES:
            raise NotRepeated
        self.used.append((len(self.starts), None))
        self.apart[len(self.starts)] = numbers, end
        self.starts.append(at)
        self.stream += b"".join(words[:-1])
        return end + numbers[-1]

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
            gaps = layout.gaps(window, starts[where])
            self.counts += layout.streamed_counts(gaps)
            numbers[where] = layout.numbers(gaps)
            starts[where] += layout.size
        for index, (found, end) in self.apart.items():
            numbers[index], starts[index] = found, end
        self.place = base
        self.offsets.append(starts + base)
        self.lengths.append(numbers[:, -1])
        self._keep_numbers(numbers)
        self._begin_window()

    def _keep_numbers(self, numbers: Array) -> None:
        """Sizes, and places in the memo that have to be the next ones."""
        puts = numbers[:, [at for at in self.pattern.puts if at < numbers.shape[1]]].ravel()
        if not np.array_equal(puts, np.arange(self.put, self.put + len(puts))):
            raise NotRepeated
        self.put += len(puts)
        if self.pattern.sizes[-1] < numbers.shape[1]:
            self.sizes.append(numbers[:, self.pattern.sizes])

    def charge(self, budget: Budget) -> None:
        """Charge for all arrays as if the careful reader had read them."""
        number = sum(map(len, self.offsets))
        counts = self.counts + np.bincount(np.frombuffer(self.stream, np.uint8), minlength=256)
        counts[NEXT_BUFFER[0]] += number
        budget.charge_bytes(memory_of_counts(counts) + number * BUFFER + REMEMBERED)
        budget.grant_items(int(counts.sum()))
        budget.charge_items(CONTAINER + number)

    def arrays(self, maker: ArrayMaker) -> list[Array]:
        """Read-only views of the bytes in the file."""
        offsets, lengths = np.concatenate(self.offsets), np.concatenate(self.lengths)
        dtype, known = self.judged[0].dtype, np.array([one.shape for one in self.judged])
        sizes = np.concatenate([known[: -2 if self.pattern.sizes_follow else -1], *self.sizes])
        if (sizes > LONGEST_AXIS).any() or (sizes.prod(1) * dtype.itemsize != lengths).any():
            raise NotRepeated
        if not np.array_equal(sizes[: len(known)], known):
            raise NotRepeated
        shapes = zip(*(column.tolist() for column in sizes.T), strict=True)
        made: list[Array] = []
        buffer, start, stop = maker.region
        for shape, offset, length in zip(shapes, offsets.tolist(), lengths.tolist(), strict=True):
            if not length:
                made.append(np.empty(shape, dtype))
                continue
            if not start <= offset <= stop - length:
                buffer, start, stop = maker.region_around(offset, offset + length)
            made.append(np.ndarray(shape, dtype, buffer, offset - start))
        return made


def judged_arrays(example: bytes, load_carefully: Careful) -> list[Array]:
    """What the careful reader makes of the first arrays; raises `NotRepeated` where it is no list of such."""
    value, end = load_carefully(example, 0, Budget())
    arrays = [one for one in value if type(one) is np.ndarray] if isinstance(value, list) else []
    if not isinstance(value, list) or len(arrays) != len(value) or end != len(example):
        raise NotRepeated
    if len(arrays) < FEWEST or len({(one.dtype, one.ndim) for one in arrays}) != 1:
        raise NotRepeated
    return arrays
