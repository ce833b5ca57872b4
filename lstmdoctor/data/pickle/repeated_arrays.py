"""Arrays that a program pickled one after another, taken together and not opcode by opcode.

NumPy writes every array of a list but the first in the same opcodes: what they name stands in the memo, and
only sizes, bytes and the numbers of new places in the memo differ. So where the careful reader has just
stepped over an array, that array is a pattern, and what follows is compared with it: each repetition has to
be equal to it but for those three. The unpickler then gets one `Run` instead of them, between the array that
is the pattern and the last repetition, which are read like any other.

What is left out leaves nothing behind that could be missed. A repetition makes one object out of nothing that
stands below it, and the list takes it at once (``e``, after the last of them). The places of the memo that it
would fill are filled with a `Gap`, which nothing can use: should they be places that the names stand in, the
last repetition meets it. The budget is charged as if each array had been read.

Whatever else is met, a refusal above all, is the business of the careful reader, which reads the file anew.
Without this module and the calls of it everything is read, at half the speed.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lstmdoctor.data.pickle.opcode_costs import BUFFER, COST_OF_BYTE
from lstmdoctor.data.pickle.opcodes import NEXT_BUFFER, Opcode
from lstmdoctor.data.pickle.pickled_arrays import ArrayMaker
from lstmdoctor.data.pickle.repeated_opcodes import (
    FORMS,
    HEADS,
    PUT,
    SIZES,
    TAILS,
    Chain,
    Shape,
    Shapes,
    normal_words,
    step_patterns,
)
from lstmdoctor.data.pickle.tokens import PickledCall
from lstmdoctor.data.pickle.translation import Translated
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.files.regular import Data

FEWEST = 16
"""Repetitions that are worth it."""
LARGEST = 1 << 16
"""Bytes of the pattern's content; larger arrays are few for the size of their file."""
TRIES = 32
"""Patterns that are compiled in vain, a millisecond each, before no more are looked for."""
MEMOIZE, POP, NEXT_GROUP = b"\x94", b"0", b"e("
SLACK = 1000
"""Numbers of the memo that need no bytes of the stream before them, as for the careful reader."""


@dataclass(frozen=True, eq=False)
class Run:
    """Arrays that are written like the one before them.

    Parameters
    ----------
    shape, place : tuple of int, range
        Of the array before them, as it was understood here.
    shapes : list of Shape
    offsets, lengths : array of int
        Where in the file the bytes of each are, and how many.
    """

    shape: tuple[int, ...]
    place: range
    shapes: list[Shape]
    offsets: array[int]
    lengths: array[int]

    def order(self, before: object) -> Literal["C", "F"]:
        """The order of all of them, from what the unpickler has made of the one before them."""
        match before:
            case PickledCall(kind="reconstruct", state=(*_, fortran, range() as place)) if (
                place == self.place
            ):
                return "F" if fortran else "C"
            case PickledCall(kind="frombuffer", args=(range() as place, _, _, "C" | "F" as order, *_)):
                if place == self.place:
                    return "C" if order == "C" else "F"
        raise NotRepeated

    def arrays(self, maker: ArrayMaker, before: object, order: Literal["C", "F"]) -> list[Array]:
        """Read-only views of the bytes in the file, of the dtype of the array before them."""
        if type(before) is not np.ndarray or before.shape != self.shape:
            raise NotRepeated
        dtype = before.dtype
        needed = np.array([shape.values for shape in self.shapes]) * dtype.itemsize
        if not np.array_equal(needed, self.lengths):
            raise NotRepeated
        maker.scanned += sum(self.lengths)
        try:
            return self._views(maker, dtype, order)
        except (ValueError, TypeError, OverflowError) as error:
            raise NotRepeated from error

    def _views(self, maker: ArrayMaker, dtype: np.dtype[Any], order: Literal["C", "F"]) -> list[Array]:
        made: list[Array] = []
        buffer, first, last = maker.region
        for shape, offset, size in zip(self.shapes, self.offsets, self.lengths, strict=True):
            if not size:
                made.append(np.empty(shape.axes, dtype, order))
                continue
            if not first <= offset <= last - size:
                maker.region = buffer, first, last = maker.region_around(offset, offset + size)
            made.append(np.ndarray(shape.axes, dtype, buffer, offset - first, None, order))
        return made


def count_items(raw: list[object]) -> int:
    """How many items a list has, with those that are taken together."""
    return len(raw) + sum(len(item.offsets) - 1 for item in raw if isinstance(item, Run))


class Gap:
    """What fills the places in the memo that the arrays of a `Run` would take."""

    __slots__ = ()


class NotRepeated(Exception):
    """What was taken for repetitions is for the careful reader."""


