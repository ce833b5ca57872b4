"""What the installed Keras really raises: sixty and more faults committed here, their tracebacks explained."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from lstmdoctor.messages import explain

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")
pytestmark = pytest.mark.skipif(not keras.__version__.startswith("3."), reason="wants Keras 3")
layers = keras.layers

Act = Callable[[], object]
N = 40


def ones(*shape: int) -> Any:
    return np.ones(shape, "float32")


def listed(number: int = N) -> list[Any]:
    return [ones(10, 3) for _ in range(number)]


def ragged() -> list[Any]:
    return [ones(5 + i % 7, 3) for i in range(N)]


def sequential(*shape: int | None, units: int = 1, loss: str = "mse", **options: Any) -> Any:
    cell = options.pop("cell", layers.LSTM)
    model = keras.Sequential([keras.Input(shape), cell(4, **options), layers.Dense(units)])
    model.compile("sgd", loss)
    return model


def functional(*shape: int | None, units: int = 1, loss: str = "mse") -> Any:
    given = keras.Input(shape, name="inp")
    model = keras.Model(given, layers.Dense(units)(layers.LSTM(4)(given)), name="fn")
    model.compile("sgd", loss)
    return model


def build(self: Any) -> None:
    keras.Model.__init__(self)
    self.cell, self.last = layers.LSTM(4), layers.Dense(1)


def call(self: Any, inputs: Any) -> Any:
    return self.last(self.cell(inputs))


Subclass = type("Subclass", (keras.Model,), {"__init__": build, "call": call})


def subclass() -> Any:
    model = Subclass()
    model.compile("sgd", "mse")
    return model


def two_inputs() -> Any:
    a, b = keras.Input((5, 3), name="a"), keras.Input((4,), name="b")
    model = keras.Model([a, b], layers.Dense(1)(layers.concatenate([layers.LSTM(4)(a), b])))
    model.compile("sgd", "mse")
    return model


def embedding(length: int | None = 10) -> Any:
    given = keras.Input((length,), dtype="int32")
    model = keras.Model(given, layers.Dense(1)(layers.LSTM(4)(layers.Embedding(20, 4)(given))))
    model.compile("sgd", "mse")
    return model


def classifier(loss: str, units: int = 5, seq: bool = False) -> Any:
    given = keras.Input((10, 3))
    found = layers.LSTM(4, return_sequences=seq)(given)
    model = keras.Model(given, layers.Dense(units, activation="softmax")(found))
    model.compile("sgd", loss)
    return model


def stateful(batch: int = 16) -> Any:
    given = keras.Input(batch_shape=(batch, 10, 3))
    model = keras.Model(given, layers.Dense(1)(layers.LSTM(4, stateful=True)(given)))
    model.compile("sgd", "mse")
    return model


def fit(model: Any, x: Any, y: Any = None, **options: Any) -> object:
    return model.fit(x, ones(N, 1) if y is None else y, verbose=0, **options)


def dataset(*arrays: Any) -> Any:
    return tf.data.Dataset.from_tensor_slices(arrays)


def from_lists(rows: list[Any]) -> Any:
    return tf.data.Dataset.from_generator(lambda: iter(rows), tf.float32)


def pairs() -> Iterator[list[Any]]:
    while True:
        yield [ones(8, 10, 3), ones(8, 1)]


def conv_twice() -> object:
    layer = layers.Conv1D(4, 2)
    layer(ones(4, 8, 3))
    return layer(ones(4, 8, 5))


ids = np.arange(N) % 5
hot = np.eye(5, dtype="float32")[ids]
SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"

FAULTS: tuple[tuple[str, str, Act], ...] = (
    ("list, Sequential, fit", "LD101", lambda: fit(sequential(10, 3), listed())),
    ("list, Functional, fit", "LD101", lambda: fit(functional(10, 3), listed())),
    ("list, Sequential, predict", "LD101", lambda: sequential(10, 3).predict(listed(), verbose=0)),
    ("list, Functional, predict", "LD101", lambda: functional(10, 3).predict(listed(), verbose=0)),
    ("list, subclass, predict", "LD101", lambda: subclass().predict(listed(), verbose=0)),
    ("list, layer", "LD101", lambda: layers.LSTM(4)(listed(8))),
    ("list of ten with ten labels", "LD101", lambda: fit(functional(10, 3), listed(10), ones(10, 1))),
    ("ragged list", "LD301", lambda: fit(sequential(None, 3), ragged())),
    ("ragged objects", "LD109 LD301", lambda: fit(sequential(None, 3), np.array(ragged(), dtype=object))),
    ("object array", "LD109", lambda: fit(sequential(10, 3), ones(N, 10, 3).astype(object))),
    ("NumPy, ragged", "LD301", lambda: np.array(ragged(), dtype="float32")),
    ("NumPy, stack", "LD301", lambda: np.stack(ragged())),
    ("nested lists", "LD102", lambda: fit(sequential(10, 3), ones(N, 10, 3).tolist())),
    ("text", "LD108", lambda: fit(sequential(10, 3), ones(N, 10, 3).astype(str))),
    ("bytes", "LD108", lambda: fit(functional(10, 3), ones(N, 10, 3).astype("S4"))),
    ("text to float", "LD108", lambda: np.array(["a"]).astype("float32")),
    ("rank 2, Sequential", "LD201 LD202", lambda: fit(sequential(10, 3), ones(N, 10))),
    ("rank 2, Functional", "LD202 LD206", lambda: fit(functional(10, 3), ones(N, 3))),
    ("rank 2, subclass", "LD201 LD202", lambda: fit(subclass(), ones(N, 10))),
    ("rank 2, layer", "LD201", lambda: layers.LSTM(4)(ones(200, 10))),
    ("rank 2, one timestep", "LD202", lambda: fit(sequential(1, 8), ones(N, 8))),
    ("rank 2, free time", "LD202", lambda: fit(functional(None, 3), ones(N, 3))),
    ("one sample, Sequential", "LD203", lambda: sequential(10, 3).predict(ones(10, 3), verbose=0)),
    ("one sample, Functional", "LD203", lambda: functional(10, 3).predict(ones(10, 3), verbose=0)),
    ("one sample, called", "LD203", lambda: functional(10, 3)(ones(10, 3))),
    ("an axis too many", "LD204", lambda: fit(functional(10, 3), ones(N, 1, 10, 3))),
    ("an axis too many, Sequential", "LD204", lambda: sequential(10, 3).predict(ones(8, 1, 10, 3), verbose=0)),
    ("batches of batches", "LD209", lambda: functional(10, 3).predict(ones(4, 8, 10, 3), verbose=0)),
    ("flattened", "LD205", lambda: functional(10, 3).predict(ones(8, 30), verbose=0)),
    ("swapped, Functional, fit", "LD207", lambda: fit(functional(10, 3), ones(N, 3, 10))),
    ("swapped, Functional, predict", "LD207", lambda: functional(10, 3).predict(ones(8, 3, 10), verbose=0)),
    ("swapped, Sequential", "LD210 LD207", lambda: fit(sequential(10, 3), ones(N, 3, 10))),
    ("time first", "LD208", lambda: functional(10, 3).predict(ones(10, 25, 3), verbose=0)),
    ("timesteps", "LD302", lambda: fit(functional(10, 3), ones(N, 12, 3))),
    ("one timestep for many", "LD805", lambda: fit(functional(N, 3), ones(N, 1, 3))),
    ("features, Functional", "LD210", lambda: fit(functional(10, 3), ones(N, 10, 4))),
    ("features, Sequential", "LD210", lambda: fit(sequential(10, 3), ones(N, 10, 4))),
    ("features, GRU", "LD210", lambda: fit(sequential(10, 3, cell=layers.GRU), ones(N, 10, 4))),
    ("features, SimpleRNN", "LD210", lambda: fit(sequential(10, 3, cell=layers.SimpleRNN), ones(N, 10, 4))),
    ("features, called", "LD210", lambda: sequential(10, 3)(ones(8, 10, 4))),
    ("number of labels", "LD701", lambda: fit(functional(10, 3), ones(N, 10, 3), ones(N - 1, 1))),
    ("no labels", "LD701", lambda: functional(10, 3).fit(ones(N, 10, 3), verbose=0)),
    ("stacked layers", "LD902", lambda: layers.LSTM(4, name="lstm_1")(layers.LSTM(4)(keras.Input((10, 3))))),
    ("stacked layers, Sequential", "LD902", lambda: keras.Sequential([keras.Input((5, 3)), layers.GRU(4), layers.GRU(4, name="gru_7")])),
    ("batch in the input shape", "LD805 LD902", lambda: sequential(N, 10, 3)),
    ("an input missing", "LD103", lambda: fit(two_inputs(), ones(N, 5, 3))),
    ("an input missing in a dict", "LD103", lambda: fit(two_inputs(), {"a": ones(N, 5, 3)})),
    ("inputs of different numbers", "LD106", lambda: fit(two_inputs(), [ones(N, 5, 3), ones(N - 1, 4)])),
    ("an input too many", "LD104", lambda: fit(two_inputs(), [ones(N, 5, 3), ones(N, 4), ones(N, 4)])),
    ("stateful, default batch", "LD401", lambda: fit(stateful(), ones(64, 10, 3), ones(64, 1))),
    # TensorFlow runs the graph side by side: the state that does not fit or the loss, whichever comes first, is told of.
    ("stateful, rest", "LD401 LD701", lambda: fit(stateful(), ones(N, 10, 3), batch_size=16)),
    ("stateful without a batch", "LD904", lambda: layers.LSTM(4, stateful=True)(keras.Input((10, 3)))),
    ("old argument", "LD802", lambda: layers.LSTM(4, batch_input_shape=(2, 5, 3))),
    ("old option", "LD802", lambda: layers.LSTM(4, time_major=False)),
    ("ids too large", "LD601", lambda: fit(embedding(), np.full((N, 10), 20))),
    ("ids, another length", "LD302", lambda: fit(embedding(), np.zeros((N, 12), "int32"))),
    ("one-hot ids", "LD604 LD902", lambda: fit(embedding(None), ones(N, 10, 20))),
    ("one-hot, sparse loss", "LD704", lambda: fit(classifier(SPARSE), ones(N, 10, 3), hot)),
    ("class ids, categorical loss", "LD704", lambda: fit(classifier(CATEGORICAL), ones(N, 10, 3), ids)),
    ("class ids as a column", "LD704", lambda: fit(classifier(CATEGORICAL), ones(N, 10, 3), ids[:, None])),
    ("width of labels", "LD702", lambda: fit(functional(10, 3, units=2), ones(N, 10, 3), ones(N, 3))),
    ("width of labels, categorical", "LD702", lambda: fit(classifier(CATEGORICAL, 2), ones(N, 10, 3), ones(N, 3))),
    ("a class id too large", "LD705", lambda: fit(classifier(SPARSE), ones(N, 10, 3), ids + 1)),
    ("one label for a sequence of answers", "LD702", lambda: fit(classifier(SPARSE, 5, True), ones(N, 10, 3), ids)),
    ("labels of text", "LD706 LD108", lambda: fit(functional(10, 3), ones(N, 10, 3), np.array(["a", "b"] * 20))),
    ("validation of another length", "LD903 LD302", lambda: fit(functional(10, 3), ones(N, 10, 3), validation_data=(ones(8, 7, 3), ones(8, 1)))),
    ("a generator of lists", "LD901 LD905", lambda: functional(10, 3).fit(pairs(), steps_per_epoch=1, verbose=0)),
    ("a Dataset without batches", "LD905 LD203", lambda: functional(10, 3).fit(dataset(ones(N, 10, 3), ones(N, 1)), verbose=0)),
    ("a Dataset of unequal lengths", "LD301", lambda: list(from_lists(ragged()).batch(2))),
    ("a kernel longer than the sequence", "LD309", lambda: layers.Conv1D(4, 5)(keras.Input((3, 2)))),
    ("a pool longer than the sequence", "LD309", lambda: layers.MaxPooling1D(5)(keras.Input((3, 2)))),
    ("ConvLSTM2D on four axes", "LD203 LD202 LD201", lambda: layers.ConvLSTM2D(2, 3)(ones(4, 8, 8, 1))),
    ("features of a convolution", "LD210", conv_twice),
    ("a mask of another length", "LD906 LD302", lambda: layers.TimeDistributed(layers.Dense(2))(ones(4, 5, 3), mask=ones(4, 4))),
    ("features left free", "LD801", lambda: layers.LSTM(4)(keras.Input((10, None)))),
    ("never built", "LD801", lambda: keras.Sequential([layers.LSTM(4)]).input_shape),
    ("unknown class", "LD803", lambda: keras.saving.deserialize_keras_object({"module": "my", "class_name": "Mine", "config": {}, "registered_name": "Mine"})),
    ("reshape of a series", "LD205 LD206", lambda: ones(1000, 3).reshape(99, 10, 3)),
    ("one series padded", "LD102 LD206", lambda: keras.utils.pad_sequences(np.arange(5))),
    ("frames of another width", "LD210 LD301", lambda: keras.utils.pad_sequences([ones(4, 3), ones(4, 2)], dtype="float32")),
    ("too few samples to split", "LD107", lambda: fit(functional(10, 3), ones(1, 10, 3), ones(1, 1), validation_split=0.2)),
)  # fmt: skip


def raised(act: Act) -> str:
    """The traceback that a fault leads to; "" where Keras takes it."""
    try:
        act()
    except Exception:
        return traceback.format_exc()
    return ""


def test_the_list_is_long() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("codes", "act"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_keras_raises_is_explained(codes: str, act: Act) -> None:
    keras.utils.clear_session()
    text = raised(act)
    assert text, "Keras took it"
    explanation = explain(text)
    assert explanation.code in codes.split(), f"{explanation}\n{text[-1500:]}"


def test_a_stateful_rest_that_ends_in_the_loss() -> None:
    node = "[[{{node gradient_tape/compile_loss/mse/sub/BroadcastGradientArgs}}]] [Op:__inference_multi_step_on_iterator_245888]"
    assert "LD401" in explain(f"InvalidArgumentError: Incompatible shapes: [8,1] vs. [16,1]\n\t {node}").codes
