"""The reader of a file, chosen by its first bytes; what it is called does not matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

from lstmdoctor.core.tables import Table
from lstmdoctor.data.contents.container import Parts
from lstmdoctor.data.formats.compressed import CompressedContent, unpack_file, unpacked_head
from lstmdoctor.data.formats.decoders import QUICK, packing_of_head
from lstmdoctor.data.formats.headers import check_size, read_header
from lstmdoctor.data.formats.npy import collect_object_array, open_npy
from lstmdoctor.data.formats.packed_array import PackedArray, refuse_unpacking_work
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.tables.sources import TableBytes, open_unpacked, source_of_table
from lstmdoctor.data.tables.table_format import HEAD_BYTES, table_format, table_head
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget, budget_of_file, budget_of_packed
from lstmdoctor.files.foreign import foreign_format, text_format
from lstmdoctor.files.limits import HEADER_BYTES, HELD_ARRAY_BYTES, MADE_BYTES, streamed_limit
from lstmdoctor.files.magic import magic_kind
from lstmdoctor.files.regular import Data, Regular, is_data_folder, regular_file

PICKLE_MAGIC = 0x80
STOP = b"."
Remarks = tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """One format.

    Parameters
    ----------
    format : str
        As in `Source.format`.
    fits : callable
        Whether a file that starts with these bytes is of this format.
    open : callable
        Its arrays, and remarks; raises `Unreadable`.
    """

    format: str
    fits: Callable[[bytes], bool]
    open: Callable[[Regular], tuple[Parts, Remarks]]


def _open_pickle(file: Regular) -> tuple[Parts, Remarks]:
    return _from_pickle(file.content(), budget_of_file(file.size))


def _from_pickle(data: Data, budget: Budget) -> tuple[Parts, Remarks]:
    from lstmdoctor.data.contents.parts import collect_parts
    from lstmdoctor.data.pickle.pickled import load_pickle

    value, remarks = load_pickle(data, 0, budget)
    return collect_parts(value, "", budget), remarks


def _open_npz_file(file: Regular) -> tuple[Parts, Remarks]:
    from lstmdoctor.data.formats.npz import open_npz

    return open_npz(file)


def _open_hdf5_file(file: Regular) -> tuple[Parts, Remarks]:
    from lstmdoctor.data.formats.hdf5_data import open_hdf5_data

    return open_hdf5_data(file)


READERS = (
    Reader("npy", lambda head: magic_kind(head) == "npy", open_npy),
    Reader("npz", lambda head: magic_kind(head) in ("zip", "empty zip"), _open_npz_file),
    Reader("pickle", lambda head: magic_kind(head) == "pickle", _open_pickle),
    Reader("hdf5", lambda head: magic_kind(head) == "hdf5", _open_hdf5_file),
)
"""Formats with a signature, in the order in which they are asked."""


def read_source(path: str, shown: str, table: Table) -> Source:
    """Open a file or folder; raises `Unreadable`. `shown` is the path as the user gave it."""
    if is_data_folder(path):
        from lstmdoctor.data.formats.folder import open_folder

        return replace(_source_of_parts(shown, "folder", open_folder(path), ()), file=path)
    return replace(_read_file(regular_file(path), shown, table), file=path)


def _read_file(file: Regular, shown: str, table: Table) -> Source:
    head = file.head(HEAD_BYTES)
    if not head:
        raise Unreadable("empty")
    for reader in READERS:
        if reader.fits(head):
            return _source_of_parts(shown, _pickle_format(reader.format, head), *reader.open(file))
    start = table_head(file)
    if (kind := table_format(start)) and not _may_be_pickle(file, head):
        return source_of_table(shown, kind, TableBytes(file.opened, file.size, start, file.size), table)
    if words := foreign_format(head):
        raise Unreadable(words)
    if kind := packing_of_head(head):
        return _unpack_source(file, kind, shown, table)
    return _source_of_parts(shown, "pickle", *_without_signature(file, head))


def _source_of_parts(path: str, name: str, parts: Parts, remarks: Remarks) -> Source:
    told = (*remarks, *parts.remarks)
    return Source(path, name, parts.arrays, parts.labels, told, parts.places, left=parts.left)


def _pickle_format(name: str, head: bytes) -> str:
    """The format of a pickle: joblib names its wrapper of arrays before the first of them."""
    if name != "pickle":
        return name
    from lstmdoctor.data.pickle.opcodes import JOBLIB

    return "joblib" if JOBLIB in head else name


def _without_signature(file: Regular, head: bytes) -> tuple[Parts, Remarks]:
    """A pickle of protocol 0 or 1, which has no signature, or the reason why a file is none."""
    from lstmdoctor.data.pickle.opcodes import NotPickle

    words = text_format(head)
    refusal = Unreadable(words or "not a format lstmdoctor reads (.npy, .npz, pickle, joblib)")
    if head[:1] not in OPENINGS:
        raise refusal
    if words and not _may_be_pickle(file, head):
        raise refusal
    try:
        return _open_pickle(file)
    except NotPickle as error:
        raise refusal from error


def _may_be_pickle(file: Regular, head: bytes) -> bool:
    """Whether a text begins and ends as a pickle of protocol 0 does: with a full stop."""
    if head[:1] not in OPENINGS:
        return False
    with file.opened() as stream:
        stream.seek(max(0, file.size - 1))
        return stream.read(1) == STOP


OPENINGS = frozenset(bytes([opening]) for opening in b"()]}cIFLNSVKMJGUXCB")
"""Opcodes with which a pickle of protocol 0 or 1 can start."""


def _unpack_source(file: Regular, kind: str, shown: str, table: Table) -> Source:
    if large := _large_packed_array(file, kind):
        return Source(shown, f"npy.{kind}", (large,))
    data = unpack_file(file, kind)
    budget = budget_of_packed(file.size, len(data))
    head = bytes(data[:HEAD_BYTES])
    if not head:
        raise Unreadable(f"{kind} data of nothing")
    if inner := packing_of_head(head):
        raise Unreadable(f"{kind} data around {inner} data: unpack it once")
    if magic_kind(head) == "npy":
        return _source_of_parts(shown, f"npy.{kind}", *_npy_in_memory(data, budget))
    if head.startswith(b"PK\3\4"):
        raise Unreadable(f"{kind} data around a zip: unpack it once")
    packed = table_format(head)
    if packed in ("csv", "tsv", "jsonl"):
        content = TableBytes(partial(open_unpacked, data), len(data), head, file.size)
        return replace(source_of_table(shown, packed, content, table), format=f"{packed}.{kind}")
    if words := foreign_format(head):
        raise Unreadable(f"{kind} data around something else: {words}")
    if head[0] != PICKLE_MAGIC and (words := text_format(head)) and head[:1] not in OPENINGS:
        raise Unreadable(f"{kind} data around something else: {words}")
    return _source_of_parts(shown, f"{_pickle_format('pickle', head)}.{kind}", *_from_pickle(data, budget))


def _large_packed_array(file: Regular, kind: str) -> PackedArray | None:
    """An array that is unpacked anew in every pass, as it would take much memory; None for all else."""
    head = unpacked_head(file, kind, 2 * HEADER_BYTES)
    if magic_kind(head) != "npy":
        return None
    header = read_header(BytesIO(head))
    if header.dtype.kind == "O" or header.data_bytes <= (HELD_ARRAY_BYTES if kind in QUICK else MADE_BYTES):
        return None
    array = PackedArray("", CompressedContent(file, kind, header.offset + header.data_bytes), header)
    refuse_unpacking_work((array,), file.size, streamed_limit(file.size, kind in QUICK))
    return array


def _npy_in_memory(data: memoryview, budget: Budget) -> tuple[Parts, Remarks]:
    import numpy as np

    from lstmdoctor.data.pickle.pickled import load_pickle

    header = read_header(BytesIO(data[: 1 << 17]))
    if header.dtype.kind == "O":
        value, remarks = load_pickle(data, header.offset, budget)
        return collect_object_array(header, value, budget), remarks
    remarks = check_size(header, len(data) - header.offset)
    if not header.data_bytes:
        return Parts((ArraySequences("", np.empty(header.shape, header.dtype)),)), remarks
    array = np.ndarray(header.shape, header.dtype, data, header.offset, order="F" if header.fortran else "C")
    return Parts((ArraySequences("", array),)), remarks
