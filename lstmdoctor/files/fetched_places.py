"""Models in other places as files of this machine, which go away again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import BLOCK_BYTES
from lstmdoctor.files.place_writing import joined_path
from lstmdoctor.files.places import PlaceFile, object_info, place_state, sizes_of_objects
from lstmdoctor.text import byte_size_text

MODEL_BYTES = 16 << 30
"""Largest model that is fetched."""
LONGEST_SUFFIX = 16


@contextmanager
def fetched_place(path: str, members: Sequence[str]) -> Iterator[str]:
    """An object as a file; of a folder only the files of these names. Raises `Unreadable`."""
    with tempfile.TemporaryDirectory(prefix="lstmdoctor-") as folder:
        local = os.path.join(folder, f"model{PurePath(path).suffix[:LONGEST_SUFFIX]}")  # Keras goes by it
        if object_info(path.rstrip("/")).get("type") == "directory":
            fetch_members(path.rstrip("/"), local, members)
        else:
            fetch_object(path, local)
        yield local


def fetch_members(path: str, local: str, members: Sequence[str]) -> None:
    """The files of these names that are in a folder; raises `Unreadable` where there is none."""
    there = sizes_of_objects(path)
    wanted = [name for name in members if name in there]
    if not wanted:
        raise Unreadable(f"a folder without a model, none of {', '.join(members)} is in it")
    os.mkdir(local)
    for name in wanted:
        fetch_object(joined_path(path, name), os.path.join(local, name))


def fetch_object(path: str, local: str) -> None:
    """One object; raises `Unreadable`."""
    size, state = place_state(path)
    if size > MODEL_BYTES:
        raise Unreadable(f"is larger than {byte_size_text(MODEL_BYTES)}")
    with open(local, "xb") as target, PlaceFile(path, size, state) as source:
        while piece := source.read(BLOCK_BYTES):
            target.write(piece)
