"""Lengths, padding and masks: LD301 to LD310."""

from __future__ import annotations

import numpy as np

from fault_cases.arrays import ids, lists, noise, padded
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.models import Config, dense, embedding, given, layer, lstm, recurrent, sequential


def masked(value: float = 0.0) -> Config:
    return sequential(given(12, 3), layer("Masking", mask_value=value), lstm(), dense())


def zeros_at(rows: slice) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Full sequences with steps of zeros inside."""
    made = noise(40, 12, 3)
    made[rows, 5:7] = 0
    return made


MASKED, PLAIN = {MODEL: masked()}, {MODEL: recurrent(12, 3)}
WORDS = {MODEL: sequential(given(6, dtype="int32"), embedding(100, mask_zero=True), lstm(), dense())}
EMPTY = ids(20, 6)
EMPTY[3:5] = 0
LONG = padded(40, 400, 3, low=6)
LONG[1:, 30:] = 0
CONVOLUTION = sequential(given(None, 3), layer("Conv1D", filters=4, kernel_size=[5]), lstm(), dense())

CASES: dict[str, tuple[Scene, ...]] = {
    "LD301": (
        Speaks(
            "20 sequences of 5 to 12 timesteps", {MODEL: recurrent(None, 3), "x.pkl": lists(20, 5, 12, 3)}
        ),
        Silent("sequences of one length", {MODEL: recurrent(None, 3), "x.npy": noise(20, 12, 3)}),
    ),
    "LD302": (
        Speaks(
            "15 timesteps for a Sequential model of 12", {**PLAIN, "x.npy": noise(20, 15, 3)}, silent=True
        ),
        Silent(
            "15 timesteps for a model that takes any number",
            {MODEL: recurrent(None, 3), "x.npy": noise(20, 15, 3)},
        ),
    ),
    "LD303": (
        Speaks("two texts of which no word was known", {**WORDS, "x.npy": EMPTY}, silent=True),
        Silent("texts with a word each", {**WORDS, "x.npy": ids(20, 6)}),
    ),
    "LD304": (
        Speaks(
            "zeros behind shorter sequences, and no mask", {**PLAIN, "x.npy": padded(40, 12, 3)}, silent=True
        ),
        Silent("the same zeros in front of the steps", {**PLAIN, "x.npy": padded(40, 12, 3, side="pre")}),
    ),
    "LD305": (
        Speaks(
            "padding of 0 for a model that masks -1",
            {MODEL: masked(-1.0), "x.npy": padded(40, 12, 3)},
            silent=True,
        ),
        Silent("padding of -1", {MODEL: masked(-1.0), "x.npy": padded(40, 12, 3, value=-1.0)}),
    ),
    "LD306": (
        Speaks(
            "steps of zeros inside sequences, and a mask of 0",
            {**MASKED, "x.npy": zeros_at(slice(0, 40))},
            silent=True,
        ),
        Silent("the same steps, and a mask of -9", {MODEL: masked(-9.0), "x.npy": zeros_at(slice(0, 40))}),
    ),
    "LD307": (
        Speaks(
            "padding in front, under a mask", {**MASKED, "x.npy": padded(40, 12, 3, side="pre")}, silent=True
        ),
        Silent("padding at the end, under a mask", {**MASKED, "x.npy": padded(40, 12, 3)}),
    ),
    "LD308": (
        Speaks(
            "39 sequences of at most 30 timesteps, and one of 400",
            {
                MODEL: sequential(given(None, 3), layer("Masking", mask_value=0.0), lstm(), dense()),
                "x.npy": LONG,
            },
            silent=True,
        ),
        Silent("sequences of 5 to 12 timesteps", {**MASKED, "x.npy": padded(40, 12, 3)}),
    ),
    "LD309": (
        Speaks("4 timesteps for a convolution over 5", {MODEL: CONVOLUTION, "x.npy": noise(20, 4, 3)}),
        Silent("5 timesteps for a convolution over 5", {MODEL: CONVOLUTION, "x.npy": noise(20, 5, 3)}),
    ),
    "LD310": (
        Speaks(
            "every sample has one timestep", {MODEL: recurrent(1, 8), "x.npy": noise(20, 1, 8)}, silent=True
        ),
        Silent("samples of two timesteps", {MODEL: recurrent(2, 8), "x.npy": noise(20, 2, 8)}),
    ),
}
