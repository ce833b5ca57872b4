""".npz: named arrays in a zip, described from their headers; nothing is unpacked to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from io import BufferedReader

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.data.contents.parts import Parts, separate_labels
from lstmdoctor.data.formats.headers import Header, check_size, read_header
from lstmdoctor.data.formats.npy import collect_object_array, empty_blocks
from lstmdoctor.data.formats.strips import (
    allocate_array,
    as_bytes,
    gather_in_passing,
    rows_per_strip,
    strip_blocks,
)
from lstmdoctor.data.scan.measure import array_facts
from lstmdoctor.data.sequences.in_memory import NotNumbers, require_numbers, rows_per_block
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.foreign import foreign_zip
from lstmdoctor.files.limits import (
    LARGEST_STRIP_BYTES,
    MEMBERS,
    STRIP_BYTES,
    STRIPS,
    held_limit,
    streamed_limit,
)
from lstmdoctor.files.regular import Regular, Seekable, fill_buffer
from lstmdoctor.files.zip_directory import ZipEntry, read_zip_directory
from lstmdoctor.files.zip_member import MemberStream, refuse_member_claims
from lstmdoctor.roles.names import is_label
from lstmdoctor.text import byte_size_text, python_literal, safe_text

SUFFIX = ".npy"
READ_AHEAD = 16 << 10


@dataclass(frozen=True, eq=False)
class NpzMember:
    """One array in an .npz file.

    Parameters
    ----------
    name : str
        Of the member, without its ``.npy``.
    file : Regular
        The .npz.
    entry : ZipEntry
        What the directory of the zip says of it.
    header : Header
        Checked against the size that the directory gives.
    """

    name: str
    file: Regular
    entry: ZipEntry
    header: Header

    @cached_property
    def facts(self) -> Facts:
        return array_facts(self.header.shape, self.header.dtype)

    def blocks(self) -> Iterator[Block]:
        require_numbers(self.header.dtype)
        self._require_room(self.header.data_bytes // max(1, self._rows))
        if not self.header.items:
            yield from empty_blocks(self.header)
        elif self.header.fortran and len(self.header.shape) > 1:
            yield from self._strips()
        else:
            yield from self._row_blocks()

    def whole(self) -> Block:
        return self.array()

    def split(self) -> tuple[Sequences, ...]:
        return (self,)

    @property
    def _rows(self) -> int:
        return self.header.shape[0] if self.header.shape else 1

    def array(self) -> Array:
        """Everything, in memory and in the order of the file."""
        with open_zip(self.file) as file:
            return self.unpacked(file)

    def unpacked(self, file: Seekable) -> Array:
        """The same, out of a zip that is open already."""
        require_numbers(self.header.dtype)
        self._require_room(self.header.data_bytes)
        fortran = self.header.fortran
        array = allocate_array(self.header.shape[::-1] if fortran else self.header.shape, self.header.dtype)
        if self.header.items:
            stream = self._data(file)
            fill_buffer(stream, as_bytes(array))
            stream.finish()
        return array.T if fortran else array

    def _row_blocks(self) -> Iterator[Block]:
        shape, dtype = self.header.shape, self.header.dtype
        rows = self._rows
        step = rows_per_block(shape or (1,), dtype.itemsize)
        buffer = allocate_array((min(step, rows), *shape[1:]), dtype)
        with open_zip(self.file) as file:
            stream = self._data(file)
            for start in range(0, rows, step):
                block = buffer[: min(step, rows - start)]
                fill_buffer(stream, as_bytes(block))
                yield block if shape else block[0, ...]
            stream.finish()

    def _strips(self) -> Iterator[Block]:
        with open_zip(self.file) as file:

            def gather(strip: Array, start: int) -> None:
                stream = self._data(file)
                gather_in_passing(stream, self.header.shape[0], strip, start)
                stream.finish()

            yield from strip_blocks(self.header, self._strip_bytes, gather)

    @property
    def _strip_bytes(self) -> int:
        return min(LARGEST_STRIP_BYTES, max(STRIP_BYTES, -(-self.header.data_bytes // STRIPS)))

    @property
    def work(self) -> int:
        """Bytes that are unpacked until all of it has been read."""
        if not self.header.fortran or len(self.header.shape) < 2 or not self.header.items:
            return self.entry.size
        return self.entry.size * -(-self.header.shape[0] // rows_per_strip(self.header, self._strip_bytes))

    def _require_room(self, size: int) -> None:
        try:
            require_room(size, self.entry.packed)
        except Unreadable as error:
            raise Unreadable(f"array '{safe_text(self.name)}': {error}") from error

    def _data(self, file: Seekable) -> MemberStream:
        stream = MemberStream(file, self.entry)
        read_header(stream)
        return stream


@contextmanager
def open_zip(file: Regular) -> Iterator[Seekable]:
    """The open zip; its members may be anywhere, so that little is read ahead."""
    with file.opened() as raw, BufferedReader(raw, READ_AHEAD) as buffered:
        yield buffered


def open_npz(file: Regular) -> tuple[Parts, tuple[str, ...]]:
    """The arrays of an .npz file, labels told apart by name, and remarks about the file."""
    found: list[Parts] = []
    remarks: list[str] = []
    with open_zip(file) as opened:
        members = read_zip_directory(opened, file.size, MEMBERS)
        _refuse_foreign(members)
        for entry in members:
            if not entry.name.endswith(SUFFIX):
                if not entry.is_folder:
                    remarks.append(f"member '{safe_text(entry.name)}' is not an array and was ignored")
                continue
            try:
                parts, more = _open_npz_member(opened, file, entry)
            except Unreadable as error:
                raise Unreadable(f"member '{safe_text(entry.name)}': {error}") from error
            found.append(parts)
            name = safe_text(entry.name.removesuffix(SUFFIX))
            remarks.extend(f"array '{name}': {remark}" for remark in more)
    _refuse_work([part for parts in found for part in parts.arrays], file.size)
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


def _refuse_foreign(members: list[ZipEntry]) -> None:
    names = [entry.name for entry in members]
    if words := foreign_zip(set(names)):
        raise Unreadable(words)
    if len(set(names)) < len(names):
        [(twice, _)] = Counter(names).most_common(1)
        raise Unreadable(f"ambiguous: two members are called '{safe_text(twice)}'")


def _refuse_work(arrays: list[Sequences], packed: int) -> None:
    """Raise `Unreadable` where a small file would take long to be read, before anything is unpacked."""
    work = sum(array.work for array in arrays if isinstance(array, NpzMember))
    if work > streamed_limit(packed):
        raise Unreadable(
            f"its arrays unpack to {byte_size_text(work)}, too much for a file of {byte_size_text(packed)}"
        )


def _open_npz_member(opened: Seekable, file: Regular, entry: ZipEntry) -> tuple[Parts, tuple[str, ...]]:
    name = entry.name.removesuffix(SUFFIX)
    refuse_member_claims(entry)
    stream = MemberStream(opened, entry)
    header = read_header(stream)
    if header.dtype.kind == "O":
        return _object_member(name, header, stream, entry)
    remarks = check_size(header, entry.size - header.offset)
    return Parts((NpzMember(name, file, entry, header),), places={name: member_place(name)}), remarks


def _object_member(
    name: str, header: Header, stream: MemberStream, entry: ZipEntry
) -> tuple[Parts, tuple[str, ...]]:
    """What Python objects hold; an array that cannot be read is listed all the same, beside the good ones."""
    from lstmdoctor.data.pickle.pickled import load_pickle

    try:
        require_room(entry.size, entry.packed)
        value, remarks = load_pickle(stream.read_rest())
        parts = collect_object_array(header, value, name)
        own = member_place(name)
        places = {
            inner: replace(place, after=own.after + place.after) for inner, place in parts.places.items()
        }
        return replace(parts, remarks=(), places=places), (*remarks, *parts.remarks)
    except Unreadable as error:
        reason = str(error)
    facts = Facts(axes=header.shape, dtypes=("mixed",), wrapping="object-array")
    return Parts((NotNumbers(name, facts, reason),), places={name: member_place(name)}), (reason,)


def require_room(size: int, packed: int) -> None:
    """Raise `Unreadable` where packed data would fill more memory than its own size allows."""
    if size > held_limit(packed):
        raise Unreadable(f"unpacks to {byte_size_text(size)}, more than {byte_size_text(held_limit(packed))}")


def member_place(name: str) -> Place:
    """Where a member stands in what ``np.load`` gives."""
    return Place(after=f"[{python_literal(name)}]")
