"""A folder of .npy files: one sequence each, or one folder of frames for each sequence, or named arrays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from lstmdoctor.data.files import regular
from lstmdoctor.data.grouping import in_blocks
from lstmdoctor.data.headers import check_size, read_header
from lstmdoctor.data.limits import FILES
from lstmdoctor.data.measure import Shape, list_facts
from lstmdoctor.data.naming import is_data, is_label, natural, numbered
from lstmdoctor.data.npy import NpyFile
from lstmdoctor.data.parts import Parts, sort_out
from lstmdoctor.data.sequences import require_numbers
from lstmdoctor.data.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.facts import Facts
from lstmdoctor.text import count, safe

SUFFIX = ".npy"


@dataclass(frozen=True, eq=False)
class FolderSequences:
    """Sequences in files of their own.

    Parameters
    ----------
    name : str
        "" for the folder itself.
    sequences : tuple of NpyFile, or of tuples of NpyFile
        One file for each sequence, or the files of its time steps.
    """

    name: str
    sequences: Sequence[NpyFile | tuple[NpyFile, ...]]

    @cached_property
    def facts(self) -> Facts:
        frames = [frame for sequence in self.sequences for frame in _frames(sequence)]
        dtypes = {frame.header.dtype for frame in frames}
        fields = next((dtype.names for dtype in dtypes if dtype.names), ())
        return list_facts([_shape(sequence) for sequence in self.sequences], dtypes, "folder", fields)

    def blocks(self) -> Iterator[Block]:
        for part in in_blocks(map(_bytes, self.sequences)):
            yield list(map(_read, self.sequences[part]))

    def whole(self) -> Block:
        return list(map(_read, self.sequences))

    def split(self) -> tuple[Sequences, ...]:
        return tuple(
            replace(sequence, name=f"[{position}]")
            if isinstance(sequence, NpyFile)
            else FolderSequences(f"[{position}]", sequence)
            for position, sequence in enumerate(self.sequences)
        )


def _frames(sequence: NpyFile | tuple[NpyFile, ...]) -> tuple[NpyFile, ...]:
    return (sequence,) if isinstance(sequence, NpyFile) else sequence


def _shape(sequence: NpyFile | tuple[NpyFile, ...]) -> Shape:
    if isinstance(sequence, NpyFile):
        return sequence.header.shape
    return (len(sequence), *sequence[0].header.shape)


def _bytes(sequence: NpyFile | tuple[NpyFile, ...]) -> int:
    return sum(frame.header.data_bytes for frame in _frames(sequence))


def _read(sequence: NpyFile | tuple[NpyFile, ...]) -> Array:
    frames = [frame.array() for frame in _frames(sequence)]
    array = frames[0] if isinstance(sequence, NpyFile) else np.stack(frames)
    require_numbers(array.dtype)
    return array


def open_folder(path: str) -> Parts:
    """The arrays of a folder; raises `Unreadable` when it holds none, or files that do not go together."""
    names, folders, others = _listing(path)
    if "saved_model.pb" in others:
        raise Unreadable("a SavedModel, not data; is it the MODEL argument?")
    if names:
        remarks = (
            [f"{count(len(others), 'file')} in the folder that are not .npy were ignored"] if others else []
        )
        files = [_file(path, name) for name in names]
        return _named(files, tuple(remarks))
    sequences = [_sequence(path, folder) for folder in folders]
    kept = tuple(sequence for sequence in sequences if sequence)
    if not kept:
        raise Unreadable("a folder without .npy files")
    return Parts((FolderSequences("", kept),))


def _named(files: Sequence[NpyFile], remarks: tuple[str, ...]) -> Parts:
    """Sequences, labels beside them or not, or arrays with names of their own."""
    data = [file for file in files if not is_label(file.name)]
    if numbered([file.name for file in data]):
        labels = tuple(file for file in files if is_label(file.name))
        return Parts((FolderSequences("", data),), labels, remarks)
    if any(is_label(file.name) or is_data(file.name) for file in files):
        return sort_out(files, remarks)
    return Parts((FolderSequences("", files),), (), remarks)


def _listing(path: str) -> tuple[list[str], list[str], list[str]]:
    """Names of .npy files and of folders in natural order, and of everything else."""
    files: list[str] = []
    folders: list[str] = []
    others: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                kind = folders if entry.is_dir() else files if entry.name.endswith(SUFFIX) else others
                kind.append(entry.name)
                if len(files) + len(folders) > FILES:
                    raise Unreadable(f"a folder with more than {FILES:,} files")
    except PermissionError as error:
        raise Unreadable("a folder that may not be listed: permission denied") from error
    except OSError as error:
        raise Unreadable("a folder that cannot be listed") from error
    visible = [name for name in files if not name.startswith(".")]
    return sorted(visible, key=natural), sorted(folders, key=natural), others


def _sequence(path: str, folder: str) -> tuple[NpyFile, ...]:
    inner = str(Path(path, folder))
    names, _, _ = _listing(inner)
    frames = tuple(_file(inner, name, f"{folder}/{name}") for name in names)
    shapes = {frame.header.shape for frame in frames}
    if len(shapes) > 1:
        raise Unreadable(f"the frames in '{safe(folder)}' have different shapes")
    return frames


def _file(folder: str, name: str, shown: str = "") -> NpyFile:
    try:
        file = regular(str(Path(folder, name)))
        with file.opened() as stream:
            header = read_header(stream)
        check_size(header, file.size - header.offset)
        if header.dtype.kind == "O":
            raise Unreadable("holds Python objects, not numbers")
    except Unreadable as error:
        raise Unreadable(f"'{safe(shown or name)}': {error}") from error
    return NpyFile(name.removesuffix(SUFFIX), file, header)
