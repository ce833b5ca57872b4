"""Write every file of this folder: ``python sample_data/make.py`` (needs tensorflow).

The data is made up: slow waves, a hundred features a step, rounded so that the files compress well.
"""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from pathlib import Path

import keras
import numpy as np

HERE = Path(__file__).parent
FEATURES = 100


def waves(random: np.random.Generator, timesteps: int) -> np.ndarray:
    """One sequence of (timesteps, 100), between -1 and 1."""
    time = np.arange(timesteps)[:, None]
    speed = random.uniform(0.05, 0.5, FEATURES)
    phase = random.uniform(0, 6, FEATURES)
    return (np.round(np.sin(time * speed + phase) * 0.95 * 16) / 16).astype("float32")


def model(timesteps: int | None, name: str) -> None:
    """A small recurrent model, compiled, untrained."""
    keras.utils.set_random_seed(1)
    network = keras.Sequential(
        [keras.Input((timesteps, FEATURES), name="sequences"), keras.layers.LSTM(4), keras.layers.Dense(1)],
        name=name,
    )
    network.compile(optimizer="adam", loss="mse")
    network.save(HERE / f"{name}.keras")


def prices(random: np.random.Generator) -> None:
    """A table of 300 trading days, and a model of windows of 20 of them."""
    days = [one for one in (date(2025, 1, 1) + timedelta(n) for n in range(420)) if one.weekday() < 5]
    close = 100 + 8 * np.sin(np.arange(301) / 12) + random.normal(0, 0.6, 301).cumsum() / 4
    lines = ["date,open,high,low,close"]
    for place in range(300):
        first, last = close[place], close[place + 1]
        low, high = min(first, last) - abs(random.normal()), max(first, last) + abs(random.normal())
        lines.append(f"{days[place]},{first:.2f},{high:.2f},{low:.2f},{last:.2f}")
    (HERE / "prices.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    keras.utils.set_random_seed(1)
    layers = [keras.Input((20, 4)), keras.layers.Rescaling(0.01), keras.layers.LSTM(8), keras.layers.Dense(1)]
    network = keras.Sequential(layers, name="model_20x4")
    network.compile(optimizer="adam", loss="mse")
    network.save(HERE / "model_20x4.keras")


def dump(name: str, data: list[np.ndarray]) -> None:
    """Pickle a list of arrays."""
    with (HERE / name).open("wb") as file:
        pickle.dump(data, file, protocol=4)


def main() -> None:
    """Write all files."""
    random = np.random.default_rng(7)
    model(50, "model_50x100")
    model(None, "model_any_x100")
    equal = [waves(random, 50) for _ in range(200)]
    ragged = [waves(random, int(steps)) for steps in random.permutation(np.resize(np.arange(20, 60), 200))]
    dump("list_of_200.pkl", equal)
    dump("ragged_20_to_59.pkl", ragged)
    # The default dtype of pad_sequences is int32: every value between -1 and 1 is gone.
    np.save(HERE / "padded_to_zeros.npy", keras.utils.pad_sequences(ragged, maxlen=60, padding="post"))
    np.save(HERE / "swapped_axes.npy", np.swapaxes(np.stack(equal[:20]), 1, 2).copy())
    np.save(HERE / "one_long_series.npy", waves(random, 1000))
    np.save(HERE / "healthy.npy", np.stack(equal[:20]))
    prices(np.random.default_rng(8))


if __name__ == "__main__":
    main()
