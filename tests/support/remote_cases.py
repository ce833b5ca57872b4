"""Shards, a model and other places for tests of what stands elsewhere."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np

MODEL = {
    "class_name": "Sequential",
    "config": {
        "name": "m",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {"name": "x", "batch_shape": [None, None, 3], "dtype": "float32"},
            },
            {"class_name": "LSTM", "config": {"name": "lstm", "units": 4}},
        ],
    },
}
MODEL_BYTES = json.dumps(MODEL).encode()


def npy_bytes(array: Any) -> bytes:
    """An array as the bytes of a file."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def ragged_lists(shards: int, seed: int = 0) -> list[list[Any]]:
    """Lists of sequences of 2 to 8 timesteps, 9 in the first, 10 in the second, ..."""
    random = np.random.default_rng(seed)
    return [
        [random.normal(size=(int(random.integers(2, 9)), 3)).astype("f4") for _ in range(9 + shard)]
        for shard in range(shards)
    ]


def write_lists(shards: list[list[Any]], folder: str = "rg") -> None:
    """Each list as a pickle ``p0.pkl``, ``p1.pkl``, ..."""
    Path(folder).mkdir(exist_ok=True)
    for number, shard in enumerate(shards):
        Path(folder, f"p{number}.pkl").write_bytes(pickle.dumps(shard))
