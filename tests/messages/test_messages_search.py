"""Shapes in texts go through the search that files go through; the contract of the JSON."""

from __future__ import annotations

import json

import pytest

from lstmdoctor.core.spec import Shape
from lstmdoctor.edits.registry import EDITS
from lstmdoctor.messages import explain
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.messages.paste.shapes import parse_shape, unused_size
from lstmdoctor.report.explanation import explanation_json

KEYS = ("schema_version", "recognised", "code", "codes", "expected", "found", "message", "help", "python")

SHAPES: tuple[tuple[str, str, str, str], ...] = (
    ("(None, 50, 100)", "(None, 100, 50)", "LD207", "x = np.swapaxes(x, 1, 2)"),
    ("(None, 50, 100)", "(200, 100, 50)", "LD207", "x = np.swapaxes(x, 1, 2)"),
    ("(None, 50, 100)", "(50, 100)", "LD203", "x = x[None]"),
    ("(None, 50, 100)", "(100, 50)", "LD203", "x = x[None]\nx = np.swapaxes(x, 1, 2)"),
    ("(None, 50, 1)", "(None, 50)", "LD201", "x = x[..., None]"),
    ("(None, 1, 8)", "(None, 8)", "LD202", "x = x[:, None]"),
    ("(None, 50, 100)", "(None, 1, 50, 100)", "LD204", "x = np.squeeze(x, axis=1)"),
    ("(None, 50, 100)", "(None, 50, 100, 1)", "LD204", "x = np.squeeze(x, axis=-1)"),
    ("(None, 50, 100)", "(None, 5000)", "LD205", "x = x.reshape(-1, 50, 100)"),
    ("(None, 50, 100)", "(50, 200, 100)", "LD208", "x = np.swapaxes(x, 0, 1)"),
    ("(None, 50, 100)", "(4, 8, 50, 100)", "LD209", "x = np.concatenate(x)"),
    ("(None, 50, 100)", "(None, 50, 90)", "LD210", "print(model.input_shape, x.shape)"),
    ("(None, 50, 100)", "(None, 40, 100)", "LD302", ""),
    ("(None, 1000, 8)", "(1000, 1, 8)", "LD805", "layer = keras.Input(x.shape[1:])"),
    ("(64, None, 4)", "(32, 100, 4)", "LD401", "model.fit(x, y, batch_size=64)"),
    ("(16, 10, 3)", "(32, 10, 3)", "LD401", "model.fit(x, y, batch_size=16)"),
    ("(None, 50, 100)", "(0, 50, 100)", "LD107", "print(np.shape(x), np.shape(y))"),
    ("(None, 16, 64, 64, 3)", "(16, 64, 64, 3)", "LD203", "x = x[None]"),
    ("(None, 16, 64, 64, 1)", "(20, 16, 64, 64)", "LD201", "x = x[..., None]"),
    ("(None, 20)", "(None, 20, 300)", "LD604", ""),
)


@pytest.mark.parametrize(("expected", "found", "code", "python"), SHAPES)
def test_two_shapes_are_read_by_the_search(expected: str, found: str, code: str, python: str) -> None:
    text = f'Input 0 of layer "lstm" is incompatible with the layer: expected shape={expected}, found shape={found}'
    explanation = explain(f"ValueError: {text}")
    assert explanation.code == code, explanation
    assert (explanation.expected, explanation.found) == (parse_shape(expected), parse_shape(found))
    assert explanation.python == python or not python
    assert "100000" not in explanation.message + explanation.python


@pytest.mark.parametrize("opening", ["[", "TensorShape(["])
def test_shapes_are_read_in_every_spelling(opening: str) -> None:
    close = "]" if opening == "[" else "])"
    text = f"expected shape={opening}None, 50, 100{close}, found shape={opening}?, 100, 50{close}"
    explanation = explain(f"ValueError: Input 0 is incompatible with layer lstm: {text}")
    assert (explanation.code, explanation.expected, explanation.found) == (
        "LD207",
        (None, 50, 100),
        (None, 100, 50),
    )


PARSED: tuple[tuple[str, Shape], ...] = (
    ("(None, 50, 100)", (None, 50, 100)),
    ("[?,4]", (None, 4)),
    ("(-1, 3)", (None, 3)),
    ("(NA, 10, 3)", (None, 10, 3)),
    ("(20000L, 100L)", (20000, 100)),
    ("()", ()),
    ("(5,)", (5,)),
    ("[32 10]", (32, 10)),
)


@pytest.mark.parametrize(("text", "shape"), PARSED)
def test_a_printed_shape(text: str, shape: Shape) -> None:
    assert parse_shape(text) == shape


@pytest.mark.parametrize("sizes", [(None, 50, 100), (1_000_003, 2), (1_000_003 * 1_000_033, 1), ()])
def test_the_stand_in_for_samples_collides_with_nothing(sizes: Shape) -> None:
    number = unused_size(sizes)
    assert all(size is None or size < 2 or (number % size and size % number) for size in sizes)


def test_every_edit_and_every_code_has_its_words() -> None:
    assert {name for name, edit in EDITS.items() if not edit.fault} == {"cast", "fill-nan"}, (
        "which change no shape"
    )
    assert {edit.fault for edit in EDITS.values()} - {""} <= set(FAULTS)


@pytest.mark.parametrize(
    "text", ["ValueError: expected shape=(None, 5, 3), found shape=(None, 3, 5)", "KeyError: 'x'", ""]
)
def test_the_json_has_the_keys_of_the_contract(text: str) -> None:
    answer = explanation_json(explain(text))
    assert tuple(answer) == KEYS
    assert json.loads(json.dumps(answer)) == answer
    assert answer["schema_version"] == 1
    assert answer["recognised"] is (answer["code"] is not None)


def test_the_command_that_confirms_it() -> None:
    assert explain("ValueError: expected ndim=3, found ndim=2").command == "lstmdoctor diagnose MODEL DATA"
    assert explain(
        "'x' sizes: 8\n'y' sizes: 7\nData cardinality is ambiguous 'x' sizes: 8 'y' sizes: 7"
    ).command == ("lstmdoctor diagnose MODEL DATA --labels LABELS")
    assert (
        explain("Masking is not supported for CuDNN RNNs.").command == explain("KeyError: 'x'").command == ""
    )