class Specimen:
    """An array that may be repeated.

    Parameters
    ----------
    form : int
        Of `FORMS`.
    head, tail : re.Match
        Its opcodes before and after its bytes.

    Attributes
    ----------
    head_words, tail_words : tuple
        The `normal_words` of both.
    fixed : bytes
        What each repetition has besides its shape and what fills the memo, as the unpickler would get it.
    shape : tuple of int
    puts : list of bytes
        The opcodes that fill the memo.
    """

    def __init__(self, form: int, head: re.Match[bytes], tail: re.Match[bytes]) -> None:
        self.form = form
        self.tail = tail
        self.head_words = normal_words(FORMS[form].head, head.groups())
        self.tail_words = normal_words(FORMS[form].tail, tail.groups())
        pairs = list(zip(FORMS[form].head + FORMS[form].tail, head.groups() + tail.groups(), strict=True))
        self.fixed = NEXT_BUFFER + b"".join(word for token, word in pairs if token not in (SIZES, PUT))
        self.shape = Shapes()[next(word for token, word in pairs if token == SIZES)].axes
        self.puts = [word[:1] for token, word in pairs if token == PUT and word]

    def is_repeated(self) -> bool:
        """Whether the next array begins in the same way."""
        tokens = FORMS[self.form].head
        found = HEADS[self.form].match(self.tail.string, self.tail.end())
        return found is not None and normal_words(tokens, found.groups()) == self.head_words

    def puts_of(self, chain: Chain, number: int, before: int) -> bytes | None:
        """What fills the memo as so many repetitions would; None where they do it as no program does.

        `before` is how long the stream is that the unpickler gets before.
        """
        if MEMOIZE in self.puts or not self.puts:
            return number * len(self.puts) * MEMOIZE if set(self.puts) <= {MEMOIZE} else None
        numbers = np.frombuffer(b"".join(chain.puts), "<u4").astype(np.int64)
        if (
            not np.array_equal(numbers, numbers[0] + np.arange(len(numbers)))
            or numbers[0] > before // 6 + SLACK
        ):
            return None
        first = len([word for word in self.tail_words if word == b"r"])
        return b"".join(b"r" + one for one in chain.puts[first : first + number * len(self.puts)])


class Repeats:
    """Looks for arrays that repeat the one that the careful reader has just stepped over.

    Attributes
    ----------
    number : int
        Of runs that were found.
    """

    def __init__(self, data: Data) -> None:
        self.data = data
        self.number = 0
        self._start = -1
        self._tried = 0
        self._tries = TRIES

    def beside(self, found: Translated, measured: Opcode, window: bytes, base: int, at: int) -> Opcode:
        """What stands instead of the bytes of an array at `at` in the window, and of what repeats the array.

        `measured` is what stands instead of the bytes alone; the window is at `base` in the file.
        """
        end = measured[2]
        for form, pattern in enumerate(TAILS):
            if (tail := pattern.match(window, end)) is None:
                continue
            start, self._start = self._start - base, base + tail.end()
            head = HEADS[form].fullmatch(window, start, at) if 0 <= start < at else None
            if head is None or end - at > LARGEST or base + end < self._tried or not self._tries:
                return measured
            specimen = Specimen(form, head, tail)
            return self._extended(found, measured, base, specimen) if specimen.is_repeated() else measured
        return measured

    def _extended(self, found: Translated, measured: Opcode, base: int, specimen: Specimen) -> Opcode:
        _, place, end = measured
        chain = Chain(self.data, *step_patterns(specimen.form, specimen.head_words, specimen.tail_words))
        chain.follow(base + end)
        self._tried = chain.end
        number = chain.number - 1  # the last one is read like any other
        puts = specimen.puts_of(chain, number, found.size) if number >= FEWEST else None
        if puts is None:
            self._tries -= 1
            return measured
        self.number += 1
        shapes = chain.shapes[specimen.form : specimen.form + number]  # after the bytes, they are one behind
        run = Run(specimen.shape, range(*place), shapes, chain.offsets[:number], chain.lengths[:number])
        # What fills the memo costs the same either way, and is charged with the rest of the stream.
        taken = 2 * NEXT_BUFFER + POP
        cost = number * (cost_of_codes(specimen.fixed) + BUFFER) + chain.groups * cost_of_codes(NEXT_GROUP)
        length = number * len(specimen.fixed) + chain.groups * len(NEXT_GROUP)
        found.charge_unseen(
            cost + sum(shape.cost for shape in shapes) - cost_of_codes(taken) - 2 * BUFFER,
            length + sum(shape.length for shape in shapes) - len(taken),
        )
        instead = NEXT_BUFFER + specimen.tail[0] + NEXT_BUFFER + NEXT_BUFFER + puts + POP
        places = (*place, *found.place_of(run), *found.place_of(Gap()))
        return instead, places, chain.last - base


def cost_of_codes(codes: bytes) -> int:
    """As `memory_of_opcodes`, for a few."""
    return sum(COST_OF_BYTE[code] for code in codes)
