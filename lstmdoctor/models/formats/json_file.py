"""Architecture JSON, as `model.to_json()` gives it in every version."""

from __future__ import annotations

from typing import BinaryIO

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import parse_json_object, read_capped
from lstmdoctor.files.foreign import prepared_format
from lstmdoctor.files.json_values import text_or_none
from lstmdoctor.models.config.model_spec import looks_like_config, spec_of

HEAD = 4096
"""Bytes in which the class of what a JSON text describes stands."""


def read_json(path: str, source: BinaryIO) -> ModelSpec:
    """Read an architecture JSON; Keras 1 and 2 wrote ``keras_version`` into it, Keras 3 does not."""
    text = read_capped(source, "the file")
    if words := prepared_format(text[:HEAD]):
        raise Unreadable(words)
    config = parse_json_object(text, "the file")
    return spec_of(path, "json", config, text_or_none(config.get("keras_version")))


def holds_architecture(source: BinaryIO) -> bool:
    """Whether a text looks like the config of a model."""
    text = read_capped(source, "the file")
    return not prepared_format(text[:HEAD]) and looks_like_config(parse_json_object(text, "the file"))
