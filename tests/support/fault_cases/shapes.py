"""Axes: LD201 to LD299."""

from __future__ import annotations

from collections.abc import Mapping

from fault_cases.arrays import noise
from fault_cases.case import MODEL, Content, Scene, Silent, Speaks
from fault_cases.models import dense, given, layer, recurrent, sequential

USUAL = {MODEL: recurrent(12, 3)}
VIDEO = {
    MODEL: sequential(
        given(5, 8, 6, 3),
        layer("ConvLSTM2D", filters=4, kernel_size=[3, 3]),
        layer("GlobalAveragePooling2D", "pooling"),
        dense(),
    )
}


def pair(
    what: str,
    x: Content,
    right: str,
    y: Content,
    files: Mapping[str, Content] = USUAL,
    *,
    silent: bool = False,
) -> tuple[Scene, ...]:
    """What is wrong and what is right, for one model."""
    return Speaks(what, {**files, "x.npy": x}, silent=silent), Silent(right, {**files, "x.npy": y})


CASES: dict[str, tuple[Scene, ...]] = {
    "LD201": pair(
        "one feature, and no axis for it",
        noise(20, 12),
        "an axis for the one feature",
        noise(20, 12, 1),
        {MODEL: recurrent(12, 1)},
        silent=True,
    ),
    "LD202": (
        Speaks(
            "samples of 8 features, and no axis for the one timestep",
            {MODEL: recurrent(1, 8), "x.npy": noise(20, 8)},
        ),
        Silent("samples of 12 timesteps", {MODEL: recurrent(12, 8), "x.npy": noise(20, 12, 8)}),
    ),
    "LD203": pair(
        "one sample, and no axis for samples", noise(12, 3), "one sample as a batch of one", noise(1, 12, 3)
    ),
    "LD204": pair(
        "an axis of size 1 in front, as np.asarray([x]) makes it",
        noise(1, 20, 12, 3),
        "one sample, whose first axis is the batch",
        noise(1, 12, 3),
    ),
    "LD205": pair(
        "rows of 12 × 3 values, out of a scaler",
        noise(20, 36),
        "the rows with their axes again",
        noise(20, 12, 3),
    ),
    "LD206": pair("one series of 500 timesteps", noise(500, 3), "windows of 12 timesteps", noise(489, 12, 3)),
    "LD207": pair(
        "features before timesteps", noise(20, 3, 12), "timesteps before features", noise(20, 12, 3)
    ),
    "LD208": pair(
        "timesteps before samples",
        noise(12, 20, 3),
        "12 samples of 12 timesteps, which nothing is wrong with",
        noise(12, 12, 3),
        silent=True,
    ),
    "LD209": pair(
        "4 batches of 8 samples", noise(4, 8, 12, 3), "the 32 samples of the batches", noise(32, 12, 3)
    ),
    "LD210": pair("two features for a model of three", noise(20, 12, 2), "three features", noise(20, 12, 3)),
    "LD211": pair(
        "the channels of pictures before rows and columns",
        noise(20, 5, 3, 8, 6),
        "the channels last",
        noise(20, 5, 8, 6, 3),
        VIDEO,
    ),
    "LD299": (
        Speaks("arrays of 7 × 9 × 11, which nothing leads from", {**USUAL, "x.npy": noise(20, 7, 9, 11)}),
        Silent("sequences as the model takes them", {**USUAL, "x.npy": noise(20, 12, 3)}),
    ),
}
