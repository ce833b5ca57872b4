"""What the CTC losses say: `K.ctc_batch_cost` and `tf.nn.ctc_loss` of Keras 1 and 2, `CTC` of Keras 3.

`K.ctc_batch_cost` takes the last class for the blank, so that a label may be 0 to classes - 2, and TensorFlow's
kernel checks every sample; `keras.losses.CTC` takes class 0 for the blank and for the padding, and checks only
the axes. All texts as TensorFlow 2.21, tf_keras 2.21 and Keras 3.15 raised them.
"""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

BLANK = (
    "count the labels from 0 to classes - 2 and give the output one unit more: the last class is the blank"
)
SHORTER = (
    "leave out samples whose labels are longer than the output, or let convolutions and pools shorten less"
)


@rule(
    "Saw a non-null label (index >= num_classes - 1) following a null label, batch: {sample:int} num_classes: {classes:int}",
    example="InvalidArgumentError: {{function_node __wrapped__CTCLoss_device_/job:localhost/replica:0/task:0/device:CPU:0}} Saw a non-null label (index >= num_classes - 1) following a null label, batch: 0 num_classes: 5 labels: 4,2 labels seen so far:  [Op:CTCLoss] name: ",
)
def label_is_blank(said: Said, sample: int, classes: int) -> Guess | None:
    """An id that is the blank, or beyond it, before one that is not."""
    words = f"a CTC label is {classes - 1} or more, where the last of {classes} classes is the blank"
    return Guess(("LD707", "LD705"), f"{words}: labels go from 0 to {classes - 2}", help=BLANK)


@rule(
    "Not enough time for target transition sequence (required: {needed:int}, available: {steps:int})",
    example="InvalidArgumentError: Not enough time for target transition sequence (required: 7, available: 6)0You can turn this error into a warning by using the flag ignore_longer_outputs_than_inputs [Op:CTCLoss] name: ",
)
def label_longer_than_output(said: Said, needed: int, steps: int) -> Guess | None:
    """A label that needs more steps than the output has; repeats need a blank between them."""
    words = f"a CTC label needs {needed} timesteps, repeats counted twice, and the output has {steps}"
    return Guess(("LD707", "LD302"), words, help=SHORTER)


@rule(
    "sequence_length({sample:int}) <= {steps:int}",
    example="InvalidArgumentError: sequence_length(0) <= 6 [[{{node ctc/CTCLoss}}]]",
)
def output_length_too_long(said: Said, sample: int, steps: int) -> Guess | None:
    """`input_length` beyond the timesteps of the output."""
    return Guess(
        ("LD707", "LD302"),
        f"the input_length of a sample is more than the {steps} timesteps that the output has",
        help="give the timesteps of the output, behind convolutions and pools, and not those of the input",
        python="input_length = np.full((len(y), 1), model.output_shape[1])",
    )


@rule(
    "Targets y_true are expected to be a tensor of shape (batch_size, max_length) in integer format. Received: y_true.shape={target:shape}",
    example="ValueError: Targets `y_true` are expected to be a tensor of shape `(batch_size, max_length)` in integer format. Received: y_true.shape=(2, 2, 5)",
)
def target_of_ctc(said: Said, target: Shape) -> Guess | None:
    """`keras.losses.CTC` takes ids."""
    one_hot = len(target) == 3
    return Guess(
        ("LD707", "LD702"),
        f"the labels are {shape_text(target)}, the CTC loss takes ids of (batch, length)",
        found=target,
        help="give ids, not one-hot rows" if one_hot else "give one row of ids per sample, padded with 0",
        python="y = y.argmax(axis=-1)  # only if every row is one-hot" if one_hot else "",
    )


RULES = (
    label_is_blank,
    label_longer_than_output,
    output_length_too_long,
    target_of_ctc,
    fixed_rule(
        "LD707",
        "the output under a CTC loss has another number of axes than (batch, length, classes)",
        {
            "Logits y_pred are expected to be a tensor of shape": "ValueError: Logits `y_pred` are expected to be a tensor of shape `(batch_size, max_length, num_classes)`. Received: y_pred.shape=(8, 5)",
        },
        help="let the last recurrent layer give its whole sequence",
        python="layers.LSTM(units, return_sequences=True)",
    ),
    fixed_rule(
        "LD707 LD602",
        "a CTC label is negative: -1 does not stand for padding here, label_length does",
        {
            "All labels must be nonnegative integers, batch:": "InvalidArgumentError: All labels must be nonnegative integers, batch: 0 labels: 2,-1 [Op:CTCLoss] name: ",
        },
        help="pad the labels with any id and give each its length in label_length",
        python='y = keras.utils.pad_sequences(y, padding="post")\nlabel_length = [[len(row)] for row in labels]',
    ),
    fixed_rule(
        "LD707 LD701",
        "labels and outputs under a CTC loss have different numbers of samples",
        {
            "label SparseTensor is not valid": "InvalidArgumentError: label SparseTensor is not valid: indices[4] = [2,0] is out of bounds: need 0 <= index < [2,2] [Op:CTCLoss] name: ",
        },
    ),
    fixed_rule(
        "LD707 LD107",
        "a sample has an empty label, which this CTC loss does not take",
        {
            "Labels length is zero in batch": "InvalidArgumentError: Labels length is zero in batch 25\n\t [[{{node CTCLoss}}]]",
        },
        help="leave samples without a label out, of the data too",
        python="keep = label_length > 0\nx, y = x[keep], y[keep]",
    ),
    fixed_rule(
        "LD707 LD302",
        "a CTC label cannot be written over the timesteps of the output: it is longer, repeats counted twice",
        {
            "No valid path found": "W tensorflow/core/util/ctc/ctc_loss_calculator.cc:144] No valid path found.",
        },
        help=SHORTER,
    ),
)
