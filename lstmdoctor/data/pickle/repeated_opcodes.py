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
)
"""What stands between the bytes of two arrays, in protocols 3 and 4, and in protocol 5. The tail belongs to
the first of them; the sizes are those of the second in one, and of the first in the other."""
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
    """The opcodes up to the next bytes, or to the end, without frames; and where they end.

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
        words += [word for word in found if word[0] != FRAME]
        at = _end_of_opcode(window, end)
        words.append(window[end:at])
    return words, at


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
    streamed : int
        The bytes that are left for the unpickler.
    """

    def __init__(self, pattern: Pattern, words: Words) -> None:
        ends = np.cumsum([len(word) for word in words]).tolist()
        places = [(ends[at] - len(words[at]) + 1, len(words[at]) - 1) for at in pattern.varied]
        self.size = ends[-1]
        self.known = np.full(self.size, 0xFF, np.uint8)
        for place, width in places:
            self.known[place : place + width] = 0
        self.fixed = np.frombuffer(b"".join(words), np.uint8) & self.known
        formats = [f"<u{width}" for _, width in places]
        self.fields = np.dtype(
            {
                "names": [str(number) for number in range(len(places))],
                "formats": formats,
                "offsets": [place for place, _ in places],
                "itemsize": self.size,
            }
        )
        width = places[-1][1]
        self.streamed = self.size - 1 - width
        self.mark = bytes(self.fixed[self.streamed + 1 - MARK : self.streamed + 1])
        self.counts = np.bincount(self.fixed[: self.streamed], minlength=256)
        self.counts[0] -= int((self.known[: self.streamed] == 0).sum())
        skipped = self.streamed + 1 - MARK
        self.unpack = struct.Struct(f"<{skipped}x{MARK}s{UNSIGNED[width]}").unpack_from

    def is_at(self, window: bytes, at: int) -> bool:
        """Whether the mark of such a gap stands where it does in one that begins there."""
        try:
            found, _ = self.unpack(window, at)
        except (struct.error, OverflowError):
            return False
        return bool(found == self.mark)

    def streamed_counts(self, gaps: Array) -> Array:
        """How often each byte occurs in these gaps, of those that the unpickler would get."""
        varied = gaps[:, : self.streamed][:, self.known[: self.streamed] == 0]
        return len(gaps) * self.counts + np.bincount(varied.ravel(), minlength=256)

    def gaps(self, window: bytes, starts: Array) -> Array:
        """The bytes of gaps that begin there; raises `NotRepeated` where one differs in more than numbers."""
        every = np.ndarray(len(window) - self.size + 1, f"V{self.size}", window, 0, (1,))
        found = every[starts].view(np.uint8).reshape(len(starts), self.size)
        if ((found & self.known) != self.fixed).any():
            raise NotRepeated
        return found

    def numbers(self, gaps: Array) -> Array:
        """The numbers of each of these gaps."""
        records = gaps.view(self.fields)[:, 0]
        return np.stack([records[name].astype(np.int64) for name in self.fields.names or ()], axis=1)
