"""Models in other places: fetched as files of this machine, of folders only what is read."""

from __future__ import annotations

from contextlib import AbstractContextManager
from io import BufferedReader

from lstmdoctor.files.fetched_places import fetched_place
from lstmdoctor.files.places import PlaceFile, object_info, place_state, sizes_of_objects
from lstmdoctor.files.sniff import HDF5, HEAD, begins_json
from lstmdoctor.models.formats.folder import CONFIG, METADATA
from lstmdoctor.models.formats.json_file import holds_architecture
from lstmdoctor.models.formats.keras_zip import holds_config
from lstmdoctor.models.formats.saved_model import GRAPH
from lstmdoctor.models.formats.saved_model import METADATA as SAVED_METADATA

MEMBERS = (GRAPH, SAVED_METADATA, CONFIG, METADATA)
"""The files of a folder that are read."""


def fetched_model(path: str) -> AbstractContextManager[str]:
    """The model at a URL as a file or folder here, which goes away again; raises `Unreadable`."""
    return fetched_place(path, MEMBERS)


def looks_like_remote_model(path: str) -> bool:
    """Whether an object looks like a model, by its first bytes; raises `Unreadable`.

    Of a zip the directory at its end is read too, of a folder the names.
    """
    if object_info(path.rstrip("/")).get("type") == "directory":
        return not {GRAPH, CONFIG}.isdisjoint(sizes_of_objects(path.rstrip("/")))
    source: BufferedReader = BufferedReader(PlaceFile(path, *place_state(path)))
    with source:
        head = source.read(HEAD)
        source.seek(0)
        if head.startswith(b"PK"):
            return holds_config(source)
        return head.startswith(HDF5) or (begins_json(head) and holds_architecture(source))
