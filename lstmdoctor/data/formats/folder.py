"""A folder of .npy files: one sequence each, or one folder of frames for each sequence, or named arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from lstmdoctor.core.facts import Place
from lstmdoctor.data.contents.container import Parts, sort_out
from lstmdoctor.data.formats.class_folders import Sample, class_folder_parts, refuse_mixed_shapes
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
from lstmdoctor.text import count_noun, python_literal, safe_text

DATA_SUFFIXES = (".csv", ".tsv", ".parquet", ".feather", ".jsonl", ".pkl", ".pickle", ".npz", ".joblib")
"""Files that are read, several under one pattern."""
STRAYS = 3
"""Files beside class folders that may be there by chance."""

MOST_ARRAYS = 16
"""Arrays of several inputs that somebody saves one by one; more files are sequences."""


def open_folder(path: str) -> Parts:
    """The arrays of a folder; raises `Unreadable` when it holds none, or files that do not go together."""
    names, folders, others = list_folder(path)
    if "saved_model.pb" in others:
        raise Unreadable("a SavedModel, not data; is it the MODEL argument?")
    if words := foreign_folder({*others, *folders}):
        raise Unreadable(words)
    if (classes := classes_in_folder(path, folders, names)) is not None:
        return with_strays(classes, names)
    if names:
        remarks = (
            [f"{count_noun(len(others), 'file')} in the folder that are not .npy were ignored"]
            if others
            else []
        )
        files = [open_folder_file(path, name) for name in names]
        return _parts_of_named_files(files, tuple(remarks))
    sequences = [open_frames(path, folder) for folder in folders]
    kept = tuple(sequence for sequence in sequences if sequence)
    if not kept:
        raise Unreadable(f"a folder without .npy files{pattern_advice(path, others)}")
    objects = any(isinstance(frame, ObjectFile) for frames in kept for frame in frames)
    return Parts((FolderSequences("", kept),), places={"": frames_place(objects)})


def pattern_advice(path: str, others: Sequence[str]) -> str:
    """How other data files in a folder are named, where it holds any."""
    suffixes = [PurePath(name).suffix for name in others if not name.startswith(".")]
    found = Counter(suffix for suffix in suffixes if suffix in DATA_SUFFIXES).most_common(1)
    if not found:
        return ""
    (suffix, number), *_ = found
    return f", with {count_noun(number, f'{suffix} file')}: name these, '{safe_text(path, 400)}/*{suffix}'"


def classes_in_folder(path: str, folders: Sequence[str], names: Sequence[str]) -> Parts | None:
    """Class folders; None where there are none, or where the files beside them are the data."""
    if not names:
        return class_folder_parts(path, folders)
    stems = [name.removesuffix(SUFFIX) for name in names]
    if len(names) > STRAYS or not folders or any(map(is_data, stems)) or is_numbered_series(stems):
        return None
    try:
        found = class_folder_parts(path, folders)
    except Unreadable:
        return None
    return found if found is not None and len(names) < found.arrays[0].facts.samples else None


def with_strays(classes: Parts, names: Sequence[str]) -> Parts:
    """Class folders, and a remark on the files beside them."""
    if not names:
        return classes
    left = f"{count_noun(len(names), 'file')} beside the class folders left out: '{safe_text(names[0])}'"
    more = ", ..." if len(names) > 1 else ""
    return replace(classes, remarks=(*classes.remarks, f"{left}{more}"))


def _parts_of_named_files(files: Sequence[NpyFile | ObjectFile], remarks: tuple[str, ...]) -> Parts:
    """Sequences, labels beside them or not, or arrays with names of their own."""
    objects = any(isinstance(file, ObjectFile) for file in files)
    own = {file.name: own_place(file.name, isinstance(file, ObjectFile)) for file in files}
    data = [file for file in files if not is_label(file.name)]
    if is_numbered_series([file.name for file in data]):
        labels = tuple(file for file in files if is_label(file.name))
        places = {"": files_place([file.name for file in labels], objects)} | own
        refuse_mixed_files(data)
        return Parts((FolderSequences("", data),), labels, remarks, places)
    if any(is_label(file.name) or is_data(file.name) for file in files):
        return sort_out(files, remarks, own)
    if differ_as_arrays(files):
        return sort_out(files, remarks, own)
    refuse_mixed_files(files)
    return Parts((FolderSequences("", files),), (), remarks, {"": files_place([], objects)})


def differ_as_arrays(files: Sequence[NpyFile | ObjectFile]) -> bool:
    """Whether a few files of as many samples each have other axes, as the arrays of several inputs do."""
    shapes = [file.header.shape for file in files]
    ranks, samples = {len(shape) for shape in shapes}, {shape[:1] for shape in shapes}
    return 1 < len(files) <= MOST_ARRAYS and len(ranks) > 1 and len(samples) == 1


def refuse_mixed_files(files: Sequence[NpyFile | ObjectFile]) -> None:
    """Raise `Unreadable` where sequences differ in more than one axis, or a few differ from the others."""
    shapes = [file.header.shape for file in files]
    if len({len(shape) for shape in shapes}) == 1:
        differing = sum(len(set(sizes)) > 1 for sizes in zip(*shapes, strict=True))
        usual = Counter(shape[1:] for shape in shapes).most_common(1)[0][1]
        if differing < 2 and 2 * usual < len(files):
            return
    refuse_mixed_shapes([Sample(f"{file.name}{SUFFIX}", file) for file in files], "a folder of files")


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
