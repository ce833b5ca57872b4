"""What Keras 3 on PyTorch says: sizes of one axis, without shapes; the frames tell whether it was the loss."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.keras_rules.losses import LOSSES
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.elementwise import batch_guess
from lstmdoctor.messages.rules.encoding import nan_label_guess
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import count_noun, shape_text

HEAD = 'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    model.fit(x, y)\n  File "/usr/lib/python3/site-packages/keras/src/losses/losses.py", line 9, in {}\n    {}\n{}'
OUTPUT_FIRST = frozenset(name for name, loss in LOSSES.items() if loss.output_first)


@rule(
    "The size of tensor a ({a:int}) must match the size of tensor b ({b:int}) at non-singleton dimension {axis:int}",
    example=HEAD.format(
        "mean_squared_error",
        "return ops.mean(ops.square(y_true - y_pred), axis=-1)",
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
    ),
)
def tensor_sizes(said: Said, a: int, b: int, axis: int) -> Guess | None:
    """An element-wise operation: the loss, a state, or two branches."""
    losses = LOSSES.keys() & said.hints.functions
    if axis == 0 and not losses:
        return batch_guess(a, b)
    if not losses:
        words = f"two tensors inside the model have {a} and {b} values on axis {axis}"
        which = "is it the labels, a mask, or two branches that are joined"
        return Guess(("LD702", "LD302", "LD210"), words, question=which)
    target, output = (b, a) if losses & OUTPUT_FIRST else (a, b)
    free = (None,) * axis
    words = f"the labels have size {target} on axis {axis}, the output has {output}"
    return Guess(("LD702", "LD703", "LD704"), words, (*free, output), (*free, target))


@rule("Target {label:int} is out of bounds", example="IndexError: Target 5 is out of bounds.")
def target_out_of_bounds(said: Said, label: int) -> Guess | None:
    """The sparse loss."""
    nan = nan_label_guess(label)
    if nan is not None:
        return nan
    cure = f"count the classes from 0, or give the last layer {label + 1} units"
    return Guess(("LD705",), f"a label is {label}, which is no class of the output", help=cure)


@rule(
    "Expected hidden[[{part:int}]] size {wanted:shape}, got {given:shape}",
    example="RuntimeError: Expected hidden[0] size (2, 10, 256), got [1, 10, 256]",
)
@rule(
    "Expected hidden size {wanted:shape}, got {given:shape}",
    example="RuntimeError: Expected hidden size (2, 10, 256), got [1, 2, 10, 256]",
)
def hidden_state(said: Said, wanted: Shape, given: Shape, part: int = 0) -> Guess | None:
    """(layers, batch, units) of a state that was handed over."""
    code = "LD401" if wanted[:1] == given[:1] and wanted[2:] == given[2:] else "LD906"
    words = f"the state that was handed over is {shape_text(given)}, the recurrent layer keeps {shape_text(wanted)}"
    return Guess((code, "LD906") if code != "LD906" else (code,), words, wanted, given)


@rule(
    "input.size(-1) must be equal to input_size. Expected {wanted:int}, got {found:int}",
    example="RuntimeError: input.size(-1) must be equal to input_size. Expected 3, got 5",
)
def recurrent_width(said: Said, wanted: int, found: int) -> Guess | None:
    """The features of a recurrent layer."""
    words = f"the data has {count_noun(found, 'feature')}, the recurrent layer takes {wanted}"
    codes = ("LD210", "LD207", "LD902")
    return Guess(codes, words, (None, None, wanted), (None, None, found))


@rule(
    "{LSTM|GRU|RNN}: Expected input to be 2D or 3D, got {given:int}D instead",
    example="ValueError: LSTM: Expected input to be 2D or 3D, got 4D instead",
)
def recurrent_rank(said: Said, given: int) -> Guess | None:
    """The number of axes of a recurrent layer."""
    return explain_rank(Rank(3, given), said.hints)


@rule(
    "expected input{given:shape} to have {wanted:int} channels, but got {found:int} channels instead",
    example="RuntimeError: Given groups=1, weight of size [4, 3, 2], expected input[2, 10, 3] to have 3 channels, but got 10 channels instead",
)
def convolved_channels(said: Said, given: Shape, wanted: int, found: int) -> Guess | None:
    """A convolution of PyTorch, which takes the features in front of the timesteps."""
    words = f"the data {shape_text(given)} has {count_noun(found, 'feature')} in front of its timesteps"
    turned = len(given) > 2 and given[-1] == wanted != found
    codes = ("LD207", "LD210") if turned else ("LD210", "LD207")
    turn = "x = x.transpose(1, 2)" if turned and len(given) == 3 else ""
    return Guess(codes, f"{words}, the convolution takes {wanted}", found=given, python=turn)


@rule(
    "stack expects each tensor to be equal size, but got {a:shape} at entry {i:int} and {b:shape} at entry",
    example="RuntimeError: stack expects each tensor to be equal size, but got [5, 3] at entry 0 and [6, 3] at entry 1",
)
def stacked_tensors(said: Said, a: Shape, b: Shape, i: int) -> Guess | None:
    """`torch.stack`, and the DataLoader that makes batches with it."""
    words = f"arrays of {shape_text(a)} and {shape_text(b)} do not make one batch"
    return Guess(
        ("LD301", "LD905"),
        f"{words}: sequences of different lengths",
        help="pad the sequences of a batch to one length, in the collate_fn of a DataLoader",
        python="x = torch.nn.utils.rnn.pad_sequence(sequences, batch_first=True)",
    )


RULES = (
    hidden_state,
    tensor_sizes,
    target_out_of_bounds,
    recurrent_width,
    recurrent_rank,
    convolved_channels,
    fixed_rule(
        "LD705 LD601",
        "a class id, or token id, is outside of the number of classes",
        {
            "Class values must be {smaller than num_classes|non-negative}": "RuntimeError: Class values must be smaller than num_classes.",
        },
        help="count ids from 0, and give the largest of all data + 1 as the number of classes",
    ),
    fixed_rule(
        "LD302 LD702 LD309",
        "a place on an axis is asked for that the axis does not have",
        {
            "^index {n:int} is out of bounds for dimension {axis:int} with size": "IndexError: index 5 is out of bounds for dimension 1 with size 3",
        },
        question="is it the labels, or the timesteps of the data, that have another size",
    ),
    stacked_tensors,
    fixed_rule(
        "LD302 LD301 LD210",
        "arrays that are joined have different sizes on another axis than the joined one",
        {
            "Sizes of tensors must match except in dimension {axis:int}": "RuntimeError: Sizes of tensors must match except in dimension 2. Expected size 10 but got size 12 for tensor number 1 in the list.",
        },
        question="is it two inputs that a layer joins, or sequences of different lengths",
    ),
    fixed_rule(
        "LD309",
        "the sequence is shorter than the convolution or pooling needs",
        {
            "{max_pool|avg_pool}{1d|2d|3d}() Invalid computed output size: {n:int}": "RuntimeError: max_pool1d() Invalid computed output size: 0",
            "Calculated output size: {found:shape}. Output size is too small": "RuntimeError: Given input size: (8x1x2). Calculated output size: (8x1x0). Output size is too small",
        },
    ),
    fixed_rule(
        "LD504 LD906",
        "two types of number meet: the data and the model have different ones",
        {
            "must have the same dtype, but got {a:word} and {b:word}": "RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float",
            "Input and parameter tensors are not the same dtype": "RuntimeError: Input and parameter tensors are not the same dtype, found input tensor with Double and parameter tensor with Float",
            "expected scalar type {Float|Half} but found {a:word}": "RuntimeError: expected scalar type Float but found Double",
        },
        python='x = x.astype("float32")',
    ),
    fixed_rule(
        "LD706 LD704 LD504",
        "the labels have another type of number, or another number of axes, than the loss takes",
        {
            "expected scalar type Long but found {a:word}": "RuntimeError: expected scalar type Long but found Float",
            "0D or 1D target tensor expected, multi-target not supported": "RuntimeError: 0D or 1D target tensor expected, multi-target not supported",
        },
        question="are the labels class ids, in whole numbers",
    ),
    fixed_rule(
        "LD703 LD702",
        "labels and output have different shapes and broadcast: the loss is of the wrong pairs",
        {
            "Using a target size ({target:shape}) that is different to the input size": "UserWarning: Using a target size (torch.Size([32])) that is different to the input size (torch.Size([32, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
        },
        python="y = y.reshape(-1, 1)",
    ),
    fixed_rule(
        "LD109 LD108 LD301",
        "a batch holds something that is not a number",
        {
            "batch must contain tensors, numpy arrays, numbers": "TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'NoneType'>",
        },
    ),
)
