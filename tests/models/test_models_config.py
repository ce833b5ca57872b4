"""Configs of every dialect as plain dicts: inputs, batch, outputs, what they are called."""

from __future__ import annotations

from typing import Any

import pytest

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.models.config.compiled_code import code_in_compiled
from lstmdoctor.models.config.legacy import legacy_in
from lstmdoctor.models.config.model_spec import spec_of

Json = dict[str, Any]


def read(entry: Json, version: str | None = None, compiled: Json | None = None) -> ModelSpec:
    return spec_of("m.json", "json", entry, version, compiled)


def layer(kind: str, **config: Any) -> Json:
    return {"class_name": kind, "config": {"name": kind.lower(), **config}}


def sequential(*layers: Json, **more: Any) -> Json:
    return {"class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}, **more}


def entered(shape: Any, **more: Any) -> Json:
    return layer("InputLayer", batch_shape=shape, dtype="float32", **more)


def keras_1(*layers: Json) -> Json:
    return {"class_name": "Sequential", "config": list(layers), "keras_version": "1.2.2"}


# name: (config, shapes of the inputs, shapes of the outputs)
DIALECTS: dict[str, tuple[Json, list[Any], list[Any]]] = {
    "Keras 3": (sequential(entered([None, 5, 3]), layer("LSTM", units=4)), [(None, 5, 3)], [(None, 4)]),
    "batch_input_shape of an InputLayer": (
        sequential(layer("InputLayer", batch_input_shape=[None, 5, 3]), layer("GRU", units=4)),
        [(None, 5, 3)],
        [(None, 4)],
    ),
    "batch_input_shape of the first layer": (
        sequential(layer("LSTM", batch_input_shape=[None, None, 3], units=4), layer("Dense", units=2)),
        [(None, None, 3)],
        [(None, 2)],
    ),
    "a shape written as a tuple": (
        sequential(entered({"class_name": "__tuple__", "items": [None, 5, 3]}), layer("LSTM", units=4)),
        [(None, 5, 3)],
        [(None, 4)],
    ),
    "a shape written as a TensorShape": (
        sequential(
            layer("LSTM", units=4),
            build_config={"input_shape": {"class_name": "TensorShape", "items": [8, 5, 3]}},
        ),
        [(None, 5, 3)],
        [(None, 4)],
    ),
    "build_input_shape": (
        {
            "class_name": "Sequential",
            "config": {"layers": [layer("LSTM", units=4)], "build_input_shape": [8, 5, 3]},
        },
        [(None, 5, 3)],
        [(None, 4)],
    ),
    "build_config of the first layer": (
        sequential({**layer("LSTM", units=4), "build_config": {"input_shape": [None, 5, 3]}}),
        [(None, 5, 3)],
        [(None, 4)],
    ),
    "Keras 1, a list": (
        keras_1(layer("LSTM", output_dim=4, batch_input_shape=[None, 5, 3])),
        [(None, 5, 3)],
        [(None, 4)],
    ),
    "Keras 1, input_dim and input_length": (
        keras_1(layer("LSTM", output_dim=4, input_dim=3, input_length=5), layer("Dense", output_dim=2)),
        [(None, 5, 3)],
        [(None, 2)],
    ),
    "Keras 1, input_dim alone": (
        keras_1(layer("LSTM", output_dim=4, input_dim=3, input_length=None)),
        [(None, None, 3)],
        [(None, 4)],
    ),
    "Keras 1, convolution": (
        keras_1(
            layer("Convolution1D", nb_filter=6, filter_length=3, border_mode="valid", subsample_length=1,
                  batch_input_shape=[None, 12, 2]),
            layer("MaxPooling1D", pool_length=2, stride=2, border_mode="valid"),
            layer("LSTM", output_dim=4, return_sequences=True),
        ),
        [(None, 12, 2)],
        [(None, 5, 4)],
    ),
    "Keras 1, Embedding": (
        keras_1(
            layer("Embedding", input_dim=100, output_dim=8, input_length=7, mask_zero=True,
                  batch_input_shape=[None, 7], input_dtype="int32"),
            layer("LSTM", output_dim=4),
        ),
        [(None, 7)],
        [(None, 4)],
    ),
    "Embedding first, no Input": (
        sequential(layer("Embedding", input_dim=100, output_dim=8, batch_input_shape=[None, None])),
        [(None, None)],
        [(None, None, 8)],
    ),
    "a Sequential in a Sequential": (
        sequential(sequential(entered([None, 5, 3]), layer("LSTM", units=4)), layer("Dense", units=1)),
        [(None, 5, 3)],
        [(None, 1)],
    ),
    "never built": (sequential(layer("LSTM", units=4), layer("Flatten")), [None], [(None, 4)]),
    "never built, nothing recurrent": (sequential(layer("Dense", units=4)), [None], [None]),
    "no layers": (sequential(), [None], [None]),
    "a subclass": (
        {"class_name": "Mine", "config": {}, "registered_name": "Mine", "build_config": {"input_shape": [8, 5, 3]}},
        [(None, 5, 3)],
        [None],
    ),
    "a subclass of several inputs": (
        {"class_name": "Mine", "config": {}, "build_config": {"input_shape": [[8, 5, 3], [8, 2]]}},
        [(None, 5, 3), (None, 2)],
        [None],
    ),
    "a subclass of named inputs": (
        {"class_name": "Mine", "config": {}, "build_config": {"input_shape": {"b": [8, 5, 3], "a": [8, 2]}}},
        [(None, 2), (None, 5, 3)],
        [None],
    ),
    "a subclass never called": ({"class_name": "Mine", "config": {}}, [None], [None]),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects(name: str) -> None:
    entry, inputs, outputs = DIALECTS[name]
    spec = read(entry, entry.get("keras_version"))
    assert [one.shape for one in spec.inputs] == inputs
    assert [one.shape for one in spec.outputs] == outputs


def test_branches_of_a_keras_1_merge_are_inputs() -> None:
    left = keras_1(layer("LSTM", output_dim=4, batch_input_shape=[None, 5, 3]))
    right = keras_1(layer("Dense", output_dim=2, batch_input_shape=[None, 7]))
    merge = layer("Merge", layers=[left, right], mode="concat", concat_axis=-1)
    spec = read(keras_1(merge, layer("Dense", output_dim=1)), "1.2.2")
    assert [one.shape for one in spec.inputs] == [(None, 5, 3), (None, 7)]
    assert [one.name for one in spec.inputs] == ["lstm_input", "dense_input"]
    assert [one.shape for one in spec.outputs] == [(None, 1)]
    assert [one.class_name for one in spec.inputs[0].path] == ["LSTM"]
    assert spec.layers[0].options["units"] == 4


BAD_SHAPES: dict[str, Any] = {
    "null": None,
    "empty": [],
    "text": "5,3",
    "a number": 5,
    "text inside": [None, "5", 3],
    "a fraction": [None, 5.0, 3],
    "true": [None, True, 3],
    "negative": [None, -5, 3],
    "zero": [None, 0, 3],
    "huge float": [None, 1e300, 3],
    "too large": [None, 2**63, 3],
    "infinite": [None, float("inf"), 3],
    "too many axes": [None] * 40,
    "nested": [[None, 5, 3], 3],
    "an object": {"a": 5},
}


@pytest.mark.parametrize("name", BAD_SHAPES)
def test_a_shape_that_is_none_is_unknown(name: str) -> None:
    spec = read(sequential(entered(BAD_SHAPES[name]), layer("LSTM", units=4)))
    assert spec.inputs[0].shape is None


@pytest.mark.parametrize(
    "shape", [[None], [None, 5], [None, None, 3], [2, 5, 3], [None, 2**31, 1], [None] * 8], ids=str
)
def test_a_shape_that_is_one_is_kept(shape: list[int | None]) -> None:
    spec = read(sequential(entered(shape), layer("LSTM", units=4)))
    assert spec.inputs[0].shape == (None, *shape[1:])


def test_a_batch_counts_only_with_a_stateful_layer() -> None:
    free = read(sequential(entered([8, 5, 3]), layer("LSTM", units=4, stateful=False)))
    assert (free.inputs[0].shape, free.inputs[0].batch, free.stateful) == ((None, 5, 3), None, False)
    fixed = read(sequential(entered([8, 5, 3]), layer("LSTM", units=4, stateful=True)))
    assert (fixed.inputs[0].shape, fixed.inputs[0].batch, fixed.stateful) == ((8, 5, 3), 8, True)
    assert fixed.outputs[0].shape == (None, 4)


def test_stateful_inside_wrappers_and_models_counts() -> None:
    both = {"class_name": "Bidirectional", "config": {"layer": layer("LSTM", units=4, stateful=True)}}
    assert read(sequential(entered([8, 5, 3]), both)).inputs[0].batch == 8
    inner = sequential(entered([8, 5, 3]), layer("GRU", units=4, stateful=True))
    assert read(sequential(inner, layer("Dense", units=1))).inputs[0].batch == 8


def test_time_major() -> None:
    spec = read(sequential(entered([5, 4, 3]), layer("LSTM", units=2, time_major=True, stateful=True)))
    assert spec.inputs[0].time_major
    assert (spec.inputs[0].shape, spec.inputs[0].batch) == ((5, 4, 3), 4)
    assert spec.outputs[0].shape == (None, 2)
    assert "setting time_major of LSTM layers" in spec.legacy


DTYPES: dict[str, tuple[Any, str]] = {
    "absent": (None, "float32"),
    "plain": ("float64", "float64"),
    "ids": ("int32", "int32"),
    "text": ("string", "str"),
    "no such NumPy type": ("bfloat16", "float32"),
    "policy of Keras 3": ({"class_name": "DTypePolicy", "config": {"name": "float16"}}, "float16"),
    "mixed policy": ({"class_name": "Policy", "config": {"name": "mixed_float16"}}, "float32"),
    "nonsense": (7, "float32"),
}


@pytest.mark.parametrize("name", DTYPES)
def test_dtypes(name: str) -> None:
    said, expected = DTYPES[name]
    entry = sequential(layer("LSTM", units=4, batch_input_shape=[None, 5, 3], dtype=said))
    assert read(entry).inputs[0].dtype == expected


LOSSES: dict[str, tuple[Any, str | None]] = {
    "none": (None, None),
    "short": ("mse", "mean_squared_error"),
    "shout": ("MAE", "mean_absolute_error"),
    "full": ("sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
    "object of Keras 3": (
        {"module": "keras.losses", "class_name": "SparseCategoricalCrossentropy", "config": {"from_logits": True}},
        "sparse_categorical_crossentropy",
    ),
    "function of Keras 3": (
        {"module": "builtins", "class_name": "function", "config": "my_loss", "registered_name": "function"},
        "my_loss",
    ),
    "list": (["binary_crossentropy"], "binary_crossentropy"),
    "by name": ({"lstm": "mae"}, "mean_absolute_error"),
    "for another": ({"other": "mae"}, None),
    "empty list": ([], None),
    "nonsense": (5, None),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name: str) -> None:
    said, expected = LOSSES[name]
    entry = sequential(entered([None, 5, 3]), layer("LSTM", units=4))
    assert read({**entry, "compile_config": {"loss": said}}).outputs[0].loss == expected
    assert read(entry, compiled={"loss": said}).outputs[0].loss == expected


ENDS: dict[str, tuple[list[Json], str, str | None]] = {
    "Dense": ([layer("Dense", units=3, activation="softmax")], "Dense", "softmax"),
    "Activation": ([layer("Dense", units=3), layer("Activation", activation="sigmoid")], "Activation", "sigmoid"),
    "Softmax": ([layer("Dense", units=3), layer("Softmax")], "Softmax", "softmax"),
    "every timestep": (
        [{"class_name": "TimeDistributed", "config": {"name": "t", "layer": layer("Dense", activation="tanh")}}],
        "Dense",
        "tanh",
    ),
    "Dropout behind": ([layer("Dense", units=3, activation="relu"), layer("Dropout", rate=0.5)], "Dropout", "relu"),
    "an object": (
        [layer("Dense", units=3, activation={"class_name": "function", "config": "mine"})],
        "Dense",
        "mine",
    ),
    "recurrent": ([], "LSTM", "tanh"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_activation_of_the_last_layer(name: str) -> None:
    behind, kind, activation = ENDS[name]
    spec = read(sequential(entered([None, 5, 3]), layer("LSTM", units=4, activation="tanh"), *behind))
    assert (spec.outputs[0].layer, spec.outputs[0].activation) == (kind, activation)


CODE: dict[str, tuple[Json, list[str]]] = {
    "none": (layer("Dense", units=3, activation="relu"), []),
    "Lambda": (layer("Lambda", function={"class_name": "__lambda__", "config": {"code": "4wEA"}}),
               ["Lambda layer 'lambda'"]),
    "TFSMLayer": (layer("TFSMLayer", filepath="/tmp/x"), ["TFSMLayer layer 'tfsmlayer'"]),
    "registered": ({**layer("Mine"), "module": "mod", "registered_name": "Pack>Mine"},
                   ["custom class Mine of layer 'mine'"]),
    "registered, Keras 2": (layer("Pack>Mine"), ["custom class Mine of layer 'pack>mine'"]),
    "unknown class": (layer("Attend"), ["custom class Attend of layer 'attend'"]),
    "a module that is not Keras": ({**layer("system"), "module": "os"}, ["custom class system of layer 'system'"]),
    "an operation of Keras": ({**layer("NotEqual"), "module": "keras.src.ops.numpy"}, []),
    "vocabulary file": (layer("StringLookup", vocabulary="/etc/passwd"),
                        ["StringLookup layer 'stringlookup' reads the file that its vocabulary names"]),
    "vocabulary": (layer("StringLookup", vocabulary=["a", "b"]), []),
    "activation": (
        layer("Dense", units=3, activation={"module": "builtins", "class_name": "function", "config": "act"}),
        ["function act in layer 'dense'"],
    ),
    "cell": (
        layer("RNN", cell={"module": "mine", "class_name": "Cell", "config": {}, "registered_name": "Cell"}),
        ["custom class Cell in layer 'rnn'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CODE)
def test_code_in_a_model_is_named(name: str) -> None:
    entry, expected = CODE[name]
    assert read(sequential(entered([None, 5, 3]), entry)).code == tuple(expected)


NAMED = {
    "a function that Keras 3 names": {"class_name": "function", "config": "act", "module": "builtins"},
    "a function that Keras 2 names": "act",
}
HELD = {"Keras 3": {"class_name": "__lambda__", "config": {"code": "4wEA"}}, "Keras 2": ["4wEA", None, None]}


@pytest.mark.parametrize("function", [*NAMED.values(), *HELD.values()], ids=[*NAMED, *HELD])
def test_code_that_a_file_holds_is_told_from_what_it_names(function: Any) -> None:
    kind = "function" if function in NAMED.values() else "lambda"
    spec = read(sequential(entered([None, 5, 3]), layer("Lambda", function=function, function_type=kind)))
    assert spec.code == ("Lambda layer 'lambda'",)
    assert spec.stored == (spec.code if function in HELD.values() else ())


@pytest.mark.parametrize(
    ("activation", "known"),
    [
        *((name, True) for name in ("relu", "tanh", "Softmax", "swish", None)),
        ({"module": "keras.layers", "class_name": "LeakyReLU", "config": {}}, True),
        ("softmax_over_time", False),
        ("Package>act", False),
        ({"module": "builtins", "class_name": "function", "config": "act"}, False),
    ],
    ids=str,
)
def test_functions_that_keras_does_not_know(activation: Any, known: bool) -> None:
    entry = sequential(entered([None, 5, 3]), layer("Dense", units=3, activation=activation))
    found = legacy_in(entry, "keras", "m.keras")
    assert bool(found) is not known
    assert bool(legacy_in(entry, "keras", "m.keras", "2.15.0", "2.15.0")) is not known
    assert legacy_in(entry, "keras", "m.keras", "3.15.0", "2.15.0")


def test_names_with_control_characters_are_escaped_in_sentences_only() -> None:
    lamb = {"class_name": "Lambda", "config": {"name": "a\x1b[31m\n"}}
    spec = read(sequential(entered([None, 5, 3]), lamb))
    assert spec.layers[0].name == "a\x1b[31m\n"
    assert spec.code == ("Lambda layer 'a\\x1b[31m\\n'",)


@pytest.mark.parametrize(
    "entry", [{}, {"class_name": "Sequential"}, {"config": {}}, {"class_name": 5, "config": {}}], ids=str
)
def test_what_is_no_config_is_refused(entry: Json) -> None:
    with pytest.raises(Unreadable, match="not a Keras model"):
        read(entry)


@pytest.mark.parametrize("depth", [65, 200])
def test_models_nested_too_deeply_are_refused(depth: int) -> None:
    entry = sequential(entered([None, 5, 3]), layer("LSTM", units=4))
    for _ in range(depth):
        entry = sequential(entry)
    with pytest.raises(Unreadable, match="nested more than 64 deep"):
        read(entry)


def test_models_nested_less_deeply_are_read() -> None:
    entry = sequential(entered([None, 5, 3]), layer("LSTM", units=4))
    for _ in range(40):
        entry = sequential(entry)
    spec = read(entry)
    assert (spec.inputs[0].shape, spec.outputs[0].shape) == ((None, 5, 3), (None, 4))


def test_too_many_layers_are_refused() -> None:
    with pytest.raises(Unreadable, match="more than 50,000 layers"):
        read(sequential(*[layer("Dense", units=1)] * 50_001))


OWN = {"module": "builtins", "class_name": "function", "config": "my_loss", "registered_name": "function"}
PACKED = {**OWN, "config": "Mine>my_loss"}
KERAS_FUNCTION = {**OWN, "config": "mean_squared_error"}
CLASS = {"module": "train", "class_name": "Wise", "config": {}, "registered_name": "Wise"}
HUBER: dict[str, object] = {
    "module": "keras.losses",
    "class_name": "Huber",
    "config": {},
    "registered_name": None,
}


@pytest.mark.parametrize(
    ("compiled", "found"),
    [
        ({"loss": OWN}, ("loss function my_loss",)),
        ({"loss": "my_loss"}, ("loss function my_loss",)),  # as HDF5 files have it
        ({"loss": PACKED}, ("loss function Mine>my_loss",)),
        ({"loss": CLASS}, ("loss custom class Wise",)),
        ({"loss": {"a": "mse", "b": OWN}}, ("loss function my_loss",)),
        ({"loss": "mse", "metrics": [[OWN, "accuracy"]]}, ("metric function my_loss",)),
        ({"loss": ["mse", "MAE", None], "metrics": ["whatever"]}, ()),  # a metric may have any name
        ({"loss": HUBER, "metrics": [KERAS_FUNCTION]}, ()),
        ({"loss": "SparseCategoricalCrossentropy"}, ()),
        ({"loss": KERAS_FUNCTION, "optimizer": {"class_name": "Adam"}}, ()),
        (None, ()),
    ],
)
def test_code_of_ones_own_in_the_compile_settings(compiled: object, found: tuple[str, ...]) -> None:
    assert code_in_compiled(compiled) == found


def test_keras_2_and_what_no_keras_knows() -> None:
    own = {"class_name": "LSTM", "config": {"name": "l", "units": 2, "activation": "my_gate"}}
    for entry in (own, {"class_name": "Bidirectional", "config": {"name": "b", "layer": own}}):
        model = {"class_name": "Sequential", "config": {"layers": [entry]}}
        assert legacy_in(model, "hdf5", "m.h5", "2.15.0", "2.15.0") == (
            "function my_gate of layer 'l', which Keras does not know",
        )
    plain = {"class_name": "LSTM", "config": {"name": "l", "units": 2, "activation": "tanh"}}
    model = {"class_name": "Sequential", "config": {"layers": [plain]}}
    assert not legacy_in(model, "hdf5", "m.h5", "2.15.0", "2.15.0")


@pytest.mark.parametrize(("key", "newer"), [("batch_shape", True), ("batch_input_shape", False)])
def test_an_architecture_without_a_version_for_keras_2(key: str, newer: bool) -> None:
    layer = {"module": "keras.layers", "class_name": "InputLayer", "config": {key: [None, 8, 3]}}
    model = {"module": "keras", "class_name": "Sequential", "config": {"layers": [layer]}}
    assert bool(legacy_in(model, "json", "m.json", None, "2.15.0")) is newer
