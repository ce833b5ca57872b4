"""A folder of .npy files: one sequence each, or one folder of frames for each sequence, or named arrays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.data.contents.parts import Parts, sort_out
from lstmdoctor.data.formats.headers import Header, check_size, read_header
from lstmdoctor.data.formats.npy import NpyFile, open_npy
from lstmdoctor.data.scan.measure import Shape, list_facts
from lstmdoctor.data.sequences.grouping import in_blocks
from lstmdoctor.data.sequences.in_memory import ArraySequences, ObjectNumbers, require_numbers
from lstmdoctor.data.sequences.source import Array, Block, Sequences
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.foreign import foreign_folder
from lstmdoctor.files.limits import FILES
from lstmdoctor.files.regular import Regular, regular_file
from lstmdoctor.roles.names import is_data, is_label, is_numbered_series, natural_sort_key
from lstmdoctor.text import count_noun, python_literal, safe_text

SUFFIX = ".npy"
FILES_OF = '.glob("[!.]*.npy")'
NATURAL = r'key=lambda p: [int(w) if w.isdigit() else w for w in re.split(r"(\d+)", p.name)]'
"""The order in which the files of a folder are read: 2 before 10."""


@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True, eq=False)
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
        frames = [frame for sequence in self.sequences for frame in _frames_of_sequence(sequence)]
        dtypes = {frame.header.dtype for frame in frames}
        fields = next((dtype.names for dtype in dtypes if dtype.names), ())
        facts = list_facts(
            [_shape_of_sequence(sequence) for sequence in self.sequences], dtypes, "folder", fields
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


def _frames_of_sequence(sequence: Recorded) -> tuple[NpyFile | ObjectFile, ...]:
    return sequence if isinstance(sequence, tuple) else (sequence,)


def _shape_of_sequence(sequence: Recorded) -> Shape:
    if not isinstance(sequence, tuple):
        return sequence.header.shape
    return (len(sequence), *sequence[0].header.shape)


def _bytes_of_sequence(sequence: Recorded) -> int:
    return sum(frame.header.data_bytes for frame in _frames_of_sequence(sequence))


def _read_sequence(sequence: Recorded) -> Array:
    frames = [frame.array() for frame in _frames_of_sequence(sequence)]
    array = np.stack(frames) if isinstance(sequence, tuple) else frames[0]
    require_numbers(array.dtype)
    return array


def open_folder(path: str) -> Parts:
    """The arrays of a folder; raises `Unreadable` when it holds none, or files that do not go together."""
    names, folders, others = _list_folder(path)
    if "saved_model.pb" in others:
        raise Unreadable("a SavedModel, not data; is it the MODEL argument?")
    if words := foreign_folder({*others, *folders}):
        raise Unreadable(words)
    if names:
        remarks = (
            [f"{count_noun(len(others), 'file')} in the folder that are not .npy were ignored"]
            if others
            else []
        )
        files = [_open_folder_file(path, name) for name in names]
        return _parts_of_named_files(files, tuple(remarks))
    sequences = [_open_frames(path, folder) for folder in folders]
    kept = tuple(sequence for sequence in sequences if sequence)
    if not kept:
        raise Unreadable("a folder without .npy files")
    objects = any(isinstance(frame, ObjectFile) for frames in kept for frame in frames)
    return Parts((FolderSequences("", kept),), places={"": frames_place(objects)})


def _parts_of_named_files(files: Sequence[NpyFile | ObjectFile], remarks: tuple[str, ...]) -> Parts:
    """Sequences, labels beside them or not, or arrays with names of their own."""
    objects = any(isinstance(file, ObjectFile) for file in files)
    own = {file.name: own_place(file.name, isinstance(file, ObjectFile)) for file in files}
    data = [file for file in files if not is_label(file.name)]
    if is_numbered_series([file.name for file in data]):
        labels = tuple(file for file in files if is_label(file.name))
        places = {"": files_place([file.name for file in labels], objects)} | own
        return Parts((FolderSequences("", data),), labels, remarks, places)
    if any(is_label(file.name) or is_data(file.name) for file in files):
        return sort_out(files, remarks, own)
    return Parts((FolderSequences("", files),), (), remarks, {"": files_place([], objects)})


def files_place(others: Sequence[str], objects: bool) -> Place:
    """One sequence in each file but these; arrays of Python objects are loaded when they are asked for."""
    left = f" if p.stem not in ({', '.join(map(python_literal, others))},)" if others else ""
    loaded = "np.load(p, allow_pickle=True)" if objects else "np.load(p)"
    return Place(f"[{loaded} for p in sorted(", f"{FILES_OF}, {NATURAL}){left}]")


def frames_place(objects: bool) -> Place:
    """One frame in each file of each folder."""
    loaded = "np.load(p, allow_pickle=True)" if objects else "np.load(p)"
    frames = f"sorted(d{FILES_OF}, {NATURAL})"
    return Place(
        f"[np.stack([{loaded} for p in {frames}]) for d in sorted(",
        f'.glob("*"), {NATURAL}) if any(d{FILES_OF})]',
    )


def own_place(name: str, objects: bool) -> Place:
    """A file of its own."""
    return Place("np.load(", f" / {python_literal(name + SUFFIX)}{', allow_pickle=True' * objects})")


def _list_folder(path: str) -> tuple[list[str], list[str], list[str]]:
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


def _open_frames(path: str, folder: str) -> tuple[NpyFile | ObjectFile, ...]:
    inner = str(Path(path, folder))
    names, _, _ = _list_folder(inner)
    frames = tuple(_open_folder_file(inner, name, f"{folder}/{name}") for name in names)
    shapes = {frame.header.shape for frame in frames}
    if len(shapes) > 1:
        raise Unreadable(f"the frames in '{safe_text(folder)}' have different shapes")
    return frames


def _open_folder_file(folder: str, name: str, shown: str = "") -> NpyFile | ObjectFile:
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
