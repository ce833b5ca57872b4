"""Folders: a SavedModel, or the unpacked content of a ``.keras`` file."""

from __future__ import annotations

import os

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import parse_json_object, read_capped
from lstmdoctor.files.json_values import text_or_none
from lstmdoctor.files.opening import open_regular
from lstmdoctor.models.config.model_spec import spec_of
from lstmdoctor.models.formats.saved_model import GRAPH, read_saved_model
from lstmdoctor.text import safe_text

CONFIG, METADATA = "config.json", "metadata.json"
MOST_LISTED = 1_000


def read_folder(path: str) -> ModelSpec:
    """Read the model in a folder; says what is there when there is none.

    Raises
    ------
    Unreadable
        When the folder holds no model.
    """
    inside = _names_in_folder(path)
    if GRAPH in inside:
        return read_saved_model(path)
    if CONFIG in inside:
        return _read_unzipped(path, inside)
    if not inside:
        raise Unreadable("an empty folder")
    models = [name for name in inside if name.endswith((".keras", ".h5", ".hdf5"))]
    hint = f"; name the file in it: {safe_text(models[0])}" if models else ""
    raise Unreadable(f"a folder without a model (no {GRAPH}, no {CONFIG}){hint}")


def holds_model(path: str) -> bool:
    """Whether a folder looks like a saved model."""
    inside = _names_in_folder(path)
    return GRAPH in inside or CONFIG in inside


def _names_in_folder(path: str) -> list[str]:
    with os.scandir(path) as entries:
        return sorted(entry.name for entry, _ in zip(entries, range(MOST_LISTED), strict=False))


def _read_unzipped(path: str, inside: list[str]) -> ModelSpec:
    """`save_model(..., zipped=False)` of Keras 3 writes the members of the zip as files."""
    version = (
        text_or_none(_read_folder_json(path, METADATA).get("keras_version")) if METADATA in inside else None
    )
    return spec_of(path, "keras-folder", _read_folder_json(path, CONFIG), version)


def _read_folder_json(path: str, name: str) -> dict[str, object]:
    with open_regular(os.path.join(path, name)) as source:
        return dict(parse_json_object(read_capped(source, name), name))
