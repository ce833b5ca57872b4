"""A CTC loss inside the model, with its labels as an input: the way of Keras 1 and 2.

The rows were given to `fit` of tf.keras 2.15: what is said here it refused, what is silent it trained on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cases import file

from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import CtcCall, ModelSpec
from lstmdoctor.data.contents.objects import from_object
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.models.config.model_spec import spec_of

RNG = np.random.default_rng(0)
N, STEPS, WIDTH, CLASSES = 16, 12, 6, 8
X = RNG.normal(size=(N, STEPS, 3)).astype("float32")
LENGTHS = RNG.integers(2, WIDTH, size=(N, 1))
IDS = RNG.integers(0, CLASSES - 1, size=(N, WIDTH)).astype("float32")
IDS[0, 0] = CLASSES - 2


def entered(name: str, *shape: int | None) -> dict[str, Any]:
    return layer("InputLayer", name, [], batch_input_shape=[None, *shape], dtype="float32")


def layer(kind: str, name: str, nodes: list[Any], **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


def of(*names: str) -> list[list[Any]]:
    return [[name, 0, 0, {}] for name in names]


def spec_with(*layers: dict[str, Any], inputs: tuple[str, ...], output: str) -> ModelSpec:
    config = {
        "name": "m",
        "layers": [
            entered("image", STEPS, 3),
            layer("LSTM", "lstm", [of("image")], units=4, return_sequences=True),
            layer("Dense", "softmax", [of("lstm")], units=CLASSES, activation="softmax"),
            *layers,
        ],
        "input_layers": [[name, 0, 0] for name in inputs],
        "output_layers": [[output, 0, 0]],
    }
    return spec_of("m.json", "json", {"class_name": "Functional", "config": config}, "2.15.0")


LAMBDA = spec_with(
    entered("the_labels", WIDTH),
    entered("input_length", 1),
    entered("label_length", 1),
    layer("Lambda", "ctc", [of("softmax", "the_labels", "input_length", "label_length")]),
    inputs=("image", "the_labels", "input_length", "label_length"),
    output="ctc",
)
OWN = spec_with(
    entered("label", None),
    layer("CTCLayer", "ctc_loss", [[["label", 0, 0, {"y_pred": ["softmax", 0, 0]}]]]),
    inputs=("image", "label"),
    output="ctc_loss",
)
NO_CTC = spec_with(
    entered("the_labels", WIDTH),
    layer("Concatenate", "both", [of("softmax", "the_labels")]),
    inputs=("image", "the_labels"),
    output="both",
)


def padded(value: float) -> Any:
    made = IDS.copy()
    for row, length in zip(made, LENGTHS[:, 0], strict=True):
        row[length:] = value
    return made


def with_id(value: float) -> Any:
    made = padded(-1)
    made[3, 0] = value
    return made


def diagnosed(spec: ModelSpec, **arrays: Any) -> Report:
    named = [Named(name, scan_sequences(from_object(name, array))) for name, array in arrays.items()]
    shown = file()
    return diagnose_facts(spec, type(shown)("d.npz", "npz", tuple(named)))


def of_lambda(labels: Any = None, outputs: Any = STEPS, lengths: Any = LENGTHS) -> Report:
    return diagnosed(
        LAMBDA,
        image=X,
        the_labels=padded(-1) if labels is None else labels,
        input_length=np.full((N, 1), outputs),
        label_length=lengths,
    )


def test_the_layer_and_its_inputs_are_found() -> None:
    shape = (None, STEPS, CLASSES)
    assert LAMBDA.ctc == CtcCall("ctc", "the_labels", shape, "input_length", "label_length")
    assert OWN.ctc == CtcCall("ctc_loss", "label", shape)
    assert NO_CTC.ctc is None


LONG = np.where(np.arange(N)[:, None] == 4, 9, LENGTHS)
SAID: dict[str, tuple[Report, str, str]] = {
    "the blank as an id": (of_lambda(with_id(CLASSES - 1)), "error", "go up to 7, and layer 'ctc' gets 8 classes"),
    "an id beyond the classes": (of_lambda(with_id(CLASSES + 1)), "error", "ids are 0 to 6"),
    "outputs too long": (of_lambda(outputs=STEPS + 2), "error", "go up to 14, and layer 'ctc' gets 12 timesteps"),
    "more labels than places": (of_lambda(lengths=LONG), "error", "go up to 9, and 'the_labels' has 6 places"),
    "more labels than timesteps": (of_lambda(lengths=LONG + 6), "error", "CTC cannot align them"),
    "a layer of one's own, too long": (
        diagnosed(OWN, image=X, label=RNG.integers(0, 7, size=(N, 15)).astype("float32")), "warning", "up to 15"
    ),
    "a layer of one's own, beyond": (
        diagnosed(OWN, image=X, label=np.where(IDS[2, 1] == IDS, 9, IDS)), "warning", "go up to 9"
    ),
}  # fmt: skip
SILENT: dict[str, Report] = {
    "padded with -1": of_lambda(),
    "padded with 0": of_lambda(padded(0)),
    "padded with the blank": of_lambda(padded(CLASSES - 1)),
    "padded with what is no class": of_lambda(padded(99)),
    "all places full": of_lambda(IDS, lengths=np.full((N, 1), WIDTH)),
    "shorter outputs": of_lambda(outputs=STEPS - 2),
    "a layer of one's own": diagnosed(OWN, image=X, label=IDS),
    "no CTC": diagnosed(NO_CTC, image=X, the_labels=with_id(99)),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_said(name: str) -> None:
    report, severity, words = SAID[name]
    [found] = [one for one in report.findings if one.fault.code == "LD707"]
    assert (found.severity, words in found.message) == (severity, True), found.message


@pytest.mark.parametrize("name", SILENT)
def test_it_is_left_unsaid(name: str) -> None:
    codes = {one.fault.code for one in SILENT[name].findings}
    assert not codes & {"LD707", "LD505"}
