"""One good file, or several, of every kind that lstmdoctor reads: what `mutate.py` damages."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import numpy as np
from places import MODELS

from lstmdoctor.models.formats.wire import Fields

Files = dict[str, bytes]


@dataclass(frozen=True)
class Kind:
    """Files of one format.

    Parameters
    ----------
    role : {"data", "model"}
    bases : tuple of dict
        Each the content of one good file, or of the files of one folder by their names. A name without a
        folder around it is "".
    spare : frozenset of str
        Names in a folder that are never damaged.
    values : bool
        Damage values in the JSON, and leave what is around it whole.
    mapped : bool
        Read through a memory map, as only large files are otherwise.
    fields : bool
        Change the numbers and words that describe arrays, and leave what is around them whole.
    """

    role: Literal["data", "model"]
    bases: tuple[Files, ...]
    spare: frozenset[str] = frozenset()
    values: bool = False
    mapped: bool = False
    fields: bool = False


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    data = {name: Kind("data", ({"": content},)) for name, content in data_files().items()}
    data |= {
        f"{name}, mapped": replace(kind, mapped=True)
        for name, kind in data.items()
        if name.startswith(MAPPED)
    }
    odd = Kind("data", ({"": data_files()["pickle 4"]},), values=True)
    fields = {
        f"{name}, fields": replace(kind, fields=True)
        for name, kind in data.items()
        if name in ("npy", "npy of objects", "npz", "npz, packed", "joblib") or name.startswith("pickle ")
    }
    hdf5 = Kind("data", ({"": hdf5_data()},))
    more = {"h5 data": hdf5, "h5 data, fields": replace(hdf5, fields=True)}
    return {**data, "pickle, values": odd, **fields, **more, **model_kinds()}


MAPPED = ("pickle", "joblib", "npy of objects")
"""Kinds of which large files are read through a memory map."""


def saved(write: Callable[..., object], *arrays: object, **named: object) -> bytes:
    file = io.BytesIO()
    write(file, *arrays, **named)
    return file.getvalue()


def data_files() -> Files:
    """One file of every format of data."""
    x = np.arange(60, dtype="f4").reshape(5, 4, 3)
    ragged = [x[i, : i % 4 + 1] for i in range(5)]
    records = np.zeros(3, [("a", "f4"), ("b", ">i8")])
    objects = np.empty(2, object)
    objects[:] = [x[0], [1, 2.5]]
    value = {
        "X": ragged,
        "y": np.arange(5),
        "o": objects,
        "r": records,
        "n": [[1, 2.5], [3]],
        "s": "text",
        "f": x.T,
    }
    good = {f"pickle {protocol}": pickle.dumps(value, protocol) for protocol in range(6)}
    good["npy"] = saved(np.save, np.asfortranarray(x))
    good["npy of records"] = saved(np.save, records)
    good["npy of objects"] = saved(np.save, objects)
    good["npz"] = saved(np.savez, X=x, y=np.arange(5), o=objects)
    good["npz, packed"] = saved(np.savez_compressed, X=x, y=np.arange(5))
    good["gzip"] = gzip.compress(good["pickle 4"], mtime=0)
    good["bzip2"] = bz2.compress(good["npy"])
    good["xz"] = lzma.compress(good["pickle 5"])
    try:
        import joblib
    except ImportError:
        return good
    good["joblib"] = saved(lambda file, item: joblib.dump(item, file), value)
    return good


def hdf5_data() -> bytes:
    """Data sets in a group and outside: whole, and packed in pieces."""
    import h5py

    x = np.arange(60, dtype="f4").reshape(5, 4, 3)
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file["train/X"], file["train/y"] = x, np.arange(5)
        file.create_dataset("packed", data=x, chunks=(2, 4, 3), compression="gzip", shuffle=True)
        file["train"].attrs["note"] = "text"
    return content.getvalue()


CONFIGS = (
    "keras-1.2.2/merge_first.json",
    "keras-2.2.4/*.json",
    "tf.keras-2.15.0/functional_two.json",
    "tf.keras-2.12.0/time_major_stateful.json",
    "tf.keras-2.12.0/embedding_nested.json",
    "keras-3.15.1/compiled_sparse.json",
    "keras-3.15.1/encoder_decoder.json",
    "keras-3.15.1/functional_dict.json",
    "keras-3.15.1/nested_functional.json",
    "keras-3.15.1/sequential_of_models.json",
    "keras-3.15.1/stacked_cells.json",
    "keras-3.15.1/conv_pool_lstm.json",
)
"""Architectures of all generations; of a pattern the first three."""


def model_kinds() -> dict[str, Kind]:
    """Every format of models, of several versions."""
    configs = [path.read_bytes() for pattern in CONFIGS for path in sorted(MODELS.glob(pattern))[:3]]
    json_files = tuple({"": content} for content in configs)
    packed = tuple({"": content} for content in (zipped(config) for config in configs))
    whole = ({"": (MODELS / "keras-3.15.1/seq_lstm.keras").read_bytes()},)
    folders = tuple({"config.json": config, "metadata.json": METADATA} for config in configs)
    hdf5 = ("*/seq_lstm.h5", "*/functional_one.h5", "*/seq_gru.h5", "*/small_rnn*weights.h5")
    h5_files = tuple({"": path.read_bytes()} for pattern in hdf5 for path in sorted(MODELS.glob(pattern)))
    saved_models = tuple(saved_model_files())
    return {
        "json": Kind("model", json_files),
        "json, values": Kind("model", json_files, values=True),
        "keras": Kind("model", packed + whole),
        "keras, values": Kind("model", packed, values=True),
        "keras folder": Kind("model", folders),
        "SavedModel": Kind("model", saved_models),
        "SavedModel, fields": Kind("model", saved_models, fields=True),
        "h5": Kind("model", h5_files),
        "h5, fields": Kind("model", h5_files, fields=True),
    }


METADATA = b'{"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}'


def zipped(config: bytes) -> bytes:
    """A ``.keras`` file without weights: damage to them would be damage to nothing that is read."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("metadata.json", METADATA)
        archive.writestr("config.json", config)
    return data.getvalue()


