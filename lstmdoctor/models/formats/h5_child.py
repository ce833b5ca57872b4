"""Run as a script in its own process: the attributes of an HDF5 model file, as one line of JSON on stdout.

The command is ``python -I -B h5_child.py MEMBER FOLDER ...``, with the open file as standard input. MEMBER is
empty, or the member that is read of a file that is a zip; h5py, NumPy and this package are in the folders.
"""

from __future__ import annotations

import sys
from io import BufferedReader, BytesIO
from typing import Any, BinaryIO

MOST_TEXT = 64 * 2**20
MOST_LINKS = 5_000
MOST_KERNELS = 50
ATTRIBUTES = ("model_config", "keras_version", "training_config")


def attribute_text(file: Any, name: str) -> str | None:
    """An attribute as text: str, bytes, a NumPy string, or an array that holds one of these."""
    kept = file.attrs.get_id(name)
    if kept.get_space().get_simple_extent_npoints() != 1 or kept.get_type().get_size() > MOST_TEXT:
        return None
    value = file.attrs[name]
    if getattr(value, "shape", None) is not None and getattr(value, "size", 0) == 1:
        value = value.item() if value.shape == () else value.ravel()[0]
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if not isinstance(value, str):
        return None
    return str(value) if len(value) <= MOST_TEXT else None


def h5_weight_shapes(file: Any) -> list[list[object]]:
    """Names and shapes of the weights, as far as they are stored in the file."""
    from itertools import islice

    from lstmdoctor.files.hdf5_links import walk_datasets

    found = islice(walk_datasets(file, MOST_LINKS), MOST_KERNELS)
    return [[path, [int(size) for size in item.shape or ()]] for path, item in found]


def h5_content(source: BufferedReader, member: str) -> BinaryIO:
    """The bytes of the HDF5 file, which may also be a member of a zip (Keras stores it without packing)."""
    if not member:
        return source
    from lstmdoctor.files.zip_directory import read_zip_directory
    from lstmdoctor.files.zip_member import STORED, MemberStream, StoredMember

    entries = read_zip_directory(source, source.seek(0, 2), MOST_LINKS)
    entry = next(entry for entry in entries if entry.name == member)
    if entry.method == STORED:
        return BufferedReader(StoredMember(source, entry))
    return BytesIO(MemberStream(source, entry).read_rest())


def describe_h5_file(source: BufferedReader) -> dict[str, object]:
    """What the parent wants to know of a file."""
    from lstmdoctor.files.hdf5_links import open_hdf5

    with open_hdf5(h5_content(source, sys.argv[1])) as file:
        found: dict[str, object] = {}
        for name in ATTRIBUTES:
            found[name] = attribute_text(file, name) if name in file.attrs else None
            found[f"has_{name}"] = name in file.attrs
        if not found["has_model_config"]:
            found["weights"] = h5_weight_shapes(file)
    return found


if __name__ == "__main__":
    # An isolated interpreter finds nothing by itself; what it finds by itself comes first all the same.
    sys.path += [folder for folder in sys.argv[2:] if folder not in sys.path]
    from lstmdoctor.files.child_answer import answer_parent

    answer_parent(describe_h5_file)
