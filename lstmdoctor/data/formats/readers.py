"""The reader of a file, chosen by its first bytes; what it is called does not matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lstmdoctor.core.tables import Table
from lstmdoctor.data.contents.container import Parts, Remarks, source_of_parts
from lstmdoctor.data.formats.npy import open_npy
from lstmdoctor.data.formats.pickles import open_pickle, pickle_format
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.magic import HEAD_BYTES, magic_kind
from lstmdoctor.files.regular import Regular, is_data_folder, regular_file
from lstmdoctor.records import frozen_record


@frozen_record
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


def _open_npz_file(file: Regular) -> tuple[Parts, Remarks]:
    from lstmdoctor.data.formats.npz import open_npz

    return open_npz(file)


def _open_hdf5_file(file: Regular) -> tuple[Parts, Remarks]:
    from lstmdoctor.data.formats.hdf5_data import open_hdf5_data

    return open_hdf5_data(file)


READERS = (
    Reader("npy", lambda head: magic_kind(head) == "npy", open_npy),
    Reader("npz", lambda head: magic_kind(head) in ("zip", "empty zip"), _open_npz_file),
    Reader("pickle", lambda head: magic_kind(head) == "pickle", open_pickle),
    Reader("hdf5", lambda head: magic_kind(head) == "hdf5", _open_hdf5_file),
)
"""Formats with a signature, in the order in which they are asked."""


def read_source(path: str, shown: str, table: Table) -> Source:
    """Open a file or folder; raises `Unreadable`. `shown` is the path as the user gave it."""
    if is_data_folder(path):
        from lstmdoctor.data.formats.folder import open_folder

        return replace(source_of_parts(shown, "folder", open_folder(path), ()), file=path)
    return replace(_read_file(regular_file(path), shown, table), file=path)


def _read_file(file: Regular, shown: str, table: Table) -> Source:
    head = file.head(HEAD_BYTES)
    if not head:
        raise Unreadable("empty")
    for reader in READERS:
        if reader.fits(head):
            name = pickle_format(head) if reader.format == "pickle" else reader.format
            return source_of_parts(shown, name, *reader.open(file))
    from lstmdoctor.data.formats.unsigned import read_unsigned

    return read_unsigned(file, head, shown, table)
