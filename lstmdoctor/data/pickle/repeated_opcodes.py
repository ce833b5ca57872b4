"""What stands between the bytes of two arrays of a list, where it is the same for all but for numbers."""

from __future__ import annotations

import re
import struct
from typing import Self

import numpy as np

from lstmdoctor.data.pickle.opcodes import FRAME, LENGTHS, PAYLOADS
from lstmdoctor.data.sequences.source import Array

SIMPLE = rb"[\])(tRbeN\x85-\x89\x93\x94]|[Khq\x80].|M..|[Jjr]....|\x95.{8}"
SIMPLE_OPCODE, SIMPLE_RUN = re.compile(SIMPLE, re.DOTALL), re.compile(b"(?:" + SIMPLE + b")*+", re.DOTALL)
"""Opcodes in front of the first array and between arrays, but for names, bytes and the last."""
NAME, TEXTS, LONGEST_TEXT = ord("c"), b"\x8cX", 64
STOP = ord(".")
KINDS = bytes.maketrans(b"hjqr\x94KMJCB\x8e\x96\x85\x86\x87\x89", b"ggppmkkkvvvv123F")
"""A letter for each opcode: get, put with a number and without, number, bytes, tuples of one to three items,
false. Of the others, which are their own letters, none that is let through has one of these."""
PUT, SHAPE = b"[pm]?", b"(?P<sizes>k(?=1)|kk(?=2)|kkk(?=3))[123][pm]?"
FORMS = (
    re.compile(rb"(?P<tail>%bt%bb)ggk1%bg3%bR%b\(k%bgFv" % (*5 * [PUT], SHAPE)),
    re.compile(rb"(?P<tail>%bg%b(?P<order>g)t%bR%b)g\(v" % (PUT, SHAPE, PUT, PUT)),
    re.compile(rb"(?P<tail>%b2%bR%b)gg(?P<sizes>)v" % (PUT, PUT, PUT)),
)
"""What stands between the bytes of two arrays, in protocols 3 and 4, and in protocol 5, and between those of
two NumPy numbers. The tail belongs to the first of them; the sizes are those of the second in one, and of the
first in the other."""
C_ORDER = b"\x8c\x01C"
MARK = 4
"""Bytes in front of the length of an array by which a gap is known until all of it is compared."""
UNSIGNED = {1: "B", 4: "I", 8: "Q"}
Words = list[bytes]
"""Opcodes, each with its argument but without the bytes of arrays."""


class NotRepeated(Exception):
    """What was taken for repetitions is for the careful reader."""


def number_of_opcode(word: bytes) -> int:
    """The argument of an opcode, as a number."""
    return int.from_bytes(word[1:], "little")


def kinds_of_opcodes(words: Words) -> bytes:
    """A letter for each."""
    return bytes([word[0] for word in words]).translate(KINDS)


def opcodes_of_gap(window: bytes, at: int, left: int) -> tuple[Words, int]:
    """The opcodes up to the next bytes, or to the end, and where they end.

    Raises `NotRepeated` or IndexError where one is not expected, or a frame is longer than the `left` bytes
    that the file has from the window on.
    """
    words: Words = []
    while not words or (words[-1][0] not in PAYLOADS and words[-1][0] != STOP):
        match = SIMPLE_RUN.match(window, at)
        end = match.end() if match else at
        found = SIMPLE_OPCODE.findall(window, at, end)
        for number, word in enumerate(found):
            if word[0] == FRAME and at + sum(map(len, found[: number + 1])) + number_of_opcode(word) > left:
                raise NotRepeated
        words += found
        at = _end_of_opcode(window, end)
        words.append(window[end:at])
    return words, at


def opcodes_without_frames(words: Words) -> Words:
    """The opcodes that do more than to say how long a frame is; these may stand between any two."""
    return [word for word in words if word[0] != FRAME]


def _end_of_opcode(window: bytes, at: int) -> int:
    """Where an opcode ends that has a name, bytes (which are left out), or nothing behind it."""
    code = window[at]
    if code == STOP:
        return at + 1
    if code == NAME:
        end = window.find(b"\n", window.find(b"\n", at) + 1) + 1
    elif code in PAYLOADS or code in TEXTS:
        end = at + 1 + LENGTHS[code]
        end += 0 if code in PAYLOADS else int.from_bytes(window[at + 1 : end], "little")
    else:
        raise NotRepeated
    if not at < end <= min(len(window), at + LONGEST_TEXT):
        raise NotRepeated
    return end


