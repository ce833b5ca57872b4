"""Matrix products and element-wise operations inside the model, which name sizes and not shapes.

In ``MatMul`` of ``[?,4]`` and ``[3,16]`` the data has 4 features, the kernel was built for 3; 16 is 4 gates
of 4 units in an LSTM, 3 in a GRU, 1 in a SimpleRNN. Element-wise, ``[8,16]`` against ``[32,16]`` is the rest
of the samples against the batch that a state was built for.
"""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.shapes import SHAPE, parse_shape
from lstmdoctor.messages.rules.elementwise import compare_operands, is_of_loss
from lstmdoctor.messages.rules.encoding import CLASSES
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import count_noun, shape_text

GATES = (
    ("gru", 3, "GRU"),
    ("simple_rnn", 1, "SimpleRNN"),
    ("simplernn", 1, "SimpleRNN"),
    ("lstm", 4, "LSTM"),
)
OPERATION = re.compile(r"(?:\(op: '|\}\} = |^'?\S{1,200} = )(\w{1,60})")
PRODUCT = re.compile(r"matmul|dot|einsum", re.IGNORECASE)
DENSE = re.compile(r"dense[\w/]{0,20}/(?:MatMul|Tensordot)", re.IGNORECASE)
WRAPPED = re.compile(r"time_?distributed(?:_\d+)?/(?:MatMul|Tensordot|einsum)", re.IGNORECASE)
PAIRED = re.compile(r"loss/|crf", re.IGNORECASE)

MASK_NODE = re.compile(r"SequenceMask|\(mask,")
MASK_SIZES = Guess(
    ("LD906", "LD302"),
    "a mask meets another number of timesteps or axes than it was made for",
    help="look at the layer that gives the mask: one truth value for each timestep of what the layer gets",
)


def product_guess(given: Shape, kernel: Shape, where: str) -> Guess | None:
    """The product of a batch and a kernel."""
    if len(given) != 2 or len(kernel) != 2 or given[1] is None or kernel[0] is None:
        return None
    if given[1] == kernel[0]:
        return None
    found, wanted = given[1], kernel[0]
    if PAIRED.search(where):
        words = f"labels and output differ: {found} against {wanted}"
        return Guess(("LD702", "LD704"), words, question=CLASSES)
    if DENSE.search(where):
        return dense_product(given, kernel)
    if WRAPPED.search(where):
        return wrapped_product(given, kernel)
    return Guess(
        ("LD210", "LD207", "LD302"),
        f"the data has {count_noun(found, 'feature')}, the model takes {wanted}{cell_words(kernel, where)}",
        (None, None, wanted),
        (given[0], None, found),
        help="give the features the model was built with, in the same order",
        question=f"does another axis of the array have the size {wanted}",
    )


def dense_product(given: Shape, kernel: Shape) -> Guess:
    """A Dense layer whose input changed its size."""
    return Guess(
        ("LD210", "LD302", "LD902"),
        f"a Dense layer takes {kernel[0]} values and gets {given[1]}",
        (None, kernel[0]),
        given,
        question="does a Flatten stand before this layer, so that the number of timesteps counts",
    )


def wrapped_product(given: Shape, kernel: Shape) -> Guess:
    """A layer that a wrapper repeats for each timestep, mostly behind recurrent layers."""
    return Guess(
        ("LD906", "LD210", "LD902"),
        f"a layer repeated for each timestep was built for {kernel[0]} values and gets {given[1]} from the "
        "layers before it",
        (None, kernel[0]),
        given,
        help="compare what the layer before it says it gives, in model.summary(), with what it does give",
        question="is this layer the first of the model, so that it gets the data itself",
    )


def cell_words(kernel: Shape, where: str) -> str:
    """The recurrent layer behind a kernel: by its name, else by what divides its width."""
    width = kernel[1]
    if width is None:
        return ""
    for word, gates, name in GATES:
        if word in where.lower() and width % gates == 0:
            return f" (a {name} of {count_noun(width // gates, 'unit')})".replace("a LSTM", "an LSTM")
    named = width % 4 == 0 and "cell" in where.lower()
    return f" (an LSTM of {count_noun(width // 4, 'unit')})" if named else ""


@rule(
    "Dimensions must be equal, but are {a:int} and {b:int}",
    example="ValueError: Dimensions must be equal, but are 4 and 3 for '{{node sequential_1/lstm_1/while/lstm_cell_1/MatMul}} = MatMul[T=DT_FLOAT, transpose_a=false, transpose_b=false](x, y)' with input shapes: [?,4], [3,16].",
)
def unequal_dimensions(said: Said, a: int, b: int) -> Guess | None:
    """What follows names the node, and the shapes of its operands."""
    where, marked, rest = said.after(1200).partition("with input shapes:")
    shapes = [parse_shape(text) for text in re.findall(SHAPE, rest[:600])] if marked else []
    if len(shapes) < 2:
        differ = f"labels and output differ: {a} against {b}"
        return Guess(("LD702", "LD704"), differ) if is_of_loss(where) else inner_sizes(a, b)
    if is_convolution(where) and len(shapes[1]) > 2:
        shapes = [(None, shapes[0][-1]), (shapes[1][-2], None)]
        where = "MatMul"
    if MASK_NODE.search(where):
        return MASK_SIZES
    if not is_product(where):
        return compare_operands(shapes[0], shapes[1], where, said.hints)
    return product_guess(shapes[0], shapes[1], where) or matrix_guess(shapes[0], shapes[1])


