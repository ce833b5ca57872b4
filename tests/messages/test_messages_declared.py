"""What the user's own code says of the input, where a message prints only how many axes came."""

from __future__ import annotations

import pytest

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages import explain
from lstmdoctor.messages.paste.declared import declared_shape, sample_fault

READ: tuple[tuple[str, Shape], ...] = (
    ("LSTM(50, input_shape=(24, 1))", (24, 1)),
    ("LSTM(50, input_shape=(X.shape[1], 1))", (None, 1)),
    ("LSTM(50, input_shape=(1, X_train.shape[2]), return_sequences=True)", (1, None)),
    ("LSTM(50, input_shape=[10, 3])", (10, 3)),
    ("x = Input((None, 3))", (None, 3)),
    ("x = keras.Input(shape=(10, 3))", (10, 3)),
    ("LSTM(50, batch_input_shape=(32, 10, 3), stateful=True)", (10, 3)),
    ("layer_lstm(units = 50, input_shape = c(10, 1))", (10, 1)),
    ("tf.layers.lstm({units: 3, inputShape: [3, 1]})", (3, 1)),
    ("LSTM(5, input_shape=(len(chars), 7))", (None, 7)),
    ("LSTM(50, input_shape=(10, 3))\nGRU(5, input_shape=(10, 3))", (10, 3)),
    ("LSTM(50, input_shape=(10, 3))\nGRU(5, input_shape=(12, 3))", ()),
    ("LSTM(50, input_shape=x.shape[1:])", ()),
    ("LSTM(50, input_shape=(timesteps, features))", ()),
    ("the input shape is (10, 3)", ()),
    ("", ()),
)


@pytest.mark.parametrize(("code", "sample"), READ, ids=[row[0] for row in READ])
def test_the_declared_shape(code: str, sample: Shape) -> None:
    assert declared_shape(code) == sample


FITS: tuple[tuple[Shape, Shape, str], ...] = (
    ((24, 1), (100, 24), "LD201"),
    ((None, 1), (100, 24), "LD201"),
    ((1, 8), (100, 8), "LD202"),
    ((1, None), (100, 8), "LD202"),
    ((10, 3), (100, 30), "LD205"),
    ((10, 3), (10, 3), "LD203"),
    ((10, 3), (100, 10), "LD201"),
    ((10, 3), (100, 3), ""),
    ((10, 3), (100, 7), ""),
    ((24, 1), (100, 25), ""),
    ((None, 3), (100, 3), ""),
    ((), (100, 3), ""),
    ((10, 3), (100,), ""),
    ((24, 1), (100, 1), ""),
)


@pytest.mark.parametrize(("sample", "found", "code"), FITS)
def test_what_the_declared_shape_decides(sample: Shape, found: Shape, code: str) -> None:
    assert sample_fault(sample, found) == code


OLD = "ValueError: Error when checking input: expected lstm_1_input to have 3 dimensions, but got array with shape {}"
POST = "My code:\n```\nmodel.add(LSTM(50, {}))\nmodel.fit(x, y)\n```\nand the error:\n```\n{}\n```\n"


@pytest.mark.parametrize(
    ("code", "found", "fault"),
    [
        ("input_shape=(24, 1)", "(100, 24)", "LD201"),
        ("input_shape=(1, 8)", "(100, 8)", "LD202"),
        ("input_shape=(10, 3)", "(100, 30)", "LD205"),
        ("input_shape=(steps, n)", "(100, 9)", "LD202"),
    ],
)
def test_a_post_with_code(code: str, found: str, fault: str) -> None:
    assert explain(POST.format(code, OLD.format(found))).code == fault
