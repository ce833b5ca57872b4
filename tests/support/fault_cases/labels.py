"""Labels: LD701 to LD708."""

from __future__ import annotations

import numpy as np

from fault_cases.arrays import Array, classes, noise, one_hot, table, wave
from fault_cases.case import MODEL, Content, Scene, Silent, Speaks
from fault_cases.models import Config, dense, given, lstm, recurrent, sequential

SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"


def classifier(loss: str, units: int = 5) -> Config:
    return sequential(given(12, 3), lstm(), dense(units, "softmax"), loss=loss)


def labelled(model: Config, labels: Content) -> dict[str, Content]:
    return {MODEL: model, "x.npy": noise(20, 12, 3), "y.npy": labels}


def with_nan() -> Array:
    made = noise(20, 1)
    made[7] = np.nan
    return made


PRICES = table({"open": wave(60, 3.0), "close": wave(60, 5.0, 1.0)})
STEPS = sequential(given(12, 3), lstm(return_sequences=True), dense(6, "softmax"), loss="ctc")

CASES: dict[str, tuple[Scene, ...]] = {
    "LD701": (
        Speaks("18 labels for 20 samples", labelled(recurrent(12, 3), noise(18, 1))),
        Silent("20 labels", labelled(recurrent(12, 3), noise(20, 1))),
    ),
    "LD702": (
        Speaks(
            "three values where the model gives two",
            labelled(sequential(given(12, 3), lstm(), dense(2)), noise(20, 3)),
        ),
        Silent("two values", labelled(sequential(given(12, 3), lstm(), dense(2)), noise(20, 2))),
    ),
    "LD703": (
        Speaks("two values where the model gives one", labelled(recurrent(12, 3), noise(20, 2)), silent=True),
        Silent("one value, without an axis for it", labelled(recurrent(12, 3), noise(20))),
    ),
    "LD704": (
        Speaks("class ids for a loss of one-hot labels", labelled(classifier(CATEGORICAL), classes(20, 5))),
        Silent("one-hot labels", labelled(classifier(CATEGORICAL), one_hot(20, 5))),
    ),
    "LD705": (
        Speaks("classes that are counted from 1", labelled(classifier(SPARSE), classes(20, 5, first=1))),
        Silent("classes that are counted from 0", labelled(classifier(SPARSE), classes(20, 5))),
    ),
    "LD706": (
        Speaks("a sample that nobody has labelled", labelled(recurrent(12, 3), with_nan()), silent=True),
        Silent("a label for every sample", labelled(recurrent(12, 3), noise(20, 1))),
    ),
    "LD707": (
        Speaks(
            "15 ids for an output of 12 timesteps",
            labelled(STEPS, np.tile(np.arange(1, 6), (20, 3)).astype("int32")),
            silent=True,
        ),
        Silent("5 ids, all different", labelled(STEPS, np.tile(np.arange(1, 6), (20, 1)).astype("int32"))),
    ),
    "LD708": (
        Speaks(
            "the last closing price of a window as its label",
            {MODEL: recurrent(12, 2), "x.csv": PRICES},
            "--values open,close --target close",
            beside="LD206 LD504",
            silent=True,
        ),
        Silent(
            "the closing price behind the window",
            {MODEL: recurrent(12, 2), "x.csv": PRICES},
            "--values open,close --target close --horizon 1",
            beside="LD206 LD504",
        ),
    ),
}
