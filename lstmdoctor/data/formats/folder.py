"""A folder of .npy files: one sequence each, or one folder of frames for each sequence, or named arrays."""

from __future__ import annotations

from collections.abc import Sequence

from lstmdoctor.core.facts import Place
from lstmdoctor.data.contents.container import Parts, sort_out
from lstmdoctor.data.formats.class_folders import class_folder_parts
from lstmdoctor.data.formats.folder_files import (
    FILES_OF,
    NATURAL,
    SUFFIX,
    FolderSequences,
    ObjectFile,
    list_folder,
    open_folder_file,
    open_frames,
)
from lstmdoctor.data.formats.npy import NpyFile
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.foreign import foreign_folder
from lstmdoctor.roles.names import is_data, is_label, is_numbered_series
from lstmdoctor.text import count_noun, python_literal


def open_folder(path: str) -> Parts:
    """The arrays of a folder; raises `Unreadable` when it holds none, or files that do not go together."""
    names, folders, others = list_folder(path)
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
        files = [open_folder_file(path, name) for name in names]
        return _parts_of_named_files(files, tuple(remarks))
    if (classes := class_folder_parts(path, folders)) is not None:
        return classes
    sequences = [open_frames(path, folder) for folder in folders]
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
