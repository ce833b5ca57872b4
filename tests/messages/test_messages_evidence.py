"""What decides where the same words have several causes: the user's code, numbers in names, sizes, what was called."""

from __future__ import annotations

import pytest

from lstmdoctor.messages import explain
from lstmdoctor.messages.paste.stage import Stage, own_lines, stage_of

REFUSED = "ValueError: Input 0 is incompatible with layer {}: expected ndim=3, found ndim={}"
RECEIVED = 'ValueError: Input 0 of layer "{}" is incompatible with the layer: expected ndim=3, found ndim={}. Full shape received: {}'


IN_GRAPH = 'ValueError: in user code:\n\n    File "/usr/lib/python3/site-packages/keras/src/engine/training.py", line 20, in {}  *\n        return step_function(self, iterator)\n'
OTHER_WIDTH = '\n    ValueError: Input 0 of layer "model" is incompatible with the layer: expected shape=(None, 10, 3), found shape=(None, 10, 4)\n'


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
    ("a step of tests below fit", "LD903", traceback("model.fit(x, y, validation_data=(a, b))", f"{IN_GRAPH.format('test_function')}{OTHER_WIDTH}")),
    ("a step of training below fit", "LD210", traceback("model.fit(x, y, validation_data=(a, b))", f"{IN_GRAPH.format('train_function')}{OTHER_WIDTH}")),
    ("a step of tests below evaluate", "LD210", traceback("model.evaluate(x, y)", f"{IN_GRAPH.format('test_function')}{OTHER_WIDTH}")),
    ("an operation inside a layer", "LD210", "InvalidArgumentError: Exception encountered when calling layer 'scale' (type Normalization).\n\nIncompatible shapes: [8,10,4] vs. [1,1,3] [Op:Sub]"),
    ("the same operation of a loss", "LD702", "InvalidArgumentError: Incompatible shapes: [8,10,4] vs. [1,1,3] [Op:Sub]"),
    ("one axis is none that a layer gave", "LD206", RECEIVED.format("lstm_9", 1, "(None,)")),
    ("timesteps that agree, and no features", "LD201", "ValueError: Invalid input shape for input [[0.1]]. Expected shape (None, 10, 3), but input has incompatible shape (4, 10)"),
    ("NaN among class ids", "LD706", "InvalidArgumentError: Received a label value of -9223372036854775808 which is outside the valid range of [0, 3).  Label values: 0 2"),
    ("NaN among class ids, on PyTorch", "LD706", "IndexError: Target -9223372036854775808 is out of bounds."),
    ("a class id below 0", "LD705", "InvalidArgumentError: Received a label value of -1 which is outside the valid range of [0, 3).  Label values: 0 2"),
    ("quotes as a log of JSON has them", "LD103", 'ValueError: Missing data for input \\"b\\". You passed a data dictionary with keys [\'a\']. Expected the following keys: [\'a\', \'b\']'),
    ("a place in a list is no shape", "LD301", "InvalidArgumentError: Shapes of all inputs must match: values[0].shape = [5,3] != values[1].shape = [7,3] [Op:Pack] name: stack"),
    ("a build that failed for another reason", "LD210", "RuntimeError: Unable to automatically build the model. Please build it yourself before calling fit/evaluate/predict.\nException encountered:\n'mat1 and mat2 shapes cannot be multiplied (32x5 and 3x16)'"),
    ("a sequence that Reshape does not fit", "LD302", "ValueError: The total size of the tensor must be unchanged. Received: input_shape=(7, 6), target_shape=(5, 6)"),
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


REFUSED_WIDTH = "ValueError: Input 0 with name 'a' of layer 'functional' is incompatible with the layer: expected shape=(None, 10, 3), found shape=(None, 10, 4)"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("model.fit(x, y, validation_data=(a, b))", True),
        ("model.fit(x, y)", False),
        ("model.predict(x)", False),
    ],
)
def test_validation_data_that_fit_was_given_may_be_what_was_refused(code: str, named: bool) -> None:
    told = explain(traceback(code, REFUSED_WIDTH))
    assert told.code == "LD210"
    assert ("LD903" in told.codes) is named


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("ValueError: Argument `n` should be a positive integer. Received: n=0", True),
        ("ValueError: `delay` must be higher than 0. Received: delay=-1", True),
        ("ValueError: Argument `x` is not taken. Received: x=[1, 2]", False),
        ("ValueError: `weird_shape` is not taken. Received: weird_shape=(3, 4)", False),
        ("ValueError: the port is taken. Received: port=8080", False),
        ("RuntimeError: Argument `n` is bad. Received: n=0", False),
    ],
)
def test_a_setting_that_keras_refuses_is_no_fault_of_data(text: str, known: bool) -> None:
    assert explain(text).code == ("LD906" if known else None)
