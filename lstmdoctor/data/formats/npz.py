""".npz: named arrays in a zip, described from their headers; nothing is unpacked to look."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.data.contents.container import Parts, separate_labels
from lstmdoctor.data.formats.headers import Header, check_size, read_header
from lstmdoctor.data.formats.npy import collect_object_array
from lstmdoctor.data.formats.npz_content import MemberContent, open_zip
from lstmdoctor.data.formats.packed_array import PackedArray, refuse_unpacking_work
from lstmdoctor.data.sequences.python_objects import NotNumbers
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget, budget_of_packed
from lstmdoctor.files.foreign import foreign_zip
from lstmdoctor.files.limits import MEMBERS, streamed_limit
from lstmdoctor.files.regular import Regular
from lstmdoctor.files.streams import Seekable
from lstmdoctor.files.zip_directory import ZipEntry, read_zip_directory
from lstmdoctor.files.zip_member import MemberStream, refuse_member_claims
from lstmdoctor.roles.names import is_label
from lstmdoctor.text import python_literal, safe_text

SUFFIX = ".npy"
SMALL_BYTES = 4096
"""A member with less data than this is read with its header, and its checksum compared."""


def open_npz(file: Regular) -> tuple[Parts, tuple[str, ...]]:
    """The arrays of an .npz file, labels told apart by name, and remarks about the file."""
    found: list[Parts] = []
    remarks: list[str] = []
    with open_zip(file) as opened:
        members = read_zip_directory(opened, file.size, MEMBERS)
        _refuse_foreign(members)
        budget = budget_of_packed(file.size, sum(entry.size for entry in members))
        for entry in members:
            if not entry.name.endswith(SUFFIX):
                if not entry.is_folder:
                    remarks.append(f"member '{safe_text(entry.name)}' is not an array and was ignored")
                continue
            try:
                parts, more = _open_npz_member(opened, file, entry, budget)
            except Unreadable as error:
                raise Unreadable(f"member '{safe_text(entry.name)}': {error}") from error
            found.append(parts)
            name = safe_text(entry.name.removesuffix(SUFFIX))
            remarks.extend(f"array '{name}': {remark}" for remark in more)
    arrays = [part for parts in found for part in parts.arrays]
    refuse_unpacking_work(arrays, file.size, streamed_limit(file.size))
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


def _open_npz_member(
    opened: Seekable, file: Regular, entry: ZipEntry, budget: Budget
) -> tuple[Parts, tuple[str, ...]]:
    name = entry.name.removesuffix(SUFFIX)
    refuse_member_claims(entry)
    stream = MemberStream(opened, entry)
    header = read_header(stream)
    if header.dtype.kind == "O":
        return _object_member(name, header, stream, budget)
    remarks = check_size(header, entry.size - header.offset)
    if stream.left < SMALL_BYTES:
        stream.finish()
    array = PackedArray(name, MemberContent(file, entry), header)
    return Parts((array,), places={name: member_place(name)}), remarks


def _object_member(
    name: str, header: Header, stream: MemberStream, budget: Budget
) -> tuple[Parts, tuple[str, ...]]:
    """What Python objects hold; an array that cannot be read is listed all the same, beside the good ones."""
    from lstmdoctor.data.pickle.pickled import load_pickle

    try:
        budget.charge_bytes(stream.left)
        value, remarks = load_pickle(stream.read_rest(), 0, budget)
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
