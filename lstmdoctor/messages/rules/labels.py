"""Labels that do not fit the output or the loss."""

from __future__ import annotations

import math

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.encoding import (
    CLASSES,
    PER_STEP,
    RANK,
    compare_labels,
    label_guess,
    label_line,
    label_rank_meaning,
)
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

ONE_HOT = "one-hot labels meet a loss for class ids"


@rule(
    "target.shape={target:shape}, output.shape={output:shape}",
    example="ValueError: Argument `output` must be at least rank 1. Received: target.shape=(), output.shape=(None, 5)",
)
@rule(
    "^Shapes {target:shape} and {output:shape} are incompatible",
    example="ValueError: Shapes (None, 75) and (None, 75, 2) are incompatible",
)
def target_and_output(said: Said, target: Shape, output: Shape) -> Guess | None:
    """Two shapes, that of the labels first: so in all losses of tf.keras 2 and of Keras 3."""
    return compare_labels(target, output, said.hints)


@rule(
    "logits and labels must have the same shape[,] [received ][(]{output:shape} {vs|and}[.] {target:shape}",
    example="ValueError: `logits` and `labels` must have the same shape, received ((64, 74, 1) vs (64,)).",
)
@rule(
    "logits and labels must be {broadcastable|same size}: logits_size={output:shape} labels_size={target:shape}",
    example="InvalidArgumentError: logits and labels must be broadcastable: logits_size=[32,10] labels_size=[32,5]",
)
@rule(
    "y_pred.shape={output:shape} and y_true.shape={target:shape}",
    example="ValueError: FBetaScore expects 2D inputs with shape (batch_size, output_dim), with output_dim fully defined (not None). Received input shapes: y_pred.shape=(32, 10, 3) and y_true.shape=(32, 3).",
)
def output_and_target(said: Said, output: Shape, target: Shape) -> Guess | None:
    """Two shapes, that of the output first."""
    return compare_labels(target, output, said.hints)


@rule(
    "Error when checking [model ]target: expected {layer:name} to have shape {output:shape}[,] but got array with shape {target:shape}",
    example="ValueError: Error when checking model target: expected lstm_1 to have shape (100, 500) but got array with shape (100, 1)",
)
def checked_target(said: Said, layer: str, output: Shape, target: Shape) -> Guess | None:
    """Keras 1 and 2 print both without the batch axis, from 2.1 on."""
    if len(output) == len(target) and output[:1] != (None,):
        full = compare_labels((None, *target), (None, *output), said.hints)
        return Guess(full.codes, full.message, output, target, python=full.python, question=full.question)
    return compare_labels(target, output, said.hints)


@rule(
    "Error when checking [model ]target: expected {layer:name} to have {wanted:int} dimension{s|(s)}[,] but got array with shape {target:shape}",
    example="ValueError: Error when checking model target: expected dense_9 to have 3 dimensions, but got array with shape (1, 54)",
)
@rule(
    "Error when checking [model ]target: expected [{layer:name} ]to have {wanted:int} dimensions[,] but got array with {given:int}D shape",
    example="LSTM Error when checking target: expected to have 2 dimensions, but got array with 3D shape",
)
def target_rank(said: Said, wanted: int, target: Shape = (), layer: str = "", given: int = 0) -> Guess | None:
    """Keras 1 and 2: the labels have another number of axes than the output."""
    output: Shape = (None,) * wanted
    words = f"the labels have another number of axes than the {wanted} of the output"
    if target:
        meaning = label_rank_meaning(target, output)
        words = f"the labels are {shape_text(target)}, the output has {wanted} axes: {meaning}"
    codes = ("LD704", *RANK[:2]) if wanted == 2 and len(target) == 1 else RANK
    line = label_line("LD702", target, output)
    return Guess(codes, words, output, target or None, python=line, question=PER_STEP)


@rule(
    "A target array with shape {target:shape} was passed for an output of shape {output:shape}[ while using as loss {loss:word}]",
    example="Exception: A target array with shape (395216, 24) was passed for an output of shape (None, 1)",
)
def target_of_loss(said: Said, target: Shape, output: Shape, loss: str = "") -> Guess | None:
    """Keras 1 and 2 name the loss."""
    return compare_labels(target, output, said.hints)


