"""What only the frames of a traceback tell, and windows that broke its lines in the middle of words."""

from __future__ import annotations

import textwrap

import pytest

from lstmdoctor.messages import explain
from lstmdoctor.messages.paste.frames import read_hints
from lstmdoctor.messages.paste.wrapped import unwrap_lines

LIB = "/usr/lib/python3/site-packages/keras/engine"


def traceback(error: str, *frames: tuple[str, str]) -> str:
    """A traceback of (function, line of code), the first frame being the user's."""
    rows = [
        f'  File "{"train.py" if n == 0 else f"{LIB}/m{n}.py"}", line 9, in {name}\n    {code}\n'
        for n, (name, code) in enumerate(frames)
    ]
    return f"Traceback (most recent call last):\n{''.join(rows)}{error}\n"


def notebook(error: str, *frames: tuple[str, str]) -> str:
    """The same as a notebook shows it."""
    rows = [
        f"{LIB}/m{n}.py in {name}(self, x)\n     8 \n----> 9     {code}\n     10 \n"
        for n, (name, code) in enumerate(frames)
    ]
    return f"Traceback (most recent call last)\n<ipython-input-1-2> in <module>\n----> 1 model.fit(x, y)\n\n{''.join(rows)}\n{error}\n"


FIT = ("<module>", "model.fit(x, y, batch_size=8)")
PREDICT = ("<module>", "y = model.predict(x)")
AMBIGUOUS = (
    "ValueError: The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
)
SPEAKING: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("a wrapper of steps behind one answer", "LD902", "AssertionError", (("<module>", "model.add(TimeDistributed(Dense(4)))"), ("build", "assert len(input_shape) >= 3"))),
    ("weights of another number", "LD701", "AssertionError", (FIT, ("standardize_weights", "assert y.shape[:sample_weight.ndim] == sample_weight.shape"))),
    ("an array for validation", "LD901", AMBIGUOUS, (FIT, ("fit", "if validation_data:"))),
    ("a class without a weight", "LD906", "KeyError: 2", (FIT, ("<listcomp>", "weights = np.asarray([class_weight[cls] for cls in y_classes])"))),
    ("no batch to count", "LD107", "ValueError: math domain error", (PREDICT, ("update", "numdigits = int(math.log10(self.target)) + 1"))),
    ("a fixed batch in predict", "LD401", "ValueError: could not broadcast input array from shape (8,1) into shape (1,1)", (PREDICT, ("predict_loop", "outs[i][batch_start:batch_end] = batch_out"))),
    ("None among the arrays", "LD103", "AttributeError: 'NoneType' object has no attribute 'shape'", (FIT, ("standardize_input_data", "data = [standardize_single_array(x) for x in data]"))),
    ("one array for two outputs", "LD702", "ValueError: The model expects 2 input arrays, but only received one array. Found: array with shape (20, 1)", (FIT, ("_standardize_user_data", "exception_prefix='model target')"))),
    ("one array for two inputs", "LD103", "ValueError: The model expects 2 input arrays, but only received one array. Found: array with shape (20, 1)", (FIT, ("_standardize_user_data", "exception_prefix='model input')"))),
    ("an output without labels", "LD702", "ValueError: No data provided for \"b\". Need data for each key in: ['a', 'b']", (FIT, ("_standardize_user_data", "exception_prefix='target')"))),
    ("an input without data", "LD103", "ValueError: No data provided for \"b\". Need data for each key in: ['a', 'b']", (FIT, ("_standardize_user_data", "exception_prefix='input')"))),
    ("words to pad", "LD108", "ValueError: invalid literal for int() with base 10: 'a'", (("<module>", "x = pad_sequences(texts)"), ("pad_sequences", "trunc = np.asarray(trunc, dtype=dtype)"))),
    ("words as labels", "LD706", "ValueError: invalid literal for int() with base 10: 'a'", (("<module>", "y = to_categorical(y)"), ("to_categorical", "y = np.array(y, dtype='int')"))),
    ("one sequence to pad", "LD102", "TypeError: object of type 'int' has no len()", (("<module>", "x = pad_sequences(x)"), ("pad_sequences", "lengths.append(len(x))"))),
    ("an element of a generator", "LD905", "ValueError: Error when checking input: expected lstm_1_input to have 3 dimensions, but got array with shape (10, 3)", (("<module>", "model.fit_generator(g, 10)"), ("fit_generator", "outs = model.train_on_batch(x, y)"))),
    ("elements of no shape", "LD905", "TypeError: 'NoneType' object is not subscriptable", (FIT, ("call", "timesteps = input_shape[0] if self.time_major else input_shape[1]"))),
    ("a number where a batch is", "LD905", "AttributeError: 'float' object has no attribute 'shape'", (FIT, ("map_structure", "return [f(x) for x in batch]"))),
    ("a text that is missing", "LD108", "AttributeError: 'float' object has no attribute 'lower'", (("<module>", "tokenizer.fit_on_texts(texts)"), ("fit_on_texts", "text = text.lower()"))),
    ("weights of classes as text", "LD906", "AttributeError: 'str' object has no attribute 'get'", (FIT, ("class_weight_to_sample_weights", "sample_weight[i] = class_weight.get(int(y[i]), 1.0)"))),
    ("a generator that ended", "LD905", "StopIteration", (PREDICT, ("peek", "peek = next(x)"))),
    ("weights of a free size", "LD801", "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", (("<module>", "model.add(LSTM(4, input_shape=(10, None)))"), ("_compute_fans", "scale /= max(1., float(fan_in + fan_out) / 2)"))),
    ("a list for validation", "LD901", "ValueError: None values not supported.", (("<module>", "model.fit(x, y, validation_data=[x_val])"), ("convert", "return tf.convert_to_tensor(x)"))),
    ("a class of one's own without kwargs", "LD803", "TypeError: __init__() got an unexpected keyword argument 'name'", (("<module>", "m = load_model('m.h5')"), ("load_model", "return cls(**config)"))),
    ("a kernel of another width", "LD906", "ValueError: Shapes (5, 16) and (3, 16) are incompatible", (("<module>", "m.load_weights('m.h5')"), ("load_weights", "load(f)"))),
    ("rows of two arrays", "LD701", "ValueError: Dimensions 20 and 18 are not compatible", (("<module>", "d = Dataset.from_tensor_slices((x, y))"), ("from_tensor_slices", "return TensorSliceDataset(tensors)"))),
)  # fmt: skip
SILENT: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("an assertion of one's own", "AssertionError", (("<module>", "assert len(x) == 3"),)),
    ("an assertion without a line", "AssertionError", ()),
    ("a test", "AssertionError: expected 3 got 4", (("test_a", "assert f(x) == 4"),)),
    ("a truth value elsewhere", AMBIGUOUS, (("<module>", "if x == y:"),)),
    ("a logarithm elsewhere", "ValueError: math domain error", (("<module>", "a = math.log(b)"),)),
    ("a length elsewhere", "TypeError: object of type 'int' has no len()", (("<module>", "for i in range(len(n)):"),)),
    ("an image that was not read", "AttributeError: 'NoneType' object has no attribute 'shape'", (("<module>", "h, w = cv2.imread(path).shape"),)),
    ("None of one's own", "TypeError: 'NoneType' object is not subscriptable", (("<module>", "a = config[0]"),)),
    ("a number of one's own", "AttributeError: 'float' object has no attribute 'shape'", (("<module>", "print(mean.shape)"),)),
    ("a text of one's own", "AttributeError: 'float' object has no attribute 'lower'", (("<module>", "names = [n.lower() for n in table.name]"),)),
    ("settings of one's own", "AttributeError: 'str' object has no attribute 'get'", (("<module>", "port = settings.get('port')"),)),
    ("an iterator of one's own", "StopIteration", (("<module>", "row = next(rows)"),)),
    ("a keyword of one's own", "TypeError: __init__() got an unexpected keyword argument 'name'", (("<module>", "a = Robot(name='x')"),)),
    ("a sum of one's own", "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", (("<module>", "a = b + 1"),)),
    ("a set of one's own", "KeyError: 'pop from an empty set'", (("<module>", "todo.pop()"),)),
)  # fmt: skip


