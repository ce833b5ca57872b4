"""A zoo of models with data and labels, saved as users save them and judged by the installed Keras.

Healthy: Keras predicts and trains, and no finding is worse than a note. Faulty: the right code is among the
findings.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from lstmdoctor.api import diagnose
from lstmdoctor.core.reports import Report

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

Array = npt.NDArray[Any]
Model = Any
L = keras.layers
N = 48


@dataclass(frozen=True)
class Animal:
    """A model, its data and its labels, each made when it is needed."""

    model: Callable[[], Model]
    data: Callable[[np.random.Generator], Any]
    labels: Callable[[np.random.Generator], Any] | None = None
    code: str = ""


def sequential(
    *layers: Model, shape: tuple[int | None, ...], loss: str | None = "mse", **inputs: Any
) -> Model:
    return compiled(keras.Sequential([keras.Input(shape, **inputs), *layers]), loss)


def functional(
    *layers: Model, shape: tuple[int | None, ...], loss: str | None = "mse", **inputs: Any
) -> Model:
    given = out = keras.Input(shape, **inputs)
    for layer in layers:
        out = layer(out)
    return compiled(keras.Model(given, out), loss)


def compiled(model: Model, loss: Any) -> Model:
    if loss is not None:
        model.compile(optimizer="sgd", loss=loss, run_eagerly=True)
    return model


def two_inputs(names: tuple[str, str] = ("seq_in", "static_in"), as_dict: bool = False) -> Model:
    first, second = keras.Input((6, 3), name=names[0]), keras.Input((4,), name=names[1])
    out = L.Dense(1)(L.Concatenate()([L.LSTM(3)(first), second]))
    inputs: Any = {names[0]: first, names[1]: second} if as_dict else [first, second]
    return compiled(keras.Model(inputs, out), "mse")


def two_outputs() -> Model:
    given = keras.Input((6, 3))
    hidden = L.LSTM(4)(given)
    value, kind = L.Dense(1, name="value")(hidden), L.Dense(3, activation="softmax", name="kind")(hidden)
    losses = {"value": "mse", "kind": "sparse_categorical_crossentropy"}
    return compiled(keras.Model(given, {"value": value, "kind": kind}), losses)


def seq2seq(vocabulary: int = 12) -> Model:
    source, target = keras.Input((7,), name="source"), keras.Input((5,), name="target")
    _, h, c = L.LSTM(4, return_state=True)(L.Embedding(vocabulary, 4, mask_zero=True)(source))
    hidden = L.LSTM(4, return_sequences=True)(L.Embedding(vocabulary, 4, mask_zero=True)(target), [h, c])
    out = L.Dense(vocabulary, activation="softmax")(hidden)
    return compiled(keras.Model([source, target], out), "sparse_categorical_crossentropy")


def stateful(batch: int = 16) -> Model:
    given = keras.Input(batch_shape=(batch, 6, 3))
    return compiled(keras.Model(given, L.Dense(1)(L.LSTM(3, stateful=True)(given))), "mse")


def nested() -> Model:
    encoder = keras.Sequential([keras.Input((6, 3)), L.LSTM(4)], name="encoder")
    return functional(encoder, L.Dense(1), shape=(6, 3))


def sentences() -> Model:
    """Words make sentences, sentences a document: a model in every timestep of another."""
    words = keras.Sequential([keras.Input((7,)), L.Embedding(20, 4, mask_zero=True), L.LSTM(3)])
    last = L.Dense(1, activation="sigmoid")
    return functional(L.TimeDistributed(words), L.LSTM(3), last, shape=(5, 7), loss="binary_crossentropy")


def masked_steps() -> Model:
    last = L.TimeDistributed(L.Dense(1, activation="sigmoid"))
    layers = L.Masking(0.0), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Dropout(0.1), last
    return sequential(*layers, shape=(10, 3), loss="binary_crossentropy")


def classifier(
    vocabulary: int = 20, mask: bool = True, loss: str = "binary_crossentropy", units: int = 1
) -> Model:
    last = L.Dense(units, activation="sigmoid" if units == 1 else "softmax")
    return sequential(L.Embedding(vocabulary, 4, mask_zero=mask), L.LSTM(3), last, shape=(8,), loss=loss)


def lstm(
    shape: tuple[int | None, ...] = (6, 3), units: int = 1, loss: str | None = "mse", **dense: Any
) -> Model:
    return sequential(L.LSTM(3), L.Dense(units, **dense), shape=shape, loss=loss)


def per_step(
    shape: tuple[int | None, ...] = (6, 3), units: int = 1, loss: str = "mse", **dense: Any
) -> Model:
    return sequential(L.LSTM(3, return_sequences=True), L.Dense(units, **dense), shape=shape, loss=loss)


def sixes(loss: str, units: int = 4) -> Model:
    return lstm(units=units, loss=loss, activation="softmax")


# -- data -----------------------------------------------------------------------------------------------------------


def normal(*shape: int, dtype: str = "float32") -> Callable[[np.random.Generator], Array]:
    return lambda rng: rng.normal(size=shape).astype(dtype)


def uniform(*shape: int, low: float = 0.0, high: float = 1.0) -> Callable[[np.random.Generator], Array]:
    return lambda rng: rng.uniform(low, high, shape).astype("float32")


def integers(
    low: int, high: int, *shape: int, dtype: str = "int64"
) -> Callable[[np.random.Generator], Array]:
    """Whole numbers from low up to and with high, both of which occur."""

    def make(rng: np.random.Generator) -> Array:
        made = rng.integers(low, high + 1, shape).astype(dtype)
        made.flat[0], made.flat[-1] = low, high
        return made

    return make


def one_hot(classes: int, *shape: int) -> Callable[[np.random.Generator], Array]:
    return lambda rng: np.eye(classes, dtype="float32")[rng.integers(0, classes, shape)]


def sparse_counts(rng: np.random.Generator) -> Array:
    """96 of 100 values are 0, as in counts of rare events."""
    return (rng.poisson(3, (N, 6, 3)) * (rng.random((N, 6, 3)) < 0.04)).astype("float32")


def piano_roll(rng: np.random.Generator) -> Array:
    return (rng.random((N, 16, 24)) < 0.1).astype("float32")


def padded_post(rng: np.random.Generator) -> Array:
    x = rng.normal(size=(N, 10, 3)).astype("float32")
    for row, length in enumerate(rng.integers(3, 11, N)):
        x[row, length:] = 0
    return x


def padded_ids(rng: np.random.Generator) -> Array:
    x = rng.integers(1, 20, (N, 8))
    for row, length in enumerate(rng.integers(3, 9, N)):
        x[row, length:] = 0
    return x


def min_max(rng: np.random.Generator) -> Array:
    x = np.cumsum(rng.normal(size=(N, 6, 3)), axis=1)
    scaled: Array = (x - x.min((0, 1))) / np.ptp(x, (0, 1))
    return scaled.astype("float32")


def sine(rng: np.random.Generator) -> Array:
    start = rng.uniform(0, 6.28, (N, 1))
    return np.sin(start + np.arange(6) / 3)[..., None].astype("float32")


def mfcc(rng: np.random.Generator) -> Array:
    """Audio features: the first large and negative, the others small."""
    x = rng.normal(size=(N, 20, 13)).astype("float32")
    x[..., 0] = x[..., 0] * 60 - 300
    return x


def named(**arrays: Callable[[np.random.Generator], Array]) -> Callable[[np.random.Generator], Any]:
    return lambda rng: {name: make(rng) for name, make in arrays.items()}


REGRESSION = normal(N, 1)
HEALTHY: dict[str, Animal] = {
    "sequential lstm": Animal(lstm, normal(N, 6, 3), REGRESSION),
    "functional lstm": Animal(
        lambda: functional(L.LSTM(3), L.Dense(1), shape=(6, 3)), normal(N, 6, 3), REGRESSION
    ),
    "gru, labels of rank 1": Animal(
        lambda: sequential(L.GRU(3), L.Dense(1), shape=(6, 3)), normal(N, 6, 3), normal(N)
    ),
    "simple rnn, float64": Animal(
        lambda: sequential(L.SimpleRNN(3), L.Dense(1), shape=(6, 3)),
        normal(N, 6, 3, dtype="float64"),
        REGRESSION,
    ),
    "float16": Animal(lstm, normal(N, 6, 3, dtype="float16"), normal(N, 1, dtype="float16")),
    "counts as integers": Animal(lstm, integers(0, 9, N, 6, 3, dtype="int32"), REGRESSION),
    "free timesteps": Animal(lambda: lstm((None, 3)), normal(N, 9, 3), REGRESSION),
    "one feature": Animal(lambda: lstm((6, 1)), sine, REGRESSION),
    "one feature without its axis": Animal(lambda: lstm((6, 1)), uniform(N, 6), REGRESSION),
    "one timestep": Animal(lambda: lstm((1, 3)), normal(N, 1, 3), REGRESSION),
    "as many timesteps as features": Animal(lambda: lstm((6, 6)), normal(N, 6, 6), REGRESSION),
    "as many samples as timesteps": Animal(lambda: lstm((12, 3)), normal(12, 12, 3), normal(12, 1)),
    "no labels": Animal(lstm, normal(N, 6, 3)),
    "not compiled": Animal(lambda: lstm(loss=None), normal(N, 6, 3), REGRESSION),
    "not compiled, class ids": Animal(
        lambda: lstm(units=4, loss=None, activation="softmax"), normal(N, 6, 3), integers(0, 3, N)
    ),
    "two columns": Animal(lambda: lstm(units=2, loss="mae"), normal(N, 6, 3), normal(N, 2)),
    "huber": Animal(lambda: lstm(loss="huber"), normal(N, 6, 3), normal(N)),
    "binary": Animal(
        lambda: lstm(loss="binary_crossentropy", activation="sigmoid"), normal(N, 6, 3), integers(0, 1, N)
    ),
    "binary, truth values": Animal(
        lambda: lstm(loss="binary_crossentropy", activation="sigmoid"),
        normal(N, 6, 3),
        lambda rng: rng.random((N, 1)) < 0.5,
    ),
    "several labels at once": Animal(
        lambda: lstm(units=5, loss="binary_crossentropy", activation="sigmoid"),
        normal(N, 6, 3),
        integers(0, 1, N, 5, dtype="float32"),
    ),
    "softmax, one-hot": Animal(lambda: sixes("categorical_crossentropy"), normal(N, 6, 3), one_hot(4, N)),
    "softmax, smoothed": Animal(
        lambda: sixes("categorical_crossentropy"),
        normal(N, 6, 3),
        lambda rng: one_hot(4, N)(rng) * 0.9 + 0.025,
    ),
    "softmax, ids": Animal(
        lambda: sixes("sparse_categorical_crossentropy"), normal(N, 6, 3), integers(0, 3, N)
    ),
    "softmax, ids as a column of floats": Animal(
        lambda: sixes("sparse_categorical_crossentropy"),
        normal(N, 6, 3),
        integers(0, 3, N, 1, dtype="float32"),
    ),
    "two classes, ids": Animal(
        lambda: sixes("sparse_categorical_crossentropy", 2), normal(N, 6, 3), integers(0, 1, N, dtype="uint8")
    ),
    "a value each step": Animal(per_step, normal(N, 6, 3), normal(N, 6, 1)),
    "a value each step, labels of rank 2": Animal(per_step, normal(N, 6, 3), normal(N, 6)),
    "a class each step, ids": Animal(
        lambda: per_step(units=4, loss="sparse_categorical_crossentropy", activation="softmax"),
        normal(N, 6, 3),
        integers(0, 3, N, 6),
    ),
    "a class each step, free timesteps": Animal(
        lambda: per_step((None, 3), 4, "sparse_categorical_crossentropy", activation="softmax"),
        normal(N, 9, 3),
        integers(0, 3, N, 9, 1),
    ),
    "a class each step, one-hot": Animal(
        lambda: per_step(units=4, loss="categorical_crossentropy", activation="softmax"),
        normal(N, 6, 3),
        one_hot(4, N, 6),
    ),
    "time distributed": Animal(
        lambda: sequential(L.LSTM(3, return_sequences=True), L.TimeDistributed(L.Dense(2)), shape=(6, 3)),
        normal(N, 6, 3),
        normal(N, 6, 2),
    ),
    "bidirectional": Animal(
        lambda: sequential(L.Bidirectional(L.LSTM(3)), L.Dense(1), shape=(6, 3)), normal(N, 6, 3), REGRESSION
    ),
    "stacked": Animal(
        lambda: functional(
            L.LSTM(3, return_sequences=True), L.Dropout(0.2), L.GRU(3), L.Dense(1), shape=(6, 3)
        ),
        normal(N, 6, 3),
        REGRESSION,
    ),
    "embedding with a mask": Animal(classifier, padded_ids, integers(0, 1, N)),
    "embedding without padding": Animal(
        lambda: classifier(mask=False), integers(0, 19, N, 8), integers(0, 1, N)
    ),
    "words of sentences": Animal(sentences, integers(0, 19, N, 5, 7), integers(0, 1, N)),
    "embedding, int32 ids, classes": Animal(
        lambda: classifier(loss="sparse_categorical_crossentropy", units=3),
        integers(1, 19, N, 8, dtype="int32"),
        integers(0, 2, N),
    ),
    "embedding, ids as floats": Animal(classifier, integers(1, 19, N, 8, dtype="float32"), integers(0, 1, N)),
    "next word": Animal(
        lambda: sequential(
            L.Embedding(20, 4),
            L.LSTM(3, return_sequences=True),
            L.Dense(20, activation="softmax"),
            shape=(8,),
            loss="sparse_categorical_crossentropy",
        ),
        integers(0, 19, N, 8),
        integers(0, 19, N, 8),
    ),
    "masked padding": Animal(
        lambda: sequential(L.Masking(0.0), L.LSTM(3), L.Dense(1), shape=(10, 3)), padded_post, REGRESSION
    ),
    "a value each step under a mask": Animal(masked_steps, padded_post, integers(0, 1, N, 10, 1)),
    "a value each step, the mask dropped": Animal(
        lambda: sequential(L.Masking(), L.LSTM(3, return_sequences=True), L.Conv1D(1, 1), shape=(10, 3)),
        padded_post,
        normal(N, 10),
    ),
    "letters, one-hot": Animal(
        lambda: lstm((8, 27), 27, "categorical_crossentropy", activation="softmax"),
        one_hot(27, N, 8),
        one_hot(27, N),
    ),
    "rare counts": Animal(lstm, sparse_counts, REGRESSION),
    "piano roll": Animal(
        lambda: per_step((16, 24), 24, "binary_crossentropy", activation="sigmoid"), piano_roll, piano_roll
    ),
    "scaled to 0 to 1": Animal(lstm, min_max, uniform(N, 1)),
    "sigmoid, labels scaled a little beyond": Animal(
        lambda: lstm(activation="sigmoid"), min_max, uniform(N, 1, low=-0.1, high=1.1)
    ),
    "signs for tanh": Animal(
        lambda: lstm(activation="tanh"), normal(N, 6, 3), lambda rng: rng.choice([-1.0, 1.0], (N, 1))
    ),
    "signs for hinge": Animal(
        lambda: lstm(loss="hinge"), normal(N, 6, 3), lambda rng: rng.choice([-1.0, 1.0], N)
    ),
    "audio features": Animal(
        lambda: sequential(
            L.Bidirectional(L.LSTM(3)),
            L.Dense(4, activation="softmax"),
            shape=(20, 13),
            loss="sparse_categorical_crossentropy",
        ),
        mfcc,
        integers(0, 3, N),
    ),
    "conv lstm 1d": Animal(
        lambda: sequential(L.ConvLSTM1D(2, 2), L.Flatten(), L.Dense(1), shape=(4, 5, 2)),
        normal(N, 4, 5, 2),
        REGRESSION,
    ),
    "conv lstm 2d": Animal(
        lambda: sequential(L.ConvLSTM2D(2, 2), L.Flatten(), L.Dense(1), shape=(3, 5, 5, 1)),
        normal(N, 3, 5, 5, 1),
        REGRESSION,
    ),
    "frames to frames": Animal(
        lambda: sequential(
            L.ConvLSTM2D(2, 2, padding="same", return_sequences=True), L.Dense(1), shape=(3, 5, 5, 1)
        ),
        normal(N, 3, 5, 5, 1),
        normal(N, 3, 5, 5, 1),
    ),
    "convolution and pooling": Animal(
        lambda: sequential(L.Conv1D(3, 3), L.MaxPooling1D(2), L.LSTM(3), L.Dense(1), shape=(12, 3)),
        normal(N, 12, 3),
        REGRESSION,
    ),
    "a frame each step": Animal(
        lambda: sequential(
            L.TimeDistributed(L.Conv2D(2, 2)),
            L.TimeDistributed(L.Flatten()),
            L.LSTM(3),
            L.Dense(1),
            shape=(3, 5, 5, 1),
        ),
        uniform(N, 3, 5, 5, 1),
        REGRESSION,
    ),
    "autoencoder": Animal(
        lambda: sequential(
            L.LSTM(3),
            L.RepeatVector(6),
            L.LSTM(3, return_sequences=True),
            L.TimeDistributed(L.Dense(3)),
            shape=(6, 3),
        ),
        min_max,
        min_max,
    ),
    "attention": Animal(
        lambda: functional(
            L.LSTM(3, return_sequences=True),
            L.LayerNormalization(),
            L.GlobalAveragePooling1D(),
            L.Dense(1),
            shape=(6, 3),
        ),
        normal(N, 6, 3),
        REGRESSION,
    ),
    "stateful": Animal(stateful, normal(N, 6, 3), REGRESSION),
    "nested": Animal(nested, normal(N, 6, 3), REGRESSION),
    "two inputs": Animal(two_inputs, named(seq_in=normal(N, 6, 3), static_in=normal(N, 4)), REGRESSION),
    "two inputs of a dict": Animal(
        lambda: two_inputs(as_dict=True), named(static_in=normal(N, 4), seq_in=normal(N, 6, 3)), REGRESSION
    ),
    "two outputs": Animal(two_outputs, normal(N, 6, 3), named(value=normal(N, 1), kind=integers(0, 2, N))),
    "sequence to sequence": Animal(
        seq2seq, named(source=integers(1, 11, N, 7), target=integers(1, 11, N, 5)), integers(1, 11, N, 5)
    ),
}


# -- faults ---------------------------------------------------------------------------------------------------------


def with_nan(shape: tuple[int, ...]) -> Callable[[np.random.Generator], Array]:
    def make(rng: np.random.Generator) -> Array:
        made = rng.normal(size=shape).astype("float32")
        made.flat[7] = np.nan
        return made

    return make


def ragged(low: int, high: int, features: int) -> Callable[[np.random.Generator], Any]:
    return lambda rng: [rng.normal(size=(low + i % (high - low + 1), features)) for i in range(N)]


def listed(*shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda rng: [rng.normal(size=shape) for _ in range(N)]


def texts(rng: np.random.Generator) -> Array:
    return rng.choice(["walk", "run", "sit"], N)


def sigmoid(loss: str = "binary_crossentropy") -> Model:
    return lstm(loss=loss, activation="sigmoid")


FAULTY: dict[str, Animal] = {
    "list of arrays": Animal(lstm, listed(6, 3), REGRESSION, "LD101"),
    "nested numbers": Animal(lstm, lambda rng: rng.normal(size=(N, 6, 3)).tolist(), REGRESSION, "LD102"),
    "an input missing": Animal(two_inputs, named(seq_in=normal(N, 6, 3)), REGRESSION, "LD103"),
    "an array too many": Animal(
        two_inputs,
        named(seq_in=normal(N, 6, 3), static_in=normal(N, 4), weather=normal(N, 2)),
        REGRESSION,
        "LD104",
    ),
    "other names": Animal(two_inputs, named(a=normal(N, 6, 3), b=normal(N, 4)), REGRESSION, "LD105"),
    "other counts": Animal(
        two_inputs, named(seq_in=normal(N, 6, 3), static_in=normal(40, 4)), REGRESSION, "LD106"
    ),
    "no samples": Animal(lstm, normal(0, 6, 3), None, "LD107"),
    "text": Animal(lstm, texts, None, "LD108"),
    "no feature axis": Animal(lambda: lstm((6, 1)), normal(N, 6), REGRESSION, "LD201"),
    "no time axis": Animal(lambda: lstm((1, 3)), normal(N, 3), REGRESSION, "LD202"),
    "no batch axis": Animal(lstm, normal(6, 3), None, "LD203"),
    "an axis too many": Animal(lstm, normal(1, N, 6, 3), REGRESSION, "LD204"),
    "flattened": Animal(lstm, normal(N, 18), REGRESSION, "LD205"),
    "one series": Animal(lstm, normal(500, 3), None, "LD206"),
    "axes swapped": Animal(lstm, normal(N, 3, 6), REGRESSION, "LD207"),
    "time first": Animal(lstm, normal(6, N, 3), REGRESSION, "LD208"),
    "channels first": Animal(
        lambda: sequential(L.ConvLSTM2D(2, 2), L.Flatten(), L.Dense(1), shape=(3, 5, 6, 1)),
        normal(N, 3, 1, 5, 6),
        REGRESSION,
        "LD211",
    ),
    "batches": Animal(lstm, normal(4, 12, 6, 3), None, "LD209"),
    "other features": Animal(lstm, normal(N, 6, 5), REGRESSION, "LD210"),
    "unequal lengths": Animal(lstm, ragged(3, 6, 3), REGRESSION, "LD301"),
    "other timesteps": Animal(lstm, normal(N, 9, 3), REGRESSION, "LD302"),
    "padding without a mask": Animal(lambda: lstm((10, 3)), padded_post, REGRESSION, "LD304"),
    "samples that fill no batch": Animal(stateful, normal(50, 6, 3), normal(50, 1), "LD401"),
    "nan": Animal(lstm, with_nan((N, 6, 3)), REGRESSION, "LD501"),
    "all zero": Animal(lstm, lambda rng: np.zeros((N, 6, 3), "int32"), REGRESSION, "LD502"),
    "complex": Animal(lstm, normal(N, 6, 3, dtype="complex64"), REGRESSION, "LD503"),
    "id beyond": Animal(classifier, integers(1, 20, N, 8), integers(0, 1, N), "LD601"),
    "id beyond, words of sentences": Animal(sentences, integers(1, 20, N, 5, 7), integers(0, 1, N), "LD601"),
    "one-hot words of sentences": Animal(sentences, one_hot(20, N, 5, 7), integers(0, 1, N), "LD604"),
    "all zero, as one row": Animal(
        lambda: sequential(L.Reshape((6, 3)), L.LSTM(3), L.Dense(1), shape=(18,)),
        lambda rng: np.zeros((N, 18), "float32"),
        REGRESSION,
        "LD502",
    ),
    "the new axis in front": Animal(lambda: lstm((1, 3)), normal(1, N, 3), REGRESSION, "LD208"),
    "id below": Animal(lambda: classifier(mask=False), integers(-1, 19, N, 8), integers(0, 1, N), "LD602"),
    "fractions for ids": Animal(classifier, uniform(N, 8), integers(0, 1, N), "LD603"),
    "one-hot for ids": Animal(classifier, one_hot(20, N, 8), integers(0, 1, N), "LD604"),
    "vectors for ids": Animal(classifier, normal(N, 8, 300), integers(0, 1, N), "LD604"),
    "ids for one-hot": Animal(lambda: lstm((8, 27)), integers(0, 26, N, 8), REGRESSION, "LD605"),
    "ids for one-hot, free timesteps": Animal(
        lambda: lstm((None, 27)), integers(0, 26, N, 8), REGRESSION, "LD605"
    ),
    "labels missing": Animal(lstm, normal(N, 6, 3), normal(40, 1), "LD701"),
    "labels of another width": Animal(lambda: lstm(units=2), normal(N, 6, 3), normal(N, 3), "LD702"),
    "labels an axis short under a mask": Animal(masked_steps, padded_post, integers(0, 1, N, 10), "LD702"),
    "two columns for sigmoid": Animal(sigmoid, normal(N, 6, 3), one_hot(2, N), "LD702"),
    "two columns for one unit": Animal(lstm, normal(N, 6, 3), normal(N, 2), "LD703"),
    "a label each step for one value": Animal(lstm, normal(N, 6, 3), normal(N, 6, 1), "LD703"),
    "a value each step for one label": Animal(per_step, normal(N, 6, 3), REGRESSION, "LD703"),
    "a value each step for one label, free timesteps": Animal(
        lambda: per_step((None, 3)), normal(N, 9, 3), normal(N, 1), "LD703"
    ),
    "one column for two units": Animal(lambda: lstm(units=2), normal(N, 6, 3), REGRESSION, "LD703"),
    "ids for categorical": Animal(
        lambda: sixes("categorical_crossentropy"), normal(N, 6, 3), integers(0, 3, N), "LD704"
    ),
    "one-hot for sparse": Animal(
        lambda: sixes("sparse_categorical_crossentropy"), normal(N, 6, 3), one_hot(4, N), "LD704"
    ),
    "ids from 1": Animal(
        lambda: sixes("sparse_categorical_crossentropy"), normal(N, 6, 3), integers(1, 4, N), "LD705"
    ),
    "signs for sigmoid": Animal(sigmoid, normal(N, 6, 3), lambda rng: rng.choice([-1, 1], N), "LD705"),
    "1 and 2 for sigmoid": Animal(sigmoid, normal(N, 6, 3), integers(1, 2, N), "LD705"),
    "nan among labels": Animal(lstm, normal(N, 6, 3), with_nan((N, 1)), "LD706"),
    "text labels": Animal(lambda: sixes("sparse_categorical_crossentropy"), normal(N, 6, 3), texts, "LD706"),
    "samples for timesteps": Animal(lambda: lstm((N, 3)), normal(N, 1, 3), None, "LD805"),
}


# -- tests ----------------------------------------------------------------------------------------------------------


def save(folder: Path, stem: str, data: Any, pickled: bool) -> str:
    if isinstance(data, Mapping):
        np.savez(folder / f"{stem}.npz", **data)
        return str(folder / f"{stem}.npz")
    if isinstance(data, list) or pickled:
        (folder / f"{stem}.pkl").write_bytes(pickle.dumps(data))
        return str(folder / f"{stem}.pkl")
    np.save(folder / f"{stem}.npy", data)
    return str(folder / f"{stem}.npy")


def report(folder: Path, model: Model, data: Any, labels: Any, pickled: bool = False) -> Report:
    """Save all three and diagnose the files."""
    model.save(folder / "model.keras")
    beside = None if labels is None else save(folder, "y", labels, False)
    return diagnose(str(folder / "model.keras"), save(folder, "x", data, pickled), labels=beside)


def made(name: str, animal: Animal) -> tuple[Model, Any, Any]:
    rng = np.random.default_rng(len(name))
    keras.utils.clear_session(free_memory=False)
    return animal.model(), animal.data(rng), animal.labels(rng) if animal.labels is not None else None


def first(data: Any, number: int) -> Any:
    if isinstance(data, Mapping):
        return {name: array[:number] for name, array in data.items()}
    return data[:number]


@pytest.mark.parametrize("name", HEALTHY)
def test_the_healthy_have_no_finding_above_a_note(name: str, tmp_path: Path) -> None:
    model, data, labels = made(name, HEALTHY[name])
    found = report(tmp_path, model, data, labels, pickled=len(name) % 2 == 0)
    assert [(f.fault.code, f.message) for f in found.findings if f.severity != "note"] == []
    assert not [f.fault.code for f in found.findings if f.fault.code.startswith(("LD6", "LD7"))]
    number = 16
    assert np.all([np.isfinite(part).all() for part in parts(model.predict_on_batch(first(data, number)))])
    if labels is not None and getattr(model, "optimizer", None) is not None:
        loss = model.train_on_batch(first(data, number), first(labels, number))
        assert np.isfinite(np.asarray(loss)).all()


def parts(given: Any) -> list[Array]:
    return list(given.values()) if isinstance(given, Mapping) else [given]


SILENT = {
    "an array too many", "no feature axis", "other timesteps", "padding without a mask", "nan", "all zero", "complex",
    "id below", "fractions for ids", "two columns for one unit", "a label each step for one value",
    "a value each step for one label", "a value each step for one label, free timesteps",
    "one column for two units", "signs for sigmoid", "1 and 2 for sigmoid", "nan among labels",
    "samples for timesteps", "all zero, as one row",
}  # fmt: skip
"""Faults that Keras passes over without a word."""


@pytest.mark.parametrize("name", FAULTY)
def test_the_faulty_are_found_and_what_else_is_refused(name: str, tmp_path: Path) -> None:
    model, data, labels = made(name, FAULTY[name])
    found = report(tmp_path, model, data, labels)
    code = FAULTY[name].code
    codes = {f.fault.code for f in found.findings if f.severity != "note" or f.fault.code == code}
    assert codes == ({code, "LD302"} if code == "LD805" else {code})
    assert refused(model, data, labels) == (name not in SILENT)


def refused(model: Model, data: Any, labels: Any) -> bool:
    try:
        if labels is None:
            model.predict(data, verbose=0)
        else:
            model.fit(data, labels, batch_size=16, verbose=0)
    except Exception:
        return True
    return False
