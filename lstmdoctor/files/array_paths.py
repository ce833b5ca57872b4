"""One array in a file, named as ``FILE::ARRAY``; everybody who takes such a name apart does it here."""

from __future__ import annotations

from collections.abc import Callable

from lstmdoctor.files.opening import is_existing_path

SEPARATOR = "::"


def split_array_path(path: str, exists: Callable[[str], bool] = is_existing_path) -> tuple[str, str | None]:
    """A file and the name of an array in it; None where `path` is the file itself.

    A file whose own name holds the separator goes first, then the longest name that is there; where nothing
    is there, the last separator counts.
    """
    if exists(path):
        return path, None
    found = list(array_path_splits(path))
    return next((one for one in found if exists(one[0])), found[0] if found else (path, None))


def array_path_splits(path: str) -> list[tuple[str, str]]:
    """All ways to take a path apart, the longest file name first."""
    last = path.rfind("://")  # what stands before a URL is no file, and a URL is no name of an array
    places = [place for place in range(max(1, last), len(path)) if path.startswith(SEPARATOR, place)]
    return [(path[:place], path[place + len(SEPARATOR) :]) for place in reversed(places)]
