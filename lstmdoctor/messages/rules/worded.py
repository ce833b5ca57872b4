"""Numbers of axes that a message says in words: of operations and tables, whose inputs have no names."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

MASKS = re.compile(r"Reverse|SequenceMask|\(mask\b")
"""Operations on the mask of a recurrent layer, or on the lengths that it is counted to."""
MASK_GUESS = Guess(
    ("LD906",),
    "a mask has another number of axes than (batch, timesteps)",
    help="give a recurrent layer a mask with one truth value for each timestep, or let a Masking layer make it",
    python="mask = mask[..., 0]  # (batch, timesteps)",
)
CHANNELS_FIRST = re.compile(r'data_format="?NC')
LESS = ("LD202", "LD201", "LD203", "LD702")
MORE = ("LD204", "LD209", "LD902", "LD702")


@rule(
    "expects input with rank {wanted:int}, got {given:int}",
    example="InvalidArgumentError: Convolution expects input with rank 4, got 5",
)
@rule(
    "Shape must be [at least |at most ]rank {wanted:int} but is rank {given:int}",
    example="ValueError: Shape must be rank 2 but is rank 3 for 'MatMul_17' (op: 'MatMul') with input shapes: [?,?], [?,?,10].",
)
def operation_rank(said: Said, wanted: int, given: int) -> Guess | None:
    """TensorFlow, while it builds the graph."""
    if wanted == given:
        return None
    if CHANNELS_FIRST.search(said.after(400)):
        return Guess(
            ("LD906", "LD211"),
            "an operation of another layer than a convolution was built for channels_first: that is set for all "
            "of Keras",
            help='set data_format="channels_first" on the convolutions alone, and channels_last for Keras',
            python='keras.backend.set_image_data_format("channels_last")',
        )
    if MASKS.search(said.after(200)):
        return MASK_GUESS
    words = f"an operation takes {wanted} axes and an array with {given} came"
    return Guess(LESS if given < wanted else MORE, words)


@rule(
    "should have rank {wanted:int}. Got array with shape: {found:shape}",
    example="ValueError: Input to `.fit()` should have rank 4. Got array with shape: (0,)",
)
def table_rank(said: Said, wanted: int, found: Shape) -> Guess | None:
    """`ImageDataGenerator`."""
    words = f"an operation takes {wanted} axes and the array is {shape_text(found)}"
    if 0 in found:
        return Guess(("LD107",), f"an array is empty: {shape_text(found)}", found=found)
    return Guess(LESS if len(found) < wanted else MORE, words, (None,) * wanted, found)


@rule(
    "Index out of range using input dim {axis:int}; input has only {number:int} dims",
    example="ValueError: Index out of range using input dim 2; input has only 2 dims for 'crf_1/strided_slice_1' (op: 'StridedSlice') with input shapes: [?,64], [3], [3], [3] and with computed input tensors: input[3] = <1 1 1>.",
)
def sliced_axis(said: Said, axis: int, number: int) -> Guess | None:
    """A slice of something that is no sequence."""
    words = f"axis {axis} is asked of something with {number} axes"
    return Guess(("LD902", "LD202", "LD201"), f"{words}: mostly one answer where a sequence is wanted")


RULES = (
    operation_rank,
    table_rank,
    sliced_axis,
    fixed_rule(
        "LD202 LD201 LD203 LD702",
        "an array has another number of axes than the operation takes",
        {
            "In[[{n:int}]] is not a matrix. Instead it has shape": "InvalidArgumentError: In[0] is not a matrix. Instead it has shape [128] [Op:MatMul] name: basic_decoder_17/decoder/while/attention_wrapper/MatMul/",
            "must have rank [at least ]{n:int}": "ValueError: Shape (128, ?) must have rank at least 3",
        },
    ),
)
