"""What in a model file today's Keras refuses to load."""

from __future__ import annotations

from lstmdoctor.models.values import Config


def legacy_in(entry: Config, format: str) -> tuple[str, ...]:
    """Short sentences, one per obstacle; empty when Keras loads the file."""
    return ()
