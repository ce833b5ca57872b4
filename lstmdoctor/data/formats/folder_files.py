"""The .npy files of a folder: one sequence each, or the frames of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.data.formats.headers import Header, check_size, read_header
from lstmdoctor.data.formats.npy import NpyFile, open_npy
from lstmdoctor.data.scan.measure import Shape, list_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.in_memory import ArraySequences, require_numbers
from lstmdoctor.data.sequences.python_objects import ObjectNumbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import FILES
from lstmdoctor.files.regular import Regular, regular_file
from lstmdoctor.records import unique_record
from lstmdoctor.roles.names import natural_sort_key
from lstmdoctor.text import safe_text, shape_text

SUFFIX = ".npy"
FILES_OF = '.glob("[!.]*.npy")'
NATURAL = r'key=lambda p: [int(w) if w.isdigit() else w for w in re.split(r"(\d+)", p.name)]'
"""The order in which the files of a folder are read: 2 before 10."""


@unique_record
class ObjectFile:
    """One array of Python numbers in an .npy file.

    Parameters
    ----------
    name : str
        The file's stem.
    file : Regular
        Where it is.
    header : Header
        With the number type that NumPy gives the numbers.
    """

    name: str
    file: Regular
    header: Header

    @property
    def facts(self) -> Facts:
        """Facts with dtype "object": what Keras would be handed, not what `blocks` gives."""
        return Facts(self.header.shape, dtypes=("object",), wrapping="object-array")

    def array(self) -> Array:
        """The numbers, read again."""
        return read_object_numbers(self.file)

    def blocks(self) -> Iterator[Block]:
        return ArraySequences(self.name, self.array()).blocks()

    def whole(self) -> Block:
        return self.array()

    def split(self) -> tuple[Sequences, ...]:
        return (self,)


def read_object_numbers(file: Regular) -> Array:
    """The Python numbers of an .npy file as an array; raises `Unreadable` where it holds other things."""
    parts, _ = open_npy(file)
    found = parts.arrays[0]
    array = found.whole() if isinstance(found, ObjectNumbers) and len(parts.arrays) == 1 else None
    if not isinstance(array, np.ndarray):
        raise Unreadable("holds Python objects, not numbers")
    return array


Recorded = NpyFile | ObjectFile | tuple[NpyFile | ObjectFile, ...]
"""One file, or the files of the time steps."""


@unique_record
class FolderSequences:
    """Sequences in files of their own.

    Parameters
    ----------
    name : str
        "" for the folder itself.
    sequences : sequence of files, or of tuples of files
        One file for each sequence, or the files of its time steps.
    """

    name: str
    sequences: Sequence[Recorded]

    @cached_property
    def facts(self) -> Facts:
        frames = [frame for sequence in self.sequences for frame in frames_of_sequence(sequence)]
        dtypes = {frame.header.dtype for frame in frames}
        fields = next((dtype.names for dtype in dtypes if dtype.names), ())
        facts = list_facts(
            [shape_of_sequence(sequence) for sequence in self.sequences], dtypes, "folder", fields
        )
        return (
            replace(facts, dtypes=("object",))
            if any(isinstance(frame, ObjectFile) for frame in frames)
            else facts
        )

    def blocks(self) -> Iterator[Block]:
        for part in in_blocks(map(_bytes_of_sequence, self.sequences)):
            yield list(map(_read_sequence, self.sequences[part]))

    def whole(self) -> Block:
        return list(map(_read_sequence, self.sequences))

    def split(self) -> tuple[Sequences, ...]:
        return tuple(
            FolderSequences(f"[{position}]", sequence)
            if isinstance(sequence, tuple)
            else replace(sequence, name=f"[{position}]")
            for position, sequence in enumerate(self.sequences)
        )


def frames_of_sequence(sequence: Recorded) -> tuple[NpyFile | ObjectFile, ...]:
    """The files of one sequence."""
    return sequence if isinstance(sequence, tuple) else (sequence,)


def shape_of_sequence(sequence: Recorded) -> Shape:
    """Shape of one sequence, its frames stacked."""
    if not isinstance(sequence, tuple):
        return sequence.header.shape
    return (len(sequence), *sequence[0].header.shape)


def _bytes_of_sequence(sequence: Recorded) -> int:
    return sum(frame.header.data_bytes for frame in frames_of_sequence(sequence))


def _read_sequence(sequence: Recorded) -> Array:
    frames = [frame.array() for frame in frames_of_sequence(sequence)]
    array = np.stack(frames) if isinstance(sequence, tuple) else frames[0]
    require_numbers(array.dtype)
    return array


def list_folder(path: str) -> tuple[list[str], list[str], list[str]]:
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
    return sorted(visible, key=natural_sort_key), sorted(folders, key=natural_sort_key), others


def open_frames(path: str, folder: str) -> tuple[NpyFile | ObjectFile, ...]:
    """The frames of one sequence; raises `Unreadable` where their shapes differ."""
    inner = str(Path(path, folder))
    names, _, _ = list_folder(inner)
    frames = tuple(open_folder_file(inner, name, f"{folder}/{name}") for name in names)
    other = next((frame for frame in frames if frame.header.shape != frames[0].header.shape), None)
    if other is not None:
        shapes = (
            f"'{safe_text(one.name)}{SUFFIX}' is {shape_text(one.header.shape)}" for one in (frames[0], other)
        )
        raise Unreadable(f"the frames in '{safe_text(folder)}' have different shapes: {' and '.join(shapes)}")
    return frames


def open_folder_file(folder: str, name: str, shown: str = "") -> NpyFile | ObjectFile:
    """One file of a folder; raises `Unreadable` under the name `shown`."""
    try:
        file = regular_file(str(Path(folder, name)))
        with file.opened() as stream:
            header = read_header(stream)
        check_size(header, file.size - header.offset)
        if header.dtype.kind == "O":
            return ObjectFile(
                name.removesuffix(SUFFIX), file, replace(header, dtype=read_object_numbers(file).dtype)
            )
    except Unreadable as error:
        raise Unreadable(f"'{safe_text(shown or name)}': {error}") from error
    return NpyFile(name.removesuffix(SUFFIX), file, header)
