"""A pickle's opcodes, checked and translated before the unpickler sees one of them.

The unpickler of CPython is written in C and fast, and three things about it are dangerous even when every
name is refused. It allocates what a single opcode claims: nine bytes that store at memo index 100,000,000
cost 1.5 GB. It hashes whatever a pickle calls a key: a tuple nested a million deep overflows the stack of the
process. And some opcodes reach further than names: persistent ids, the extension registry, buffers from
outside.

So the stream is read once, here, and a translation is handed on in which those opcodes cannot occur:

- lengths are compared with the bytes that are there, memo indexes with the number of objects that fit in the
  bytes before, texts of numbers with a fixed width;
- persistent ids, extensions and foreign buffers are refused;
- the bytes of arrays are taken out. In their place stands the opcode for an out-of-band buffer, and what the
  unpickler is given as that buffer is a ``range``: the place of the bytes in the file. No value is copied;
- empty dicts and sets are replaced in the same way by objects of ours that keep pairs and items in a list, so
  that nothing is ever hashed. A frozenset becomes a list.

Frames are dropped: they only tell a reader how much to fetch at once.

It is quick because almost all opcodes have a fixed size: one regular expression runs over them in C, and
Python is entered only at a length, a dict, a name or the end: once or twice for each array.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lstmdoctor.data.pickle.tokens import Items, LongText, Pairs
from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.maps import release_pages
from lstmdoctor.files.regular import Data

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

HELD_BYTES = 16 << 20
"""How much of a memory map may be looked at before its pages are given back."""

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


@dataclass(frozen=True)
class Translated:
    """A pickle without its dangers.

    Parameters
    ----------
    stream : bytes
        Opcodes for the unpickler.
    buffers : list
        What it finds at each out-of-band buffer, in order: ranges of the file, `Pairs`, `Items`.
    end : int
        Where in the file the pickle ends.
    """

    stream: bytes
    buffers: list[object]
    end: int


def translate_pickle(data: Data, start: int = 0) -> Translated:
    """Check and translate the pickle at `start`; raises `Unreadable` when it is cut short or not a pickle."""
    size = len(data)
    most = memo_limit(size - start)
    run = _fixed_size(most)
    pieces: list[bytes | memoryview] = []
    buffers: list[object] = []
    position = kept = start
    held = start + HELD_BYTES
    while True:
        match = run.match(data, position)
        position = match.end() if match else position
        if position >= size:
            raise NotPickle("truncated: the pickle ends before its last opcode")
        opcode = data[position]
        if opcode == STOP:
            pieces.append(data[kept : position + 1])
            release_pages(data)
            return _limit_pickle_parts(Translated(b"".join(pieces), buffers, position + 1))
        width = LENGTHS.get(opcode)
        if width is None:
            instead, made, end = _opcode_replacement(data, position, most)
        else:
            first = position + 1 + width
            length = int.from_bytes(data[position + 1 : first], "little")
            end = first + length
            if end > held:
                release_pages(data)
                held = end + HELD_BYTES
            if end > size:
                there = max(0, size - first)
                raise NotPickle(f"truncated: the pickle promises {length:,} bytes, {there:,} are there")
            instead, made = NEXT_BUFFER, None
            if opcode in PAYLOADS:
                made = range(first, end)
            elif opcode in TEXTS and length > LONGEST_TEXT:
                made = LongText(first, end)
            elif opcode == FRAME:
                instead, end = b"", first
            else:
                instead = None
                _check_short(opcode, data[first:end])
        if instead is not None:
            pieces.append(data[kept:position])
            pieces.append(instead)
            kept = end
        if made is not None:
            buffers.append(made)
        position = end


def _check_short(opcode: int, content: Data) -> None:
    """Look at the content of an opcode that is handed on with it."""
    if opcode in LONG_INTEGER and len(content) > LONGEST_INTEGER:
        raise Unreadable(f"it holds an integer of {len(content):,} bytes")
    if content == JOBLIB:
        raise JoblibFound


PARTS = (b"]", b"t", b"\x85", b"\x86", b"\x87")
"""Opcodes of one byte that make an object of fifty or more."""


def _limit_pickle_parts(translated: Translated) -> Translated:
    # Counted too high where the same bytes stand inside numbers or names; the limit has room for that.
    parts = len(translated.buffers) + sum(translated.stream.count(part) for part in PARTS)
    if parts > limits.PARTS:
        raise Unreadable(f"a pickle of more than {limits.PARTS:,} parts")
    return translated


STOP, EMPTY_DICT, EMPTY_SET, FROZENSET = b".}\x8f\x91"
NAME_LINES = {ord("c"): 2, ord("i"): 2}


def memo_limit(size: int) -> int:
    """The highest memo index that `size` bytes can need: an opcode that makes, and one that stores."""
    return min(size // 3 + 1000, (1 << 31) - 1)


def _fixed_size(most: int) -> re.Pattern[bytes]:
    """A pattern for a run of opcodes of which the size shows, and that are harmless as they stand."""
    top = most.bit_length() // 8 * 8
    high = re.escape(bytes([min(255, most >> top)]))
    places = b"." * (top // 8) + b"[\\x00-" + high + b"]" + b"\\x00" * (3 - top // 8)
    digits = str(len(str(most)) - 1).encode()
    return re.compile(
        rb"(?:[0-2\])ltRbaesuNo\x81\x85-\x89\x90\x92-\x94]++|\((?!d)|[Khq\x80].|M..|[Jj]....|G.{8}"
        rb"|r"
        + places
        + rb"|[FIL][^\n]{0,400}\n|[SV][^\n]*\n|g[0-9]{1,20}\n|p[0-9]{1,"
        + digits
        + rb"}\n)*+",
        re.DOTALL,
    )


def _opcode_replacement(data: Data, position: int, most: int) -> tuple[bytes | None, object, int]:
    """What stands instead of an opcode (None: itself), the object that it needs, and where it ends."""
    opcode = data[position]
    if opcode == EMPTY_DICT:
        return NEXT_BUFFER, Pairs(), position + 1
    if data[position : position + 2] == b"(d":
        return NEXT_BUFFER, Pairs(), position + 2
    if opcode == EMPTY_SET:
        return NEXT_BUFFER, Items(), position + 1
    if opcode == FROZENSET:
        return LIST, None, position + 1
    return None, None, _rare_end(data, position, most)


def _rare_end(data: Data, position: int, most: int) -> int:
    """Where an opcode ends that is seldom met; raises `Unreadable` for one that is refused."""
    opcode = data[position]
    if opcode in NAME_LINES:
        end = position + 1
        for _ in range(NAME_LINES[opcode]):
            end = _line_end(data, end, LONGEST_NAME)
        if bytes(data[position + 1 : position + 1 + len(JOBLIB)]) == JOBLIB:
            raise JoblibFound
        return end
    if opcode == ord("p"):
        end = _line_end(data, position + 1, 20)
        digits = bytes(data[position + 1 : end - 1])
        if digits.isdigit() and int(digits) <= most:
            return end
    if opcode in b"pr":
        raise Unreadable("damaged, or made to fill memory: a memo index is beyond the size of the file")
    if opcode in FORBIDDEN:
        raise Unreadable(f"a pickle that is not loaded, because {FORBIDDEN[opcode]}")
    raise NotPickle(f"not a pickle, or a damaged one: byte {position:,} is no opcode that arrays need")


def _line_end(data: Data, start: int, longest: int) -> int:
    line = bytes(data[start : start + longest])
    if b"\n" not in line:
        raise NotPickle("truncated, or not a pickle")
    return start + line.index(b"\n") + 1
