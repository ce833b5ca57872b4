"""Saved models, read without TensorFlow or Keras and without running anything that the file holds.

The reader is chosen by the content, never by the suffix: TensorFlow up to 2.12 wrote HDF5 into files
named ``.keras``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BufferedReader
from typing import BinaryIO

from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.fetched_places import fetched_place
from lstmdoctor.files.opening import names_a_folder, open_regular, why_not_opened
from lstmdoctor.files.places import PlaceFile, is_place, object_info, place_state, sizes_of_objects
from lstmdoctor.files.sniff import HDF5, HEAD, What, begins_json, sniff_model_format
from lstmdoctor.models.formats.folder import CONFIG, GRAPH, MEMBERS, holds_model, read_folder
from lstmdoctor.models.formats.h5 import read_h5
from lstmdoctor.models.formats.json_file import holds_architecture, read_json
from lstmdoctor.models.formats.keras_zip import holds_config, read_keras_zip
from lstmdoctor.text import safe_text

__all__ = ["looks_like_model", "read_model", "read_model_for"]

# What a file is by its first bytes, and who reads it.
READERS: dict[What, Callable[[str, BinaryIO], ModelSpec]] = {
    "zip": read_keras_zip,
    "hdf5": read_h5,
    "json": read_json,
}
# Whether it looks like a model at all, for whoever does not know what a file is. HDF5 is not opened for that.
LOOKS: dict[What, Callable[[BinaryIO], bool]] = {
    "zip": holds_config,
    "hdf5": lambda source: True,
    "json": holds_architecture,
}


def read_model(path: str) -> ModelSpec:
    """Read a saved model: ``.keras``, HDF5, architecture JSON, SavedModel or unzipped ``.keras`` folder.

    Raises
    ------
    Refused
        When the file is not a model or cannot be read; names the file and the reason.
    """
    try:
        return _read_by_content(path)
    except Unreadable as error:
        raise Refused(path, str(error)) from None
    except RecursionError:
        raise Refused(path, "nested too deeply to be a model") from None
    except MemoryError:
        raise Refused(path, "too large to read in the memory there is") from None
    except OSError as error:
        raise Refused(path, why_not_opened(error)) from None
    except Exception as error:
        # A file can be wrong in ways that nobody thought of; a traceback helps no one who has it.
        raise Refused(path, f"its content makes no sense ({type(error).__name__})") from error


def read_model_for(path: str, asked: DataPath) -> ModelSpec:
    """Read the model that a data file is for; says so where the two stand in the wrong order.

    Raises
    ------
    Refused
        As `read_model`.
    """
    data = asked if isinstance(asked, str) else asked.words[0]
    try:
        return read_model(path)
    except Refused as error:
        if looks_like_model(data) and not looks_like_model(path):
            reason = f"this is not a model, and {safe_text(data)} is one: MODEL comes first, then DATA"
            raise Refused(path, reason) from error
        raise


def looks_like_model(path: str) -> bool:
    """Whether a file or folder looks like a saved model, by its first bytes and the names inside.

    True does not mean that it can be read; a missing or unreadable file does not look like a model.
    """
    try:
        if is_place(path):
            return looks_like_remote_model(path)
        if names_a_folder(path):
            return holds_model(path)
        with open_regular(path) as source:
            what = sniff_model_format(source)
            source.seek(0)
            return LOOKS[what](source)
    except (Unreadable, OSError):
        return False


def looks_like_remote_model(path: str) -> bool:
    """`looks_like_model` by the first bytes of an object, of a zip also its directory; raises `Unreadable`."""
    if object_info(path.rstrip("/")).get("type") == "directory":
        return not {GRAPH, CONFIG}.isdisjoint(sizes_of_objects(path.rstrip("/")))
    with BufferedReader(PlaceFile(path, place_state(path)[0])) as source:
        head = source.read(HEAD)
        source.seek(0)
        if head.startswith(b"PK"):
            return holds_config(source)
        return head.startswith(HDF5) or (begins_json(head) and holds_architecture(source))


def _read_by_content(path: str) -> ModelSpec:
    if is_place(path):
        with fetched_place(path, MEMBERS) as local:
            return replace(_read_by_content(local), path=path)
    if names_a_folder(path):
        return read_folder(path)
    with open_regular(path) as source:
        what = sniff_model_format(source)
        source.seek(0)
        return READERS[what](path, source)
