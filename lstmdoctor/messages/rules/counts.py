"""Numbers of arrays, inputs and samples."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.shapes import SHAPE, parse_shape
from lstmdoctor.messages.rules.cardinality import FEW, SAME_CUT, SAMPLES
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import count_noun, safe_text

TAKER = re.compile(r"dense|dropout|flatten|activation|time_distributed|batch_norm", re.IGNORECASE)
CELL = re.compile(r"gru|lstm|rnn|cell", re.IGNORECASE)
PRINTED = re.compile(rf"shape=({SHAPE})")
NESTED = re.compile(r".{0,80}Inputs received: ?\[(?:-?\d|<tf\.Tensor: shape=\(\))", re.DOTALL)
"""Single numbers, plain or as tensors without an axis."""
IN_ORDER = "give one array per input, in the order of model.inputs"
NAMED = "name every array after its input: model.input_names lists them"


@rule(
    "layer {layer:name} expects {wanted:int} named input(s) with keys {keys:long} but it received {given:int} input tensors",
    example="ValueError: Layer \"fn\" expects 1 named input(s) with keys ['inp'], but it received 40 input tensors. Pass inputs as a dict, e.g. `layer({'inp': ...})`.",
)
@rule(
    "{layer|model}[,] {layer:name}[,] {expects|expected} [exactly ]{wanted:int} input[s][(s)][ tensors][,|.] [but ][it |was ]{received|got|given} [only ]{given:int}",
    example='ValueError: Layer "lstm" expects 1 input(s), but it received 200 input tensors. Inputs received: [<tf.Tensor: shape=(10, 3), dtype=float32, numpy=array([[0.1, 0.2, 0.3]])>]',
)
def number_of_tensors(said: Said, layer: str, wanted: int, given: int, keys: str = "") -> Guess | None:
    """A layer or model that was called on another number of tensors."""
    rest = said.after(1500)
    words = f"{safe_text(layer)} takes {count_noun(wanted, 'input')} and was called on {given:,}"
    if wanted == 1 < given and TAKER.match(layer):
        before = f"layer {words}: the layer before it gives its states besides its answer"
        states = "take the first of what a layer with return_state=True gives"
        return Guess(("LD906", "LD101"), before, help=states, python="x, *states = layer(x)")
    if given == 2 and "<KerasTensor" in rest:
        built = "while the model was put together: a layer used twice, or a file of another version"
        return Guess(("LD802", "LD906"), f"{words} {built}")
    if wanted > 1 and given > wanted and CELL.search(layer):
        return Guess(("LD906",), f"layer {words}: its initial states were counted as inputs")
    if given < wanted:
        return Guess(("LD103",), words, help=IN_ORDER)
    if wanted > 1:
        codes = ("LD104", "LD901", "LD101") if given <= wanted + 2 else ("LD101", "LD104")
        return Guess(codes, words, question=SAMPLES)
    if NESTED.match(rest):
        words = (
            f"{safe_text(layer)} was called on a nested Python list: each number in it was taken for an input"
        )
        return Guess(("LD102", "LD203"), words)
    return several_for_one(words, given, [parse_shape(text) for text in PRINTED.findall(rest)])


def several_for_one(words: str, given: int, shapes: list[Shape]) -> Guess:
    """One input and several arrays: pairs in a list, or samples in a list."""
    if given > 3:
        return Guess(("LD101",), f"{words}: every sequence of a list was taken for an input")
    alike = (
        len(shapes) >= 2
        and len(set(shapes[:given])) == 1
        and len(shapes[0]) > 1
        and (None not in shapes[0] or (given > 2 and len(shapes[0]) > 2))
    )
    if alike:
        return Guess(("LD101", "LD901"), f"{words} of one shape", question=SAMPLES)
    return Guess(
        ("LD901", "LD905", "LD101"),
        f"{words}: data and labels came in a list, which makes the labels an input",
        question="is it the training data, or validation_data, or what a generator yields, that is a list",
    )


@rule(
    "Expected to see {wanted:int} array[s][(s)][,]... but instead got {the following|a} list of {given:int}",
    example="ValueError: Error when checking model input: the list of Numpy arrays that you are passing to your model is not the size the model expected. Expected to see 1 array(s), but instead got the following list of 12331 arrays: [array([[0.1]])]",
)
def number_of_arrays(said: Said, wanted: int, given: int) -> Guess | None:
    """Keras 1 and 2 count what a list holds."""
    words = f"the model takes {count_noun(wanted, 'array')} and got a list of {given:,}"
    if given < wanted:
        return Guess(("LD103",), words, help=IN_ORDER)
    if wanted > 1:
        near = given <= wanted + 1
        return Guess(
            ("LD104", "LD101", "LD905") if near else ("LD101", "LD104", "LD905"), words, question=SAMPLES
        )
    pair = given == 2
    return Guess(
        ("LD101", "LD901") if pair else ("LD101",),
        f"{words}: every element was taken for an input",
        question=SAMPLES if pair else "",
    )


@rule(
    "arrays ({which:word}) should have the same number of samples",
    example="ValueError: All input arrays (x) should have the same number of samples. Got array shapes: [(593, 4096), (327, 4096)]",
)
def samples_of_arrays(said: Said, which: str) -> Guess | None:
    """Keras 2 prints the shape of every array."""
    rows = [parse_shape(text)[:1] for text in re.findall(SHAPE, said.after())]
    numbers = sorted({row[0] for row in rows if row and row[0] is not None})
    words = (
        f"with {numbers[0]:,} to {numbers[-1]:,} samples" if numbers else "with different numbers of samples"
    )
    if which == "y":
        return Guess(("LD701", "LD702"), f"the arrays of labels come {words}")
    if len(rows) > FEW:
        return Guess(("LD301", "LD101", "LD106"), f"x is a list of arrays {words}, each taken for an input")
    return Guess(("LD106", "LD701"), f"the inputs come {words}, all must have the same number")


@rule(
    "{found|find} {x:int} input samples and {y:int} target samples",
    example="ValueError: Input arrays should have the same number of samples as target arrays. Found 1280 input samples and 320 target samples.",
)
def samples_and_targets(said: Said, x: int, y: int) -> Guess | None:
    """Keras 1 and 2."""
    counted = ("LD701", "LD101") if x != 1 else ("LD701", "LD203", "LD204")
    codes = ("LD107", "LD701") if 0 in (x, y) else counted
    return Guess(codes, f"x has {x:,} samples and y has {y:,}", help=SAME_CUT)


@rule(
    "Data length is {steps:int} while target length is {targets:int}",
    example="ValueError: Data and targets have to be of same length. Data length is 100 while target length is 90",
)
def series_and_targets(said: Said, steps: int, targets: int) -> Guess | None:
    """`TimeseriesGenerator`."""
    return Guess(
        ("LD701",), f"the series has {steps:,} steps and there are {targets:,} targets", help=SAME_CUT
    )


@rule(
    "model expects {wanted:int} input arrays, but only received one array",
    example="ValueError: The model expects 2 input arrays, but only received one array. Found: array with shape (1, 15, 300)",
)
def one_array_for_several(said: Said, wanted: int) -> Guess | None:
    """Keras 1 and 2 say it of labels too."""
    if said.hints.target:
        return Guess(("LD702", "LD701"), f"the model has {wanted} outputs and one array of labels came")
    return Guess(("LD103",), f"the model has {wanted} inputs and one array came", help=IN_ORDER)


@rule(
    'Missing data for input "{name:word}"',
    example="ValueError: Missing data for input \"b\". You passed a data dictionary with keys ['a']. Expected the following keys: ['a', 'b']",
)
@rule(
    'No data provided for "{name:word}"',
    example="ValueError: No data provided for \"input_2\". Need data for each key in: ['text', 'input_2']",
)
@rule(
    "the input {name:name} is not optional, but None was passed",
    example="ValueError: The input 'a' is not optional, but None was passed. Please provide a valid tensor.",
)
def missing_array(said: Said, name: str) -> Guess | None:
    """An input of the model under whose name nothing came."""
    return Guess(
        ("LD103", "LD105"),
        f"the input {safe_text(name)} of the model has no array",
        help=NAMED,
        question="is there an array under another name",
    )


FEW_ARRAYS, MANY_TIMES = 16, 10
"""A list of inputs has so few arrays, and so many times fewer than these have samples."""


@rule(
    "Found {input variables|arrays} with inconsistent numbers of samples: [[{counts:text}]]",
    example="ValueError: Found input variables with inconsistent numbers of samples: [1000, 999]",
)
def inconsistent_samples(said: Said, counts: str) -> Guess | None:
    """scikit-learn, which takes a list of the arrays of several inputs for as many samples."""
    numbers = sorted(int(word) for word in re.findall(r"\d{1,15}", counts))
    if len(numbers) > 1 and numbers[0] <= FEW_ARRAYS and numbers[0] * MANY_TIMES < numbers[-1]:
        return Guess(
            ("LD906", "LD701", "LD101"),
            f"scikit-learn counts {numbers[0]} samples where a list of {numbers[0]} arrays came: it takes one array",
            help="search and validate with a loop of your own, which gives the model its list of inputs",
        )
    return Guess(("LD701",), "x and y have different numbers of samples", help=SAME_CUT)


RULES = (
    number_of_tensors,
    number_of_arrays,
    samples_of_arrays,
    samples_and_targets,
    fixed_rule(
        "LD101 LD701 LD106",
        "the arrays have different numbers of samples: each element of a list counts as an input",
        {
            "All input arrays and the target array must have the same number of samples": "Exception: All input arrays and the target array must have the same number of samples.",
        },
        help="stack a list of samples into one array, or find where x or y lost samples",
        python="print(type(x), len(x), len(y))\nx = np.asarray(x)",
        question=SAMPLES,
    ),
    series_and_targets,
    one_array_for_several,
    fixed_rule(
        "LD103 LD105",
        "an input of the model has no array, or one under another name",
        {
            "Could not compute output [Keras]Tensor": "AssertionError: Could not compute output KerasTensor(type_spec=TensorSpec(shape=(None, 1), dtype=tf.float32, name=None), name='dense/BiasAdd:0', description=\"created by layer 'dense'\")",
        },
        "AssertionError",
    ),
    missing_array,
    fixed_rule(
        "LD701",
        "the sample weights are not one per sample",
        {
            "sample_weight arrays should have the same number of samples": "ValueError: Sample_weight arrays should have the same number of samples as target arrays. Got 40 input samples and 39 target samples.",
            "You should provide one sample_weight array per output": "ValueError: You should provide one `sample_weight` array per output in `y`. The two structures did not match:\n- y: *\n- sample_weight: ['*', '*']",
        },
    ),
    inconsistent_samples,
    fixed_rule(
        "LD107",
        "there are no samples",
        {
            "num_samples should be a positive integer value, but got num_samples=0": "ValueError: num_samples should be a positive integer value, but got num_samples=0",
        },
    ),
    fixed_rule(
        "LD103",
        "a layer that joins several inputs was given one",
        {
            "layer should be called on a list of": "ValueError: A merge layer should be called on a list of at least 1 input. Received 0 inputs. Full input_shape received: []",
            "layer must be called on a list of inputs": "ValueError: Attention layer must be called on a list of inputs, namely [query, value] or [query, value, key]. Received: inputs=Tensor.",
            "layer accepts inputs list of length": "ValueError: Attention layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. Received length: 1.",
            "inputs should be a list": "ValueError: `inputs` should be a list. Received: inputs=Tensor",
        },
    ),
)
