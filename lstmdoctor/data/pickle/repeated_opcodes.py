"""How NumPy writes an array whose names all stand in the memo, and how far others follow that are alike."""

from __future__ import annotations

import re
from array import array
from functools import lru_cache
from math import prod
from typing import NamedTuple

from lstmdoctor.data.pickle.opcode_costs import COST_OF_BYTE
from lstmdoctor.files.regular import Data

WINDOW = 1 << 18
MARGIN = 400
"""More than there is between the bytes of two arrays."""
BEYOND = 1 << 40
"""More bytes than are in any file, or values."""

GET = rb"h.|j...."
PUT = rb"\x94|r....|"
FLAG = rb"[\x88\x89]"
SIZE = rb"(?:K.|M..|J...[\x00-\x7f])"
SIZES = SIZE + rb"\x85|" + 2 * SIZE + rb"\x86|" + 3 * SIZE + rb"\x87"
TUPLES = (b"\x85", b"\x86", b"\x87")
WIDTHS = {ord("K"): 1, ord("M"): 2, ord("J"): 4}
CONTENT = rb"C.|B....|[\x8e\x96]........"
FRAME = rb"\x95........"
GROUP = rb"e\("
"""The end of a group of a list and the start of the next: they are written a thousand at a time."""
KINDS = ("put", "sizes", "head", "content", "frame", "group", "last")
"""The number of a place in the memo; the shape and the tuple that it becomes; where the next array begins;
the opcode that its bytes follow; a frame; a group of the list that ends, and the next; the last end."""
Words = tuple[bytes, ...]


class Form(NamedTuple):
    """The opcodes of an array before the one that its bytes follow, and after the bytes."""

    head: Words
    tail: Words


FORMS = (
    Form(
        (
            *(GET, GET, rb"K\x00", rb"\x85", PUT, GET, rb"\x87", PUT, b"R", PUT),
            *(rb"\(", rb"K\x01", SIZES, PUT, GET, FLAG),
        ),
        (PUT, b"t", PUT, b"b"),
    ),
    Form((GET, rb"\("), (PUT, GET, SIZES, PUT, GET, b"t", PUT, b"R", PUT)),
)
"""``_reconstruct`` and ``_frombuffer``. Each makes one object, and needs nothing that stands below it."""


def joined_pattern(tokens: Words) -> re.Pattern[bytes]:
    """A pattern of these opcodes with a group for each."""
    return re.compile(b"".join(b"(" + token + b")" for token in tokens), re.DOTALL)


HEADS = tuple(joined_pattern(form.head) for form in FORMS)
TAILS = tuple(joined_pattern(form.tail) for form in FORMS)


def normal_words(tokens: Words, words: Words) -> Words:
    """What of the opcodes of an array has to be equal in a repetition."""
    kept = {PUT: slice(1), SIZES: slice(-1, None)}
    return tuple(word[kept.get(token, slice(None))] for token, word in zip(tokens, words, strict=True))


class StepPattern:
    """From the bytes of one array to those of the next that is written alike.

    Parameters
    ----------
    form : int
        Of `FORMS`.
    head_words, tail_words : tuple of bytes
        The `normal_words` of the arrays.
    loose : bool
        Whether frames begin, and groups of the list end, on the way.

    Attributes
    ----------
    groups : dict
        The numbers of the groups of each of `KINDS`.
    match : callable
        The step at some place of some bytes.
    """

    def __init__(self, form: int, head_words: Words, tail_words: Words, loose: bool) -> None:
        self.loose = loose
        self.number = 0
        self.groups: dict[str, list[int]] = {kind: [] for kind in KINDS}
        tail = self._tokens(FORMS[form].tail, tail_words) + self._frame()
        group = self._group("group", GROUP) + b"?" if loose else b""
        head = self._group("head", b"") + self._tokens(FORMS[form].head, head_words) + self._frame()
        step = group + head + self._group("content", CONTENT)
        last = b"|" + self._group("last", b"(?=e)") if loose else b""
        self.match = re.compile(tail + b"(?:" + step + last + b")", re.DOTALL).match

    def _group(self, kind: str, pattern: bytes) -> bytes:
        self.number += 1
        self.groups[kind].append(self.number)
        return b"(" + pattern + b")"

    def _frame(self) -> bytes:
        return self._group("frame", FRAME) + b"?" if self.loose else b""

    def _tokens(self, tokens: Words, words: Words) -> bytes:
        return b"".join(self._frame() + self._token(*pair) for pair in zip(tokens, words, strict=True))

    def _token(self, token: bytes, word: bytes) -> bytes:
        if token == PUT:
            return b"r" + self._group("put", b"....") if word == b"r" else re.escape(word)
        if token != SIZES:
            return re.escape(word)
        rank = TUPLES.index(word) + 1
        if not self.loose:
            return self._group("sizes", rank * SIZE + re.escape(word))
        sizes = [self._group("sizes", SIZE) + self._frame() for _ in range(rank)]
        return b"".join(sizes) + self._group("sizes", re.escape(word))


