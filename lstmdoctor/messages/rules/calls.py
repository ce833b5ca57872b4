"""How Keras was called: generators, Datasets, nesting."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule

BENIGN = "the nesting of the inputs differs from that of the model, the values arrive all the same"
LEAF = re.compile(r"Tensor\(|<KerasTensor|'\*'|\"\*\"")
KEY = re.compile(r"['\"](\w{1,80})['\"]:")
NAME = re.compile(r"['\"](\w{1,80})['\"]")
FEW = 3
"""As many arrays may well be the inputs of a model."""


@rule(
    "The structure of inputs doesn't match the expected structure",
    example="UserWarning: The structure of `inputs` doesn't match the expected structure.\nExpected: ['input_layer']\nReceived: inputs=Tensor(shape=(1, 130, 2))",
)
def nested_inputs(said: Said) -> Guess | None:
    """Mostly a harmless warning."""
    expected, _, received = said.after().partition("Received")
    if len(LEAF.findall(received)) > FEW:
        words = "a list of many arrays came for an input: every sequence was taken for one"
        return Guess(("LD101", "LD906"), words)
    given = set(KEY.findall(received))
    if given and not given <= set(NAME.findall(expected)):
        return Guess(("LD105", "LD906"), "a dict of inputs has other keys than the model has inputs")
    return Guess(("LD906",) if received else ("LD906", "LD105"), BENIGN)


@rule(
    "The structure of inputs doesn't match the expected structure",
    "ValueError",
    example="ValueError: Exception encountered when calling Functional.call().\n\nThe structure of `inputs` doesn't match the expected structure.\nExpected: {'b': 'b', 'a': 'a'}\nReceived: inputs=('Tensor(shape=(8, 6, 3))', 'Tensor(shape=(8, 6, 3))')",
)
def refused_inputs(said: Said) -> Guess | None:
    """A list for a model of named inputs: not every order can be matched."""
    expected, _, received = said.after().partition("Received")
    keys = KEY.findall(expected)
    if not keys or KEY.search(received) or len(LEAF.findall(received)) > len(keys):
        return None
    named = ", ".join(f'"{key}": ...' for key in keys)
    return Guess(
        ("LD105", "LD101"),
        f"a list came for a model of the named inputs {', '.join(keys)}: no order is right for it",
        help="give a dict with an array for each name",
        python=f"x = {{{named}}}",
    )


RULES = (
    refused_inputs,
    nested_inputs,
    fixed_rule(
        "LD905 LD901",
        "a generator or Sequence yields something that is not a tuple",
        {
            "output of generator should be a tuple": "ValueError: Output of generator should be a tuple `(x, y, sample_weight)` or `(x, y)`. Found: None",
            "generator must return a tuple": "ValueError: When passing a Python generator to a Keras model, the generator must return a tuple, either (input,) or (inputs, targets) or (inputs, targets, sample_weights). Received: [[1.0]]",
            "__getitem__() must return a tuple": "ValueError: PyDataset.__getitem__() must return a tuple or a dict. If a tuple, it must be ordered either (input,) or (inputs, targets) or (inputs, targets, sample_weights). Received: [1]",
            "Data is expected to be in format x": "ValueError: Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, found: (1, 2, 3, 4)",
        },
        help="yield a tuple of data and labels",
        python="def batches():\n    while True:\n        yield x, y",
    ),
    fixed_rule(
        "LD901 LD905",
        "data, labels and weights of the validation come in something that is not a tuple",
        {
            "When passing [a ]validation_data[,] it must contain": "ValueError: When passing validation_data, it must contain 2 (x_val, y_val) or 3 (x_val, y_val, val_sample_weights) items, however it contains 1 items",
            "validation_data should be a tuple": "ValueError: `validation_data` should be a tuple `(val_x, val_y, val_sample_weight)` or `(val_x, val_y)`. Found: [[0.1]]",
        },
    ),
    fixed_rule(
        "LD905 LD301",
        "a generator yields batches of another shape than its first",
        {
            "generator yielded an element of shape": "TypeError: `generator` yielded an element of shape (32, 12, 3) where an element of shape (None, 10, 3) was expected.",
            "yielded an element that {did not match|could not be converted}": "TypeError: `generator` yielded an element that did not match the expected structure. The expected structure was (tf.float32, tf.float32), but the yielded element was [1.0].",
        },
        help="let every batch have the shape of the first: pad all sequences to one length, cut windows of one size",
    ),
    fixed_rule(
        "LD905",
        "the Dataset does not yield whole batches",
        {
            "When passing a dataset to a Keras model, the arrays must be at least rank 1": "ValueError: When passing a dataset to a Keras model, the arrays must be at least rank 1. Received: tf.Tensor(3, shape=(), dtype=int32) of rank 0.",
            "the corresponding arrays in each batch must have the same rank": "ValueError: When passing a dataset to a Keras model, the corresponding arrays in each batch must have the same rank. Received: tf.Tensor and tf.Tensor",
            "Your input ran out of data": "UserWarning: Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building your dataset.",
            "Cannot unbatch an input with scalar components": "ValueError: Cannot unbatch an input with scalar components.",
        },
    ),
    fixed_rule(
        "LD905",
        "an argument was given that the Dataset or generator has to hold itself",
        {
            "as a {source:text}, {argument:name} should not be passed": "ValueError: When providing `x` as a tf.data.Dataset, `y` should not be passed. Instead, the targets should be included as part of the tf.data.Dataset.",
            "{y|sample_weight} argument is not supported when": "ValueError: `y` argument is not supported when using dataset as input.",
            "batch_size argument must not be specified": "ValueError: The `batch_size` argument must not be specified for the given input type. Received input: <BatchDataset>, batch_size: 32",
        },
        help="leave that argument out: what hands out batches yields tuples of (x, y), or (x, y, weights), and says how large they are",
    ),
    fixed_rule(
        "LD905",
        "a part of a Dataset or generator was asked for as validation data, and only arrays are split",
        {
            "validation_split is only supported": "ValueError: Argument `validation_split` is only supported for tensors or NumPy arrays.Found incompatible type in the input: [<class 'list'>]",
        },
        help="make arrays of lists first; of a Dataset take the part yourself, and leave validation_split out",
        python="model.fit(dataset.skip(n), validation_data=dataset.take(n))",
    ),
    fixed_rule(
        "LD905",
        "a Dataset or generator does not say how many batches it has",
        {
            "{infinitely repeating|an infinite} dataset[,] {please|you must} specify": "ValueError: When passing an infinitely repeating dataset, please specify a `steps_per_epoch` value so that epoch level callbacks continue to work.",
            "When using {data tensors|iterators|tf.data}...{specify|steps}": "ValueError: When using data tensors as input to a model, you should specify the `steps_per_epoch` argument.",
        },
    ),
    fixed_rule(
        "LD905 LD906",
        "the signature of a generator is no tuple of tf.TensorSpec",
        {
            "output_signature must contain objects that are subclass of": "TypeError: `output_signature` must contain objects that are subclass of `tf.TypeSpec` but found <class 'list'> which is not.",
        },
        help="give a tuple, with one TensorSpec for each array that the generator yields",
        python="output_signature=(tf.TensorSpec((None, timesteps, features)), tf.TensorSpec((None,)))",
    ),
    fixed_rule(
        "LD905 LD102",
        "a generator yields tuples or lists where arrays are wanted",
        {
            "'{tuple|list}' object has no attribute 'rank'": "AttributeError: 'tuple' object has no attribute 'rank'",
        },
        help="yield arrays: np.asarray around every list, and one tuple of data and labels",
        python="yield np.asarray(x_batch), np.asarray(y_batch)",
    ),
    fixed_rule(
        "LD906 LD905",
        "a number of batches or samples is a fraction: `/` gives one, `//` does not",
        {
            "'{float|numpy.float64|numpy.float32|float64}' object cannot be interpreted as an {index|integer}": "TypeError: 'numpy.float64' object cannot be interpreted as an integer",
        },
        help="count in whole numbers, in __len__ of a Sequence and in steps_per_epoch too",
        python="steps = len(x) // batch_size",
    ),
    fixed_rule(
        "LD906 LD105 LD108",
        "a name came where an array is wanted: mostly a key of a dict that was gone through like a list",
        {
            "'str' object has no attribute '{ndim|shape|dtype}'": "AttributeError: 'str' object has no attribute 'ndim'"
        },
        help="take the arrays of the dict, not its keys",
        python="x = list(arrays.values())  # in the order of model.inputs",
        question="is the data a dict, or text",
    ),
    fixed_rule(
        "LD905 LD103",
        "something that is not an array came, such as a Dataset, a symbolic tensor or None",
        {
            "in the form of symbolic tensors, you should specify the steps": "ValueError: If your data is in the form of symbolic tensors, you should specify the `steps` argument (instead of the `batch_size` argument, because symbolic tensors are expected to produce batches of input data).",
            "has no attribute 'ndim'": "AttributeError: 'DatasetV1Adapter' object has no attribute 'ndim'",
        },
    ),
    fixed_rule(
        "LD102 LD906",
        "nested Python lists came where arrays are wanted",
        {
            "Only input tensors may be passed as positional...of type <class 'float'": "ValueError: Only input tensors may be passed as positional arguments. The following argument value should be passed as a keyword argument: 0.5 (of type <class 'float'>)",
        },
    ),
    fixed_rule(
        "LD103 LD105",
        "the model was called on another number or nesting of inputs than it has",
        {
            "Function was called with an invalid input structure": "ValueError: Function was called with an invalid input structure. Expected input structure: ['*', '*']\nReceived input structure: *",
        },
    ),
    fixed_rule(
        "LD905 LD702",
        "inputs, labels or batches are nested in another way than before",
        {
            "two structures don't have the same {nested structure|sequence length|number of elements}": "ValueError: The two structures don't have the same nested structure.",
        },
    ),
)
