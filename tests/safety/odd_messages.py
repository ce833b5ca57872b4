"""Damage that knows protobuf: fields are others, missing, moved, many, or nested in each other."""

from __future__ import annotations

import copy
import random

VARINT, FIXED_64, BYTES, FIXED_32 = 0, 1, 2, 5
NUMBERS = (0, 1, 2, 127, 128, 300, (1 << 31) - 1, 1 << 31, 1 << 63, (1 << 64) - 1)
TEXTS = (b"", b"\x00", b"serving_default", b"\xff\xfe", b"x" * 3000, b"\x0a\xff\xff\xff\x7f")
DEEPEST = 12
Message = list["Field"]
Field = tuple[int, int, "int | bytes | Message"]


def varint_at(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends; raises `ValueError` where there is none."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise ValueError("cut")
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    raise ValueError("too long")


def message_of(data: bytes, depth: int = 0) -> Message:
    """Fields as they nest; raises `ValueError` for what is no message."""
    found: Message = []
    at = 0
    while at < len(data):
        key, at = varint_at(data, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = varint_at(data, at)
            found.append((number, kind, value))
            continue
        size, at = varint_at(data, at) if kind == BYTES else ({FIXED_64: 8, FIXED_32: 4}.get(kind, -1), at)
        if not number or size < 0 or at + size > len(data):
            raise ValueError("no message")
        content = data[at : at + size]
        at += size
        found.append((number, kind, inner_of(content, depth) if kind == BYTES else content))
    return found


def inner_of(content: bytes, depth: int) -> bytes | Message:
    """A message where these bytes can be one, else the bytes."""
    try:
        return message_of(content, depth + 1) if content and depth < DEEPEST else content
    except ValueError:
        return content


def varint(number: int) -> bytes:
    """A number as it is written."""
    out = bytearray()
    while True:
        out.append((number & 0x7F) | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(out)


def bytes_of(message: Message) -> bytes:
    """A message as it is written."""
    out = bytearray()
    for number, kind, value in message:
        out += varint(number << 3 | kind)
        if isinstance(value, int):
            out += varint(value)
            continue
        content = bytes_of(value) if isinstance(value, list) else value
        out += (varint(len(content)) if kind == BYTES else b"") + content
    return bytes(out)


def messages_in(message: Message) -> list[Message]:
    """A message and all in it that have fields."""
    found = [message]
    for _, _, value in message:
        if isinstance(value, list):
            found += messages_in(value)
    return [one for one in found if one]


def with_odd_messages(data: bytes, rng: random.Random) -> bytes:
    """A message in which a few fields are others."""
    root = message_of(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        holders = messages_in(root)
        if not holders:
            break
        here, there = rng.choice(holders), rng.choice(holders)
        place = rng.randrange(len(here))
        number, kind, value = here[place]
        match rng.randrange(6):
            case 0:
                here[place] = (number, VARINT, rng.choice(NUMBERS))
            case 1:
                here[place] = (number, BYTES, rng.choice(TEXTS))
            case 2:
                here[place : place + 1] = [here[place]] * rng.choice(
                    (0, 2, 50, 2000) if kind != BYTES else (0, 2, 50)
                )
            case 3:
                here[place] = copy.deepcopy(rng.choice(there))  # a field in itself would have no end
            case 4:
                nested: Message = [(number, kind, value)]
                for _ in range(rng.choice((1, 10, 90))):
                    nested = [(number, BYTES, nested)]
                here[place] = nested[0]
            case _:
                here[place] = (rng.randrange(1, 20), kind, value)
    return bytes_of(root)
