"""The protobuf wire format, as far as fields of known numbers need it: each message is read in one pass.

A message is a row of (tag, value); the tag holds the field number and the kind of value
(https://protobuf.dev/programming-guides/encoding). Unknown fields are stepped over, without recursion.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.errors import Unreadable

MOST_FIELDS = 500_000
"""Fields of one file that are looked at; the graph of a SavedModel is a single one here."""
LONGEST_NAME = 10_000


class Fields:
    """Reads messages; the fields of all of them together are counted.

    Parameters
    ----------
    most : int
        How many may be read.
    """

    def __init__(self, most: int = MOST_FIELDS) -> None:
        self.most = self.left = most

    def of(self, message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
        """The fields of a message, each with its number: an unsigned integer or the bytes of it.

        Raises
        ------
        Unreadable
            When a value reaches beyond the end, the bytes are no protobuf, or there are too many fields.
        """
        place = 0
        while place < len(message):
            self.left -= 1
            if self.left < 0:
                raise Unreadable(f"a protobuf with more than {self.most:,} fields")
            tag, place = _read_varint(message, place)
            if tag & 7 == 0:
                value, place = _read_varint(message, place)
                yield tag >> 3, value
            else:
                start, place = _extent_of_bytes(message, tag & 7, place)
                yield tag >> 3, message[start:place]

    def messages(self, message: memoryview, number: int) -> Iterator[memoryview]:
        """The submessages (or texts) of one field."""
        for found, value in self.of(message):
            if found == number and isinstance(value, memoryview):
                yield value

    def last(self, message: memoryview, *numbers: int) -> dict[int, int | memoryview]:
        """The value of each of these fields that is there; the last one counts."""
        return {number: value for number, value in self.of(message) if number in numbers}


def _extent_of_bytes(message: memoryview, kind: int, place: int) -> tuple[int, int]:
    """Where the bytes of a field start and end: eight or four of them, or as many as stand before them."""
    match kind:
        case 1:
            length = 8
        case 5:
            length = 4
        case 2:
            length, place = _read_varint(message, place)
        case _:
            raise Unreadable("a damaged protobuf")
    if place + length > len(message):
        raise Unreadable("a truncated protobuf")
    return place, place + length


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


def signed_integer(value: int | memoryview | None) -> int:
    """An integer as signed 64 bits, as every int of protobuf is written; 0 where it is absent."""
    if not isinstance(value, int):
        return 0
    value &= 2**64 - 1
    return value - 2**64 if value >= 2**63 else value


def text_of_field(value: int | memoryview | None) -> str:
    """A name; an absent one is empty.

    Raises
    ------
    Unreadable
        When it is longer than any name.
    """
    if not isinstance(value, memoryview):
        return ""
    if len(value) > LONGEST_NAME:
        raise Unreadable(f"a protobuf with a name of more than {LONGEST_NAME:,} bytes")
    return bytes(value).decode("utf-8", "replace")
