"""Pickled lists of arrays that are written alike, and damage to them that knows where their opcodes are."""

from __future__ import annotations

import io
import pickle
import pickletools
import random
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from data_files import numpy1

DTYPES = ("f4", "f4", "f8", "f2", "i8", ">f4", "i2", "u1", "?", "c8", "S3", "M8[s]", "f4,i4")


def arrays_alike(rng: random.Random) -> list[Any]:
    """Arrays of one dtype and rank, of varied or equal lengths, in either order, some of them read-only."""
    dtype, rank = np.dtype(rng.choice(DTYPES)), rng.choice((1, 1, 2, 2, 2, 2, 3, 3, 4))
    shortest, longest = rng.choice(((1, 3), (2, 9), (2, 9), (3, 40), (10, 300), (0, 5)))
    tail = [rng.choice((1, 2, 3)) for _ in range(rank - 1)]
    fortran, fixed, locked = rng.random() < 0.1, rng.random() < 0.2, rng.random() < 0.3
    found = []
    for _ in range(rng.choice((2, 3, 5, 20, 40, 70))):
        shape = (longest if fixed else rng.randint(shortest, longest), *tail)
        made = np.frombuffer(rng.randbytes(int(np.prod(shape)) * dtype.itemsize), dtype).reshape(shape)
        made = np.array(made, order="F" if fortran else "C")
        made.flags.writeable = not locked or rng.random() < 0.5
        found.append(made)
    return found


def numbers_alike(rng: random.Random) -> list[Any]:
    """NumPy numbers of one type, as they stand in an array; sometimes with one that is none of them."""
    dtype, number = np.dtype(rng.choice(DTYPES)), rng.choice((2, 3, 5, 20, 40, 70))
    found: list[Any] = list(np.frombuffer(rng.randbytes(number * dtype.itemsize), dtype))
    if rng.random() < 0.2:
        found.insert(rng.randrange(number), rng.choice((None, 5, found[0], found[-1], np.float32(1))))
    return found


def with_others(arrays: list[Any], rng: random.Random) -> list[Any]:
    """The same with some that are met again, missing, of another dtype, in another order, or no arrays."""
    out = list(arrays)
    for _ in range(rng.choice((1, 1, 2, 4))):
        one = rng.choice(arrays)
        odd = rng.choice(
            (None, 5, out[0], out[-1], np.zeros(one.shape, "i1"), np.float32(1), one[..., ::-1], one.T, [one], "text",
             np.array([1, "a"], object), np.zeros((len(one), 1, 1, 1)))
        )  # fmt: skip
        out.insert(rng.randrange(len(out)), odd)
    return out


def in_container(arrays: list[Any], rng: random.Random) -> Any:
    """What people pickle around a list."""
    objects = np.empty(len(arrays), object)
    objects[:] = arrays
    numbers = list(range(len(arrays)))
    return rng.choice(
        (tuple(arrays), objects, {"X": arrays, "y": numbers}, (arrays, numbers), [[one] for one in arrays],
         [arrays, arrays[:3], arrays], [list(arrays), list(arrays)], dict(enumerate(arrays)))
    )  # fmt: skip


def honest_pickle(rng: random.Random) -> bytes:
    """A pickle as programs write it, under either name of NumPy's core."""
    value: Any = arrays_alike(rng)
    if rng.random() < 0.1:
        value = numbers_alike(rng)
    elif rng.random() < 0.1:
        value = with_others(value, rng)
    elif rng.random() < 0.1:
        value = in_container(value, rng)
    protocol = rng.choice((2, *6 * (3, 4, 5)))
    file = io.BytesIO()
    (pickle.Pickler if rng.random() < 0.8 or protocol == 5 else pickle._Pickler)(file, protocol).dump(value)
    data = file.getvalue()
    if rng.random() < 0.1:
        data = pickletools.optimize(data)
    if rng.random() < 0.4 and protocol >= 4:
        data = with_frames(data, rng)
    return numpy1(data) if rng.random() < 0.3 else data


def opcode_places(data: bytes) -> list[int]:
    """Where opcodes begin, and where the last of them ends; as far as it is a pickle."""
    places: list[int] = []
    try:
        for _, _, place in pickletools.genops(data):
            places.append(place or 0)
    except Exception:  # whatever stands there, the places before are right
        return [*places, len(data)]
    return [*places, len(data)]


def with_frames(data: bytes, rng: random.Random) -> bytes:
    """The same with frames between its opcodes, some of a length that is not there."""
    places = opcode_places(data)[2:]
    for place in sorted(rng.sample(places, min(len(places), rng.choice((1, 3, 20)))), reverse=True):
        length = rng.choice((0, 5, len(data) - place)) if rng.random() < 0.97 else len(data) + 1
        data = data[:place] + b"\x95" + struct.pack("<Q", length) + data[place:]
    return data


OPCODES = (
    b"0", b"2", b"(", b"e", b"a", b"\x94", b"q\x03", b"q\x08", b"r\x06\x00\x00\x00", b"r\x40\x00\x00\x00", b"h\x03",
    b"h\x10", b"h\x14", b"h\x30", b"j\x40\x00\x00\x00", b"\x85", b"\x86", b"t", b"R", b"b", b"e(", b"(e", b"N", b"]",
    b"K\x05", b"M\x05\x00", b"J\xff\xff\xff\xff", b"J\x05\x00\x00\x00", b"\x88", b"\x89", b"\x97", b".", b"C\x04abcd",
    b"1", b"}", b"s",
)  # fmt: skip


def with_odd_opcodes(data: bytes, rng: random.Random) -> bytes:
    """The same with a few opcodes that are others, missing, doubled, moved or new."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = opcode_places(data)
        number = rng.randrange(1, len(places) - 1) if len(places) > 2 else 0
        start, stop = places[number], places[min(number + 1, len(places) - 1)]
        match rng.randrange(6):
            case 0:
                data = data[:start] + data[stop:]
            case 1:
                data = data[:start] + rng.choice(OPCODES) + data[stop:]
            case 2:
                data = data[:start] + data[start:stop] + data[start:]
            case 3:
                other = rng.randrange(len(places) - 1)
                data = data[:start] + data[places[other] : places[other + 1]] + data[start:]
            case 4 if len(places) > 40:
                first = rng.randrange(len(places) - 30)
                data = data[:start] + data[places[first] : places[first + rng.randrange(30)]] + data[start:]
            case _:
                data = data[:start] + rng.choice(OPCODES) + data[start:]
    return data


def with_odd_bytes(data: bytes, rng: random.Random) -> bytes:
    """The same with one or two bytes of opcodes, or of their arguments, that are others."""
    for _ in range(rng.choice((1, 1, 2))):
        place = min(rng.choice(opcode_places(data)) + rng.choice((0, 1, 1, 2)), len(data) - 1)
        byte = rng.choice((0, 1, 0xFF, data[place] ^ (1 << rng.randrange(8))))
        data = data[:place] + bytes([byte]) + data[place + 1 :]
    return data


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda data, rng: data,
    lambda data, rng: data + rng.choice((b".", b"rest", data)),
    lambda data, rng: data[: rng.randrange(1, len(data))],
    with_odd_bytes,
    with_odd_bytes,
    with_odd_opcodes,
    with_odd_opcodes,
)


def alike_pickle(rng: random.Random) -> bytes:
    """A pickle of arrays that are alike, or nearly; sound or damaged."""
    return rng.choice(DAMAGES)(honest_pickle(rng), rng)
