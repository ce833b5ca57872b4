"""The reader of a file, chosen by its first bytes; what it is called does not matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lstmdoctor.data.compressed import packing, unpack
from lstmdoctor.data.files import Data, Regular, is_folder, regular
from lstmdoctor.data.folder import open_folder
from lstmdoctor.data.foreign import foreign, text
from lstmdoctor.data.headers import MAGIC, check_size, read_header
from lstmdoctor.data.npy import objects, open_npy
from lstmdoctor.data.npz import open_npz
from lstmdoctor.data.parts import Parts, collect
from lstmdoctor.data.sequences import ArraySequences
from lstmdoctor.data.source import Source
from lstmdoctor.errors import Unreadable

HEAD_BYTES = 4096
PICKLE_MAGIC = 0x80
PROTOCOLS = range(2, 32)
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
    return _from_pickle(file.content())


def _from_pickle(data: Data) -> tuple[Parts, Remarks]:
    from lstmdoctor.data.pickled import load

    value, remarks = load(data)
    return collect(value), remarks


READERS = (
    Reader("npy", lambda head: head.startswith(MAGIC), open_npy),
    Reader("npz", lambda head: head.startswith((b"PK\3\4", b"PK\5\6")), open_npz),
    Reader(
        "pickle",
        lambda head: head[0] == PICKLE_MAGIC and len(head) > 1 and head[1] in PROTOCOLS,
        _open_pickle,
    ),
)
"""Formats with a signature, in the order in which they are asked."""


def read(path: str, shown: str) -> Source:
    """Open a file or folder; raises `Unreadable`. `shown` is the path as the user gave it."""
    if is_folder(path):
        return _source(shown, "folder", open_folder(path), ())
    file = regular(path)
    head = file.head(HEAD_BYTES)
    if not head:
        raise Unreadable("empty")
    for reader in READERS:
        if reader.fits(head):
            return _source(shown, _dumped(reader.format, head), *reader.open(file))
    if words := foreign(head):
        raise Unreadable(words)
    if kind := packing(head):
        return _unpacked(file, kind, shown)
    return _source(shown, "pickle", *_without_signature(file, head))


def _source(path: str, name: str, parts: Parts, remarks: Remarks) -> Source:
    return Source(path, name, parts.arrays, parts.labels, (*remarks, *parts.remarks), parts.places)


def _dumped(name: str, head: bytes) -> str:
    """The format of a pickle: joblib names its wrapper of arrays before the first of them."""
    if name != "pickle":
        return name
    from lstmdoctor.data.opcodes import JOBLIB

    return "joblib" if JOBLIB in head else name


def _without_signature(file: Regular, head: bytes) -> tuple[Parts, Remarks]:
    """A pickle of protocol 0 or 1, which has no signature, or the reason why a file is none."""
    from lstmdoctor.data.opcodes import NotPickle

    words = text(head)
    refusal = Unreadable(words or "not a format lstmdoctor reads (.npy, .npz, pickle, joblib)")
    if head[:1] not in OPENINGS:
        raise refusal
    if words:
        # Protocol 0 is text too, and ends in a full stop.
        with file.opened() as stream:
            stream.seek(max(0, file.size - 1))
            if stream.read(1) != STOP:
                raise refusal
    try:
        return _open_pickle(file)
    except NotPickle as error:
        raise refusal from error


OPENINGS = frozenset(bytes([opening]) for opening in b"()]}cIFLNSVKMJGUXCB")
"""Opcodes with which a pickle of protocol 0 or 1 can start."""


def _unpacked(file: Regular, kind: str, shown: str) -> Source:
    data = unpack(file, kind)
    head = bytes(data[:HEAD_BYTES])
    if not head:
        raise Unreadable(f"{kind} data of nothing")
    if inner := packing(head):
        raise Unreadable(f"{kind} data around {inner} data: unpack it once")
    if head.startswith(MAGIC):
        return _source(shown, f"npy.{kind}", *_npy_in_memory(data))
    if head.startswith(b"PK\3\4"):
        raise Unreadable(f"{kind} data around a zip: unpack it once")
    if words := foreign(head):
        raise Unreadable(f"{kind} data around something else: {words}")
    if head[0] != PICKLE_MAGIC and (words := text(head)) and head[:1] not in OPENINGS:
        raise Unreadable(f"{kind} data around something else: {words}")
    return _source(shown, f"{_dumped('pickle', head)}.{kind}", *_from_pickle(data))


def _npy_in_memory(data: memoryview) -> tuple[Parts, Remarks]:
    from io import BytesIO

    import numpy as np

    from lstmdoctor.data.pickled import load

    header = read_header(BytesIO(data[: 1 << 17]))
    if header.dtype.kind == "O":
        value, remarks = load(data, header.offset)
        return objects(header, value), remarks
    remarks = check_size(header, len(data) - header.offset)
    if not header.data_bytes:
        return Parts((ArraySequences("", np.empty(header.shape, header.dtype)),)), remarks
    array = np.ndarray(header.shape, header.dtype, data, header.offset, order="F" if header.fortran else "C")
    return Parts((ArraySequences("", array),)), remarks
