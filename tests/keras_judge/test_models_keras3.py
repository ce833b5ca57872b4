"""The installed Keras is the judge: what it says of a live model is what the saved file is read as."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.models import read_model

if importlib.util.find_spec("keras") is None:
    pytest.skip("needs Keras 3", allow_module_level=True)
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras: Any = importlib.import_module("keras")
if not keras.__version__.startswith("3."):
    pytest.skip("needs Keras 3", allow_module_level=True)
K: Any = keras.layers

SUFFIXES = ("keras", "h5", "json")


def stack(shape: tuple[int | None, ...], *layers: Any) -> Any:
    return keras.Sequential([keras.Input(shape), *layers])


def head(shape: tuple[int | None, ...], layer: Callable[[Any], Any]) -> Any:
    x = keras.Input(shape, name="x")
    return keras.Model(x, layer(x))


def residual() -> Any:
    x = keras.Input((5, 4), name="x")
    return keras.Model(x, K.Dense(2)(K.Add()([x, K.LSTM(4, return_sequences=True)(x)])))


def crossed_dict() -> Any:
    inner = two("dict")
    first, second = keras.Input((4,), name="first"), keras.Input((5, 3), name="second")
    return keras.Model([first, second], inner({"zeta": second, "alpha": first}))


def two_of_one() -> Any:
    lstm = K.LSTM(4)
    short, long = keras.Input((5, 3), name="short"), keras.Input((7, 3), name="long")
    return keras.Model([short, long], [lstm(short), lstm(long)])


def inner_of_two_outputs() -> Any:
    late, early = keras.Input((5, 3), name="late"), keras.Input((4,), name="early")
    inner = keras.Model([late, early], [K.Concatenate()([K.LSTM(2)(late), early]), K.Dense(9)(early)])
    x, y = keras.Input((5, 3), name="x"), keras.Input((4,), name="y")
    found = inner([x, y])
    return keras.Model([y, x], [found[1], found[0]])


register = keras.saving.register_keras_serializable("tests")
OwnFunctional: Any = register(type("OwnFunctional", (keras.Model,), {}))
OwnSequential: Any = register(type("OwnSequential", (keras.Sequential,), {}))


def two(kind: str) -> Any:
    late, early = keras.Input((5, 3), name="zeta"), keras.Input((4,), name="alpha")
    out = K.Dense(1, name="out")(K.Concatenate()([K.LSTM(2)(late), early]))
    return keras.Model({"zeta": late, "alpha": early} if kind == "dict" else [late, early], out)


def encoder_decoder() -> Any:
    source, target = keras.Input((None, 3), name="source"), keras.Input((None, 2), name="target")
    _, h, c = K.LSTM(4, return_state=True)(source)
    steps, _, _ = K.LSTM(4, return_sequences=True, return_state=True)(target, initial_state=[h, c])
    return keras.Model([source, target], K.Dense(5, activation="softmax")(steps))


def decoder_step() -> Any:
    x, h, c = keras.Input((1, 2), name="x"), keras.Input((4,), name="h"), keras.Input((4,), name="c")
    return keras.Model([x, h, c], list(K.LSTM(4, return_state=True)(x, initial_state=[h, c])))


def attention() -> Any:
    query, value = keras.Input((5, 3), name="q"), keras.Input((7, 3), name="v")
    return keras.Model([query, value], K.Attention()([query, value]))


def masked_twice() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = K.Embedding(50, 4, mask_zero=True)(ids)
    return keras.Model(ids, K.Dense(2)(K.GRU(3)(K.Bidirectional(K.LSTM(2, return_sequences=True))(x))))


def nested() -> Any:
    inner = stack((None, 3), K.LSTM(4, return_sequences=True))
    x = keras.Input((6, 3), name="x")
    return keras.Model(x, K.Flatten()(inner(x)))


def shared() -> Any:
    encoder = stack((5, 3), K.LSTM(4))
    a, b = keras.Input((5, 3), name="a"), keras.Input((5, 3), name="b")
    return keras.Model([a, b], K.Dot(axes=1)([encoder(a), encoder(b)]))


def outputs(kind: str) -> Any:
    x = keras.Input((5, 3), name="x")
    steps = K.LSTM(4, return_sequences=True)(x)
    found = [K.Dense(1, name="level")(steps), K.Dense(3, activation="softmax", name="label")(K.GRU(2)(steps))]
    return keras.Model(x, dict(zip(("u", "v"), found, strict=True)) if kind == "dict" else found)


def operations() -> Any:
    x = keras.Input((5, 4), name="x")
    return keras.Model(x, keras.ops.mean(K.LSTM(4, return_sequences=True)(x[:, :, :2]), axis=1))


def of_frames() -> Any:
    frame = keras.Sequential([keras.Input((8, 8, 1)), K.Conv2D(2, 3), K.MaxPooling2D(), K.Flatten()])
    return stack((5, 8, 8, 1), K.TimeDistributed(frame), K.LSTM(3))


def stateful() -> Any:
    return keras.Sequential([keras.Input(batch_shape=(4, 5, 3)), K.LSTM(2, stateful=True), K.Dense(1)])


def cells() -> Any:
    return K.RNN([K.LSTMCell(4), K.GRUCell(3)], return_sequences=True)


MODELS: dict[str, Callable[[], Any]] = {
    "sequential": lambda: stack((5, 3), K.LSTM(4), K.Dense(2)),
    "free time": lambda: stack((None, 3), K.GRU(4, return_sequences=True), K.SimpleRNN(2)),
    "functional": lambda: head((5, 3), K.LSTM(4)),
    "list inputs": lambda: two("list"),
    "dict inputs": lambda: two("dict"),
    "encoder and decoder": encoder_decoder,
    "one decoder step": decoder_step,
    "attention": attention,
    "residual": residual,
    "masks": masked_twice,
    "nested": nested,
    "crossed dict": crossed_dict,
    "one layer twice": two_of_one,
    "inner of two outputs": inner_of_two_outputs,
    "input given back": lambda: head((5, 3), lambda x: [x, K.LSTM(2)(x)]),
    "shared": shared,
    "list outputs": lambda: outputs("list"),
    "dict outputs": lambda: outputs("dict"),
    "operations": operations,
    "frames": of_frames,
    "stateful": stateful,
    "masking": lambda: stack((None, 3), K.Masking(-1.0), K.LSTM(4), K.Dropout(0.5), K.Dense(1)),
    "embedding": lambda: stack((9,), K.Embedding(20, 3, mask_zero=True), K.LSTM(2)),
    "bidirectional sum": lambda: stack((5, 3), K.Bidirectional(K.LSTM(4), merge_mode="sum")),
    "bidirectional apart": lambda: head((5, 3), K.Bidirectional(K.LSTM(4), merge_mode=None)),
    "bidirectional states": lambda: head((5, 3), K.Bidirectional(K.LSTM(4, return_state=True))),
    "cells": lambda: stack((5, 3), cells()),
    "cell": lambda: head((5, 3), K.RNN(K.LSTMCell(4), return_state=True)),
    "states": lambda: head((5, 3), K.GRU(4, return_state=True, return_sequences=True)),
    "repeated": lambda: stack((5, 3), K.LSTM(4), K.RepeatVector(7), K.LSTM(3, return_sequences=True)),
    "every step": lambda: stack((5, 3), K.LSTM(4, return_sequences=True), K.TimeDistributed(K.Dense(2))),
    "reshaped": lambda: stack((12,), K.Reshape((4, 3)), K.Permute((2, 1)), K.LSTM(2)),
    "reshaped by a rest": lambda: stack((12,), K.Reshape((-1, 3)), K.LSTM(2, return_sequences=True)),
    "convolution": lambda: stack((50, 3), K.Conv1D(8, 5, strides=2), K.MaxPooling1D(3), K.Flatten()),
    "dilated": lambda: stack((50, 3), K.Conv1D(8, 5, dilation_rate=3, padding="causal"), K.AveragePooling1D(2)),
    "same padding": lambda: stack(
        (50, 3), K.SeparableConv1D(8, 5, padding="same", strides=3), K.MaxPooling1D(4, strides=3, padding="same")
    ),
    "padded and cut": lambda: stack((9, 3), K.ZeroPadding1D((1, 2)), K.Cropping1D(2), K.UpSampling1D(3)),
    "global": lambda: stack((9, 3), K.LSTM(4, return_sequences=True), K.GlobalMaxPooling1D()),
    "global kept": lambda: stack((9, 3), K.GlobalAveragePooling1D(keepdims=True)),
    "conv lstm 1": lambda: stack((5, 9, 2), K.ConvLSTM1D(3, 3, strides=2, return_sequences=True)),
    "conv lstm 2": lambda: stack((5, 9, 8, 1), K.ConvLSTM2D(3, (3, 2), padding="same"), K.Flatten()),
    "conv lstm 3": lambda: stack((2, 4, 5, 6, 1), K.ConvLSTM3D(2, 2, return_sequences=True)),
    "conv lstm states": lambda: head((5, 9, 2), K.ConvLSTM1D(3, 3, return_state=True)),
    "bidirectional conv": lambda: stack((5, 9, 2), K.Bidirectional(K.ConvLSTM1D(3, 3))),
    "normalised": lambda: stack((5, 3), K.BatchNormalization(), K.LSTM(2), K.LayerNormalization()),
    "maximum": lambda: head((5, 3), lambda x: K.Maximum()([x, K.GRU(3, return_sequences=True)(x)])),
    "concatenated in time": lambda: head((5, 3), lambda x: K.Concatenate(axis=1)([x, x])),
    "scaled": lambda: head((5, 3), lambda x: x * 2.0),
    "summed": lambda: head((5, 3), lambda x: x + K.Dense(3)(x)),
    "summed by a layer": lambda: head((5, 3), lambda x: K.Add()([x, K.Dense(3)(x)])),
    "largest": lambda: head((5, 3), lambda x: keras.ops.maximum(x, K.Dense(3)(x))),
    "behind each other": lambda: head((5, 3), lambda x: keras.ops.concatenate([x, x], axis=1)),
    "additive attention": lambda: head((5, 3), lambda x: K.AdditiveAttention()([x, x])),
    "own attention": lambda: head((5, 4), lambda x: K.MultiHeadAttention(2, 2)(x, x)),
}  # fmt: skip


# Their last layer is an operation, and no layer behind it says what it gave.
UNSURE = {"operations"}
# Keras 3 does not load the HDF5 files that it writes of these: "Unknown layer: 'NotEqual'", "too many
# positional arguments", and since 3.14 "Invalid value for argument score_mode".
UNLOADABLE = {"masks", "operations", "scaled", "summed", "largest", "attention"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Path]]:
    """Every model, live and as files without suffix."""
    folder = tmp_path_factory.mktemp("models")
    found = {}
    for number, (name, make) in enumerate(MODELS.items()):
        keras.backend.clear_session()
        model, path = make(), folder / f"m{number}"
        model.save(f"{path}.keras")
        path.with_suffix(".json").write_text(model.to_json(), encoding="utf-8")
        model.save(f"{path}.h5")
        found[name] = model, path
    return found


def free(tensors: list[Any]) -> list[tuple[int | None, ...]]:
    return [(None, *tensor.shape[1:]) for tensor in tensors]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", MODELS)
def test_inputs_and_outputs_are_those_of_keras(
    name: str, suffix: str, saved: dict[str, tuple[Any, Path]]
) -> None:
    model, path = saved[name]
    spec = read_model(f"{path}.{suffix}")
    assert spec.format == {"h5": "hdf5"}.get(suffix, suffix)
    if spec.kind == "functional":
        assert [one.name for one in spec.inputs] == [tensor.name for tensor in model.inputs]
    assert [(None, *(one.shape or ())[1:]) for one in spec.inputs] == free(model.inputs)
    assert [one.dtype for one in spec.inputs] == [tensor.dtype for tensor in model.inputs]
    assert [one.shape for one in spec.outputs] == ([None] if name in UNSURE else free(model.outputs))
    assert spec.code == ()
    assert not (suffix != "h5" and spec.legacy)


@pytest.mark.parametrize("name", MODELS)
def test_what_keras_does_not_load_is_said(name: str, saved: dict[str, tuple[Any, Path]]) -> None:
    path = f"{saved[name][1]}.h5"
    try:
        keras.saving.load_model(path, compile=False)
    except (TypeError, ValueError):
        assert name in UNLOADABLE
        assert read_model(path).legacy
    else:
        assert not read_model(path).legacy


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_only_the_stateful_model_has_a_batch(suffix: str, saved: dict[str, tuple[Any, Path]]) -> None:
    batches = {
        name: read_model(f"{saved[name][1]}.{suffix}").inputs[0].batch for name in ("stateful", "nested")
    }
    assert batches == {"stateful": 4, "nested": None}


@pytest.mark.parametrize("kind", ["functional", "sequential"])
def test_subclasses_that_list_their_layers(kind: str, tmp_path: Path) -> None:
    if kind == "functional":
        x = keras.Input((5, 3), name="x")
        model = OwnFunctional(x, K.LSTM(4)(x))
    else:
        model = OwnSequential([keras.Input((5, 3), name="x"), K.LSTM(4)])
    model.save(tmp_path / "m.keras")
    spec = read_model(str(tmp_path / "m.keras"))
    assert (spec.kind, spec.class_name) == (kind, type(model).__name__)
    assert [(one.name, one.shape) for one in spec.inputs] == [("x", (None, 5, 3))]
    assert [one.shape for one in spec.outputs] == [(None, 4)]
    assert len(spec.code) == 1


def test_a_backward_layer_of_another_size(tmp_path: Path) -> None:
    back = K.GRU(2, go_backwards=True, name="back")
    model = stack((5, 3), K.Bidirectional(K.LSTM(4, name="forth"), backward_layer=back))
    model.save(tmp_path / "m.keras")
    # `output_shape` says (None, 8), what comes out has 6 features.
    assert model(np.zeros((2, 5, 3))).shape == (2, 6)
    assert read_model(str(tmp_path / "m.keras")).outputs[0].shape == (None, 6)


def test_refused_hdf5_files_are_refused(saved: dict[str, tuple[Any, Path]]) -> None:
    with pytest.raises(ValueError, match="Unknown layer: 'NotEqual'"):
        keras.saving.load_model(f"{saved['masks'][1]}.h5")


PATHS: dict[str, list[list[str]]] = {
    "sequential": [["LSTM"]],
    "masking": [["Masking", "LSTM"]],
    "embedding": [["Embedding", "LSTM"]],
    "list inputs": [["LSTM"], []],
    "dict inputs": [[], ["LSTM"]],
    "encoder and decoder": [["LSTM"], ["LSTM"]],
    "one decoder step": [["LSTM"], [], []],
    "residual": [["LSTM"]],
    "masks": [["Embedding", "LSTM"]],
    "nested": [["LSTM"]],
    "shared": [["LSTM"], ["LSTM"]],
    "crossed dict": [[], ["LSTM"]],
    "inner of two outputs": [[], ["LSTM"]],
    "frames": [["Conv2D", "MaxPooling2D", "Flatten", "LSTM"]],
    "convolution": [["Conv1D", "MaxPooling1D", "Flatten"]],
    "cells": [["RNN"]],
    "operations": [["GetItem", "LSTM"]],
    "normalised": [["BatchNormalization", "LSTM"]],
    "bidirectional sum": [["LSTM"]],
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", PATHS)
def test_the_way_to_the_first_recurrent_layer(
    name: str, suffix: str, saved: dict[str, tuple[Any, Path]]
) -> None:
    spec = read_model(f"{saved[name][1]}.{suffix}")
    assert [[layer.class_name for layer in one.path] for one in spec.inputs] == PATHS[name]


def test_what_the_path_says(saved: dict[str, tuple[Any, Path]]) -> None:
    masking, words, both = (read(saved, name).inputs[0] for name in ("masking", "masks", "bidirectional sum"))
    assert masking.mask_value == -1.0
    assert (words.mask_value, words.embedding and words.embedding.options["input_dim"]) == (0.0, 50)
    assert (both.path[0].wrapper, both.path[0].options["merge_mode"]) == ("Bidirectional", "sum")
    cell = read(saved, "cells").inputs[0].path[0]
    assert (cell.options["cell"], cell.options["units"]) == ("StackedRNNCells", 3)


def read(saved: dict[str, tuple[Any, Path]], name: str) -> ModelSpec:
    return read_model(f"{saved[name][1]}.keras")


COMPILED: dict[str, tuple[Any, list[str | None]]] = {
    "text": ("mse", ["mean_squared_error"] * 2),
    "object": (keras.losses.Huber(), ["huber"] * 2),
    "list": (
        ["mae", keras.losses.SparseCategoricalCrossentropy()],
        ["mean_absolute_error", "sparse_categorical_crossentropy"],
    ),
    "dict": (
        {"label": "categorical_crossentropy", "level": "mse"},
        ["mean_squared_error", "categorical_crossentropy"],
    ),
}


@pytest.mark.parametrize("suffix", ["keras", "h5"])
@pytest.mark.parametrize("name", COMPILED)
def test_compiled_losses(name: str, suffix: str, tmp_path: Path) -> None:
    loss, expected = COMPILED[name]
    model = outputs("list")
    model.compile("sgd", loss)
    model.save(tmp_path / f"m.{suffix}")
    assert [one.loss for one in read_model(str(tmp_path / f"m.{suffix}")).outputs] == expected


def test_an_export_and_an_unzipped_folder(tmp_path: Path) -> None:
    model = two("list")
    model.export(tmp_path / "export", verbose=False)
    spec = read_model(str(tmp_path / "export"))
    assert spec.format == "savedmodel" and not spec.legacy
    assert {one.name: one.shape for one in spec.inputs} == {"zeta": (None, 5, 3), "alpha": (None, 4)}
    keras.saving.save_model(model, tmp_path / "folder", zipped=False)
    spec = read_model(str(tmp_path / "folder"))
    assert spec.format == "keras-folder" and spec.keras_version == keras.__version__
    assert [one.name for one in spec.inputs] == ["zeta", "alpha"]
