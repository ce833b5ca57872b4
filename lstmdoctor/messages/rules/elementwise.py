"""Two shapes of an element-wise operation: a rest of a batch, labels against output, or two lengths."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.encoding import compare_labels
from lstmdoctor.messages.rules.rule import Said, rule
from lstmdoctor.text import shape_text

LOSS = re.compile(
    r"loss|mse|squared|entropy|metric|accuracy|/sub\b|compile_|\[Op:(?:Sub|SquaredDifference)\]|huber|"
    r"mean_abs|logistic|Equal\b",
    re.IGNORECASE,
)
PAIRED = re.compile(
    r"compile_loss/|gradient_tape/(?:mean_|\w{0,30}_error|\w{0,30}entropy)|\[Op:(?:Sub|SquaredDifference)\]"
)
"""Nodes of Keras 2.4 and later, and eager calls, where labels meet answers: there may be fewer labels than samples."""
OPERANDS = re.compile(r"\(([^()\s,]{1,200}), ([^()\s,]{1,200})\)'")
"""The two operands of a node, as TensorFlow names them."""
OUTPUT = re.compile(
    r"BiasAdd|Softmax|Sigmoid|Relu|Tanh|clip_by_value|strided_slice|lstm|gru|rnn|dense", re.IGNORECASE
)
OUTPUT_FIRST = re.compile(
    r"(?<!compile_loss/)(?:mean_squared_error|mean_absolute_error|huber|log_?cosh)\w{0,20}/|logistic|"
    r"compile_loss/(?:huber|log_cosh)|Op:SquaredDifference",
    re.IGNORECASE,
)
"""tf.keras 2 subtracts the labels from the output in these losses, Keras 3 in huber and log_cosh alone."""
SUMMED = re.compile(r"gradients?[\w/]{0,40}AddN|type AddN", re.IGNORECASE)
BATCHES = (
    "do all batches, the last and the validation batches included, have the size the model was built for"
)


def is_of_loss(where: str) -> bool:
    """Whether the name of an operation is that of a loss or metric."""
    return LOSS.search(where) is not None


def batch_guess(a: int | None, b: int | None) -> Guess:
    """Two numbers of samples at once."""
    low, high = sorted((a or 0, b or 0))
    words = f"a batch of {low} samples meets a state or a batch axis of {high}"
    return Guess(("LD401",), words, question=BATCHES)


def compare_operands(a: Shape, b: Shape, where: str, hints: Hints) -> Guess | None:
    """Two shapes of an element-wise operation."""
    if 0 in (*a, *b):
        return Guess(("LD107", "LD302"), f"{shape_text(a)} meets {shape_text(b)}: an array is empty")
    rest = len(a) == len(b) and all(x == y or None in (x, y) for x, y in zip(a[1:], b[1:], strict=True))
    of_loss = is_of_loss(where) and not hints.inside
    if rest and a[:1] != b[:1] and None not in (*a[:1], *b[:1]):
        if of_loss and has_joined_axes(a, b):
            words = f"{shape_text(a)} meets {shape_text(b)}: batch and timesteps were joined into one axis"
            return Guess(("LD906", "LD702"), words, question="does a Reshape or Lambda join the two axes")
        large, small = max(a, b, key=first_size), min(a, b, key=first_size)
        if len(a) > 1 and PAIRED.search(where):
            return rows_at_loss_guess(large, small)
        guess = batch_guess(a[0], b[0])
        return Guess(guess.codes, guess.message, large, small, question=guess.question)
    if len(a) == len(b) == 2 and b[0] == 1 != a[0] and 1 not in (a[1], b[1]):
        row = f"one row of {b[1]} values, which were taken of data with {b[1]} features"
        return Guess(("LD210", "LD702"), f"{shape_text(a)} meets {row}", b, a)
    if len(a) != len(b) or of_loss or len(a) == 2:
        target, output = target_then_output(a, b, where)
        return compare_labels(target, output, hints)
    if SUMMED.search(where):
        words = (
            f"gradients of shapes {shape_text(a)} and {shape_text(b)} cannot be added: no layer gives both"
        )
        return Guess(("LD906", "LD302", "LD702"), words)
    last = len(a) > 2 and all(x == y or 1 in (x, y) for x, y in zip(a[:-1], b[:-1], strict=True))
    return Guess(
        ("LD210", "LD702", "LD906") if last else ("LD302", "LD702", "LD210"),
        f"{shape_text(a)} and {shape_text(b)} do not agree inside the model",
        question="is it the labels or the data that has the one shape",
    )


def rows_at_loss_guess(large: Shape, small: Shape) -> Guess:
    """Two numbers of rows where labels meet answers.

    One value for each sample is what labels are; a state has as many as its layer has units.
    """
    low, high = small[0], large[0]
    if set(large[1:]) == {1}:
        words = f"{low} rows of labels or answers meet {high} in one batch"
        return Guess(("LD701", "LD401"), words, large, small, question=BATCHES)
    guess = batch_guess(low, high)
    return Guess((*guess.codes, "LD701"), guess.message, large, small, question=guess.question)


LARGEST_BATCH = 1024
"""More rows than a batch has; those of timesteps one after the other are a multiple of it."""


def has_joined_axes(a: Shape, b: Shape) -> bool:
    """Whether there are so many more rows of the one that they can only be timesteps of several samples."""
    low, high = sorted((first_size(a), first_size(b)))
    return len(a) > 1 and high > LARGEST_BATCH and low > 1 and high % low == 0 and high >= 8 * low


def first_size(shape: Shape) -> int:
    """The size in front."""
    return shape[0] or 0


def target_then_output(a: Shape, b: Shape, where: str) -> tuple[Shape, Shape]:
    """Labels and output, by the names of the operands; without them by what each loss takes first."""
    operands = OPERANDS.search(where)
    if operands:
        outputs = [OUTPUT.search(operand) is not None for operand in operands.groups()]
        if outputs[0] != outputs[1]:
            return (b, a) if outputs[0] else (a, b)
    if OUTPUT_FIRST.search(where) and not re.search(r"\(data|IteratorGetNext|target", where):
        return b, a
    if "compile_loss/" in where:
        return a, b
    return (a, b) if len(a) <= len(b) or 1 in a[-1:] else (b, a)


@rule(
    "Incompatible shapes: {a:shape} {vs|and}[.] {b:shape}",
    example="InvalidArgumentError: Incompatible shapes: [8,16] vs. [32,16] [[{{node lstm_1/while/mul}}]]",
)
def incompatible_pair(said: Said, a: Shape, b: Shape) -> Guess | None:
    """TensorFlow."""
    return compare_operands(a, b, said.around(0, 400), said.hints)


@rule(
    "Operands could not be broadcast together with shapes {a:shape} {b:shape} {result:shape}",
    example="ValueError: operands could not be broadcast together with shapes (8439,5) (4,) (8439,5)",
)
def scaled_columns(said: Said, a: Shape, b: Shape, result: Shape) -> Guess | None:
    """In place: columns times the scale of each."""
    if len(b) != 1 or len(a) != 2 or a != result:
        return None
    return scaler_guess(a[1], b[0])


@rule(
    "output operand with shape {table:shape} doesn't match the broadcast shape {wanted:shape}",
    example="ValueError: non-broadcastable output operand with shape (33093,1) doesn't match the broadcast shape (33093,9)",
)
def scaled_output(said: Said, table: Shape, wanted: Shape) -> Guess | None:
    """In place, the other way round."""
    return scaler_guess(table[-1], wanted[-1]) if table and wanted else None


@rule(
    "X has {given:int} features, but {scaler:word} is expecting {fitted:int} features",
    example="ValueError: X has 4 features, but MinMaxScaler is expecting 9 features as input.",
)
def scaler_features(said: Said, given: int, scaler: str, fitted: int) -> Guess | None:
    """scikit-learn."""
    return scaler_guess(given, fitted)


def scaler_guess(given: int | None, fitted: int | None) -> Guess:
    """A scaler that was fitted on another number of columns."""
    return Guess(
        ("LD210", "LD906"),
        f"a table of {given} columns meets a scaler that was fitted on {fitted}",
        help="scale the target with a scaler of its own, or put the predictions into a table of all columns",
        python="full = np.zeros((len(y), scaler.n_features_in_))\nfull[:, 0] = y[:, 0]\n"
        "y = scaler.inverse_transform(full)[:, 0]",
    )


@rule(
    "cannot be broadcasted to {n:int}. Input shapes are: {a:shape} and {b:shape}",
    example="ValueError: Cannot broadcast shape, the failure dim has value 3, which cannot be broadcasted to 2. Input shapes are: (8, 3) and (8, 2).",
)
@rule(
    "Operands could not be broadcast together with [remapped ]shapes {a:shape}[,] {b:shape}",
    example="ValueError: operands could not be broadcast together with shapes (32,10) (32,5)",
)
def broadcast_pair(said: Said, a: Shape, b: Shape, n: int = 0) -> Guess | None:
    """NumPy, and the merging layers of Keras, which say it with a capital and without the batch axis."""
    if said.matched.startswith("Operands"):
        words = f"two branches that are joined give {shape_text(a)} and {shape_text(b)} per sample"
        return Guess(("LD906", "LD302", "LD210"), words)
    if len(a) == len(b) == 1 and said.hints.sparse:
        words = f"{shape_text(a)} meets {shape_text(b)}: one-hot labels meet a loss or metric for class ids"
        return Guess(("LD704", "LD702"), words)
    return compare_operands(a, b, said.text[:300], said.hints)


RULES = (
    scaled_columns,
    scaled_output,
    scaler_features,
    incompatible_pair,
    broadcast_pair,
)
