"""The Keras that is installed, found by the folder of its distribution: it is not imported."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from importlib.util import find_spec

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
    beside: list[str] = []
    with suppress(OSError):  # of a package in an archive
        beside = os.listdir(os.path.dirname(os.path.dirname(found.origin)))
    names = [name for name in beside if name.startswith(PREFIX) and name.endswith(SUFFIX)]
    return names[0].removeprefix(PREFIX).removesuffix(SUFFIX) if len(names) == 1 else None
