"""The directory of a zip: all that NumPy writes is read, and what lies is refused before it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from data_files import X, gathered, plain, saved

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files import limits

Member = tuple[bytes, bytes, int, int]
"""Name, packed bytes, checksum, and size unpacked."""


def deflated(content: bytes) -> tuple[bytes, int, int]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush(), zlib.crc32(content), len(content)


def local_header(name: bytes, packed: int, checksum: int, size: int) -> bytes:
    return struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, checksum, packed, size, len(name), 0) + name


def directory(entries: list[tuple[bytes, int, int, int, int]], start: int, comment: bytes = b"") -> bytes:
    """A directory of (name, packed, checksum, size, place), and the end of the zip."""
    records = b"".join(
        struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, checksum, packed, size, len(name), 0, 0, 0, 0, 0, at
        )
        + name
        for name, packed, checksum, size, at in entries
    )
    number = min(len(entries), 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(records), start, len(comment))
    return records + end + comment


def twice_the_same_bytes() -> bytes:
    data, checksum, size = deflated(saved(X))
    body = local_header(b"a.npy", len(data), checksum, size) + data
    entries = [(name, len(data), checksum, size, 0) for name in (b"a.npy", b"b.npy")]
    return body + directory(entries, len(body))


def quoted_headers(number: int) -> bytes:
    """Members whose data begin with a stored block around the header of the next, and end in one kernel.

    Made as D. Fifield's "A better zip bomb" (WOOT 2019) describes it; each is a sound .npy with a right
    checksum, as the array is followed by the bytes that are quoted.
    """
    kernel = saved(np.zeros(100_000, "u1"))
    packed, checksum, size = deflated(kernel)
    name = f"{number:04}.npy".encode()
    body = local_header(name, len(packed), checksum, size) + packed
    members = [(name, len(packed), checksum, size, 0)]
    content = kernel
    for position in range(number):
        name = f"{position:04}.npy".encode()
        head = body[: 30 + 8]
        # The array must come first in a .npy, and the quote comes first here: quote it within a header of text.
        block = struct.pack("<BHH", 0, len(head), len(head) ^ 0xFFFF) + head
        content = head + content
        packed_size = len(block) + len(body) - len(head)
        header = local_header(name, packed_size, zlib.crc32(content), len(content))
        members = [(n, p, c, s, at + len(header) + 5) for n, p, c, s, at in members]
        members.append((name, packed_size, zlib.crc32(content), len(content), 0))
        body = header + block[:5] + body
    return body + directory(members, len(body))


def reaching_into_the_directory() -> bytes:
    data, checksum, size = deflated(saved(X))
    body = local_header(b"a.npy", len(data), checksum, size) + data
    return body + directory([(b"a.npy", len(data) + 20, checksum, size, 0)], len(body))


def header_that_is_longer_than_it_says() -> bytes:
    """The name and extra field in front of the data reach into the next member; the directory knows of neither."""
    data, checksum, size = deflated(saved(X))
    first = bytearray(local_header(b"a.npy", len(data), checksum, size) + data)
    first[28:30] = struct.pack("<H", 60)
    body = bytes(first) + local_header(b"b.npy", len(data), checksum, size) + data
    entries = [(b"a.npy", len(data), checksum, size, 0), (b"b.npy", len(data), checksum, size, len(first))]
    return body + directory(entries, len(body))


def another_name_in_front_of_the_data() -> bytes:
    data, checksum, size = deflated(saved(X))
    body = local_header(b"b.npy", len(data), checksum, size) + data
    return body + directory([(b"a.npy", len(data), checksum, size, 0)], len(body))


def lying_about(packed: int = 0, size: int = 0, checksum: int = 0) -> bytes:
    data, right, there = deflated(saved(X))
    body = local_header(b"a.npy", len(data), right, there) + data
    entry = (b"a.npy", len(data) + packed, right ^ checksum, there + size, 0)
    return body + directory([entry], len(body))


def many_records() -> bytes:
    return directory([(b"a.npy", 0, 0, 0, 0)] * (limits.MEMBERS + 1), 0)


def long_directory() -> bytes:
    return (
        b"PK\3\4"
        + bytes(limits.DIRECTORY_BYTES + 60)
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, limits.DIRECTORY_BYTES + 1, 0, 0)
    )


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "two members of the same bytes": (twice_the_same_bytes, "overlap"),
    "headers quoted in the data": (lambda: quoted_headers(20), "overlap"),
    "data that reach into the directory": (reaching_into_the_directory, "overlap"),
    "a long header in front of the data": (header_that_is_longer_than_it_says, "overlap"),
    "another name in front of the data": (another_name_in_front_of_the_data, "damaged zip"),
    "fewer bytes than there are": (lambda: lying_about(size=-8), "truncated"),
    "more bytes than there are": (lambda: lying_about(size=8), "damaged zip"),
    "a wrong checksum": (lambda: lying_about(checksum=1), "damaged zip"),
    "packed bytes that end too early": (lambda: lying_about(packed=-10), "damaged zip"),
    "too many members": (lambda: b"PK\3\4" + many_records(), "more than 200,000 members"),
    "a directory of 67 MB": (long_directory, "a directory of 67.1 MB"),
    "a directory in the middle of a record": (
        lambda: lying_about()[:-30] + lying_about()[-22:],
        "damaged zip",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_refused(tmp_path: Path, name: str) -> None:
    make, words = BAD[name]
    path = tmp_path / "data"
    path.write_bytes(make())
    with pytest.raises((Refused, Unreadable)) as caught:
        for sequences in open_data(str(path)).arrays:
            list(sequences.blocks())
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def with_comment() -> bytes:
    file = io.BytesIO(with_zipfile())
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"PK\1\2 saved on a Monday " * 40
    return file.getvalue()


def with_zipfile(method: int = zipfile.ZIP_DEFLATED, **info: object) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in ("a.npy", "ä.npy"):
            with archive.open(name, "w", force_zip64=bool(info.get("wide"))) as member:
                member.write(saved(X))
    return file.getvalue()


def in_64_bits() -> bytes:
    """With the sizes and places of every member, and of the directory, in fields of 64 bits."""
    data = with_zipfile()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos, start = archive.infolist(), archive.start_dir
    body, records = data[:start], b""
    for info in infos:
        extra = struct.pack("<2H3Q", 1, 24, info.file_size, info.compress_size, info.header_offset)
        name = info.filename.encode()
        records += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 45, 45, 0x800, 8, 0, 0, info.CRC,
            0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra) + 4, 0, 0, 0, 0, 0xFFFFFFFF,
        ) + name + struct.pack("<2H", 0x5455, 0) + extra  # fmt: skip
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, len(records), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(records), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + records + end64 + locator + end


def streamed() -> bytes:
    """As it is written to a pipe: sizes stand behind the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *place: int) -> int:
            raise OSError("a pipe")

        tell = seek

    file = Pipe()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.npy", "ä.npy"):
            archive.writestr(name, saved(X))
    return file.getvalue()