@rule(
    "Arguments target and output must have the same {rank|shape}...target.shape={target:shape}, output.shape={output:shape}",
    example="ValueError: Arguments `target` and `output` must have the same shape. Received: target.shape=(None, 1), output.shape=(None, 7)",
)
def same_label_rank(said: Said, target: Shape, output: Shape) -> Guess | None:
    """Keras 3, the losses that compare labels and output one by one."""
    if len(target) == 1 and len(output) == 2 and (output[-1] or 0) > 1:
        return label_guess(("LD704", "LD702"), target, output)
    return compare_labels(target, output, said.hints)


@rule(
    "must have rank (ndim) target.ndim - 1. Received: target.shape={target:shape}, output.shape={output:shape}",
    example="ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(None, 5), output.shape=(None, 5)",
)
@rule(
    "The shape of labels (received {target:shape}) should equal the shape of logits except for the last dimension (received {output:shape})",
    example="ValueError: Shape mismatch: The shape of labels (received (64, 1)) should equal the shape of logits except for the last dimension (received (32, 10)).",
)
@rule(
    "labels.shape={target:shape} and logits.shape={output:shape}",
    example="ValueError: `labels.shape` must equal `logits.shape` except for the last dimension. Received: labels.shape=(320,) and logits.shape=(32, 10)",
)
def sparse_label_rank(said: Said, target: Shape, output: Shape) -> Guess | None:
    """The sparse loss of Keras 3, and of TensorFlow 2."""
    flat = len(target) == 1 and len(output) == 2 and target[0] == (output[0] or 0) * (output[1] or 0)
    if flat or (len(target) == len(output) and target[-1:] == output[-1:]):
        return label_guess(("LD704", "LD702"), target, output, ONE_HOT)
    return label_guess(RANK, target, output, label_rank_meaning(target, output))


@rule(
    "logits and labels must have the same first dimension, got logits shape {output:shape} and labels shape {target:shape}",
    example="InvalidArgumentError: logits and labels must have the same first dimension, got logits shape [400,10000] and labels shape [420]",
)
def flat_sparse_labels(said: Said, output: Shape, target: Shape) -> Guess | None:
    """The kernel of the sparse loss, which sees labels and answers in one row each."""
    if len(target) != 1 or not output or None in output or target[0] is None:
        return compare_labels(target, output, said.hints)
    classes = output[-1] or 1
    if target[0] == math.prod(size or 1 for size in output) and classes > 1:
        return label_guess(("LD704", "LD702"), target, output, ONE_HOT)
    return label_guess(RANK, target, output, "there are not as many labels as answers")


@rule(
    "You are passing a target array of shape {target:shape} while using as loss categorical_crossentropy",
    example="ValueError: You are passing a target array of shape (1000, 1) while using as loss `categorical_crossentropy`. `categorical_crossentropy` expects targets to be binary matrices (1s and 0s) of shape (samples, classes).",
)
def ids_for_one_hot(said: Said, target: Shape) -> Guess | None:
    """Class ids under ``categorical_crossentropy``."""
    return Guess(
        ("LD704",),
        f"the labels are {shape_text(target)} class ids, categorical_crossentropy takes one value per class",
        found=target,
        python="y = keras.utils.to_categorical(y)",
        question=CLASSES,
    )


@rule(
    "SparseSoftmaxCrossEntropyWithLogits/...]] [[{target:text}]] [[y (...]] [[{output:text}]]",
    example="InvalidArgumentError: assertion failed: [Condition x == y did not hold element-wise:] [x (sparse_categorical_crossentropy/SparseSoftmaxCrossEntropyWithLogits/Shape_1:0) = ] [32 1] [y (sparse_categorical_crossentropy/SparseSoftmaxCrossEntropyWithLogits/strided_slice:0) = ] [32 10]",
)
def asserted_sparse_sizes(said: Said, target: str, output: str) -> Guess | None:
    """The check of TensorFlow 2.3 to 2.6, whose output has its classes cut off."""
    a, b = (tuple(int(size) for size in text.split() if size.isdigit()) for text in (target, output))
    return label_guess(RANK, a, b, "there is not one label for every answer of the model")


RULES = (
    fixed_rule(
        "LD906 LD702",
        "the wrapper for scikit-learn takes labels of one or two axes, and these have three",
        {
            "Invalid shape for y: (": "ValueError: Invalid shape for y: (5000, 8, 24)",
        },
        help="train the Keras model itself: model.fit takes labels of (samples, timesteps, classes)",
    ),
    checked_target,
    target_rank,
    target_of_loss,
    ids_for_one_hot,
    same_label_rank,
    sparse_label_rank,
    flat_sparse_labels,
    asserted_sparse_sizes,
    target_and_output,
    output_and_target,
)
