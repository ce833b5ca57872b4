"""Architecture JSON, as `model.to_json()` gives it in every version."""

from __future__ import annotations

from typing import BinaryIO

from lstmdoctor.models.bounded import parse, read_capped
from lstmdoctor.models.config import looks_like_config, spec_of
from lstmdoctor.models.values import text
from lstmdoctor.spec import ModelSpec


def read_json(path: str, source: BinaryIO) -> ModelSpec:
    """Read an architecture JSON; Keras 1 and 2 wrote ``keras_version`` into it, Keras 3 does not."""
    config = parse(read_capped(source, "the file"), "the file")
    return spec_of(path, "json", config, text(config.get("keras_version")))


def holds_architecture(source: BinaryIO) -> bool:
    """Whether a text looks like the config of a model."""
    return looks_like_config(parse(read_capped(source, "the file"), "the file"))
