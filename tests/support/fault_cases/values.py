"""Batches and values: LD401 to LD506."""

from __future__ import annotations

import numpy as np

from fault_cases.arrays import Array, noise, padded
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.models import dense, given, lstm, recurrent, sequential

USUAL = {MODEL: recurrent(12, 3)}
STATEFUL = {MODEL: sequential(given(12, 3, batch=4), lstm(stateful=True), dense())}


def with_value(value: float) -> Array:
    made = noise(20, 12, 3)
    made[4, 2, 1] = value
    return made


def with_feature(values: Array | float) -> Array:
    """The last of three features is this."""
    made = noise(20, 12, 3)
    made[:, :, 2] = values
    return made


CASES: dict[str, tuple[Scene, ...]] = {
    "LD401": (
        Speaks("10 samples for a batch of 4", {**STATEFUL, "x.npy": noise(10, 12, 3)}, beside="LD402"),
        Silent("12 samples for a batch of 4", {**STATEFUL, "x.npy": noise(12, 12, 3)}, beside="LD402"),
    ),
    "LD402": (
        Speaks("a stateful model", {**STATEFUL, "x.npy": noise(12, 12, 3)}, silent=True),
        Silent("the same model without a state between batches", {**USUAL, "x.npy": noise(12, 12, 3)}),
    ),
    "LD501": (
        Speaks("a NaN in one place", {**USUAL, "x.npy": with_value(np.nan)}, silent=True),
        Silent("a number in its place", {**USUAL, "x.npy": with_value(0.5)}),
    ),
    "LD502": (
        Speaks(
            "values between -1 and 1, padded as int32",
            {**USUAL, "x.npy": np.zeros((20, 12, 3), "int32")},
            silent=True,
        ),
        Silent("the same, padded as float32", {**USUAL, "x.npy": padded(20, 12, 3, side="pre")}),
    ),
    "LD503": (
        Speaks(
            "what a Fourier transform gives",
            {**USUAL, "x.npy": np.fft.fft(noise(20, 12, 3), axis=1).astype("complex64")},
            silent=True,
        ),
        Silent(
            "its magnitudes", {**USUAL, "x.npy": abs(np.fft.fft(noise(20, 12, 3), axis=1)).astype("float32")}
        ),
    ),
    "LD504": (
        Speaks(
            "float64, as NumPy and pandas give it",
            {**USUAL, "x.npy": noise(20, 12, 3, dtype="float64")},
            silent=True,
        ),
        Silent("float32", {**USUAL, "x.npy": noise(20, 12, 3)}),
    ),
    "LD505": (
        Speaks("a feature that is 1 throughout", {**USUAL, "x.npy": with_feature(1.0)}, silent=True),
        Silent(
            "a feature that is 1 in half of the samples",
            {**USUAL, "x.npy": with_feature((np.arange(20) % 2)[:, None])},
        ),
    ),
    "LD506": (
        Speaks(
            "a pressure in pascal beside two small features",
            {**USUAL, "x.npy": with_feature(100_000 + 500 * noise(20, 12))},
            silent=True,
        ),
        Silent("the pressure in bar", {**USUAL, "x.npy": with_feature(1 + 0.5 * noise(20, 12, seed=2))}),
    ),
}
