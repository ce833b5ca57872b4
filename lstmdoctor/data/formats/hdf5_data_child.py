"""Run as a script in its own process: the data sets of an HDF5 file, or the values of one.

``python -I -B hdf5_data_child.py list "" 0 FOLDER ...`` answers with one line of JSON, and
``... read /group/x SECONDS FOLDER ...`` with the bytes of that data set in C order; the open file is the
standard input.
"""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

MOST_LINKS = 50_000
BLOCK_BYTES = 4 << 20
CHUNK_BYTES = 64 << 20
"""Rows of chunks are read together as far as they fit into this; HDF5 unpacks a chunk anew for each call."""
MOST_CHUNKS = 4096
"""Chunks of one call, where there is more than one: HDF5 takes some kB for each."""
CACHE = {"rdcc_nbytes": CHUNK_BYTES, "rdcc_nslots": 10_007}
KERAS = ("layer_names", "model_config", "keras_version")


def describe_data_sets(source: BinaryIO) -> dict[str, object]:
    """Every data set, every link that is not followed and why, and what Keras wrote beside weights."""
    from lstmdoctor.files.hdf5_links import open_hdf5, walk_objects

    with open_hdf5(source) as file:
        found, left = [], []
        for path, item, reason in walk_objects(file, MOST_LINKS):
            if reason:
                left.append([path, reason])
            else:
                found.append([path, *data_set_words(item)])
        return {"sets": found, "left": left, "keras": [name for name in KERAS if name in file.attrs]}


def data_set_words(item: Any) -> list[object]:
    """Shape or None, dtype, bytes in the file, bytes of a chunk, chunks, and why they cannot be unpacked."""
    shape = None if item.shape is None else [int(size) for size in item.shape]
    chunk, chunks = item.dtype.itemsize, 1
    for size, whole in zip(item.chunks or (), item.shape or (), strict=False):
        chunk *= int(size)
        chunks *= -(-int(whole) // max(1, int(size)))
    kind = item.dtype.str if item.dtype.kind in "biufc" else "U" if is_text_set(item) else item.dtype.kind
    return [
        shape,
        kind,
        int(item.id.get_storage_size()),
        chunk if item.chunks else 0,
        chunks,
        missing_filter(item),
    ]


def is_text_set(item: Any) -> bool:
    """Whether a data set holds strings, of one length or each of its own."""
    from h5py import check_string_dtype

    return check_string_dtype(item.dtype) is not None


def missing_filter(item: Any) -> str:
    """The filter that unpacks a data set, where this h5py has none of that kind."""
    from h5py import h5z

    plan = item.id.get_create_plist()
    for place in range(plan.get_nfilters()):
        code, _, _, name = plan.get_filter(place)
        if not h5z.filter_avail(code):
            return (name or b"").decode("utf-8", "replace") or f"number {code}"
    return ""


def write_values(source: BinaryIO, path: str) -> None:
    """The values of one data set, to the standard output."""
    import h5py
    import numpy as np

    from lstmdoctor.files.hdf5_links import find_object, why_stored_elsewhere

    with h5py.File(source, "r", **CACHE) as file:
        item = find_object(file, path)
        if not isinstance(item, h5py.Dataset) or why_stored_elsewhere(item):
            raise ValueError("no data set of this file")
        row = item.dtype.itemsize
        for size in item.shape[1:]:
            row *= size
        rows = max(1, BLOCK_BYTES // max(1, row))
        deep = item.chunks[0] if item.chunks else 1
        if deep * row <= CHUNK_BYTES:
            rows = -(-rows // deep) * deep
        layer = 1
        for size, chunk in zip(item.shape[1:], (item.chunks or item.shape)[1:], strict=True):
            layer *= -(-size // max(1, chunk))
        if item.chunks:
            rows = max(1, min(rows, MOST_CHUNKS // max(1, layer) * deep))
        for start in range(0, item.shape[0], rows):
            sys.stdout.buffer.write(np.ascontiguousarray(item[start : start + rows]).data.cast("B"))


if __name__ == "__main__":
    # An isolated interpreter finds nothing by itself; what it finds by itself comes first all the same.
    sys.path += [folder for folder in sys.argv[4:] if folder not in sys.path]
    from lstmdoctor.files.child_answer import answer_parent, limit_resources

    if sys.argv[1] == "list":
        answer_parent(describe_data_sets)
    else:
        limit_resources(int(sys.argv[3]))
        write_values(sys.stdin.buffer, sys.argv[2])
