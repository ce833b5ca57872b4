"""The protobuf wire format, as far as fields of known numbers need it: bounded, without recursion of its own.

A message is a row of (tag, value); the tag holds the field number and the kind of value
(https://protobuf.dev/programming-guides/encoding). Unknown fields are stepped over.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.errors import Unreadable

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MOST_FIELDS = 1_000_000


def message_fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of a message, each with its number: an unsigned integer or the bytes of it.

    Raises
    ------
    Unreadable
        When a value reaches beyond the end, or the bytes are no protobuf.
    """
    place = 0
    for _ in range(MOST_FIELDS):
        if place >= len(message):
            return
        tag, place = _read_varint(message, place)
        match tag & 7:
            case 0:
                value, place = _read_varint(message, place)
                yield tag >> 3, value
                continue
            case 1:
                end = place + 8
            case 5:
                end = place + 4
            case 2:
                length, place = _read_varint(message, place)
                end = place + length
            case _:
                raise Unreadable("a damaged protobuf")
        if end > len(message):
            raise Unreadable("a truncated protobuf")
        yield tag >> 3, message[place:end]
        place = end
    raise Unreadable("a protobuf with more than a million fields in one message")


def _read_varint(message: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            raise Unreadable("a truncated protobuf")
        byte = message[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
    raise Unreadable("a damaged protobuf")


def submessages_of_field(message: memoryview, number: int) -> Iterator[memoryview]:
    """The submessages (or texts) of one field."""
    for found, value in message_fields(message):
        if found == number and isinstance(value, memoryview):
            yield value


def integer_field(message: memoryview, number: int, default: int = 0) -> int:
    """An integer field; the last one counts. Read as signed 64 bits, as every int of protobuf is written."""
    last = default
    for found, value in message_fields(message):
        if found == number and isinstance(value, int):
            last = value & (2**64 - 1)
            last -= 2**64 if last >= 2**63 else 0
    return last


def text_field(message: memoryview, number: int) -> str:
    """A text field; the last one counts, an absent one is empty."""
    last = ""
    for value in submessages_of_field(message, number):
        last = bytes(value).decode("utf-8", "replace")
    return last
