"""How a call or a dataset puts its arrays together: crossed, flat, stacked, batched twice; and what is well so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lstmdoctor.core.spec import InputSpec, ModelSpec, OutputSpec
from lstmdoctor.data.live.look import Look
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.live_report import diagnose_objects
from lstmdoctor.live.pairs import Asked

RNG = np.random.default_rng(3)
X = RNG.random((32, 50, 8)).astype("float32")
Y = RNG.random((32, 1)).astype("float32")
STATIC = RNG.random((32, 3)).astype("float32")
KINDS = np.eye(4, dtype="float32")[RNG.integers(0, 4, 32)]
IDS = RNG.integers(0, 4, 32)
MSE, SPARSE = "mean_squared_error", "sparse_categorical_crossentropy"
SENSOR, VALUES = InputSpec("sensor", (None, 50, 8)), InputSpec("static", (None, 3))
PRICE = OutputSpec("price", (None, 1), loss=MSE)
KIND = OutputSpec("kind", (None, 4), loss="categorical_crossentropy", activation="softmax")
CLASSES = OutputSpec("kind", (None, 4), loss=SPARSE, activation="softmax")


def model(*inputs: InputSpec, outputs: tuple[OutputSpec, ...] = (PRICE,), keys: tuple[str, ...] = ()) -> Any:
    kind: Any = "sequential" if len(inputs) == 1 and len(outputs) == 1 else "functional"
    return ModelSpec("<model>", "live", "3.15.1", "Functional", kind, inputs, outputs, keys=keys)


ONE = model(SENSOR)
TWO = model(SENSOR, VALUES)
ALIKE = model(SENSOR, InputSpec("other", (None, 50, 8)))
BOTH_OUT = model(SENSOR, outputs=(PRICE, KIND))


def dataset(*element: Any) -> Any:
    """Something that is called as a dataset of TensorFlow, with this `element_spec`."""
    made = type("DatasetV2", (), {"__module__": "tensorflow.python.data.ops.dataset_ops"})()
    made.element_spec = element if len(element) > 1 else element[0]
    return made


def spec(*shape: int | None) -> Any:
    return SimpleNamespace(shape=shape, dtype=np.dtype("float32"))


def sequence(*element: Any) -> Any:
    members = {"__len__": lambda self: 4, "__getitem__": lambda self, i: element}
    return type("PyDataset", (), {"__module__": "keras.src.trainers", **members})()


def findings(of: Any, x: Any, y: Any = None, /, **call: str) -> list[Any]:
    site = CallSite("train.py", 3, "", {"x": "train", **call})
    report = diagnose_objects(of, x, y, None, Asked(site, Look(batches=0)))
    return [one for one in report.findings if one.severity != "note"]


N2 = (None, None)
TWICE: dict[str, tuple[Any, Any]] = {
    "labels of rank 2": (ONE, dataset(spec(*N2, 50, 8), spec(*N2, 1))),
    "labels of rank 1": (ONE, dataset(spec(*N2, 50, 8), spec(*N2))),
    "no labels": (ONE, dataset(spec(*N2, 50, 8))),
    "sizes known": (ONE, dataset(spec(4, 8, 50, 8), spec(4, 8, 1))),
    "two inputs": (TWO, dataset({"sensor": spec(*N2, 50, 8), "static": spec(*N2, 3)}, spec(*N2, 1))),
}
BATCHED: dict[str, tuple[Any, Any]] = {
    "once": (ONE, dataset(spec(None, 50, 8), spec(None, 1))),
    "labels of rank 1": (ONE, dataset(spec(None, 50, 8), spec(None))),
    "weights": (ONE, dataset(spec(None, 50, 8), spec(None, 1), spec(None))),
    "windows of windows": (
        model(InputSpec("clips", (None, 5, 50, 8))),
        dataset(spec(None, 5, 50, 8), spec(None, 1)),
    ),
    "two inputs": (TWO, dataset((spec(None, 50, 8), spec(None, 3)), spec(None, 1))),
    "two inputs with weights": (TWO, dataset((spec(None, 50, 8), spec(None, 3)), spec(None, 1), spec(None))),
    "a PyDataset of two inputs": (TWO, sequence((X[:8], STATIC[:8]), Y[:8])),
}


@pytest.mark.parametrize("name", TWICE)
def test_batches_of_batches(name: str) -> None:
    (found,) = findings(*TWICE[name])
    assert found.fault.code == "LD905" and "batch was called twice" in found.message
    assert "train = train.unbatch()" in found.help


@pytest.mark.parametrize("name", BATCHED)
def test_batches_that_are_well(name: str) -> None:
    assert findings(*BATCHED[name]) == []


def test_an_axis_of_size_one_is_no_second_batch() -> None:
    codes = [one.fault.code for one in findings(ONE, dataset(spec(None, 1, 50, 8), spec(None, 1)))]
    assert codes == ["LD204"]


FLAT: dict[str, tuple[Any, Any, str]] = {
    "tf.data": (
        TWO,
        dataset(spec(None, 50, 8), spec(None, 3), spec(None, 1)),
        "train = train.map(lambda a, b, y: ((a, b), y))",
    ),
    "tf.data without labels": (
        TWO,
        dataset(spec(None, 50, 8), spec(None, 3)),
        "train = train.map(lambda a, b: ((a, b),))",
    ),
    "PyDataset": (TWO, sequence(X[:8], STATIC[:8], Y[:8]), "return (a, b), y"),
    "three inputs, more than Keras unpacks": (
        model(SENSOR, VALUES, InputSpec("more", (None, 2))),
        dataset(spec(None, 50, 8), spec(None, 3), spec(None, 2), spec(None, 1)),
        "lambda a, b, c, y: ((a, b, c), y)",
    ),
    "two outputs": (
        model(SENSOR, VALUES, outputs=(PRICE, KIND)),
        dataset(spec(None, 50, 8), spec(None, 3), spec(None, 1), spec(None, 4)),
        "lambda a, b, y1, y2: ((a, b), (y1, y2))",
    ),
    "a model of a dict": (
        model(SENSOR, VALUES, keys=("sensor", "static")),
        dataset(spec(None, 50, 8), spec(None, 3), spec(None, 1)),
        'lambda a, b, y: ({"sensor": a, "static": b}, y)',
    ),
}


@pytest.mark.parametrize("name", FLAT)
def test_flat_elements_for_several_inputs(name: str) -> None:
    of, x, line = FLAT[name]
    (found,) = findings(of, x)
    assert found.fault.code == "LD905" and line in found.help


MISSING: dict[str, Any] = {
    "data, labels, weights": dataset(spec(None, 50, 8), spec(None, 1), spec(None)),
    "data and labels": dataset(spec(None, 50, 8), spec(None, 1)),
}


@pytest.mark.parametrize("name", MISSING)
def test_an_input_that_no_element_has_is_missing(name: str) -> None:
    assert [one.fault.code for one in findings(TWO, MISSING[name])] == ["LD103"]


CROSSED: dict[str, tuple[Any, Any, Any]] = {
    "regression": (ONE, Y, X),
    "labels of rank 1": (ONE, Y[:, 0], X),
    "classes": (model(SENSOR, outputs=(CLASSES,)), IDS, X),
    "one-hot": (model(SENSOR, outputs=(KIND,)), KINDS, X),
}
IN_PLACE: dict[str, tuple[Any, Any, Any]] = {
    "regression": (ONE, X, Y),
    "classes": (model(SENSOR, outputs=(CLASSES,)), X, IDS),
    "an autoencoder": (model(SENSOR, outputs=(OutputSpec("out", (None, 50, 8), loss=MSE),)), X, X),
}


@pytest.mark.parametrize("name", CROSSED)
def test_data_and_labels_that_have_changed_places(name: str) -> None:
    (found,) = findings(*CROSSED[name], x="answers", y="X")
    assert found.fault.code == "LD105" and "have changed places" in found.message
    assert found.help == "exchange them: X, answers"


@pytest.mark.parametrize("name", IN_PLACE)
def test_data_and_labels_in_their_places(name: str) -> None:
    assert findings(*IN_PLACE[name]) == []


def test_data_and_labels_that_fit_neither_way_are_not_exchanged() -> None:
    codes = [one.fault.code for one in findings(ONE, RNG.random((32, 7)), X)]
    assert "LD105" not in codes and codes


OUTPUTS: dict[str, tuple[Any, str]] = {
    "a list": ([KINDS, Y], "train_y = [train_y[1], train_y[0]]"),
    "a dict": ({"price": KINDS, "kind": Y}, 'train_y = {"price": train_y["kind"], "kind": train_y["price"]}'),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_labels_in_another_order_than_the_outputs(name: str) -> None:
    y, line = OUTPUTS[name]
    (found,) = findings(BOTH_OUT, X, y, y="train_y")
    assert found.fault.code == "LD702" and found.help == f"exchange them: {line}"


def test_labels_that_the_call_writes_out_are_exchanged_there() -> None:
    (found,) = findings(BOTH_OUT, X, [KINDS, Y], **{"y[0]": "kinds", "y[1]": "prices"})
    assert found.help == "exchange them: [prices, kinds]"


@pytest.mark.parametrize("y", [[Y, KINDS], {"price": Y[:, 0], "kind": KINDS}, {"kind": KINDS, "price": Y}])
def test_labels_in_the_order_of_the_outputs(y: Any) -> None:
    assert findings(BOTH_OUT, X, y) == []


def test_labels_that_fit_in_no_order_are_told_one_by_one() -> None:
    found = findings(BOTH_OUT, X, [KINDS[:, :3], Y])
    assert found and not any("order" in one.message for one in found)


STACKED: dict[str, tuple[Any, Any, str]] = {
    "first": (ALIKE, np.stack([X, X]), "train = [train[0], train[1]]"),
    "second": (ALIKE, np.stack([X, X], axis=1), "train = [train[:, 0], train[:, 1]]"),
    "last": (ALIKE, np.stack([X, X], axis=-1), "train = [train[..., 0], train[..., 1]]"),
}


@pytest.mark.parametrize("name", STACKED)
def test_inputs_stacked_into_one_array(name: str) -> None:
    of, x, line = STACKED[name]
    (found,) = findings(of, x, Y)
    assert found.fault.code == "LD103" and found.help.endswith(line)


@pytest.mark.parametrize("x", [[X, X], (X, X), {"sensor": X, "other": X}], ids=["list", "tuple", "dict"])
def test_inputs_each_by_itself(x: Any) -> None:
    assert findings(ALIKE, x, Y) == []


def test_the_labels_of_a_call_are_called_as_it_calls_them() -> None:
    named = findings(model(SENSOR, outputs=(CLASSES,)), X, KINDS, y="targets")
    assert "targets = np.argmax(targets, axis=-1)" in named[0].help
    expression = findings(model(SENSOR, outputs=(CLASSES,)), X, KINDS, y="load()[1]")
    assert "y = np.argmax(y, axis=-1)" in expression[0].help


TEXTS = np.array([["1", "2"], ["3", "4"]])
OF_NUMBERS, OF_TEXT = InputSpec("ids", (None, None, 1)), InputSpec("words", (None, None, 1), "str")


@pytest.mark.parametrize(("of", "ways"), [(OF_NUMBERS, 0), (OF_TEXT, 1)], ids=["numbers", "text"])
def test_no_axes_are_moved_in_text_before_it_is_numbers(of: InputSpec, ways: int) -> None:
    report = diagnose_objects(model(of), TEXTS, None, None, Asked(CallSite()))
    assert len(report.case.pairs[0].readings) == ways
    errors = [one.fault.code for one in report.findings if one.severity == "error"]
    assert errors == (["LD108"] if ways == 0 else [])


@pytest.mark.parametrize(("labels", "stride"), [(16, ", stride=6"), (17, ""), (96, "")])
def test_one_label_for_as_many_timesteps_as_a_window_has_is_one_for_each_window(
    labels: int, stride: str
) -> None:
    of = model(InputSpec("steps", (None, 6, 8)))
    said = str(diagnose_objects(of, X.reshape(-1, 8)[:96], RNG.random(labels), None, Asked(CallSite())))
    assert f"window=6{stride})" in said
