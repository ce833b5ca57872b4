"""Run as a script in its own process: the attributes of an HDF5 model file, as one line of JSON on stdout.

The HDF5 library is C code with a record of loops and memory errors on damaged files: it is kept out of the
process of the user. The command is ``python -I h5_child.py FILE MEMBER [FOLDER ...]``; MEMBER is empty, or
the member of the zip FILE that is read; h5py and NumPy are in the folders.
"""

from __future__ import annotations

import json
import sys
from typing import Any

SECONDS = 9
MEMORY = 2 * 2**30
MOST_TEXT = 64 * 2**20
MOST_OBJECTS = 5_000
MOST_KERNELS = 50
ATTRIBUTES = ("model_config", "keras_version", "training_config")


def limit_resources() -> None:
    """Bound what this process may use, where the platform can."""
    try:
        import resource
    except ImportError:
        return
    limits = (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            continue


def attribute_text(value: Any) -> str | None:
    """An attribute as text: str, bytes, a NumPy string, or an array that holds one of these."""
    if getattr(value, "shape", None) is not None and getattr(value, "size", 0) == 1:
        value = value.item() if value.shape == () else value.ravel()[0]
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if not isinstance(value, str):
        return None
    return str(value) if len(value) <= MOST_TEXT else None


def h5_weight_shapes(file: Any) -> list[list[Any]]:
    """Names and shapes of the weights.

    By hard links only: other links, and datasets that are stored elsewhere, could open other files.
    """
    import h5py

    found: list[list[Any]] = []
    pending: list[tuple[str, Any]] = [("", file)]
    looked = 0
    while pending and looked < MOST_OBJECTS and len(found) < MOST_KERNELS:
        prefix, group = pending.pop(0)
        for name in group:
            looked += 1
            if looked > MOST_OBJECTS:
                break
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                continue
            item, path = group[name], f"{prefix}/{name}"
            if isinstance(item, h5py.Group) and path.count("/") <= 12:
                pending.append((path, item))
            elif isinstance(item, h5py.Dataset) and is_stored_inside(item):
                found.append([path, [int(size) for size in item.shape or ()]])
    return found


def is_stored_inside(dataset: Any) -> bool:
    """Whether the data of a dataset is in this file."""
    import h5py

    plan = dataset.id.get_create_plist()
    return bool(plan.get_external_count() == 0 and plan.get_layout() != h5py.h5d.VIRTUAL)


def open_h5_file(path: str, member: str) -> Any:
    """The HDF5 file, which may also be a member of a zip (stored there without compression)."""
    import h5py

    if not member:
        return h5py.File(path, "r", locking=False)
    from zipfile import ZipFile

    return h5py.File(ZipFile(path).open(member), "r")


def describe_h5_file(path: str, member: str) -> dict[str, Any]:
    """What the parent wants to know of a file."""
    with open_h5_file(path, member) as file:
        found: dict[str, Any] = {}
        for name in ATTRIBUTES:
            found[name] = attribute_text(file.attrs[name]) if name in file.attrs else None
            found[f"has_{name}"] = name in file.attrs
        if not found["has_model_config"]:
            found["weights"] = h5_weight_shapes(file)
    return found


def main() -> None:
    """Answer, or say in one word what went wrong."""
    path, member, *folders = sys.argv[1:]
    sys.path += [folder for folder in folders if folder not in sys.path]
    limit_resources()
    try:
        reply = describe_h5_file(path, member)
    except ImportError:
        reply = {"error": "h5py is not installed"}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"[:500]}
    sys.stdout.write(json.dumps(reply))


if __name__ == "__main__":
    main()
