"""What decides where the same words have several causes: the user's code, numbers in names, sizes, what was called."""

from __future__ import annotations

import pytest

from lstmdoctor.messages import explain
from lstmdoctor.messages.paste.stage import Stage, own_lines, stage_of

REFUSED = "ValueError: Input 0 is incompatible with layer {}: expected ndim=3, found ndim={}"
RECEIVED = 'ValueError: Input 0 of layer "{}" is incompatible with the layer: expected ndim=3, found ndim={}. Full shape received: {}'


def traceback(code: str, error: str) -> str:
    """An error below one line of the user's code and one of Keras."""
    return (
        f'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    {code}\n'
        '  File "/usr/lib/python3/site-packages/keras/engine/topology.py", line 433, in check\n'
        f"    model.fit(self.add(LSTM(input_shape=1)))\n{error}\n"
    )


STAGES: tuple[tuple[str, Stage], ...] = (
    ("model.add(LSTM(64, input_shape=(10, 3)))", Stage.FIRST),
    ("model.add(Bidirectional(LSTM(64), input_shape=(10,)))", Stage.FIRST),
    ("model.add(LSTM(64))", Stage.INNER),
    ("model.add(keras.layers.GRU(64, return_sequences=True))", Stage.INNER),
    ("model.add(Dense(1))", Stage.BUILT),
    ("x = LSTM(64, return_sequences=True)(x)", Stage.BUILT),
    ("model = build_model(50)", Stage.BUILT),
    ("model.fit(x, y)", Stage.RUN),
    ("y = model.predict(x_test, batch_size=1)", Stage.RUN),
    ("print(x.shape)", Stage.UNKNOWN),
)


@pytest.mark.parametrize(("code", "stage"), STAGES)
def test_the_stage_is_that_of_the_users_own_code(code: str, stage: Stage) -> None:
    assert stage_of(own_lines(traceback(code, "ValueError: x"))) is stage


@pytest.mark.parametrize(("code", "stage"), STAGES)
def test_notebooks_show_it_too(code: str, stage: Stage) -> None:
    text = f"<ipython-input-3-b43b82db1597> in <module>\n     13 x = 1\n---> 15 {code}\n\nValueError: x\n"
    assert stage_of(own_lines(text)) is stage


EVIDENCE: tuple[tuple[str, str, str], ...] = (
    ("a layer with its own input shape is the first", "LD201", traceback("model.add(LSTM(9, input_shape=(15,)))", REFUSED.format("lstm_27", 2))),
    ("a layer without one follows another", "LD902", traceback("model.add(LSTM(9))", REFUSED.format("lstm_27", 2))),
    ("small numbers count layers", "LD902", RECEIVED.format("lstm_1", 2, "(None, 7)")),
    ("large numbers too, where nothing else tells", "LD902", RECEIVED.format("lstm_27", 2, "(None, 7)")),
    ("four axes in front of a first layer", "LD805", traceback("model.add(LSTM(9, input_shape=x.shape))", REFUSED.format("lstm_3", 4))),
    ("four axes behind other layers", "LD902", traceback("model.add(LSTM(9))", REFUSED.format("lstm_1", 4))),
    ("an axis more than the model was called on", "LD604", RECEIVED.format("lstm", 4, "(32, 7, 20, 4)") + "\n\nCall arguments received by layer 'model' (type Functional):\n  • inputs=tf.Tensor(shape=(32, 7, 20), dtype=float32)\n"),
    ("as many axes as the model was called on", "LD209", RECEIVED.format("lstm", 4, "(4, 25, 50, 9)") + "\n\nCall arguments received by layer 'sequential' (type Sequential):\n  • inputs=tf.Tensor(shape=(4, 25, 50, 9), dtype=float32)\n"),
    ("a batch that is none", "LD905", traceback("model.fit(dataset)", RECEIVED.format("lstm", 2, "(57, 13)"))),
    ("a full batch", "LD201", traceback("model.fit(x, y)", RECEIVED.format("lstm", 2, "(32, 24)"))),
    ("one sample to predict", "LD203", traceback("model.predict(x)", RECEIVED.format("lstm", 2, "(12, 13)"))),
    ("Keras adds the feature axis itself", "LD302", 'ValueError: Input 0 of layer "model" is incompatible with the layer: expected shape=(None, 60, 1), found shape=(None, 63)'),
    ("timesteps that could be those of training data", "LD302", "ValueError: Error when checking input: expected lstm_1_input to have shape (973, 215) but got array with shape (61, 215)"),
    ("timesteps that somebody chose", "LD302", "ValueError: Error when checking input: expected lstm_1_input to have shape (100, 26) but got array with shape (30, 26)"),
    ("Theano's second argument", "LD702", "TypeError: ('Bad input argument to theano function with name \"m.py:402\"  at index 1(0-based)', 'Wrong number of dimensions: expected 3, got 2 with shape (9, 30).')"),
    ("twelve arrays for three", "LD802", 'ValueError: the new layer lstm_1 expects 12 weights, but the saved weights have 3 elements.'),
    ("six arrays for one", "LD906", 'ValueError: the new layer lstm_1 expects 6 weights, but the saved weights have 1 elements.'),
    ("a bias twice as long", "LD802", "ValueError: Weight expects shape (512,). Received saved weight with shape (1024,)"),
    ("a number of columns", "LD210", "ValueError: operands could not be broadcast together with shapes (8439,5) (4,) (8439,5)"),
    ("words broken by a window", "LD902", "ValueError: Input 0 is incompatible with layer lstm_2: expected ndim=3, found nd\nim=2"),
    ("words cut off", "LD702", "ValueError: Error when checking target: expected dense_1 to"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [row[1:] for row in EVIDENCE], ids=[row[0] for row in EVIDENCE])
def test_the_evidence_decides(code: str, text: str) -> None:
    assert explain(text).code == code, explain(text)


def test_too_many_axes_are_no_missing_sequence() -> None:
    told = explain(REFUSED.format("lstm_2", 4))
    assert told.code == "LD902"
    assert "return_sequences" not in told.python + told.help
    assert "too many" in told.message