def in_another_order() -> bytes:
    data = with_zipfile(zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    records = data[start:].split(b"PK\1\2")
    last, end = records[2].split(b"PK\5\6")
    return data[:start] + b"PK\1\2" + last + b"PK\1\2" + records[1] + b"PK\5\6" + end


GOOD: dict[str, Callable[[], bytes]] = {
    "stored": lambda: with_zipfile(zipfile.ZIP_STORED),
    "deflated": with_zipfile,
    "sizes of 64 bits in front of the data": lambda: with_zipfile(wide=True),
    "sizes of 64 bits everywhere": in_64_bits,
    "a comment at the end": with_comment,
    "written to a pipe": streamed,
    "a directory in another order": in_another_order,
    "junk after the zip": lambda: with_zipfile() + b"\0" * 100,
}


@pytest.mark.parametrize("name", GOOD)
def test_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(GOOD[name]())
    source = open_data(str(path))
    assert sorted(part.name for part in source.arrays) == ["a", "ä"]
    for sequences in source.arrays:
        assert gathered(sequences) == plain(X)


@pytest.mark.parametrize("writer", [np.savez, np.savez_compressed], ids=["stored", "deflated"])
@pytest.mark.parametrize("strip", [1, 100, 1000, 1 << 20])
def test_strips_of_fortran_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: Callable[..., None], strip: int
) -> None:
    monkeypatch.setattr("lstmdoctor.data.formats.packed_array.STRIP_BYTES", strip)
    monkeypatch.setattr("lstmdoctor.data.formats.packed_array.STRIPS", 7)
    monkeypatch.setattr("lstmdoctor.data.formats.packed_array.LARGEST_STRIP_BYTES", max(strip, 400))
    monkeypatch.setattr("lstmdoctor.data.formats.strips.BLOCK_BYTES", 64)
    array = np.asfortranarray(np.random.default_rng(1).normal(size=(23, 5, 3)))
    writer(tmp_path / "x.npz", X=array)
    [sequences] = open_data(str(tmp_path / "x.npz")).arrays
    assert gathered(sequences) == plain(array)


def zeros(*shape: int, fortran: bool = False) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, X=np.zeros(shape, "f4", order="F" if fortran else "C"))
    return file.getvalue()


TOO_MUCH: dict[str, tuple[bytes, str, int, str]] = {
    # content, limit, its value, words
    "all arrays together": (zeros(300, 50, 8), "STREAMED_BYTES", 400_000, "its arrays unpack to 480.1 kB"),
    "one sample": (zeros(1, 15_000, 8), "MADE_BYTES", 400_000, "more than 400.0 kB"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_a_small_file_may_unpack_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content, limit, value, words = TOO_MUCH[name]
    path = tmp_path / "data"
    path.write_bytes(content)
    assert [len(list(part.blocks())) for part in open_data(str(path)).arrays] == [1]
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises((Refused, Unreadable), match=words):
        for sequences in open_data(str(path)).arrays:
            list(sequences.blocks())
