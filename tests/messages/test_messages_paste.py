"""What people really paste: whole logs, notebooks, several errors, tensors in full, a hundred thousand characters."""

from __future__ import annotations

import time

import pytest

from lstmdoctor.messages import explain
from lstmdoctor.messages.paste.clean import HEAD, TAIL, raised_statements, readable_text

SWAPPED = "expected shape=(None, 50, 100), found shape=(None, 100, 50)"
REFUSED = f'ValueError: Input 0 of layer "lstm" is incompatible with the layer: {SWAPPED}'
FRAME = '  File "/usr/lib/python3/keras/engine/input_spec.py", line 264, in assert_input_compatibility\n    raise ValueError(f"expected ndim=9, found ndim=1")\n'
TRACEBACK = f"Traceback (most recent call last):\n{FRAME * 3}{REFUSED}\n"
NOTEBOOK = f"""---------------------------------------------------------------------------
ValueError                                Traceback (most recent call last)
<ipython-input-3-b43b82db1597> in <module>
     13 x = np.random.rand(100, 10, 3)
---> 15 model.fit(x, y, epochs=1)  # expected ndim=3, found ndim=2

/usr/local/lib/python3.7/site-packages/keras/engine/training_utils.py in standardize(data, names)
    136                             ': expected ' + names[i] + ' to have shape ' +
--> 138                             str(data_shape))

{REFUSED}
"""
HANDLED = "\nDuring handling of the above exception, another exception occurred:\n\n"
CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
WARNING = "UserWarning: The structure of `inputs` doesn't match the expected structure.\nExpected: a\nReceived: inputs=Tensor(shape=(1, 2))\n"

PASTES: tuple[tuple[str, str, str | None], ...] = (
    ("a traceback", TRACEBACK, "LD207"),
    ("a notebook", NOTEBOOK, "LD207"),
    ("frames alone", f"Traceback (most recent call last):\n{FRAME}", None),
    ("a log in front", "Epoch 1/10\n2024-01-01 00:00:00: I tensorflow/core: AVX2 FMA\n" + TRACEBACK, "LD207"),
    ("the last of two", f"{TRACEBACK}{REFUSED.replace('100, 50', '50, 90')}\n", "LD210"),
    ("a bug on top of it", f"{TRACEBACK}{HANDLED}Traceback (most recent call last):\n{FRAME}KeyError: 'x'\n", "LD207"),
    ("a later bug", f"{TRACEBACK}Traceback (most recent call last):\n{FRAME}KeyError: 'x'\n", None),
    ("a cause", f"TypeError: only size-1 arrays can be converted to Python scalars\n{CAUSED}{TRACEBACK}", "LD207"),
    ("a warning before", WARNING + TRACEBACK, "LD207"),
    ("a warning after", TRACEBACK + WARNING, "LD207"),
    ("a warning alone", WARNING, "LD906"),
    ("a warning before a bug", f"{WARNING}KeyError: 'x'\n", None),
    ("wrapped at a blank", REFUSED.replace(", ", ",\n    "), "LD207"),
    ("cut off before the end", REFUSED[: REFUSED.index("(None, 100") + len("(None, 100, 50)")], "LD207"),
    ("no class in front", REFUSED.partition(": ")[2], "LD207"),
    ("full-width punctuation", REFUSED.replace(", ", "，").replace(": ", "："), "LD207"),
    ("HTML", REFUSED.replace('"', "&quot;").replace("'", "&#39;"), "LD207"),
    ("escaped line ends", TRACEBACK.replace("\n", "\\n"), "LD207"),
    ("quoted mail", "\n".join(f"> {line}" for line in TRACEBACK.split("\n")), "LD207"),
    ("a module in front", f"tensorflow.python.framework.errors_impl.{REFUSED}", "LD207"),
    ("R", f"Error in py_call_impl(callable, dots$args, dots$keywords) : \n  {REFUSED}\n", "LD207"),
    ("Keras 3", f"Exception encountered when calling LSTM.call().\n\n\x1b[1m{SWAPPED}\x1b[0m\n\nArguments received by LSTM.call():\n  • sequences=tf.Tensor(shape=(None, 7, 7), dtype=float32)\n  • mask=None\n", "LD207"),
    ("a graph", "InvalidArgumentError: Graph execution error:\n\nDetected at node 'e' defined at (most recent call last):\n    File \"a.py\", line 1, in <module>\n      x\nNode: 'e'\nindices[0,0] = 100 is not in [0, 100)\n\t [[{{node e}}]] [Op:__inference_train_function_1]", "LD601"),
    ("a validation run", f"Epoch 1/3\n32/32 [==============================] - 1s\n{REFUSED.replace('100, 50', '40, 100')}", "LD903"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [row[1:] for row in PASTES], ids=[row[0] for row in PASTES])
def test_the_error_that_counts(text: str, code: str | None) -> None:
    assert explain(text).code == code, explain(text)


TENSOR = "<tf.Tensor: shape=(10, 3), dtype=float32, numpy=\narray([[0.1, 0.2, 0.3],\n       [0.4, 0.5, 0.6]], dtype=float32)>, "
HUGE: tuple[tuple[str, str, str | None], ...] = (
    ("tensors", 'Layer "lstm" expects 1 input(s), but it received 3000 input tensors. Inputs received: [' + TENSOR * 3000, "LD101"),
    ("nested lists", "ValueError: Unrecognized data type: x=[" + "[[0.93, 0.1], [0.2, 0.3]], " * 5000, "LD102"),
    ("numbers before the shapes", f"Invalid input shape for input [{'[0. 0. 0.]' * 12000}] with name 'a'. Expected shape (None, 5, 1), but input has incompatible shape (8, 5)", "LD201"),
    ("a long list", "Data cardinality is ambiguous:\n  x sizes: " + "80, " * 30_000 + "80\n  y sizes: 30001\n", "LD101"),
    ("frames", f"Traceback (most recent call last):\n{FRAME * 900}{REFUSED}", "LD207"),
    ("several hundred errors", TRACEBACK * 200, "LD207"),
    ("brackets", "[" * 150_000, None),
    ("open shapes", "expected shape=(None, " * 8000, None),
    ("blanks", " \t" * 100_000, None),
    ("quotes", "'\"" * 60_000, None),
    ("letters", "a" * 200_000, None),
    ("escapes", "\x1b[" * 60_000, None),
    ("shapes", "shape (3, 4) " * 12_000, None),
)  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [row[1:] for row in HUGE], ids=[row[0] for row in HUGE])
def test_a_hundred_thousand_characters(text: str, code: str | None) -> None:
    start = time.process_time()
    explanation = explain(text)
    assert explanation.code == code
    assert time.process_time() - start < 5, "not linear"
    assert len(explanation.message) < 300
    assert all(len(each.text) <= HEAD + TAIL + 10 for each in raised_statements(readable_text(text)))


def test_weights_of_another_number_are_named() -> None:
    told = explain(
        "ValueError: Data cardinality is ambiguous. Make sure all arrays contain the same number of samples."
        "'x' sizes: 40\n'y' sizes: 40\n'sample_weight' sizes: 39"
    )
    assert told.codes[0] == "LD701" and "sample_weight has 39" in told.message
