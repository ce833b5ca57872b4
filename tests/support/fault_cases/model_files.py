"""Model files: LD801 to LD805."""

from __future__ import annotations

from fault_cases.arrays import noise
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.models import dense, given, layer, lstm, recurrent, sequential

OLD = {
    "class_name": "Sequential",
    "keras_version": "2.15.0",
    "backend": "tensorflow",
    "config": {
        "name": "sequential",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {"batch_input_shape": [None, 12, 3], "dtype": "float32", "name": "sequences"},
            },
            {"class_name": "LSTM", "config": {"name": "lstm", "units": 8, "time_major": False}},
            {"class_name": "Dense", "config": {"name": "dense", "units": 1}},
        ],
    },
}
LAMBDA = layer(
    "Lambda",
    function={
        "class_name": "__lambda__",
        "config": {"code": "4wEAAAAAAAAA", "defaults": None, "closure": None},
    },
)

CASES: dict[str, tuple[Scene, ...]] = {
    "LD801": (
        Speaks(
            "a Sequential model without an Input that never saw data",
            {MODEL: sequential(lstm(), dense()), "x.npy": noise(20, 12, 3)},
            silent=True,
        ),
        Silent("a model with an Input", {MODEL: recurrent(12, 3), "x.npy": noise(20, 12, 3)}),
    ),
    "LD802": (
        Speaks(
            "what tf.keras 2.15 wrote",
            {"old.json": OLD, "x.npy": noise(20, 12, 3)},
            command="lstmdoctor diagnose old.json x.npy",
        ),
        Silent("what Keras 3 wrote", {MODEL: recurrent(12, 3), "x.npy": noise(20, 12, 3)}),
    ),
    "LD803": (
        Speaks(
            "a Lambda of a Python function",
            {MODEL: sequential(given(12, 3), lstm(), LAMBDA, dense()), "x.npy": noise(20, 12, 3)},
        ),
        Silent("layers of Keras alone", {MODEL: recurrent(12, 3), "x.npy": noise(20, 12, 3)}),
    ),
    "LD804": (
        Speaks(
            "a convolution and a Dense",
            {
                MODEL: sequential(
                    given(12, 3),
                    layer("Conv1D", filters=4, kernel_size=[5]),
                    layer("GlobalAveragePooling1D", "pooling"),
                    dense(),
                ),
                "x.npy": noise(20, 12, 3),
            },
            silent=True,
        ),
        Silent("an LSTM", {MODEL: recurrent(12, 3), "x.npy": noise(20, 12, 3)}),
    ),
    "LD805": (
        Speaks(
            "a model of 200 timesteps, and 200 samples of one",
            {MODEL: recurrent(200, 8), "x.npy": noise(200, 1, 8)},
            beside="LD302",
            silent=True,
        ),
        Silent("200 samples of 200 timesteps", {MODEL: recurrent(200, 8), "x.npy": noise(200, 200, 8)}),
    ),
}
