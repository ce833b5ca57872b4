"""How much unmasked padding changes what a recurrent layer gives; the numbers that LD304 names.

Run as ``python benchmarks/padding.py``. 20 real steps of standard normal values in 8 features, 64 sequences,
fresh weights of five seeds, zeros behind or in front: the change of the output relative to its own size.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

Maker = Callable[[ModuleType], Callable[..., Any]]
SEEDS, REAL, UNITS = range(5), 20, 32


def change_in_percent(layer_of: Maker, padded: int, side: str) -> tuple[int, int]:
    """Smallest and largest change over the seeds, in percent."""
    import keras

    found = []
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        layer = layer_of(keras)
        x = np.random.default_rng(seed).normal(size=(64, REAL, 8)).astype("float32")
        fill = np.zeros((64, padded, 8), "float32")
        both = (x, fill) if side == "post" else (fill, x)
        right, wrong = (np.asarray(layer(data)) for data in (x, np.concatenate(both, axis=1)))
        found.append(100 * np.linalg.norm(wrong - right) / np.linalg.norm(right))
    return round(min(found)), round(max(found))


LAYERS: dict[str, Maker] = {
    "LSTM": lambda keras: keras.layers.LSTM(UNITS),
    "GRU": lambda keras: keras.layers.GRU(UNITS),
    "SimpleRNN": lambda keras: keras.layers.SimpleRNN(UNITS),
    "Bidirectional(LSTM)": lambda keras: keras.layers.Bidirectional(keras.layers.LSTM(UNITS)),
    "LSTM, average over time": lambda keras: keras.Sequential(
        [keras.layers.LSTM(UNITS, return_sequences=True), keras.layers.GlobalAveragePooling1D()]
    ),
}


def main() -> None:
    """Print a table."""
    for name, layer_of in LAYERS.items():
        for side in ("post", "pre"):
            shown = [change_in_percent(layer_of, padded, side) for padded in (5, 20, 40)]
            print(f"{name:24} {side:5}", *(f"{low:4} to {high} %" for low, high in shown))


if __name__ == "__main__":
    main()
