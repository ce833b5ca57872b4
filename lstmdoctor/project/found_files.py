"""Models and data below a folder, by their names alone: nothing is opened here but folders."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath

from lstmdoctor.records import frozen_record
from lstmdoctor.roles.names import DIGITS, is_data, is_label, is_split, natural_sort_key, split_of_name

MODELS = (".keras", ".h5", ".hdf5")
DATA = (
    ".npy",
    ".npz",
    ".pkl",
    ".pickle",
    ".joblib",
    ".csv",
    ".tsv",
    ".jsonl",
    ".parquet",
    ".feather",
    ".arrow",
)
PACKED = re.compile(r"\.(gz|bz2|xz)$")
MODEL_FOLDERS = ({"saved_model.pb"}, {"config.json", "metadata.json"})
LEFT_OUT = {"__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist"}
MOST_NAMES = 50_000
"""Names looked at; a project has some thousand, and whoever has more names his files himself."""
MANY_PARTS = 3
"""So many files of one name but for its numbers are parts of one thing."""


@frozen_record
class FoundFiles:
    """What lies there; paths relative to the folder, with slashes.

    Parameters
    ----------
    models, data, labels : tuple of str
        Files; of parts of one thing a pattern.
    folders : tuple of str
        Those of some of the data, each of which could be one data set: a sequence in each file, or a class
        in each folder.
    whole : bool
        Whether all of it was looked at.
    """

    models: tuple[str, ...]
    data: tuple[str, ...]
    labels: tuple[str, ...]
    folders: tuple[str, ...]
    whole: bool


def look_for_files(folder: str) -> FoundFiles:
    """All models and data files below a folder, but for hidden folders and environments."""
    models: list[str] = []
    files: list[str] = []
    seen = 0
    for here, folders, names in os.walk(folder):
        inside = PurePosixPath(os.path.relpath(here, folder).replace(os.sep, "/"))
        seen += len(names) + len(folders)
        if any(marks <= set(names) for marks in MODEL_FOLDERS) and here != folder:
            models.append(str(inside))
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in LEFT_OUT)
        models += [str(inside / name) for name in names if name.endswith(MODELS)]
        files += joined_parts(inside, [name for name in names if PACKED.sub("", name).endswith(DATA)])
        if seen > MOST_NAMES:
            break
    labels = {path for path in files if names_labels(path)}
    data = [path for path in files if path not in labels]
    return FoundFiles(
        naturally_ordered(models),
        naturally_ordered(data),
        naturally_ordered(labels),
        naturally_ordered(folders_of_sequences(data) - {str(folder) for folder in folders_with_sets(files)}),
        seen <= MOST_NAMES,
    )


def names_labels(path: str) -> bool:
    """Whether a file, or the folder of parts that it is one of, is named as labels are."""
    stem = stem_of(path).replace("*", "0")
    return is_label(stem) or ("*" in path and not is_data(stem) and is_label(PurePosixPath(path).parent.name))


def split_of_path(path: str) -> str:
    """``te`` of ``y_test.npy`` and of ``test/part-*.npy``; "" where no file or folder names a set."""
    names = (stem_of(path), *(folder.name for folder in PurePosixPath(path).parents))
    return next((split for name in names if (split := split_of_name(name))), "")


def folders_of_sequences(paths: Sequence[str]) -> set[str]:
    """Folders with a sequence in each file, or with such folders for classes, as far as names tell."""
    files = [PurePosixPath(path) for path in paths if path.endswith(".npy")]
    inner = {file.parent for file in files if not names_role(file.stem)}
    around = {one.parent for one in inner}
    outer = {one.parent for one in around}  # of classes with a folder of frames for each sequence
    return {
        str(folder)
        for folder in {*inner, *around, *outer}
        if folder.name and not (is_label(folder.name) or has_named_parts(folder, inner, around))
    }


def folders_with_sets(paths: Sequence[str]) -> set[PurePosixPath]:
    """Folders with a file that is all of the data or of the labels, as its name tells: not one sequence."""
    return {
        PurePosixPath(path).parent for path in paths if names_labels(path) or names_whole_set(stem_of(path))
    }


def names_whole_set(stem: str) -> bool:
    """Whether a name says that a file is data or one of the sets, and not which of several."""
    return re.search(DIGITS, stem) is None and (is_data(stem) or is_split(stem))


def names_role(name: str) -> bool:
    """Whether a name says what a file or folder is: data, labels, one of the sets."""
    return is_data(name) or is_label(name) or is_split(name) or bool(split_of_name(name))


def has_named_parts(
    folder: PurePosixPath, inner: Collection[PurePosixPath], around: Collection[PurePosixPath]
) -> bool:
    """Whether a folder holds fewer than two folders of sequences, or some that are no classes."""
    parts = {one.name for one in (*inner, *around) if one.parent == folder}
    return folder not in inner and (len(parts) < 2 or any(map(names_role, parts)))


def naturally_ordered(paths: Collection[str]) -> tuple[str, ...]:
    """Natural order; names that no text file can hold are left out."""
    return tuple(sorted((path for path in paths if fits_into_toml(path)), key=natural_sort_key))


def fits_into_toml(path: str) -> bool:
    """Whether a name can stand in a TOML file."""
    return all(char.isprintable() and not "\ud800" <= char <= "\udfff" for char in path)


def stem_of(path: str) -> str:
    """The name of a file without its suffixes."""
    return PurePosixPath(PACKED.sub("", path)).stem


def joined_parts(folder: PurePosixPath, names: Sequence[str]) -> Iterator[str]:
    """The files of one folder; of several that differ in their numbers alone the pattern."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(re.sub(DIGITS, "*", name), []).append(name)
    for pattern, members in groups.items():
        if len(members) >= MANY_PARTS:
            yield str(folder / pattern)
        else:
            yield from (str(folder / name) for name in members)
