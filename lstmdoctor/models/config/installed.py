"""The Keras that is installed, found by the folder of its distribution: it is not imported."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

PREFIX, SUFFIX = "keras-", ".dist-info"


@cache
def installed_keras() -> str | None:
    """Version of the package `keras`; None where there is none, or where it does not say."""
    try:
        found = find_spec("keras")
    except (ImportError, ValueError):
        return None
    if found is None or found.origin is None:
        return None
    names = [one.name for one in Path(found.origin).parents[1].glob(f"{PREFIX}*{SUFFIX}")]
    return names[0].removeprefix(PREFIX).removesuffix(SUFFIX) if len(names) == 1 else None
