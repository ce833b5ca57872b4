"""Models as architectures alone, written without Keras."""

from __future__ import annotations

import json
from typing import Any


def architecture(features: int, units: int = 1, timesteps: int | None = None) -> str:
    """An LSTM over any number of timesteps, or over so many."""
    shape = [None, timesteps, features]
    layers: list[dict[str, Any]] = [
        {"class_name": "InputLayer", "config": {"batch_shape": shape, "dtype": "float32", "name": "x"}},
        {"class_name": "LSTM", "config": {"name": "lstm", "units": 3}},
        {"class_name": "Dense", "config": {"name": "dense", "units": units, "activation": "linear"}},
    ]
    config = {"name": "m", "layers": layers, "build_input_shape": shape}
    return json.dumps({"class_name": "Sequential", "config": config})
