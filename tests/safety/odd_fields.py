"""Damage that knows the format: numbers and words of zips and of .npy headers, replaced by odd ones."""

from __future__ import annotations

import random
import re
import struct

ZIP_RECORDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\3\4", "<4s5H3L2H"),
    (b"PK\1\2", "<4s6H3L5H2L"),
    (b"PK\5\6", "<4s4H2LH"),
)
"""Signatures and layouts: in front of the data, in the directory, at the end."""
NUMBERS = (0, 1, 2, 7, 8, 9, 12, 0x7F, 0xFF, 0x800, 0xFFFF, 1 << 20, 1 << 30, 0x7FFFFFFF, 1 << 31, 0xFFFFFFFF)
NPY = b"\x93NUMPY"
SIZES = (
    "0",
    "1",
    "-1",
    "2",
    "5",
    "60",
    "True",
    "2.0",
    "7L",
    "65536",
    str(1 << 31),
    str(1 << 63),
    str(10**30),
    "9" * 41,
)
WORDS = (
    "'<f4'",
    "'|O'",
    "'>f8'",
    "'|V0'",
    "'<U9'",
    "[('a', '<f4')]",
    "True",
    "False",
    "None",
    "()",
    "{}",
    "''",
)


def with_odd_fields(data: bytes, rng: random.Random) -> bytes:
    """A copy with a few fields of its zip records or .npy headers changed."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        ways = [with_odd_header] if NPY in data else []
        ways += [with_odd_record] * 3 if data.startswith(b"PK") else []
        data = rng.choice(ways)(data, rng) if ways else data
    return data


def with_odd_record(data: bytes, rng: random.Random) -> bytes:
    """One number of one record of a zip is another: odd, off by one, or that of another record."""
    places = [
        (found.start(), layout)
        for signature, layout in ZIP_RECORDS
        for found in re.finditer(re.escape(signature), data)
        if found.start() + struct.calcsize(layout) <= len(data)
    ]
    if not places:
        return data
    place, layout = rng.choice(places)
    values = list(struct.unpack_from(layout, data, place))
    position = rng.randrange(1, len(values))
    other = struct.unpack_from(layout, data, rng.choice([at for at, same in places if same == layout]))
    odd = rng.choice(
        (rng.choice(NUMBERS), values[position] + rng.choice((-1, 1, 30)), other[position], len(data))
    )
    values[position] = odd % (1 << 8 * widths_of(layout)[position - 1])
    out = bytearray(data)
    struct.pack_into(layout, out, place, *values)
    return bytes(out)


def widths_of(layout: str) -> list[int]:
    """Bytes of every number of a record."""
    fields = re.findall(r"([0-9]*)([HL])", layout)
    return [{"H": 2, "L": 4}[letter] for number, letter in fields for _ in range(int(number or 1))]


def with_odd_header(data: bytes, rng: random.Random) -> bytes:
    """A size or a word of an .npy header is another, in as many bytes; or its length is."""
    place = rng.choice([found.start() for found in re.finditer(re.escape(NPY), data)])
    if rng.random() < 0.2:
        length = rng.choice((0, 1, 117, 119, 0x7FFF, 0xFFFF))
        return data[: place + 8] + struct.pack("<H", length) + data[place + 10 :]
    end = data.find(b"\n", place)
    text = data[place + 10 : end].decode("latin-1")
    numbers = list(re.finditer(r"(?<=[( ,])[0-9]+(?=[,)])", text))
    words = list(re.finditer(r"'[<>|=][a-zA-Z][0-9]*'|True|False", text))
    if not numbers + words:
        return data
    found = rng.choice(numbers + words)
    odd = rng.choice(SIZES if found in numbers else WORDS)
    changed = (text[: found.start()] + odd + text[found.end() :]).rstrip().ljust(len(text))
    if len(changed) > len(text):  # it has no room: what stands behind it would be no data any more
        return data
    return data[: place + 10] + changed.encode("latin-1") + data[end:]