def saved_model_files() -> Iterator[Files]:
    """SavedModels as they are, and their signatures alone."""
    for path in sorted(MODELS.glob("*/*_savedmodel")):
        files = {name: (path / name).read_bytes() for name in NAMES if (path / name).exists()}
        yield files
        yield {"saved_model.pb": signatures_alone(files["saved_model.pb"])}


NAMES = ("saved_model.pb", "keras_metadata.pb")


def signatures_alone(graph: bytes) -> bytes:
    """A SavedModel of nothing but signatures: most of the bytes of a graph are never looked at."""
    inner = b"".join(
        field(5, item)
        for meta in Fields().messages(memoryview(graph), 2)
        for item in Fields().messages(meta, 5)
    )
    return field(2, inner)


def field(number: int, content: bytes | memoryview) -> bytes:
    """A protobuf field of bytes."""
    return bytes([number << 3 | 2]) + varint(len(content)) + bytes(content)


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def partners() -> dict[str, tuple[Files, ...]]:
    """Healthy files to go with the damaged: models for damaged data, data for damaged models."""
    x = np.random.default_rng(0).normal(size=(5, 4, 3)).astype("float32")
    ids = np.random.default_rng(1).integers(0, 12, size=(6, 9))
    two: dict[str, Any] = {"seq_in": x, "static_in": x[:, 0], "y": np.arange(5.0)}
    models = [path.read_bytes() for pattern in CONFIGS for path in sorted(MODELS.glob(pattern))[:1]]
    fit = {"class_name": "Sequential", "config": {"layers": [lstm(None, 4, 3)]}, "keras_version": "2.4.0"}
    data = (
        saved(np.save, x),
        pickle.dumps([x[i, : i % 4 + 1] for i in range(5)]),
        saved(np.savez, X=ids, y=ids[:, 0]),
        saved(np.savez, **two),
        pickle.dumps([x, x[:, 0]]),
    )
    return {
        "model": tuple({"": content} for content in (json.dumps(fit).encode(), *models)),
        "data": tuple({"": content} for content in data),
    }


def lstm(*shape: int | None) -> dict[str, Any]:
    return {"class_name": "LSTM", "config": {"name": "lstm", "units": 2, "batch_input_shape": shape}}
