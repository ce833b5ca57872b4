"""Damage that knows pickles: arguments, opcodes and references are others, missing, moved or many."""

from __future__ import annotations

import pickletools
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

FRAME = "FRAME"
NUMBERS = (
    0,
    1,
    2,
    3,
    7,
    255,
    256,
    1000,
    65_535,
    1 << 20,
    1 << 30,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    -1,
    -(1 << 31),
)
TEXTS = (
    b"",
    b"f4",
    b"<f8",
    b"O8",
    b"U3",
    b"V0",
    b"numpy",
    b"ndarray",
    b"_reconstruct",
    b"b",
    b"\xff\xfe",
    b"x" * 3000,
)
MANY = (2, 3, 10, 1000)


@dataclass(frozen=True)
class Token:
    """An opcode with its argument, as bytes."""

    name: str
    raw: bytes


def packed(layout: str) -> Callable[[int], bytes]:
    size = struct.calcsize(layout)
    return lambda number: (number % (1 << 8 * size)).to_bytes(size, "little")


INTEGERS: dict[str, Callable[[int], bytes]] = {
    "BININT": packed("<i"), "BININT1": packed("B"), "BININT2": packed("<H"), "BINPUT": packed("B"),
    "LONG_BINPUT": packed("<I"), "BINGET": packed("B"), "LONG_BINGET": packed("<I"),
}  # fmt: skip
LENGTHS = {
    "SHORT_BINUNICODE": packed("B"), "BINUNICODE": packed("<I"), "BINUNICODE8": packed("<Q"),
    "SHORT_BINBYTES": packed("B"), "BINBYTES": packed("<I"), "BINBYTES8": packed("<Q"),
    "SHORT_BINSTRING": packed("B"), "BINSTRING": packed("<i"), "BYTEARRAY8": packed("<Q"),
}  # fmt: skip


def tokens_of(data: bytes) -> list[Token]:
    """The opcodes of a pickle without its frames, which nobody needs; joblib's values go with the last one."""
    found: list[tuple[str, int]] = []
    with suppress(ValueError, UnicodeDecodeError):
        found += ((code.name, at) for code, _, at in pickletools.genops(data) if at is not None)
    ends = [at for _, at in found[1:]] + [len(data)]
    return [Token(name, data[at:end]) for (name, at), end in zip(found, ends, strict=True) if name != FRAME]


def with_odd_argument(token: Token, rng: random.Random) -> Token:
    """An opcode with another argument, and sometimes a length that is not that of what follows."""
    code = token.raw[:1]
    if token.name in INTEGERS:
        return Token(token.name, code + INTEGERS[token.name](rng.choice(NUMBERS)))
    if token.name in LENGTHS:
        text = rng.choice(TEXTS)
        length = rng.choice(NUMBERS) if rng.random() < 0.3 else len(text)
        return Token(token.name, code + LENGTHS[token.name](length) + text)
    if token.raw.endswith(b"\n"):
        return Token(token.name, code + str(rng.choice(NUMBERS)).encode() + b"\n")
    return token


def with_odd_tokens(data: bytes, rng: random.Random) -> bytes:
    """A pickle in which a few opcodes are others."""
    tokens = tokens_of(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if len(tokens) < 3:
            break
        place, other = rng.randrange(len(tokens) - 1), rng.randrange(len(tokens) - 1)
        match rng.randrange(7):
            case 0 | 1 | 2:
                with_arguments = [i for i, one in enumerate(tokens) if len(one.raw) > 1]
                chosen = rng.choice(with_arguments or [place])
                tokens[chosen] = with_odd_argument(tokens[chosen], rng)
            case 3:
                del tokens[place : place + rng.choice((1, 1, 2, 5))]
            case 4:
                run = tokens[place : place + rng.randrange(1, 12)]
                tokens[place:place] = run * rng.choice(MANY)
            case 5:
                tokens[place] = tokens[other]
            case _:
                tokens[place], tokens[other] = tokens[other], tokens[place]
    return b"".join(one.raw for one in tokens)
