"""HDF5 model files of every Keras (``.h5``, and ``.keras`` as TensorFlow up to 2.12 wrote it).

A damaged file can make the HDF5 library loop for ever inside one call, so that it is read by a short-lived
child process (`h5_child.py`) with limits on time and memory; here only its answer is judged.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import parse_json_object
from lstmdoctor.files.hdf5_child import SECONDS, ask_hdf5_child
from lstmdoctor.files.json_values import Config, text_or_none
from lstmdoctor.models.formats.weights import are_data_sets, describe_weights

CHILD = os.path.join(os.path.dirname(__file__), "h5_child.py")


def read_h5(path: str, source: BinaryIO) -> ModelSpec:
    """Read an HDF5 model file.

    Raises
    ------
    Unreadable
        When it is damaged, takes too long, or holds no model.
    """
    found = ask_h5_child(source)
    from lstmdoctor.models.config.model_spec import (
        spec_of,  # beside the child, where a diagnosis asked for it
    )

    if found.get("has_model_config") is not True:
        raise Unreadable(describe_weights(found.get("weights")))
    config = text_or_none(found.get("model_config"))
    if config is None:
        raise Unreadable("an HDF5 file whose model_config is not text")
    compiled = text_or_none(found.get("training_config"))
    entry = parse_json_object(config, "its model_config")
    version = text_or_none(found.get("keras_version"))
    return spec_of(path, "hdf5", entry, version, _compile_settings(compiled))


def holds_keras_content(source: BinaryIO) -> bool:
    """Whether an HDF5 file is a model, or the weights of one; a damaged one may be."""
    try:
        found = ask_h5_child(source)
    except Unreadable:
        return True
    return found.get("has_model_config") is True or not are_data_sets(found.get("weights"))


def _compile_settings(config: str | None) -> Config:
    """The compile settings; a damaged one is no reason to refuse the model."""
    try:
        return parse_json_object(config, "its training_config") if config else {}
    except Unreadable:
        return {}


def ask_h5_child(source: BinaryIO, member: str = "", seconds: float = SECONDS) -> Config:
    """The answer of the child process for an HDF5 file, or for one that is a member of a zip."""
    return ask_hdf5_child(CHILD, source, [member], seconds)
