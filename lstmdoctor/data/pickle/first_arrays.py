"""The first arrays of a pickled list, as the careful reader has them, and the pattern that they set."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmdoctor.data.pickle.repeated_opcodes import (
    NotRepeated,
    Pattern,
    Words,
    number_of_opcode,
    opcodes_of_gap,
    opcodes_without_frames,
)
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data
from lstmdoctor.records import unique_record

LARGEST = 1 << 20
"""Bytes of each of the first arrays; those of larger ones are few for the size of their file."""
MARGIN = 1 << 10
"""More bytes than the opcodes in front of the first array take, and than those between two."""
STRINGS = 2
"""Most that are bytes in front of the pattern: the first array, and a letter that protocols 3 and 4 write."""
FEWEST = 2

Careful = Callable[[bytes, int, Budget], tuple[object, int]]
"""A reader of any pickle: what it holds, and where it ends."""


@unique_record
class FirstArrays:
    """The first arrays of a list.

    Parameters
    ----------
    pattern : Pattern
        Of the opcodes between the last two of them.
    before : list of bytes
        The opcodes up to the bytes of the last but one.
    arrays : list of arrays
        Two, or three in protocol 5.
    places : list of range
        Where in the file their bytes are.
    """

    pattern: Pattern
    before: Words
    arrays: list[Array]
    places: list[range]


def read_first_arrays(data: Data, start: int, load_carefully: Careful) -> FirstArrays:
    """The first arrays of the list that is pickled at `start`; raises `NotRepeated` where there are none."""
    words, place = _opcodes_at(data, start)
    before, places, example = words, [place], b"".join(words)
    for _ in range(STRINGS):
        words, place = _opcodes_at(data, place.stop)
        example += _bytes_at(data, places[-1]) + b"".join(words)
        places.append(place)
        if (pattern := Pattern.of(before, words)) is not None:
            break
        before = before + words
    else:
        raise NotRepeated
    tail = _opcodes_at(data, place.stop)[0][: pattern.tail]
    example += _bytes_at(data, place) + b"".join(tail) + b"e."
    arrays = _judged_arrays(example, load_carefully)
    places = places[-len(arrays) :]
    if [array.tobytes() for array in arrays] != [_bytes_at(data, place) for place in places]:
        raise NotRepeated
    return FirstArrays(pattern, before, arrays, places)


def _opcodes_at(data: Data, at: int) -> tuple[Words, range]:
    """The opcodes at some place up to the next bytes, and where these are."""
    found, size = opcodes_of_gap(bytes(data[at : at + MARGIN]), 0, len(data) - at)
    words, length = opcodes_without_frames(found), number_of_opcode(found[-1])
    if length > LARGEST or at + size + length > len(data):
        raise NotRepeated
    return words, range(at + size, at + size + length)


def _bytes_at(data: Data, place: range) -> bytes:
    return bytes(data[place.start : place.stop])


def _judged_arrays(example: bytes, load_carefully: Careful) -> list[Array]:
    """What the careful reader makes of a pickle of the first arrays; raises where it is no list of such."""
    value, end = load_carefully(example, 0, Budget())
    arrays = [one for one in value if type(one) is np.ndarray] if isinstance(value, list) else []
    if not isinstance(value, list) or len(arrays) != len(value) or end != len(example):
        raise NotRepeated
    if len(arrays) < FEWEST or len({(one.dtype, one.ndim) for one in arrays}) != 1:
        raise NotRepeated
    return arrays