class Pattern:
    """What is the same between the bytes of any two arrays.

    Parameters
    ----------
    before : list of bytes
        The opcodes in front of the bytes of the first array.
    words : list of bytes
        Those between them and the bytes of the second; they are of a known form.

    Attributes
    ----------
    tail : int
        How many of the words finish an array.
    sizes_follow : bool
        The sizes of an array come after its bytes, in the tail.
    first_put : int
        The number of the first place in the memo that is filled.
    varied : list of int
        The words whose argument may be another one. The last is the number of bytes.
    sizes, puts : list of int
        Which of these are sizes, and places in the memo.
    sized_by : int
        The last of these that is needed to tell the sizes.
    """

    def __init__(self, before: Words, words: Words, form: re.Match[bytes]) -> None:
        self.words, self.kinds = words, form.string
        memo = _memo_after(before)
        gets = [number_of_opcode(words[found.start()]) for found in re.finditer(b"g", self.kinds)]
        puts = set(kinds_of_opcodes(before + words)) & set(b"pm")
        if len(puts) > 1 or max(gets) >= len(memo):
            raise NotRepeated
        self.tail = form.end("tail")
        self.sizes_follow = form.start("sizes") < self.tail
        if self.sizes_follow and memo[number_of_opcode(words[form.start("order")])] != C_ORDER:
            raise NotRepeated
        self.first_put = len(memo)
        sizes = range(*form.span("sizes"))
        self.varied = [at for at, kind in enumerate(self.kinds) if kind in b"vp" or at in sizes]
        self.sizes = [self.varied.index(at) for at in sizes]
        self.sized_by = max(self.sizes, default=len(self.varied) - 1)
        self.puts = [number for number, at in enumerate(self.varied) if self.kinds[at : at + 1] == b"p"]

    @classmethod
    def of(cls, before: Words, words: Words) -> Self | None:
        """The pattern of these opcodes; None where they are of no known form.

        Raises `NotRepeated` where the form is known, and what it takes from the memo is not.
        """
        kinds = kinds_of_opcodes(words)
        form = next((found for one in FORMS if (found := one.fullmatch(kinds))), None)
        return None if form is None else cls(before, words, form)

    def numbers(self, words: Words) -> list[int]:
        """The numbers of a gap, or of a tail; raises `NotRepeated` where more than they differ."""
        known, plain = self.words[: len(words)], words.copy()
        varied = [at for at in self.varied if at < len(words)]
        for at in varied:
            plain[at] = known[at]
        if plain != known or kinds_of_opcodes(words) != self.kinds[: len(words)]:
            raise NotRepeated
        return [number_of_opcode(words[at]) for at in varied]


def _memo_after(words: Words) -> Words:
    """What was put into the memo; raises `NotRepeated` unless place by place."""
    memo: Words = []
    for kind, before, word in zip(kinds_of_opcodes(words[1:]), words, words[1:], strict=False):
        if kind == ord("p") and number_of_opcode(word) != len(memo):
            raise NotRepeated
        if kind in b"pm":
            memo.append(before)
    return memo


class Layout:
    """A gap as bytes, of which as many as in these words are each of its numbers.

    Attributes
    ----------
    size : int
    mark, unpack
        Some of the bytes that are the same in all, and what reads those of a gap and its last number.
    """

    def __init__(self, pattern: Pattern, words: Words) -> None:
        ends = np.cumsum([len(word) for word in words]).tolist()
        framed = [at for at, word in enumerate(words) if word[0] == FRAME]
        plain = [at for at, word in enumerate(words) if word[0] != FRAME]
        varied = [*(plain[at] for at in pattern.varied), *framed]
        places = [(ends[at] - len(words[at]) + 1, len(words[at]) - 1) for at in varied]
        self.size, self.numbered = ends[-1], len(pattern.varied)
        self.known = np.full(self.size, 0xFF, np.uint8)
        for place, width in places:
            self.known[place : place + width] = 0
        self.fixed = np.frombuffer(b"".join(words), np.uint8) & self.known
        either = (
            re.escape(bytes([byte])) if sure else b"."
            for byte, sure in zip(self.fixed.tolist(), self.known.tolist(), strict=True)
        )
        self.match = re.compile(b"".join(either), re.DOTALL).match
        self.fields = np.dtype(
            {
                "names": [str(number) for number in range(len(places))],
                "formats": [f"<u{width}" for _, width in places],
                "offsets": [place for place, _ in places],
                "itemsize": self.size,
            }
        )
        self.frame_ends = [place + width for place, width in places[self.numbered :]]
        self._count_streamed(places[self.numbered :], self.size - len(words[-1]))
        width = len(words[-1]) - 1
        skipped = self.size - width - MARK
        self.mark = bytes(self.fixed[skipped : skipped + MARK])
        self.unpack = struct.Struct(f"<{skipped}x{MARK}s{UNSIGNED[width]}").unpack_from

    def _count_streamed(self, frames: list[tuple[int, int]], last: int) -> None:
        """Count what is left for the unpickler: the bytes up to the last opcode, without the frames."""
        streamed = np.arange(self.size) < last
        for place, width in frames:
            streamed[place - 1 : place + width] = False
        self.varied = np.flatnonzero(streamed & (self.known == 0))
        self.counts = np.bincount(self.fixed[streamed & (self.known != 0)], minlength=256)

    def is_at(self, window: bytes, at: int) -> bool:
        """Whether such a gap begins there; of a frame within its mark there is none that is known by it."""
        return bool(self.match(window, at)) and self.unpack(window, at)[0] == self.mark

    def streamed_counts(self, gaps: Array) -> Array:
        """How often each byte occurs in these gaps, of those that the unpickler would get."""
        return len(gaps) * self.counts + np.bincount(gaps[:, self.varied].ravel(), minlength=256)

    def gaps(self, window: bytes, starts: Array) -> Array:
        """The bytes of gaps that begin there; raises `NotRepeated` where one differs in more than numbers."""
        every = np.ndarray(len(window) - self.size + 1, f"V{self.size}", window, 0, (1,))
        found = every[starts].view(np.uint8).reshape(len(starts), self.size)
        if ((found & self.known) != self.fixed).any():
            raise NotRepeated
        return found

    def numbers(self, gaps: Array, left: Array) -> Array:
        """The numbers of each of these gaps.

        Raises `NotRepeated` where a frame is longer than the `left` bytes that the file has behind the gap's
        first.
        """
        records, names = gaps.view(self.fields)[:, 0], self.fields.names or ()
        for name, end in zip(names[self.numbered :], self.frame_ends, strict=True):
            if (records[name] > (left - end).astype(np.uint64)).any():
                raise NotRepeated
        return np.stack([records[name].astype(np.int64) for name in names[: self.numbered]], axis=1)
