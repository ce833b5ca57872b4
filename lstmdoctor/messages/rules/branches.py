"""Branches of a model that are joined, and do not fit each other."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

HELP = "give the inputs the same sizes, or look at the layers that are joined"


@rule(
    "Dimension {axis:int} in both shapes must be equal, but are {a:int} and {b:int}",
    example="ValueError: Dimension 1 in both shapes must be equal, but are 12 and 8 for 'network/conv_lstm/BasicConvLSTMCell/Conv/concat' (op: 'ConcatV2') with input shapes: [?,12,12,4], [16,8,8,4], [].",
)
def joined_axis(said: Said, axis: int, a: int, b: int) -> Guess | None:
    """TensorFlow, while it builds the graph."""
    codes = ("LD401", "LD106", "LD906") if axis == 0 else ("LD302", "LD906", "LD210")
    return Guess(codes, f"two branches that are joined have sizes {a} and {b} on axis {axis}", help=HELP)


@rule(
    "Concatenate layer requires inputs with matching shapes...[[{a:shape}, {b:shape}]]",
    example="ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. Received: input_shape=[(None, 10, 4), (None, 4)]",
)
def concatenated_ranks(said: Said, a: Shape, b: Shape) -> Guess | None:
    """A sequence and a single answer, or static features beside it."""
    if len(a) == len(b):
        return None
    words = f"a sequence and a single vector are joined: {shape_text(a)} and {shape_text(b)}"
    return Guess(
        ("LD902", "LD906", "LD302"),
        words,
        help="repeat the vector for each timestep, or let the recurrent layer give one answer",
        python="vector = layers.RepeatVector(timesteps)(vector)",
    )


@rule(
    "Inputs have incompatible shapes. Received shapes {a:shape} and {b:shape}",
    example="ValueError: Inputs have incompatible shapes. Received shapes (5, 3) and (6, 3)",
)
def merged_shapes(said: Said, a: Shape, b: Shape) -> Guess | None:
    """The merging layers of Keras, which print shapes without the batch."""
    words = f"two branches that are joined give {shape_text(a)} and {shape_text(b)} per sample"
    return Guess(("LD302", "LD106", "LD210"), words, help=HELP)


RULES = (
    joined_axis,
    concatenated_ranks,
    merged_shapes,
    fixed_rule(
        "LD906 LD302 LD210",
        "two branches that are joined have different sizes",
        {
            "The last dimension of query_shape and value_shape must be equal": "ValueError: The last dimension of `query_shape` and `value_shape` must be equal, but are 8, 7. Received: query_shape={query_shape}, value_shape={value_shape}",
            "All dimensions of value and key, except the last one, must be equal": "ValueError: All dimensions of `value` and `key`, except the last one, must be equal. Received: value_shape=(4, 6, 7) and key_shape=(4, 5, 7)",
            "Incompatible shapes for concatenation": "ValueError: Incompatible shapes for concatenation: [(None, 1, 3), (None, 1, 64)]",
            "incompatible layers can not be merged": "Exception: Dot incompatible layers can not be merged using dot mode",
            "can only merge layers with matching output shapes": "Exception: 'concat' mode can only merge layers with matching output shapes except for the concat axis. Layer shapes: [(None, 10, 3), (None, 4)]",
            "Dimension incompatibility {a:int} != {b:int}. Layer shapes": "ValueError: Dimension incompatibility 5 != 6. Layer shapes: (None, 5, 3), (None, 6, 3)",
        },
        help=HELP,
    ),
    fixed_rule(
        "LD906 LD401",
        "a decoder joins its input with a state, or with attention, of another batch size",
        {
            "Concat[Op] : Dimensions of inputs should match...{decoder/|attention_wrapper/|_cell/|decoder_}": "InvalidArgumentError: ConcatOp : Dimensions of inputs should match: shape[0] = [7,100] vs. shape[1] = [50,100]\n\t [[Node: model/decoder/while/lstm_cell/concat = ConcatV2[N=2]",
        },
        help="make the initial state for the batch that comes: zero_state(tf.shape(x)[0]), tiled for a beam search",
    ),
    fixed_rule(
        "LD302 LD106",
        "two branches that are joined have different sizes",
        {
            "Concat[Op] : Dimension {axis:int} in both shapes must be equal": "InvalidArgumentError: ConcatOp : Dimension 1 in both shapes must be equal: shape[0] = [5,3] vs. shape[1] = [5,4] [Op:ConcatV2] name: concat",
            "Concat[Op] : Dimensions of inputs should match": "InvalidArgumentError: ConcatOp : Dimensions of inputs should match: shape[0] = [1,10,64] vs. shape[1] = [1,12,64] [Op:ConcatV2] name: concat",
            "Cannot concatenate arrays with shapes that differ in dimensions other than": "TypeError: Cannot concatenate arrays with shapes that differ in dimensions other than the one being concatenated: concatenating along dimension 2 for shapes (32, 10, 3), (32, 12, 3).",
            "Concatenate layer requires inputs with matching shapes": "ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got inputs shapes: [(None, 24, 64), (None, 48, 64)]",
        },
        help=HELP,
    ),
    fixed_rule(
        "LD106",
        "the inputs have different numbers of samples",
        {
            "Cannot {merge tensors with|do batch_dot on inputs with} different batch sizes": "ValueError: Cannot merge tensors with different batch sizes. Received tensors with shapes [(8, 5), (7, 5)]",
        },
    ),
    fixed_rule(
        "LD302 LD210",
        "two inputs that are multiplied have different sizes",
        {
            "Cannot do batch_dot on inputs with shapes": "ValueError: Cannot do batch_dot on inputs with shapes (8, 10, 4) and (8, 12, 4) with axes=[1, 1]. x.shape[1] != y.shape[1] (10 != 12).",
            "Incompatible input shapes: axis values": "ValueError: Incompatible input shapes: axis values 5 (at axis 1) != 6 (at axis 1). Full input shapes: (None, 5, 3), (None, 6, 3)",
        },
        help=HELP,
    ),
)
