"""Sequences of different lengths, as NumPy, TensorFlow and Datasets complain of them."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.shapes import SHAPE, parse_shape
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

PARTS = {0: "the data", 1: "the labels"}


@rule(
    "inhomogeneous {shape|part}...detected shape was {found:shape}",
    example="ValueError: setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. The detected shape was (40,) + inhomogeneous part.",
)
def inhomogeneous_shape(said: Said, found: Shape) -> Guess | None:
    """NumPy."""
    number = f"{found[0]:,} sequences" if found and found[0] else "they differ"
    return Guess(("LD301", "LD109"), f"sequences of different lengths do not make an array: {number}")


@rule(
    "could not broadcast input array from shape {given:shape} into shape {wanted:shape}",
    example="ValueError: could not broadcast input array from shape (10,3) into shape (10)",
)
def broadcast_into(said: Said, given: Shape, wanted: Shape) -> Guess | None:
    """NumPy, where unequal arrays are stacked."""
    if len(given) == len(wanted) and given[1:] == wanted[1:] and given[:1] != wanted[:1]:
        words = f"a sequence of {given[0]} timesteps came where {wanted[0]} fit"
        return Guess(("LD301", "LD302"), words, found=given, expected=wanted)
    words = "arrays of different shapes do not make one array"
    return Guess(("LD301", "LD109"), words, found=given, expected=wanted)


@rule(
    "Cannot batch tensors with different shapes in component {part:int}",
    example="InvalidArgumentError: Cannot batch tensors with different shapes in component 0. First element had shape [1445,40] and element 1 had shape [1330,40].",
)
@rule(
    "Cannot add tensor to the batch: number of elements does not match",
    example="InvalidArgumentError: Cannot add tensor to the batch: number of elements does not match. Shapes are: [tensor]: [5,3], [batch]: [6,3] [Op:IteratorGetNext]",
)
def unequal_elements(said: Said, part: int = -1) -> Guess | None:
    """A Dataset: component 0 is the data, 1 the labels."""
    where = PARTS.get(part, "a part")
    shapes = [parse_shape(text) for text in re.findall(SHAPE, said.after(300)) if re.search(r"\d", text)][:2]
    several = len(shapes) == 2 and all(shapes)
    sizes = f": {' and '.join(str(shape[0]) for shape in shapes)} rows" if several else ""
    return Guess(
        ("LD301", "LD905"),
        f"{where} of a Dataset has elements of different lengths that cannot be batched{sizes}",
        python="dataset = dataset.padded_batch(32)",
    )


@rule(
    "Shapes of all inputs must match: values[[{i:int}]].shape = {a:shape} != values[[{j:int}]].shape = {b:shape}",
    example="InvalidArgumentError: Shapes of all inputs must match: values[0].shape = [5,3] != values[1].shape = [7,3] [Op:Pack] name: stack",
)
def packed_tensors(said: Said, i: int, a: Shape, j: int, b: Shape) -> Guess | None:
    """`tf.stack`."""
    words = f"arrays of {shape_text(a)} and {shape_text(b)} do not stack"
    return Guess(("LD301", "LD302"), words)


@rule(
    "only {size-1|length-1|0-dimensional} arrays can be converted",
    "TypeError",
    example="TypeError: only size-1 arrays can be converted to Python scalars",
)
def array_for_number(said: Said) -> Guess | None:
    """NumPy; below `class_weight`, labels that are no class ids."""
    if "class_weight_to_sample_weights" in said.hints.functions:
        return Guess(
            ("LD906", "LD704"),
            "class_weight takes one class id, or one one-hot row, per sample",
            help="leave class_weight out and give one weight per sample or timestep in sample_weight",
        )
    words = "an array stands where a number is wanted: sequences of different lengths"
    return Guess(("LD301", "LD109"), words)


RULES = (
    fixed_rule(
        "LD302 LD301",
        "a record holds another number of values than its description says",
        {
            "Attempted to pad to a smaller size than the input element": "DataLossError: {{function_node __wrapped__IteratorGetNext_output_types_1_device_/job:localhost/replica:0/task:0/device:CPU:0}} Attempted to pad to a smaller size than the input element. [Op:IteratorGetNext]",
            "Can't parse serialized Example": "InvalidArgumentError: Key: x.  Can't parse serialized Example. [Op:ParseExampleV2]",
            "Number of {type:word} values != expected. Values size: {n:int} but output shape": "InvalidArgumentError: Name: <unknown>, Key: key_words, Index: 0.  Number of int64 values != expected.  Values size: 78 but output shape: [80]",
        },
        help="write records of one length, or read them with VarLenFeature and pad them",
    ),
    inhomogeneous_shape,
    fixed_rule(
        "LD301 LD109",
        "sequences of different lengths do not make an array of numbers",
        {
            "setting an array element with a sequence": "ValueError: setting an array element with a sequence.",
            "Creating an ndarray from ragged nested sequences": "VisibleDeprecationWarning: Creating an ndarray from ragged nested sequences (which is a list-or-tuple of lists-or-tuples-or ndarrays with different lengths or shapes) is deprecated.",
        },
    ),
    array_for_number,
    broadcast_into,
    packed_tensors,
    fixed_rule(
        "LD301",
        "arrays of different shapes do not stack",
        {
            "all input arrays must have the same shape": "ValueError: all input arrays must have the same shape",
            "all the input array dimensions": "ValueError: all the input array dimensions except for the concatenation axis must match exactly, but along dimension 1, the array at index 0 has size 10 and the array at index 1 has size 12",
        },
    ),
    fixed_rule(
        "LD301",
        "sequences of different lengths do not make a tensor",
        {
            "Can't convert non-rectangular Python sequence to Tensor": "ValueError: Can't convert non-rectangular Python sequence to Tensor.",
        },
    ),
    unequal_elements,
    fixed_rule(
        "LD301",
        "ragged tensors are not taken: the sequences have to be padded",
        {
            "Input() got an unexpected keyword argument 'ragged'": "TypeError: Input() got an unexpected keyword argument 'ragged'",
            "does not support RaggedTensors as input": "ValueError: Layer lstm does not support RaggedTensors as input. Inputs received: tf.RaggedTensor. You can try converting your input to a dense (uniform) tensor.",
            "^Index {n:int} is not uniform": "ValueError: Exception encountered when calling LSTM.call().\n\nIndex 1 is not uniform\n\nArguments received by LSTM.call():\n  • sequences=tf.Tensor(shape=(None, None, None), dtype=float32)",
            "Cannot index into an inner ragged dimension": "ValueError: Cannot index into an inner ragged dimension.",
        },
    ),
    fixed_rule(
        "LD301 LD102",
        "a list that is not rectangular came where a tensor is wanted",
        {
            "Failed to convert object of type <{class|type} '{list|tuple}'": "TypeError: Failed to convert object of type <class 'list'> to Tensor. Contents: [1, None]. Consider casting elements to a supported type.",
        },
    ),
)
