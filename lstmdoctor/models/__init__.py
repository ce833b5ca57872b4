"""Saved models, read without TensorFlow or Keras and without running anything that the file holds.

The reader is chosen by the content, never by the suffix: TensorFlow up to 2.12 wrote HDF5 into files
named ``.keras``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from io import BufferedReader

from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.opening import names_a_folder, open_regular, why_not_opened
from lstmdoctor.files.places import is_place
from lstmdoctor.files.sniff import What, sniff_model_format
from lstmdoctor.text import safe_text

__all__ = ["looks_like_model", "read_model", "read_model_for"]


FORMATS: dict[What, tuple[str, str, str]] = {
    "zip": ("lstmdoctor.models.formats.keras_zip", "read_keras_zip", "holds_config"),
    "hdf5": ("lstmdoctor.models.formats.h5", "read_h5", "holds_keras_content"),
    "json": ("lstmdoctor.models.formats.json_file", "read_json", "holds_architecture"),
}
"""What a file is by its first bytes: a module, what reads it, and what says whether it looks like a model.

A run reads one model: what it does not need is not imported.
"""


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
            from lstmdoctor.models.remote import looks_like_remote_model

            return looks_like_remote_model(path)
        if names_a_folder(path):
            from lstmdoctor.models.formats.folder import holds_model

            return holds_model(path)
        with open_regular(path) as source:
            what = sniff_model_format(source)
            source.seek(0)
            module, _, name = FORMATS[what]
            looks: Callable[[BufferedReader], bool] = getattr(import_module(module), name)
            return looks(source)
    except (Unreadable, OSError):
        return False


def _read_by_content(path: str) -> ModelSpec:
    if is_place(path):
        from lstmdoctor.models.remote import fetched_model

        with fetched_model(path) as local:
            return replace(_read_by_content(local), path=path)
    if names_a_folder(path):
        from lstmdoctor.models.formats.folder import read_folder

        return read_folder(path)
    with open_regular(path) as source:
        what = sniff_model_format(source)
        source.seek(0)
        module, name, _ = FORMATS[what]
        read: Callable[[str, BufferedReader], ModelSpec] = getattr(import_module(module), name)
        return read(path, source)
