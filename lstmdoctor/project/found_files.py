"""Models and data below a folder, by their names alone: nothing is opened here but folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from lstmdoctor.roles.names import DIGITS, is_label, natural_sort_key

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


@dataclass(frozen=True)
class FoundFiles:
    """What lies there; paths relative to the folder, with slashes.

    Parameters
    ----------
    models, data, labels : tuple of str
        Files; of parts of one thing a pattern.
    whole : bool
        Whether all of it was looked at.
    """

    models: tuple[str, ...]
    data: tuple[str, ...]
    labels: tuple[str, ...]
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
    labels = tuple(path for path in files if is_label(stem_of(path)))
    data = tuple(path for path in files if path not in set(labels))
    return FoundFiles(
        naturally_ordered(models), naturally_ordered(data), naturally_ordered(labels), seen <= MOST_NAMES
    )


def naturally_ordered(paths: Sequence[str]) -> tuple[str, ...]:
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
        groups.setdefault(DIGITS.sub("*", name), []).append(name)
    for pattern, members in groups.items():
        if len(members) >= MANY_PARTS:
            yield str(folder / pattern)
        else:
            yield from (str(folder / name) for name in members)
