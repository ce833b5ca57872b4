"""Texts about a model of several inputs whose arrays stand in each other's place."""

from __future__ import annotations

import pytest

from lstmdoctor.messages import explain

KERAS_3 = (
    "ValueError: Input 0 with name 'seq' of layer 'functional' is incompatible with the layer: "
    "expected shape={expected}, found shape={found}"
)
KERAS_2 = 'ValueError: Input 0 of layer "model" is incompatible with the layer: expected shape={expected}, found shape={found}'
FRAME = 'Traceback (most recent call last):\n  File "train.py", line 12, in <module>\n    {line}\n'
ARGUMENTS = (
    "ValueError: Exception encountered when calling Functional.call().\n\nInvalid input shape for input "
    'Tensor("data:0", shape=(None, 4), dtype=float32). Expected shape (None, 50, 3), but input has incompatible '
    "shape (None, 4)\n\nArguments received by Functional.call():\n  • inputs=('tf.Tensor(shape=(None, 4), "
    "dtype=float32)', 'tf.Tensor(shape=(None, 50, {features}), dtype=float32)')\n  • training=True"
)
STATIC = {"expected": "(None, 50, 3)", "found": "(None, 4)"}
CODER = {"expected": "(None, None, 4)", "found": "(None, 5, 7)"}
CROSSED = {
    "a list": FRAME.format(line="model.fit([static, notes], y, epochs=3)") + KERAS_3.format(**STATIC),
    "a list, Keras 2": FRAME.format(line="model.predict([x2, x1])") + KERAS_2.format(**STATIC),
    "a dict": FRAME.format(line="model.fit({'seq': static, 'static': notes}, y)") + KERAS_3.format(**STATIC),
    "a list by keyword": FRAME.format(line="model.fit(x=[x_tr[1], x_tr[0]], y=y)") + KERAS_3.format(**STATIC),
    "encoder and decoder": FRAME.format(line="model.fit([decoder_input_data, encoder_input_data], y)")
    + KERAS_3.format(**CODER),
    "the arguments": ARGUMENTS.format(features=3),
}
OTHER = {
    "one array": FRAME.format(line="model.fit(static, y, epochs=3)") + KERAS_3.format(**STATIC),
    "no code": KERAS_3.format(**STATIC),
    "a list of one": FRAME.format(line="model.fit([static], y)") + KERAS_3.format(**STATIC),
    "several, of other timesteps": FRAME.format(line="model.fit([a, b], y)")
    + KERAS_3.format(expected="(None, 50, 3)", found="(None, 40, 3)"),
    "arguments that do not fit either": ARGUMENTS.format(features=9),
}


@pytest.mark.parametrize("name", CROSSED)
def test_crossed_inputs_are_known(name: str) -> None:
    assert explain(CROSSED[name]).codes[0] == "LD105"


@pytest.mark.parametrize("name", OTHER)
def test_other_faults_keep_their_code(name: str) -> None:
    assert explain(OTHER[name]).codes[0] != "LD105"
