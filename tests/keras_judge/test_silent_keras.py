"""What the pages of the silent faults claim, asked of the installed Keras in one process."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from test_padding_zoo import LSTM, layer

from lstmdoctor.checks.too_short import fewest_path_timesteps
from lstmdoctor.data.sequences.source import Array

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras: Any = None
UNITS = 16
REAL = 20


@pytest.fixture(scope="module", autouse=True)
def installed_keras() -> None:
    """Imported when the first test here runs: collecting the tests of other modules must not pay for it."""
    global keras
    keras = pytest.importorskip("keras")


@pytest.fixture(autouse=True)
def fixed_seed(installed_keras: None) -> None:
    keras.utils.set_random_seed(1)


def sequences(length: int = REAL, features: int = 4) -> Array:
    return np.random.default_rng(length).normal(size=(64, length, features)).astype("float32")


def filled(x: Array, side: str, steps: int, value: float = 0.0) -> Array:
    padding = np.full((len(x), steps, x.shape[2]), value, "float32")
    return np.concatenate([padding, x] if side == "pre" else [x, padding], axis=1)


def output(layers: list[Any], x: Array) -> Array:
    y: Any = x
    for one in layers:
        y = one(y)
    return np.asarray(keras.ops.convert_to_numpy(y))


def change(layers: list[Any], x: Array, other: Array) -> float:
    """Relative change of the output when the model is given other data."""
    before, after = output(layers, x), output(layers, other)
    return float(np.linalg.norm(after - before) / np.linalg.norm(before))


@pytest.mark.parametrize("steps", [5, 40])
@pytest.mark.parametrize("cell", ["LSTM", "GRU", "SimpleRNN"])
def test_unmasked_padding_matters_where_it_is_read_last(cell: str, steps: int) -> None:
    make, x = getattr(keras.layers, cell), sequences()
    forward, backward = make(UNITS), make(UNITS, go_backwards=True)
    both = keras.layers.Bidirectional(make(UNITS))
    assert change([forward], x, filled(x, "post", steps)) > 0.4
    assert change([forward], x, filled(x, "pre", steps)) <= 0.02
    assert change([backward], x, filled(x, "pre", steps)) > 0.4
    assert change([backward], x, filled(x, "post", steps)) <= 0.02
    for side in ("pre", "post"):
        assert change([both], x, filled(x, side, steps)) > 0.4


@pytest.mark.parametrize("side", ["pre", "post"])
@pytest.mark.parametrize("value", [0.0, -9.0])
def test_masked_padding_does_not_matter(side: str, value: float) -> None:
    x = sequences()
    layers = [keras.layers.Masking(value), keras.layers.LSTM(UNITS)]
    assert change(layers, x, filled(x, side, 40, value)) < 1e-5


def test_a_mask_of_another_value_does_not_help() -> None:
    x = sequences()
    layers = [keras.layers.Masking(-1.0), keras.layers.LSTM(UNITS)]
    assert change(layers, x, filled(x, "post", 40)) > 0.4


def test_real_steps_of_the_mask_value_are_skipped() -> None:
    x, lstm = sequences(), keras.layers.LSTM(UNITS)
    x[:, [5, 11]] = 0
    masked, read = output([keras.layers.Masking(0.0), lstm], x), output([lstm], x)
    assert np.linalg.norm(masked - read) > 1e-3 * np.linalg.norm(read)
    without = np.delete(x, [5, 11], axis=1)
    np.testing.assert_allclose(masked, output([lstm], without), atol=1e-5)


def test_sequences_of_padding_alone_give_the_initial_state() -> None:
    x = np.zeros((2, 10, 4), "float32")
    assert not output([keras.layers.Masking(0.0), keras.layers.LSTM(UNITS)], x).any()


def test_an_embedding_masks_zero_and_only_when_told() -> None:
    ids = np.random.default_rng(0).integers(1, 50, (64, REAL))
    more = np.concatenate([ids, np.zeros((64, 40), ids.dtype)], axis=1)
    for told in (True, False):
        layers = [keras.layers.Embedding(50, 8, mask_zero=told), keras.layers.LSTM(UNITS)]
        effect = change(layers, ids, more)
        assert effect < 1e-5 if told else effect > 0.2


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
def test_a_convolution_drops_the_mask() -> None:
    x = sequences()
    layers = [
        keras.layers.Masking(0.0),
        keras.layers.Conv1D(8, 1, use_bias=False),
        keras.layers.LSTM(UNITS),
    ]
    assert change(layers, x, filled(x, "post", 40)) > 0.4


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_one_bad_value_makes_the_loss_and_the_weights_nan(bad: float) -> None:
    x = sequences()
    x[3, 2, 1] = bad
    model = keras.Sequential([keras.Input((None, 4)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    model.compile(loss="mse", optimizer="sgd", run_eagerly=True)
    assert np.isfinite(model.get_weights()[0]).all()
    loss = model.train_on_batch(x, np.zeros((len(x), 1)))
    if np.isnan(bad):
        assert np.isnan(loss)
        assert np.isnan(model.get_weights()[0]).all()
    else:
        assert not np.isfinite(np.concatenate([w.ravel() for w in model.get_weights()])).all()


def test_nan_cannot_be_masked() -> None:
    x = filled(sequences(), "post", 5, float("nan"))
    assert np.isnan(output([keras.layers.Masking(float("nan")), keras.layers.LSTM(UNITS)], x)).all()


def test_pad_sequences_turns_floats_to_zero() -> None:
    padded = keras.utils.pad_sequences([[0.3, 0.9], [0.5]])
    assert padded.dtype == np.int32
    assert not padded.any()
    kept = keras.utils.pad_sequences([[0.3, 0.9], [0.5]], dtype="float32")
    assert np.count_nonzero(kept) == 3


def test_shares_of_zeros_that_pad_sequences_leaves() -> None:
    rng = np.random.default_rng(0)
    normal = keras.utils.pad_sequences(list(rng.normal(size=(200, 40, 5))))
    unit = keras.utils.pad_sequences(list(rng.random((200, 40, 5))))
    assert 0.67 < np.mean(normal == 0) < 0.70
    assert not unit.any()
    assert normal.min() <= -2 and normal.max() >= 2


CONVOLUTIONS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "one": [("Conv1D", {"filters": 2, "kernel_size": 5})],
    "dilated": [("Conv1D", {"filters": 2, "kernel_size": 4, "dilation_rate": 3})],
    "same": [("Conv1D", {"filters": 2, "kernel_size": 5, "padding": "same"})],
    "causal, then pooling": [
        ("Conv1D", {"filters": 2, "kernel_size": 5, "padding": "causal"}),
        ("MaxPooling1D", {"pool_size": 3}),
    ],
    "two and a stride": [
        ("Conv1D", {"filters": 2, "kernel_size": 3, "strides": 2}),
        ("SeparableConv1D", {"filters": 2, "kernel_size": 3}),
    ],
    "pooling twice": [("MaxPooling1D", {"pool_size": 2}), ("AveragePooling1D", {"pool_size": 3, "strides": 1})],
    "deep": [
        ("Conv1D", {"filters": 2, "kernel_size": 5}),
        ("MaxPooling1D", {"pool_size": 2}),
        ("Cropping1D", {"cropping": 1}),
        ("Conv1D", {"filters": 2, "kernel_size": 3, "strides": 2}),
        ("UpSampling1D", {"size": 2}),
        ("MaxPooling1D", {"pool_size": 3, "strides": 1, "padding": "valid"}),
    ],
}  # fmt: skip


def builds(entries: list[tuple[str, dict[str, Any]]], length: int) -> bool:
    """Whether Keras builds the layers for sequences of this length, with a step left at their end.

    Built, not run: on data that is too short TensorFlow's pooling kernels may end the process.
    """
    x: Any = keras.Input((length, 4))
    try:
        for kind, options in entries:
            x = getattr(keras.layers, kind)(**options)(x)
        keras.layers.LSTM(2)(x)
    except ValueError:
        return False
    return bool(x.shape[1] >= 1)


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_the_shortest_length_that_convolutions_take(name: str) -> None:
    entries = CONVOLUTIONS[name]
    path = tuple(layer(kind, **options) for kind, options in entries)
    least = fewest_path_timesteps((*path, LSTM))
    assert least is not None
    lengths = range(1, least + 3)
    assert [builds(entries, length) for length in lengths] == [length >= least for length in lengths]
