"""Files whose first bytes name no format of data: tables, packed files, pickles of old protocols."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from io import BytesIO

from lstmdoctor.core.tables import Table
from lstmdoctor.data.contents.container import Parts, Remarks, source_of_parts
from lstmdoctor.data.formats.compressed import CompressedContent, unpack_file, unpacked_head
from lstmdoctor.data.formats.decoders import QUICK, packing_of_head
from lstmdoctor.data.formats.headers import check_size, read_header
from lstmdoctor.data.formats.npy import collect_object_array
from lstmdoctor.data.formats.packed_array import PackedArray, refuse_unpacking_work
from lstmdoctor.data.formats.pickles import open_pickle, parts_of_pickle, pickle_format
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.tables.sources import TableBytes, source_of_table, text_in_packed
from lstmdoctor.data.tables.table_format import TEXTS, table_format, table_head
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget, budget_of_packed
from lstmdoctor.files.foreign import foreign_format, text_format
from lstmdoctor.files.large_turns import is_beside_others
from lstmdoctor.files.limits import HEADER_BYTES, HELD_ARRAY_BYTES, MADE_BYTES, streamed_limit
from lstmdoctor.files.magic import HEAD_BYTES, magic_kind
from lstmdoctor.files.regular import Regular

PICKLE_MAGIC = 0x80
STOP = b"."
OPENINGS = frozenset(bytes([opening]) for opening in b"()]}cIFLNSVKMJGUXCB")
"""Opcodes with which a pickle of protocol 0 or 1 can start."""
BEGINNING = 2 * HEADER_BYTES
"""Bytes of what a packed file holds that are looked at first; the header of an array has room in them."""


def read_unsigned(file: Regular, head: bytes, shown: str, table: Table) -> Source:
    """Open a file that begins with `head`, which no format with a signature does.

    Raises
    ------
    Unreadable
        It is nothing that can be read.
    """
    start = table_head(file.head)
    if (kind := table_format(start)) and not _may_be_pickle(file, head):
        return source_of_table(shown, kind, TableBytes(file.opened, file.size, start, file.size), table)
    if words := foreign_format(head):
        raise Unreadable(words)
    if kind := packing_of_head(head):
        return _unpack_source(file, kind, shown, table)
    return source_of_parts(shown, "pickle", *_without_signature(file, head))


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
        return open_pickle(file)
    except NotPickle as error:
        raise refusal from error


def _may_be_pickle(file: Regular, head: bytes) -> bool:
    """Whether a text begins and ends as a pickle of protocol 0 does: with a full stop."""
    if head[:1] not in OPENINGS:
        return False
    with file.opened() as stream:
        stream.seek(max(0, file.size - 1))
        return stream.read(1) == STOP


def _unpack_source(file: Regular, kind: str, shown: str, table: Table) -> Source:
    beginning = unpacked_head(file, kind, BEGINNING)
    if large := _large_packed_array(file, kind, beginning):
        return Source(shown, f"npy.{kind}", (large,))
    start = table_head(partial(_first_bytes, file, kind, beginning))
    packed = table_format(start)
    if packed in TEXTS:
        content = text_in_packed(file, kind, start, room_of_text(kind))
        return replace(source_of_table(shown, packed, content, table), format=f"{packed}.{kind}")
    data = unpack_file(file, kind)
    budget = budget_of_packed(file.size, len(data))
    head = bytes(data[:HEAD_BYTES])
    if not head:
        raise Unreadable(f"{kind} data of nothing")
    if inner := packing_of_head(head):
        raise Unreadable(f"{kind} data around {inner} data: unpack it once")
    if magic_kind(head) == "npy":
        return source_of_parts(shown, f"npy.{kind}", *_npy_in_memory(data, budget))
    if head.startswith(b"PK\3\4"):
        raise Unreadable(f"{kind} data around a zip: unpack it once")
    if words := foreign_format(head):
        raise Unreadable(f"{kind} data around something else: {words}")
    if head[0] != PICKLE_MAGIC and (words := text_format(head)) and head[:1] not in OPENINGS:
        raise Unreadable(f"{kind} data around something else: {words}")
    return source_of_parts(shown, f"{pickle_format(head)}.{kind}", *parts_of_pickle(data, budget))


def _first_bytes(file: Regular, kind: str, beginning: bytes, number: int) -> bytes:
    """So many bytes of what a packed file holds; of its beginning, as far as that goes."""
    enough = number <= BEGINNING or len(beginning) < BEGINNING
    return beginning[:number] if enough else unpacked_head(file, kind, number)


def room_of_text(kind: str) -> int:
    """Most bytes of a packed text that are held: unpacking anew takes half as long as parsing.

    Beside others, of whom one at a time may hold so much, what is unpacked quickly is not waited for.
    """
    return HELD_ARRAY_BYTES if kind in QUICK and is_beside_others() else MADE_BYTES


def _large_packed_array(file: Regular, kind: str, head: bytes) -> PackedArray | None:
    """An array that is unpacked anew in every pass, as it would take much memory; None for all else."""
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