@lru_cache(maxsize=32)
def step_patterns(form: int, head_words: Words, tail_words: Words) -> tuple[StepPattern, StepPattern]:
    """The step without frames and ends of groups, and the one with."""
    return StepPattern(form, head_words, tail_words, False), StepPattern(form, head_words, tail_words, True)


class Shape(NamedTuple):
    """A shape, how many values it has, how long its opcodes are, and what they cost."""

    axes: tuple[int, ...]
    values: int
    length: int
    cost: int


class Shapes(dict[bytes, Shape]):
    """Shapes by the opcodes that write them."""

    def __missing__(self, text: bytes) -> Shape:
        axes, at = [], 0
        while at < len(text) - 1:
            end = at + 1 + WIDTHS[text[at]]
            axes.append(int.from_bytes(text[at + 1 : end], "little"))
            at = end
        cost = sum(COST_OF_BYTE[code] for code in text)
        made = self[text] = Shape(tuple(axes), min(BEYOND, prod(axes)), len(text), cost)
        return made


class Lengths(dict[bytes, int]):
    """Numbers of bytes by the opcodes that announce them."""

    def __missing__(self, text: bytes) -> int:
        made = self[text] = min(BEYOND, int.from_bytes(text[1:], "little"))
        return made


class Chain:
    """Repetitions of an array, one behind another.

    Attributes
    ----------
    shapes : list of Shape
        In the order of the opcodes.
    offsets, lengths : array of int
        Where in the file the bytes of each are, and how many.
    puts : list of bytes
        Numbers of places in the memo.
    number, last, groups : int
        How many repetitions there are up to where the last group that was seen to its end ends, where the
        last of these begins, and the ends of groups before it.
    end : int
        Where the comparison ended.
    """

    def __init__(self, data: Data, strict: StepPattern, loose: StepPattern) -> None:
        self.data = data
        self.strict = strict
        self.loose = loose
        self.shapes: list[Shape] = []
        self.offsets, self.lengths = array("q"), array("q")
        self.puts: list[bytes] = []
        self.number = self.last = self.groups = self.end = 0
        self._known, self._announced = Shapes(), Lengths()

    def follow(self, start: int) -> None:
        """Go from the end of an array's bytes at `start` as far as others follow that are written like it."""
        base, window, at, begins, groups = start, b"", 0, start, 0
        head, last = self.loose.groups["head"][0], self.loose.groups["last"][0]
        while True:
            at, begins = self._strict_steps(window, base, at, begins)
            if at + MARGIN > len(window) and base + len(window) < len(self.data):
                base, at = base + at, 0
                window = bytes(self.data[base : base + WINDOW])
                continue
            step = self.loose.match(window, at)
            if step is None or not self._has_room(step, base):
                break
            if step[last] is not None or step[self.loose.groups["group"][0]]:
                self.number, self.last, self.groups = len(self.offsets), begins, groups
                groups += 1
            if step[last] is not None:
                break
            begins = base + step.start(head)
            at = self._take(step, base)
        self.end = base + at

    def _strict_steps(self, window: bytes, base: int, at: int, begins: int) -> tuple[int, int]:
        """All steps without frames: where the last ends, and where its array begins."""
        match, groups, last = self.strict.match, self.strict.groups, None
        if groups["put"]:
            return at, begins
        # As few calls as can be: there may be millions of steps.
        sizes, content = *groups["sizes"], *groups["content"]
        known, announced = self._known, self._announced
        add_shape, add_offset, add_length = self.shapes.append, self.offsets.append, self.lengths.append
        while (step := match(window, at)) is not None:
            text, opcode = step.group(sizes, content)
            length, at, last = announced[opcode], step.end(), step
            add_shape(known[text])
            add_offset(base + at)
            add_length(length)
            at += length
        return at, begins if last is None else base + last.start(*groups["head"])

    def _take(self, step: re.Match[bytes], base: int) -> int:
        """Keep what one loose step says; where the bytes of the array end."""
        groups = self.loose.groups
        self.shapes.append(self._known[b"".join(step[number] for number in groups["sizes"])])
        self.puts += [step[number] for number in groups["put"]]
        self.lengths.append(self._announced[step[groups["content"][0]]])
        self.offsets.append(base + step.end())
        return step.end() + self.lengths[-1]

    def _has_room(self, step: re.Match[bytes], base: int) -> bool:
        """Whether the file is as long as the frames say."""
        found = [number for number in self.loose.groups["frame"] if step[number]]
        return all(
            base + step.end(number) + int.from_bytes(step[number][1:], "little") <= len(self.data)
            for number in found
        )
