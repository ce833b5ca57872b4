"""The opcodes of pickles: which are harmless as they stand, which are replaced, which are refused.

It is quick to look at them because almost all have a fixed size: one regular expression runs over them in C,
and Python is entered only at a length, a dict, a name or the end: once or twice for each array.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lstmdoctor.errors import Unreadable

NEXT_BUFFER = b"\x97"
LIST = b"l"
FRAME = 0x95
LENGTHS = {
    **dict.fromkeys(b"UC\x8a\x8c", 1),
    **dict.fromkeys(b"TBX\x8b", 4),
    **dict.fromkeys(b"\x8d\x8e\x96\x95", 8),
}
"""Opcodes followed by a length, and the bytes which that takes."""

PAYLOADS = frozenset(b"CB\x8e\x96")
"""Those whose content is bytes; a range takes their place."""

TEXTS = frozenset(b"X\x8d")
LONGEST_TEXT = 255
"""Longer texts are left in the file as well: protocols 0 to 2 write the bytes of arrays as text."""

LONG_INTEGER = frozenset(b"\x8a\x8b")
LONGEST_INTEGER = 64
LONGEST_NAME = 1000
FORBIDDEN = {
    **dict.fromkeys(b"PQ", "it refers to objects outside the file (persistent ids)"),
    **dict.fromkeys(b"\x82\x83\x84", "it uses the extension registry, which could run code"),
    **dict.fromkeys(b"\x97\x98", "its arrays were saved outside the file (out-of-band buffers)"),
}
JOBLIB = b"joblib.numpy_pickle"


class NotPickle(Unreadable):
    """The bytes are no pickle, or only the beginning of one."""


class JoblibFound(Exception):
    """The pickle is one of joblib's, with raw bytes between its opcodes."""


STOP, EMPTY_DICT, EMPTY_SET, FROZENSET = b".}\x8f\x91"
A_DICT, A_SET = (-1, -1), (-2, -1)
"""Places that no bytes have, for what is made of nothing."""
NAME_LINES = {ord("c"): 2, ord("i"): 2}


def memo_limit(size: int) -> int:
    """The highest memo index that `size` bytes of opcodes can need, rounded up to a power of two.

    A high index takes five bytes to store, and what is stored at least one: indexes are given out one by one.
    """
    return int((1 << min(size // 6 + 1000, (1 << 31) - 1).bit_length()) - 1)


@lru_cache(maxsize=32)
def fixed_size_pattern(most: int) -> re.Pattern[bytes]:
    """A pattern for a run of opcodes of which the size shows, and that are harmless as they stand.

    Short texts are among them: there may be millions, and none is the name by which joblib's dumps are known.
    `most` is the highest index of the memo.
    """
    top = most.bit_length() // 8 * 8
    short = rb"|".join(re.escape(bytes([length])) + b".{%d}" % length for length in range(len(JOBLIB)))
    high = re.escape(bytes([min(255, most >> top)]))
    places = b"." * (top // 8) + b"[\\x00-" + high + b"]" + b"\\x00" * (3 - top // 8)
    digits = str(len(str(most)) - 1).encode()
    return re.compile(
        rb"(?:[0-2\])ltRbaesuNo\x81\x85-\x89\x90\x92-\x94]++|\((?=[^d])|[Khq\x80].|M..|[Jj]....|G.{8}"
        rb"|\x8c(?:"
        + short
        + rb")|r"
        + places
        + rb"|[FIL][^\n]{0,400}\n|[SV][^\n]*\n|g[0-9]{1,20}\n|p[0-9]{1,"
        + digits
        + rb"}\n)*+",
        re.DOTALL,
    )


Opcode = tuple[bytes | None, tuple[int, ...], int]
"""What stands instead of an opcode (None: itself), the place of the buffer that it takes, where it ends."""


def measured_opcode(window: bytes, at: int, base: int, size: int) -> Opcode:
    """An opcode with a length; the window stands at `base` in data of `size` bytes."""
    opcode = window[at]
    first = at + 1 + LENGTHS[opcode]
    length = int.from_bytes(window[at + 1 : first], "little")
    end = first + length
    if base + end > size:
        there = max(0, size - base - first)
        raise NotPickle(f"truncated: the pickle promises {length:,} bytes, {there:,} are there")
    if opcode in PAYLOADS:
        return NEXT_BUFFER, (base + first, base + end), end
    if opcode in TEXTS and length > LONGEST_TEXT:
        return NEXT_BUFFER, (base + first, ~(base + end)), end
    if opcode == FRAME:
        return b"", (), first
    if opcode in LONG_INTEGER and length > LONGEST_INTEGER:
        raise Unreadable(f"it holds an integer of {length:,} bytes")
    if window[first:end] == JOBLIB:
        raise JoblibFound
    return None, (), end


def replaced_opcode(window: bytes, at: int, base: int, most: int) -> Opcode:
    """An opcode that makes what could be hashed, or one that is seldom met."""
    opcode = window[at]
    if opcode == EMPTY_DICT:
        return NEXT_BUFFER, A_DICT, at + 1
    if window[at : at + 2] == b"(d":
        return NEXT_BUFFER, A_DICT, at + 2
    if opcode == EMPTY_SET:
        return NEXT_BUFFER, A_SET, at + 1
    if opcode == FROZENSET:
        return LIST, (), at + 1
    return None, (), rare_opcode_end(window, at, most, base)


def rare_opcode_end(window: bytes, at: int, most: int, base: int) -> int:
    """Where an opcode ends that is seldom met; raises `Unreadable` for one that is refused."""
    opcode = window[at]
    if opcode in NAME_LINES:
        end = at + 1
        for _ in range(NAME_LINES[opcode]):
            end = _line_end(window, end, LONGEST_NAME)
        if window[at + 1 : at + 1 + len(JOBLIB)] == JOBLIB:
            raise JoblibFound
        return end
    if opcode == ord("p"):
        end = _line_end(window, at + 1, 20)
        digits = window[at + 1 : end - 1]
        if digits.isdigit() and int(digits) <= most:
            return end
    if opcode in b"pr":
        raise Unreadable("damaged, or made to fill memory: a memo index is beyond what stands before it")
    if opcode in FORBIDDEN:
        raise Unreadable(f"a pickle that is not loaded, because {FORBIDDEN[opcode]}")
    raise NotPickle(f"not a pickle, or a damaged one: byte {base + at:,} is no opcode that arrays need")


def _line_end(window: bytes, start: int, longest: int) -> int:
    line = window[start : start + longest]
    if b"\n" not in line:
        raise NotPickle("truncated, or not a pickle")
    return start + line.index(b"\n") + 1
