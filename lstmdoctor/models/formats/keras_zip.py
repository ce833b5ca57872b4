"""The ``.keras`` file of Keras 3 and tf.keras from 2.12 on: a zip with ``config.json``.

The members are stored in this order (keras/src/saving/saving_lib.py): ``metadata.json``, ``config.json``,
``model.weights.h5``. Nothing is unpacked to disk, and no member name is ever used as a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import MOST_BYTES, parse_json_object, read_capped
from lstmdoctor.files.json_values import text_or_none
from lstmdoctor.models.config.model_spec import spec_of
from lstmdoctor.models.formats.h5 import ask_h5_child
from lstmdoctor.models.formats.weights import describe_weights
from lstmdoctor.text import byte_size_text, safe_text

if TYPE_CHECKING:
    from zipfile import ZipFile

CONFIG = "config.json"
METADATA = "metadata.json"
WEIGHTS = "model.weights.h5"
# Stored and deflated: of bzip2 and lzma Python unpacks 4 kB to all that comes of it, which can be gigabytes.
BOUNDED = (0, 8)


MOST_DIRECTORY = 4 << 20
"""Bytes of the list of members: a model has a dozen of them, and each takes some fifty bytes and its name."""
MOST_METADATA = 1 << 20


class CappedReads:
    """A file for `ZipFile`, which reads the list of members in one piece before it counts anything."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.seek, self.tell, self.seekable = source.seek, source.tell, source.seekable

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; raises `Unreadable` for a piece that only a list of members can be."""
        data = self.source.read(size if 0 <= size <= MOST_DIRECTORY else MOST_DIRECTORY + 1)
        if len(data) > MOST_DIRECTORY:
            raise Unreadable(f"a zip whose list of members is larger than {byte_size_text(MOST_DIRECTORY)}")
        return data


def read_keras_zip(path: str, source: BinaryIO) -> ModelSpec:
    """Read a ``.keras`` zip.

    Raises
    ------
    Unreadable
        When the zip is damaged, encrypted, ambiguous, or holds something else.
    """
    archive = _open_keras_zip(source)
    names = archive.namelist()
    if CONFIG not in names:
        raise Unreadable(_without_config(archive, source))
    for name in (CONFIG, METADATA):
        if names.count(name) > 1:
            raise Unreadable(f"a zip with {names.count(name)} members named {name}: ambiguous")
    config = parse_json_object(_read_zip_member(archive, CONFIG), CONFIG)
    version = None
    if METADATA in names:
        version = text_or_none(
            parse_json_object(_read_zip_member(archive, METADATA, MOST_METADATA), METADATA).get(
                "keras_version"
            )
        )
    return spec_of(path, "keras", config, version)


def holds_config(source: BinaryIO) -> bool:
    """Whether a zip looks like a Keras model."""
    try:
        return CONFIG in _open_keras_zip(source).namelist()
    except Unreadable:
        return False


def _open_keras_zip(source: BinaryIO) -> ZipFile:
    from zipfile import ZipFile

    try:
        return ZipFile(CappedReads(source))
    except Unreadable:
        raise
    except Exception:
        # Beside BadZipFile, hostile directories raise IndexError, NotImplementedError, struct.error.
        raise Unreadable("a damaged or truncated zip") from None


def _read_zip_member(archive: ZipFile, name: str, most: int = MOST_BYTES) -> bytes:
    from zipfile import BadZipFile
    from zlib import error as DeflateError

    try:
        if archive.getinfo(name).compress_type not in BOUNDED:
            raise Unreadable(f"a zip whose {name} is packed in a way that Keras does not write")
        with archive.open(name) as member:
            return read_capped(member, name, most)
    except Unreadable:
        raise
    except (BadZipFile, EOFError, OSError, DeflateError) as error:
        reason = "fails its checksum" if "CRC" in str(error) else "is damaged"
        raise Unreadable(f"a zip whose {name} {reason}") from None
    except RuntimeError as error:
        reason = "is encrypted" if "encrypted" in str(error) else "cannot be unpacked"
        raise Unreadable(f"a zip whose {name} {reason}") from None
    except Exception as error:
        raise Unreadable(f"a zip whose {name} cannot be unpacked ({type(error).__name__})") from None


def _without_config(archive: ZipFile, source: BinaryIO) -> str:
    """What a zip is that has no config.json."""
    names = archive.namelist()
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
        return describe_weights(ask_h5_child(source, WEIGHTS).get("weights"))
    return f"a zip without {CONFIG}, not a Keras model"
