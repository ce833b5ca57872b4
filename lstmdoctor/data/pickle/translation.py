"""A pickle's opcodes, checked and translated before the unpickler sees one of them.

The unpickler of CPython is written in C and fast, and three things about it are dangerous even when every
name is refused. It allocates what a single opcode claims: nine bytes that store at memo index 100,000,000
cost 1.5 GB. It hashes whatever a pickle calls a key: a tuple nested a million deep overflows the stack of the
process. And some opcodes reach further than names: persistent ids, the extension registry, buffers from
outside.

So the stream is read once, here, and a translation is handed on in which those opcodes cannot occur:

- lengths are compared with the bytes that are there, memo indexes with the number of objects that fit in the
  opcodes before, texts of numbers with a fixed width, and what all of it makes with the budget of the file;
- persistent ids, extensions and foreign buffers are refused;
- the bytes of arrays are taken out. In their place stands the opcode for an out-of-band buffer, and what the
  unpickler is given as that buffer is a ``range``: the place of the bytes in the file. No value is copied;
- empty dicts and sets are replaced in the same way by objects of ours that keep pairs and items in a list, so
  that nothing is ever hashed. A frozenset becomes a list.

Frames are dropped: they only tell a reader how much to fetch at once. The stream is read through a window of
some thousand opcodes, so that the bytes of arrays are stepped over and never looked at.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from lstmdoctor.data.pickle.opcode_costs import BUFFER, memory_of_opcodes
from lstmdoctor.data.pickle.opcodes import (
    A_DICT,
    LENGTHS,
    LONGEST_NAME,
    STOP,
    NotPickle,
    fixed_size_pattern,
    measured_opcode,
    memo_limit,
    replaced_opcode,
)
from lstmdoctor.data.pickle.tokens import Items, LongText, Pairs
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data

WINDOW = 1 << 16
"""Bytes of a pickle that are looked at together."""
MARGIN = 2 * LONGEST_NAME + 10
"""Most that an opcode takes, but for texts up to the end of their line and what is stepped over."""
LINES = frozenset(b"SV")


class Translated:
    """A pickle without its dangers, as far as it has been read.

    Attributes
    ----------
    end : int
        Where in the file it ends.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.end = 0
        self.size = 0
        self._pieces: list[bytes] = []
        self._places = array("q")
        self._charged = 0

    def add(self, pieces: list[bytes], places: list[int]) -> None:
        """Opcodes for the unpickler, and two numbers for each buffer that they take; charges for both."""
        piece = b"".join(pieces)
        self.budget.charge_bytes(memory_of_opcodes(piece) + len(places) // 2 * BUFFER)
        self.budget.grant_items(len(piece))
        self.size += len(piece)
        self._pieces.append(piece)
        self._places.extend(places)
        pieces.clear()
        places.clear()

    def pieces(self) -> Iterator[bytes]:
        """All opcodes, once, a whole number of them at a time: each piece is let go."""
        self._pieces.reverse()
        while self._pieces:
            if piece := self._pieces.pop():
                yield piece

    def buffers(self) -> Iterator[object]:
        """What the unpickler finds at each out-of-band buffer: ranges of the file, `Pairs`, `Items`."""
        places = iter(self._places)
        for start, stop in zip(places, places, strict=True):
            if stop >= 0:
                yield range(start, stop)
            elif start >= 0:
                yield LongText(start, ~stop)
            else:
                yield Pairs() if start == A_DICT[0] else Items()


def translate_pickle(data: Data, start: int, budget: Budget) -> Translated:
    """Check and translate the pickle at `start`; raises `Unreadable` when it is cut short or not a pickle."""
    size, found = len(data), Translated(budget)
    pieces: list[bytes] = []
    places: list[int] = []
    base, window, at, kept, wanted = start, b"", 0, 0, WINDOW
    most = memo_limit(0)
    run = fixed_size_pattern(most)
    while True:
        match = run.match(window, at)
        at = max(at, match.end()) if match else at
        if wanted or (at + MARGIN > len(window) and base + len(window) < size):
            # What stands up to here is done with, and the next opcode may not all be in sight.
            pieces.append(window[kept:at])
            found.add(pieces, places)
            base, window = base + at, bytes(data[base + at : base + at + max(WINDOW, wanted)])
            at = kept = wanted = 0
            most = memo_limit(found.size + len(window))
            run = fixed_size_pattern(most)
            continue
        if at >= len(window):
            raise NotPickle("truncated: the pickle ends before its last opcode")
        opcode = window[at]
        if opcode == STOP:
            pieces.append(window[kept : at + 1])
            found.add(pieces, places)
            found.end = base + at + 1
            return found
        if opcode in LENGTHS:
            instead, place, end = measured_opcode(window, at, base, size)
        elif opcode in LINES and base + len(window) < size:
            wanted = 2 * len(window)
            continue
        else:
            instead, place, end = replaced_opcode(window, at, base, most)
        if instead is not None:
            pieces.append(window[kept:at])
            pieces.append(instead)
            places += place
            kept = end
        elif end > len(window):
            wanted = end - at + MARGIN
            continue
        at = end