@pytest.mark.parametrize("form", [traceback, notebook])
@pytest.mark.parametrize(
    ("code", "error", "frames"), [row[1:] for row in SPEAKING], ids=[row[0] for row in SPEAKING]
)
def test_the_frames_tell(code: str, error: str, frames: tuple[tuple[str, str], ...], form: object) -> None:
    shown = traceback(error, *frames) if form is traceback else notebook(error, *frames)
    assert explain(shown).code == code, explain(shown)


@pytest.mark.parametrize("name", [row[0] for row in SPEAKING])
def test_the_text_after_a_block_of_code_changes_nothing(name: str) -> None:
    _, code, error, frames = next(row for row in SPEAKING if row[0] == name)
    post = f"Hi, what is wrong here?\n\n```\n{traceback(error, *frames)}```\n\nKeras 2.2, thanks for your help: (3, 4)\n"
    assert explain(post).code == code, explain(post)


@pytest.mark.parametrize(("error", "frames"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
def test_other_frames_tell_nothing(error: str, frames: tuple[tuple[str, str], ...]) -> None:
    assert not explain(traceback(error, *frames)).recognised


def test_a_layer_that_is_added_reads_an_axis_its_input_lacks() -> None:
    error, reads = "IndexError: tuple index out of range", ("build", "self.input_dim = input_shape[2]")
    assert explain(traceback(error, ("<module>", "model.add(Bidirectional(LSTM(6)))"), reads)).code == "LD902"
    assert explain(traceback(error, FIT, reads)).code == "LD201"


def test_the_last_line_of_code_is_the_one_that_raised() -> None:
    assert read_hints(traceback(AMBIGUOUS, FIT, ("fit", "if validation_data:"))).line == "if validation_data:"
    assert read_hints("no frames here").line == ""


LONG = 'ValueError: Input 0 of layer "gru_1" is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (None, 16)'


def wrapped(text: str, width: int) -> str:
    """As a terminal of that width shows it."""
    lines = text.split("\n")
    return "\n".join(line[i : i + width] for line in lines for i in range(0, max(len(line), 1), width))


@pytest.mark.parametrize("width", [79, 80, 100, 120])
@pytest.mark.parametrize(
    "text",
    [LONG, traceback(LONG, FIT, ("call", "x"), ("assert_input_compatibility", "raise ValueError('a')"))],
)
def test_a_window_breaks_lines_in_the_middle_of_numbers(text: str, width: int) -> None:
    assert unwrap_lines(wrapped(text, width)) == text
    assert explain(wrapped(text, width)).found == (None, 16)


@pytest.mark.parametrize("width", [64, 72, 93, 110])
def test_an_unusual_window_is_known_by_two_broken_lines(width: int) -> None:
    text = (
        f"{LONG} and once more of layer gru_2 expected ndim=3, found ndim=2, and the full shape received is (None, 32)"
        * 2
    )
    assert unwrap_lines(wrapped(text, width)) == text


@pytest.mark.parametrize(
    "text",
    [
        traceback(LONG, FIT, ("call", "y" * 60), ("call", "y" * 60)),
        textwrap.fill(f"{LONG} where the model is a stack of two and the data a table of rows. " * 9, 72),
        textwrap.fill(f"{LONG} where the model is a stack of two and the data a table of rows. " * 9, 100),
        "a line of eighty characters that ends as sentences do, and a second one follows.\nIt is short.",
        "", "short\nlines", "a" * 300 + "\n" + "b" * 300, "[" * 80 + "\n\n" + "]" * 80,
    ],
)  # fmt: skip
def test_lines_that_no_window_broke_stay(text: str) -> None:
    assert unwrap_lines(text) == text