def matrix_guess(a: Shape, b: Shape) -> Guess:
    """A product of matrices that is none of a batch and a kernel."""
    return Guess(
        ("LD906", "LD210", "LD302"),
        f"a product of matrices in the model, or in code of your own, got {shape_text(a)} and {shape_text(b)}",
        question="which line of your own code, or which layer, does the traceback name last",
    )


def is_product(where: str) -> bool:
    """Whether the operation is a product of matrices, and not only one whose operands are."""
    operation = OPERATION.search(where)
    return PRODUCT.search(operation.group(1) if operation else where) is not None


def is_convolution(where: str) -> bool:
    """Whether the operation is a convolution, whose kernel ends in (features, filters)."""
    operation = OPERATION.search(where)
    return operation is not None and operation.group(1).lower().startswith("conv")


def inner_sizes(a: int, b: int) -> Guess:
    """Two sizes of an inner axis and nothing else."""
    return Guess(
        ("LD210", "LD702", "LD207"),
        f"the data has {count_noun(a, 'feature')}, the model takes {b}",
        question="is it the product with a kernel that fails, or the loss",
    )


@rule(
    "Matrix size-incompatible: In[[0]]: {given:shape}, In[[1]]: {kernel:shape}",
    example="InvalidArgumentError: Matrix size-incompatible: In[0]: [47,1000], In[1]: [4096,256] [[node model/dense/Relu (defined at train.py:9) ]]",
)
def incompatible_matrices(said: Said, given: Shape, kernel: Shape) -> Guess | None:
    """TensorFlow's kernel."""
    return product_guess(given, kernel, said.after(300))


@rule(
    "mat1 and mat2 shapes cannot be multiplied ({rows:int}x{found:int} and {wanted:int}x{width:int})",
    example="RuntimeError: mat1 and mat2 shapes cannot be multiplied (185x18 and 19x56)",
)
def multiplied_matrices(said: Said, rows: int, found: int, wanted: int, width: int) -> Guess | None:
    """PyTorch, and Keras 3 on it."""
    return product_guess((rows, found), (wanted, width), "lstm")


@rule(
    "dot_general requires contracting dimensions to have the same shape, got {given:shape} and {kernel:shape}",
    example="TypeError: dot_general requires contracting dimensions to have the same shape, got (9,) and (12,).",
)
def contracted_axes(said: Said, given: Shape, kernel: Shape) -> Guess | None:
    """JAX, and Keras 3 on it."""
    return product_guess((None, *given), (*kernel, None), "lstm")


@rule(
    "must be equal, but received x1.shape={given:shape} and x2.shape={kernel:shape}",
    example="ValueError: Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received `x1.shape=(8, 4)` and `x2.shape=(3, 16)`.",
)
@rule(
    "shapes {given:sizes} and {kernel:sizes} not aligned",
    example="ValueError: shapes (200,4) and (3,16) not aligned: 4 (dim 1) != 3 (dim 0)",
)
def inner_axes(said: Said, given: Shape, kernel: Shape) -> Guess | None:
    """Keras 3 symbolically, and NumPy."""
    if len(given) < 2 or len(kernel) < 2:
        return None
    return product_guess((given[0], given[-1]), (kernel[-2], kernel[-1]), "lstm")


@rule(
    "subscript {letter:word} has size {b:int} for operand {axis:int} which does not broadcast with previously seen size {a:int}",
    example="RuntimeError: einsum(): subscript c has size 6 for operand 1 which does not broadcast with previously seen size 5",
)
@rule(
    "Size of label {letter:word} for operand {axis:int} ({a:int}) does not match previous terms ({b:int})",
    example="ValueError: Size of label 'i' for operand 1 (4) does not match previous terms (5).",
)
@rule(
    "Expected dimension {a:int} at axis {axis:int} ... but got dimension {b:int}",
    example="InvalidArgumentError: Expected dimension 6 at axis 0 of the input shaped [8,2,3] but got dimension 8 [Op:Einsum]",
)
def einsum_axis(said: Said, a: int, axis: int, b: int, letter: str = "") -> Guess | None:
    """EinsumDense, MultiHeadAttention."""
    return Guess(("LD210", "LD302"), f"a layer built for {b} values gets {a}, or the other way round")


RULES = (
    einsum_axis,
    unequal_dimensions,
    incompatible_matrices,
    contracted_axes,
    multiplied_matrices,
    inner_axes,
    fixed_rule(
        "LD905 LD202 LD203 LD906",
        "the number of axes of a batch is not known: of a Dataset from a generator that has no signature, or of data "
        "of another rank than the model was traced with before",
        {
            "Cannot take the length of shape with unknown rank": "ValueError: Cannot take the length of shape with unknown rank.",
        },
        help="give Dataset.from_generator an output_signature of a tf.TensorSpec for each array, with its shape",
        python="output_signature=(tf.TensorSpec((timesteps, features)), tf.TensorSpec(()))",
        question="is the data a Dataset; if not, which shape does the array have, and which the one before it",
    ),
    fixed_rule(
        "LD905 LD906",
        "a Dataset does not say how many axes its elements have",
        {
            "must have a statically known rank": "ValueError: All tensors passed to `ops.shape` must have a statically known rank. Received: x=Tensor with unknown rank.",
            "as_list() is not defined on an unknown TensorShape": "ValueError: as_list() is not defined on an unknown TensorShape.",
        },
    ),
)
