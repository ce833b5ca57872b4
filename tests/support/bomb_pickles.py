"""Pickles that claim far more than they hold: each a function of how much of it there is."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import numpy as np
from hostile_pickles import CORE, FOUR, TWO, text


def long_text(word: bytes) -> bytes:
    return b"X" + struct.pack("<I", len(word)) + word


def payload(size: int) -> bytes:
    return b"B" + struct.pack("<I", size) + bytes(size)


def array_of(kilobytes: int) -> bytes:
    """An array, stored in the memo at 0, without what starts and ends a pickle."""
    kind = b"cnumpy\ndtype\n" + text("f4") + b"\x89\x88\x87R"
    size = struct.pack("<i", kilobytes * 250)
    made = CORE + b"_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
    return made + b"(K\x01J" + size + b"\x85" + kind + b"\x89" + payload(kilobytes * 1000) + b"tbq\x00"


def repeated(unit: bytes, start: bytes = FOUR) -> Callable[[int], bytes]:
    return lambda number: start + unit * number + b"."


def listed(unit: bytes, start: bytes = FOUR) -> Callable[[int], bytes]:
    return lambda number: start + b"](" + unit * number + b"e."


def sparse_memo(number: int) -> bytes:
    return TWO + b"]Nr" + struct.pack("<I", number // 3) + b"a." + bytes(number)


def bytes_copies(number: int) -> bytes:
    start = b"c__builtin__\nbytes\nq\x00" + payload(1000 * number) + b"q\x01]("
    return FOUR + start + b"h\x00h\x01\x85R" * number + b"e."


def payload_keys(number: int) -> bytes:
    return FOUR + payload(1000 * number) + b"q\x000](" + b"}h\x00K\x01s" * number + b"e."


def long_key_over_arrays(number: int) -> bytes:
    inner = b"}(" + b"".join(long_text(b"%d" % one) + b"h\x00" for one in range(number)) + b"u"
    return FOUR + array_of(1) + b"0}" + long_text(b"k" * 1000 * number) + inner + b"s."


def shared_fields(number: int) -> bytes:
    names = b"h\x04\x85q\x06"
    start = b"cnumpy.core.multiarray\nscalar\nq\x00cnumpy\ndtype\nq\x01" + long_text(b"V8") + b"q\x02"
    start += long_text(b"|") + b"q\x03" + long_text(b"a") + b"q\x04" + long_text(b"i8") + b"q\x05" + names
    start += (
        b"h\x01h\x05\x85Rq\x07h\x07K\x00\x86q\x08}q\x09(" + b"h\x04h\x08" * number + b"uC\x08AAAAAAAAq\x0a]("
    )
    one = b"h\x00h\x01h\x02\x85R(K\x03h\x03Nh\x06h\x09K\x08K\x01K\x10tbh\x0a\x86R"
    return TWO + start + one * number + b"e."


def colliding_keys(number: int) -> bytes:
    keys = [(one * (2**61 - 1)).to_bytes(10, "little") for one in range(number)]
    return FOUR + b"]}(" + b"".join(b"\x8a\x0a" + key + b"K\x01" for key in keys) + b"ua."


def one_array_again(number: int) -> bytes:
    return FOUR + array_of(1000) + b"0](" + b"h\x00" * number + b"e."


def lists_of_one_array(number: int) -> bytes:
    row = b"](" + b"h\x00" * number + b"eq\x010"
    return FOUR + array_of(10) + b"0" + row + b"](" + b"h\x01" * number + b"e."


def typed_lists(number: int) -> bytes:
    start = b"carray\narray\nq\x00" + text("d") + b"q\x01](" + b"K\x01" * 100 * number + b"eq\x02]("
    return FOUR + start + b"h\x00h\x01h\x02\x86R" * number + b"e."


def joblib_references(number: int) -> bytes:
    """References to one array of Python objects, which holds ten times as many numbers."""
    import joblib

    objects = np.empty(2, object)
    objects[:] = [[1] * (10 * number), [2]]
    file = io.BytesIO()
    joblib.dump(objects, file, protocol=4)
    return file.getvalue()[:-1] + b"q\xff0](" + b"h\xff" * number + b"e."


def joblib_opcodes(unit: bytes, protocol: int) -> Callable[[int], bytes]:
    """A dump of one array, and as many opcodes behind it."""

    def make(number: int) -> bytes:
        import joblib

        file = io.BytesIO()
        joblib.dump(np.zeros(10, "f4"), file, protocol=protocol)
        return file.getvalue()[:-1] + unit * number + b"."

    return make


def joblib_payloads(unit: bytes, protocol: int) -> Callable[[int], bytes]:
    """A dump of one array, a megabyte of bytes, and what is made of them again and again."""
    start = b"c__builtin__\nbytes\nr\xf0\x00\x00\x00" + payload(1_000_000) + b"r\xf1\x00\x00\x00]("
    made = joblib_opcodes(unit, protocol)
    return lambda number: made(number).replace(unit, start + unit, 1)[:-1] + b"e."


def joblib_overlap(number: int) -> bytes:
    """A dump of arrays that all say that their bytes are as many as the file has behind them."""
    import joblib

    file = io.BytesIO()
    joblib.dump([np.full(10, one, "f4") for one in range(number)], file, protocol=3)
    return file.getvalue().replace(b"K\n\x85", b"M\x88\x13\x85")


BOMBS: dict[str, tuple[int, int, Callable[[int], bytes]]] = {
    # what is counted (twice as much is twice the work at most), what is measured, and what makes so much of it
    "empty dicts": (2_000, 20_000_000, repeated(b"}")),
    "empty sets": (2_000, 20_000_000, repeated(b"\x8f")),
    "empty lists": (2_000, 20_000_000, repeated(b"]")),
    "lists of nothing": (2_000, 50_000_000, repeated(b"(l")),
    "nested tuples": (2_000, 20_000_000, repeated(b"\x85", FOUR + b"N")),
    "calls": (2_000, 5_000_000, repeated(b"h\x00)R", FOUR + b"ccollections\ndeque\nq\x000")),
    "numbers": (2_000, 20_000_000, repeated(b"M\xff\xff")),
    "one thing over and over": (2_000, 40_000_000, repeated(b"2", FOUR + b"N")),
    "one thing in every place of the memo": (2_000, 60_000_000, repeated(b"\x94", FOUR + b"N")),
    "one thing doubled in every place of the memo": (2_000, 20_000_000, repeated(b"2\x94", FOUR + b"N")),
    "a list of empty tuples": (2_000, 18_000_000, listed(b")")),
    "a list of more empty tuples": (2_000, 30_000_000, listed(b")")),
    "a list of tuples of nothing": (2_000, 10_000_000, listed(b"(t")),
    "a list of nothing": (2_000, 30_000_000, listed(b"N")),
    "a list of references to a tuple": (2_000, 20_000_000, listed(b"h\x00", FOUR + b"K\x01\x85q\x000")),
    "a list of references to lists": (2_000, 20_000_000, listed(b"h\x00", FOUR + b"]q\x01Na]q\x00h\x01a0")),
    "empty tuples taken and dropped": (2_000, 20_000_000, repeated(b")0", FOUR + b"N")),
    "empty tuples, all dropped": (2_000, 20_000_000, lambda n: FOUR + b"N" + b")" * n + b"0" * n + b"."),
    "dicts taken and dropped": (2_000, 4_000_000, repeated(b"}0", FOUR + b"N")),
    "marks set and dropped": (2_000, 20_000_000, repeated(b"(1", FOUR + b"N")),
    "bytes of nothing": (2_000, 10_000_000, repeated(b"C\x00")),
    "names": (2_000, 1_000_000, repeated(b"cnumpy\ndtype\n")),
    "a far place in the memo": (2_000, 50_000_000, sparse_memo),
    "copies of bytes": (200, 4_000, bytes_copies),
    "bytes as keys": (200, 4_000, payload_keys),
    "a long key over arrays": (200, 3_000, long_key_over_arrays),
    "dtypes of shared fields": (200, 10_000, shared_fields),
    "keys that collide": (200, 100_000, colliding_keys),
    "an array again and again": (50, 10_000, one_array_again),
    "lists of lists of one array": (5_000, 5_000, lists_of_one_array),
    "typed lists of one list": (200, 5_000, typed_lists),
    "joblib: dicts": (2_000, 3_000_000, joblib_opcodes(b"}", 3)),
    "joblib: sets": (2_000, 3_000_000, joblib_opcodes(b"\x8f", 4)),
    "joblib: bytes of nothing": (2_000, 3_000_000, joblib_opcodes(b"C\x00", 3)),
    "joblib: marks": (2_000, 3_000_000, joblib_opcodes(b"(", 3)),
    "joblib: starts of a pickle": (2_000, 6_000_000, joblib_opcodes(b"\x80\x03", 3)),
    "joblib: things taken and dropped": (2_000, 6_000_000, joblib_opcodes(b"N0", 4)),
    "joblib: frames": (2_000, 3_000_000, joblib_opcodes(b"\x95" + bytes(8), 4)),
    "joblib: nested tuples": (2_000, 3_000_000, joblib_opcodes(b"\x85", 3)),
    "joblib: copies of bytes": (200, 3_000, joblib_payloads(b"j\xf0\x00\x00\x00j\xf1\x00\x00\x00\x85R", 3)),
    "joblib: bytes as keys": (200, 3_000, joblib_payloads(b"}j\xf1\x00\x00\x00K\x01s", 3)),
    "joblib: arrays over each other": (200, 20_000, joblib_overlap),
    "a joblib dump of references": (50, 10_000, joblib_references),
}
