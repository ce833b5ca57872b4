""".npz: named arrays in a zip, described from their headers; nothing is unpacked to look."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from io import BufferedIOBase, BufferedReader
from typing import TYPE_CHECKING

import numpy as np

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.data.contents.parts import Parts, separate_labels
from lstmdoctor.data.formats.headers import Header, check_size, read_header
from lstmdoctor.data.formats.npy import as_bytes, collect_object_array, empty_blocks
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import ArraySequences, NotNumbers, require_numbers, rows_per_block
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget, budget_of_packed
from lstmdoctor.files.foreign import foreign_zip
from lstmdoctor.files.limits import IN_MEMORY_BYTES, MEMBERS, STREAMED_BYTES
from lstmdoctor.files.regular import Regular, Stream, fill_buffer
from lstmdoctor.roles.names import is_label
from lstmdoctor.text import byte_size_text, python_literal, safe_text

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

SUFFIX = ".npy"
ENCRYPTED = 1
STORED, DEFLATED = 0, 8
METHODS = {
    9: "with deflate64",
    12: "with bzip2",
    14: "with lzma",
    93: "with zstd",
    95: "with xz",
}
"""Ways of packing that a zip may use, and for which Python sets no limit to what comes out at once."""
LARGEST_RATIO = 1040
"""Deflate never makes more than 1032 bytes out of one."""


@dataclass(frozen=True, eq=False)
class NpzMember:
    """One array in an .npz file.

    Parameters
    ----------
    name : str
        Of the member, without its ``.npy``.
    file : Regular
        The .npz.
    position : int
        Of the member in the directory of the zip.
    header : Header
        Checked against the size that the directory gives.
    """

    name: str
    file: Regular
    position: int
    header: Header

    @cached_property
    def facts(self) -> Facts:
        return array_facts(self.header.shape, self.header.dtype)

    def blocks(self) -> Iterator[Block]:
        require_numbers(self.header.dtype)
        if not self.header.items:
            yield from empty_blocks(self.header)
        elif self.header.fortran and len(self.header.shape) > 1:
            # The last row of the first column stands before the second column: all of it has to be there.
            yield from ArraySequences(self.name, self.array()).blocks()
        else:
            yield from self._row_blocks()

    def whole(self) -> Block:
        return self.array()

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    def array(self) -> Array:
        """Everything, in memory and in C order."""
        with open_zip(self.file) as archive:
            return self.unpacked(archive)

    def unpacked(self, archive: ZipFile) -> Array:
        """The same, out of a zip that is open already."""
        require_numbers(self.header.dtype)
        if self.header.data_bytes > IN_MEMORY_BYTES:
            raise Unreadable(
                f"array '{safe_text(self.name)}' unpacks to more than {byte_size_text(IN_MEMORY_BYTES)}"
            )
        fortran = self.header.fortran
        array = np.empty(self.header.shape[::-1] if fortran else self.header.shape, self.header.dtype)
        if self.header.items:
            with self._data(archive) as stream:
                fill_buffer(stream, as_bytes(array))
                _to_the_end(stream)
        return np.ascontiguousarray(array.T) if fortran else array

    def _row_blocks(self) -> Iterator[Block]:
        shape, dtype = self.header.shape, self.header.dtype
        rows = shape[0] if shape else 1
        step = rows_per_block(shape or (1,), dtype.itemsize)
        buffer = np.empty((min(step, rows), *shape[1:]), dtype)
        with open_zip(self.file) as archive, self._data(archive) as stream:
            for start in range(0, rows, step):
                block = buffer[: min(step, rows - start)]
                fill_buffer(stream, as_bytes(block))
                yield block if shape else block[0, ...]
            _to_the_end(stream)

    @contextmanager
    def _data(self, archive: ZipFile) -> Iterator[Stream]:
        with _member_stream(archive, archive.infolist()[self.position]) as stream:
            read_header(stream)
            yield stream


def _to_the_end(stream: Stream) -> None:
    # The checksum of a member is compared when its last byte has been read, extra bytes included.
    while stream.read(1 << 16):
        pass


@contextmanager
def open_zip(file: Regular) -> Iterator[ZipFile]:
    """The open zip; whatever Python's zip reader raises over damaged files becomes `Unreadable`."""
    import struct
    from zipfile import BadZipFile, ZipFile

    try:
        with file.opened() as raw, BufferedReader(raw, 1 << 20) as buffered, ZipFile(buffered) as archive:
            yield archive
    except Unreadable:
        raise
    except (BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise Unreadable("a damaged zip: its contents do not match its directory") from error
    except (RuntimeError, NotImplementedError) as error:
        raise Unreadable("a zip with an encrypted member, or one packed in an unknown way") from error
    except (IndexError, ValueError, KeyError, TypeError, OverflowError, AssertionError) as error:
        raise Unreadable("a damaged zip") from error
    except OSError as error:  # seeks to impossible places
        raise Unreadable("a damaged zip: its contents cannot be unpacked") from error


def open_npz(file: Regular) -> tuple[Parts, tuple[str, ...]]:
    """The arrays of an .npz file, labels told apart by name, and remarks about the file."""
    found: list[Parts] = []
    remarks: list[str] = []
    with open_zip(file) as archive:
        members = archive.infolist()
        _refuse_foreign(members)
        budget = budget_of_packed(file.size, sum(info.file_size for info in members))
        for position, info in enumerate(members):
            if not info.filename.endswith(SUFFIX):
                if not info.is_dir():
                    remarks.append(f"member '{safe_text(info.filename)}' is not an array and was ignored")
                continue
            try:
                parts, more = _open_npz_member(archive, file, position, info, budget)
            except Unreadable as error:
                raise Unreadable(f"member '{safe_text(info.filename)}': {error}") from error
            found.append(parts)
            name = safe_text(info.filename.removesuffix(SUFFIX))
            remarks.extend(f"array '{name}': {remark}" for remark in more)
    if not found:
        raise Unreadable("an .npz without an array in it" if not members else "a zip without an array in it")
    return _join_member_parts(found, remarks), ()


def _join_member_parts(found: list[Parts], remarks: list[str]) -> Parts:
    """What all members hold, labels told apart by their names, or by their places within a member."""
    named = [part for parts in found for part in (*parts.arrays, *parts.labels)]
    kept, remarks = _without_single_values(named, remarks)
    labels = {id(part) for parts in found for part in parts.labels}
    places = {name: place for parts in found for name, place in parts.places.items()}
    return separate_labels(
        [(part, id(part) in labels or is_label(part.name)) for part in kept], remarks, places
    )


def _without_single_values(named: list[Sequences], remarks: list[str]) -> tuple[list[Sequences], list[str]]:
    """Arrays without the numbers beside them: ``np.savez(path, X=x, maxlen=50)`` makes 50 an array too."""
    single = [part for part in named if not part.facts.axes]
    if len(single) == len(named):
        return named, remarks
    left = [f"'{safe_text(part.name)}' is a single value, not an array, and was left out" for part in single]
    return [part for part in named if part.facts.axes], remarks + left


def _refuse_foreign(members: list[ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise Unreadable(f"a zip with {len(members):,} members")
    names = [info.filename for info in members]
    if words := foreign_zip(set(names)):
        raise Unreadable(words)
    if len(set(names)) < len(names):
        [(twice, _)] = Counter(names).most_common(1)
        raise Unreadable(f"ambiguous: two members are called '{safe_text(twice)}'")


def _open_npz_member(
    archive: ZipFile, file: Regular, position: int, info: ZipInfo, budget: Budget
) -> tuple[Parts, tuple[str, ...]]:
    name = info.filename.removesuffix(SUFFIX)
    _check_claims(info, file.size)
    with _member_stream(archive, info) as stream:
        header = read_header(stream)
        if header.dtype.kind == "O":
            return _object_member(name, header, stream, info, budget)
    remarks = check_size(header, info.file_size - header.offset)
    return Parts((NpzMember(name, file, position, header),), places={name: member_place(name)}), remarks


def _member_stream(archive: ZipFile, info: ZipInfo) -> BufferedIOBase:
    stream = archive.open(info)
    if not isinstance(stream, BufferedIOBase):
        raise Unreadable("a zip that cannot be unpacked in pieces")
    return stream


def _check_claims(info: ZipInfo, there: int) -> None:
    if info.flag_bits & ENCRYPTED:
        raise Unreadable("encrypted")
    if "\0" in info.orig_filename:
        raise Unreadable("its name holds a null byte")
    if info.compress_type not in (STORED, DEFLATED):
        how = METHODS.get(info.compress_type, "in an unknown way")
        raise Unreadable(f"packed {how}, not as NumPy writes it: save it again with np.savez_compressed")
    largest = info.compress_size * (LARGEST_RATIO if info.compress_type == DEFLATED else 1)
    if info.compress_size > there or info.file_size > max(largest, 1):
        raise Unreadable(f"claims {info.file_size:,} bytes, more than the file can hold")
    if info.file_size > STREAMED_BYTES:
        raise Unreadable(
            f"unpacks to {byte_size_text(info.file_size)}, more than {byte_size_text(STREAMED_BYTES)}"
        )


def _object_member(
    name: str, header: Header, stream: Stream, info: ZipInfo, budget: Budget
) -> tuple[Parts, tuple[str, ...]]:
    """What Python objects hold; an array that cannot be read is listed all the same, beside the good ones."""
    from lstmdoctor.data.pickle.pickled import load_pickle

    try:
        if info.file_size > IN_MEMORY_BYTES:
            raise Unreadable(f"unpacks to more than {byte_size_text(IN_MEMORY_BYTES)}")
        value, remarks = load_pickle(stream.read(info.file_size), 0, budget)
        parts = collect_object_array(header, value, budget, name)
        own = member_place(name)
        places = {
            inner: replace(place, after=own.after + place.after) for inner, place in parts.places.items()
        }
        return replace(parts, remarks=(), places=places), (*remarks, *parts.remarks)
    except Unreadable as error:
        reason = str(error)
    facts = Facts(axes=header.shape, dtypes=("mixed",), wrapping="object-array")
    return Parts((NotNumbers(name, facts, reason),), places={name: member_place(name)}), (reason,)


def member_place(name: str) -> Place:
    """Where a member stands in what ``np.load`` gives."""
    return Place(after=f"[{python_literal(name)}]")
