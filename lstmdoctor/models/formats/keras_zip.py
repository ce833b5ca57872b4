"""The ``.keras`` file of Keras 3 and tf.keras from 2.12 on: a zip with ``config.json``.

The members are stored in this order (keras/src/saving/saving_lib.py): ``metadata.json``, ``config.json``,
``model.weights.h5``. Nothing is unpacked to disk, and no member name is ever used as a path.
"""

from __future__ import annotations

import os
from io import BufferedReader

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import MOST_BYTES, parse_json_object
from lstmdoctor.files.json_values import text_or_none
from lstmdoctor.files.limits import MEMBERS
from lstmdoctor.files.zip_directory import ZipEntry, read_zip_directory
from lstmdoctor.files.zip_member import BOUNDED, ENCRYPTED, MemberStream, WrongChecksum
from lstmdoctor.models.config.model_spec import spec_of
from lstmdoctor.text import byte_size_text, safe_text

CONFIG = "config.json"
METADATA = "metadata.json"
WEIGHTS = "model.weights.h5"
MOST_METADATA = 1 << 20


def read_keras_zip(path: str, source: BufferedReader) -> ModelSpec:
    """Read a ``.keras`` zip.

    Raises
    ------
    Unreadable
        When the zip is damaged, encrypted, ambiguous, or holds something else.
    """
    entries = _keras_zip_entries(source)
    names = [entry.name for entry in entries]
    if CONFIG not in names:
        raise Unreadable(_without_config(names, source))
    for name in (CONFIG, METADATA):
        if names.count(name) > 1:
            raise Unreadable(f"a zip with {names.count(name)} members named {name}: ambiguous")
    members = {entry.name: entry for entry in entries}
    config = parse_json_object(_read_zip_member(source, members[CONFIG], MOST_BYTES), CONFIG)
    version = None
    if METADATA in members:
        about = parse_json_object(_read_zip_member(source, members[METADATA], MOST_METADATA), METADATA)
        version = text_or_none(about.get("keras_version"))
    return spec_of(path, "keras", config, version)


def holds_config(source: BufferedReader) -> bool:
    """Whether a zip looks like a Keras model."""
    try:
        return any(entry.name == CONFIG for entry in _keras_zip_entries(source))
    except Unreadable:
        return False


def _keras_zip_entries(source: BufferedReader) -> list[ZipEntry]:
    return read_zip_directory(source, source.seek(0, os.SEEK_END), MEMBERS)


def _read_zip_member(source: BufferedReader, entry: ZipEntry, most: int) -> bytes:
    if entry.flags & ENCRYPTED:
        raise Unreadable(f"a zip whose {entry.name} is encrypted")
    if entry.method not in BOUNDED:
        raise Unreadable(f"a zip whose {entry.name} is packed in a way that Keras does not write")
    if entry.size > most:
        raise Unreadable(f"{entry.name} is larger than {byte_size_text(most)}")
    try:
        return MemberStream(source, entry).read_rest()
    except WrongChecksum:
        raise Unreadable(f"a zip whose {entry.name} fails its checksum") from None
    except Unreadable:
        raise Unreadable(f"a zip whose {entry.name} is damaged") from None


def _without_config(names: list[str], source: BufferedReader) -> str:
    """What a zip is that has no config.json."""
    if not names:
        return "an empty zip"
    if any(name.endswith(("/data.pkl", "/version")) or name == "data.pkl" for name in names):
        return "a PyTorch file, not a Keras model"
    if all(name.endswith(".npy") for name in names):
        return "a NumPy array file (.npz), not a model; is it the DATA argument?"
    inside = next((name for name in names if name.endswith("/" + CONFIG)), None)
    if inside is not None:
        return (
            f"a zip with {safe_text(inside)} but no {CONFIG} at its top: "
            "zip the content of the folder, not the folder"
        )
    if WEIGHTS in names:
        from lstmdoctor.models.formats.h5 import ask_h5_child
        from lstmdoctor.models.formats.weights import describe_weights

        return describe_weights(ask_h5_child(source, WEIGHTS).get("weights"))
    return f"a zip without {CONFIG}, not a Keras model"
