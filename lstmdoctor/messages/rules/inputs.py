"""Shapes that an input or a layer refuses: Keras 1 to 3, placeholders of TensorFlow 1."""

from __future__ import annotations

import re
from dataclasses import replace

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.encoding import compare_labels
from lstmdoctor.messages.rules.fitting import RECURRENT_NAME, Shapes, compare_shapes
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

LAYER = re.compile(r"layer,?:? [`'\"]{0,2}([\w/.\-<>]{1,80})")
OUTPUT_NAME = re.compile(
    r"(?:dense|activation|time_?distributed|lstm|gru|simple_?rnn|bidirectional|softmax|crf)(?:_\d+)?",
    re.IGNORECASE,
)
COMPILED = re.compile(r"(?:data|Cast)(?:_\d+)?:0")
"""What a compiled step of Keras 3 calls an array: with a free first axis, unless a Dataset is not batched."""
TARGETS = re.compile(r"target|label|_y\b|^y[_:]", re.IGNORECASE)


@rule(
    "{expected|checking input:} {name:name}[ input] to have shape {expected:shape}[,] but got [an ]array {with|of} shape {found:shape}",
    example="ValueError: Error when checking input: expected lstm_1_input to have shape (50, 100) but got array with shape (100, 50)",
)
def checked_input(said: Said, name: str, expected: Shape, found: Shape) -> Guess | None:
    """Keras 1 and 2.0 to 2.3 look at the whole array, before batches are cut."""
    without = is_batchless(name, expected) and len(expected) == len(found)
    return compare_shapes(Shapes(expected, found, name, without), said.hints)


def is_of_labels(said: Said, name: str) -> bool:
    """Whether a name is that of an output, which is a layer's own; inputs are called after it."""
    before = said.text[max(0, said.start - 60) : said.start + 40]
    return OUTPUT_NAME.fullmatch(name) is not None and "check" not in before.lower()


def is_batchless(name: str, expected: Shape) -> bool:
    """Whether a shape is printed without its batch axis, as Keras 2.1 and later do.

    With it the first axis is free, or fixed: three sizes for the input of a recurrent layer.
    """
    if expected[:1] == (None,) and len(expected) > 1:
        return len(expected) == 2 and RECURRENT_NAME.search(name) is not None
    return not (len(expected) == 3 and RECURRENT_NAME.search(name))


@rule(
    "{expected|checking input:} {name:name}[ input] to have {wanted:int} dimension{s|(s)}[,|.] but got [an ]array {with|of} shape {found:shape}",
    example="ValueError: Error when checking model input: expected lstm_input_9 to have 3 dimensions, but got array with shape (100, 9)",
)
def checked_rank(said: Said, name: str, wanted: int, found: Shape) -> Guess | None:
    """Keras 1 and 2.0 to 2.3: the number of axes."""
    if is_of_labels(said, name):
        return compare_labels(found, (None,) * wanted, said.hints)
    return explain_rank(Rank(wanted, len(found), name, found, whole=True), said.hints)


@rule(
    "{of|is incompatible with} [the ]layer[,][:] {layer:name}[ is incompatible with the layer][:]... expected {min_|max_|}ndim={wanted:int}, found ndim={given:int}[{.|} Full shape received: {found:shape}]",
    example='ValueError: Input 0 of layer "lstm" is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (None, 30)',
)
def layer_rank(said: Said, layer: str, wanted: int, given: int, found: Shape | None = None) -> Guess | None:
    """A layer, or the model, refuses a number of axes."""
    standalone = "incompatible with layer" in said.matched
    built = standalone and found is None and not layer.startswith(("sequential", "model", "functional"))
    rank = Rank(wanted, given, layer, found, built=built, first=1 if standalone else 0)
    return explain_rank(rank, said.hints)


@rule(
    "{of|is incompatible with} [the ]layer[,][:] {layer:name}[ is incompatible with the layer][:]... expected shape={expected:shape}, found shape={found:shape}",
    example='ValueError: Input 0 of layer "model" is incompatible with the layer: expected shape=(None, 60, 1), found shape=(None, 63)',
)
@rule(
    "was passed incompatible inputs. For input {layer:name}, expected shape {expected:shape}, but received instead a tensor with shape {found:shape}",
    example="ValueError: Functional was passed incompatible inputs. For input 'inp', expected shape (None, 5, 3), but received instead a tensor with shape (8, 6, 3).",
)
def layer_shapes(said: Said, layer: str, expected: Shape, found: Shape) -> Guess | None:
    """A layer, or the model, refuses a shape."""
    return compare_shapes(Shapes(expected, found, layer), said.hints)


@rule(
    "expected shape={expected:shape}, found shape={found:shape}",
    example="ValueError: expected shape=(None, 50, 100), found shape=(None, 100, 50)",
)
@rule(
    "built with input_shape={expected:shape}, but adapt() is being called with ... data.shape={found:shape}",
    example="ValueError: The layer was built with input_shape=(None, 5, 3), but adapt() is being called with data with an incompatible shape, data.shape=(8, 5, 4)",
)
@rule(
    "yielded a batch with incompatible shape. Expected {expected:shape}, got {found:shape}",
    example="ValueError: adapt() yielded a batch with incompatible shape. Expected (None, 5, 3), got (8, 5, 4).",
)
@rule(
    "was constructed with shape {expected:shape} for input {input:long} but it was {re-|}called on an input with incompatible shape {found:shape}",
    example="WARNING:tensorflow:Model was constructed with shape (None, 10, 3) for input KerasTensor(type_spec=TensorSpec(shape=(None, 10, 3), dtype=tf.float32, name='input_1'), name='input_1', description=\"created by layer 'input_1'\"), but it was called on an input with incompatible shape (None, 12, 3).",
)
def wanted_and_found(said: Said, expected: Shape, found: Shape, input: str = "") -> Guess | None:
    """Two shapes, the wanted one first."""
    return compare_shapes(Shapes(expected, found), said.hints)


@rule(
    'Invalid input shape for input [Tensor("data_{number:int}]{dump:long}Expected shape {expected:shape}, but input has incompatible shape {found:shape}',
    example='ValueError: Invalid input shape for input Tensor("data:0", shape=(None, 10, 4), dtype=float32). Expected shape (None, 10, 3), but input has incompatible shape (None, 10, 4)',
)
def numbered_input(
    said: Said, dump: str, expected: Shape, found: Shape, number: int | None = None
) -> Guess | None:
    """Keras 3 Functional; ``data_1`` is the second array, so there are several."""
    guess = compare_shapes(Shapes(expected, found), said.hints)
    lower = COMPILED.search(said.matched) and len(found) < len(expected)
    if lower and found[:1] not in ((), (None,)):
        return replace(guess, codes=tuple(dict.fromkeys((*guess.codes[:1], "LD905", *guess.codes))))
    if number is None and lower:
        return replace(guess, codes=tuple(dict.fromkeys((*guess.codes, "LD905"))))
    if number is None or guess.codes[0] not in ("LD299", "LD210"):
        return guess
    return replace(
        guess,
        codes=("LD105", *guess.codes),
        message=guess.message.partition(":")[0] + ": it may be the array of another input",
        question="are the arrays in the order, or under the names, of the inputs of the model",
    )


@rule(
    "Cannot feed value of shape {found:shape} for Tensor [u]{tensor:name}, which has shape {expected:shape}",
    example="ValueError: Cannot feed value of shape (32, 10, 3) for Tensor 'input:0', which has shape '(16, 10, 3)'",
)
def fed_shape(said: Said, found: Shape, tensor: str, expected: Shape) -> Guess | None:
    """A placeholder of TensorFlow 1, of data or of labels."""
    if TARGETS.search(tensor):
        return compare_labels(found, expected, said.hints)
    guess = compare_shapes(Shapes(expected, found, tensor), said.hints)
    other_rank = len(expected) != len(found) and "LD903" not in guess.codes
    return replace(guess, codes=(*guess.codes, "LD903")) if other_rank else guess


@rule(
    "ndim={wanted:int}[,] ...ndim={given:int}",
    example="ValueError: Input 0 is incompatible with layer lstm_2: expectied ndim=3, found ndim=2**++",
)
def two_ranks(said: Said, wanted: int, given: int) -> Guess | None:
    """Two ranks, and a layer perhaps, in a sentence that was cut, mistyped or wrapped."""
    layer = LAYER.search(said.text[: said.start])
    name = layer.group(1) if layer else ""
    built = layer is not None and "with layer" in said.text
    return explain_rank(Rank(wanted, given, name, built=built, first=1), said.hints)


@rule(
    "Invalid input shape - Layer expects input ndim={wanted:int}, was provided with input shape {found:shape}",
    example="Exception: Invalid input shape - Layer expects input ndim=2, was provided with input shape (25, 200, 64)",
)
def provided_shape(said: Said, wanted: int, found: Shape) -> Guess | None:
    """Keras 1."""
    return explain_rank(Rank(wanted, len(found), "", found), said.hints)


@rule(
    "should be passed an input_shape with at least {wanted:int} dimensions, received: {found:shape}",
    example="ValueError: `TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: (None, 8)",
)
def time_distributed_rank(said: Said, wanted: int, found: Shape) -> Guess | None:
    """A wrapper of steps that gets one answer."""
    guess = explain_rank(Rank(wanted, len(found), "time_distributed", found), said.hints)
    return Guess(("LD902", *guess.codes), guess.message, None, guess.found, question=guess.question)


@rule(
    "layer expected input with ndim={wanted:int} but previous layer has output_shape {found:shape}",
    example="AssertionError: Incompatible shapes: layer expected input with ndim=2 but previous layer has output_shape (None, 16, 128)",
)
def previous_output(said: Said, wanted: int, found: Shape) -> Guess | None:
    """Keras 0."""
    return Guess(
        ("LD902", "LD906"),
        f"the layer takes {wanted} axes and the layer before gives {shape_text(found)}",
        (None,) * wanted,
        found,
        help="set return_sequences=True where a recurrent layer follows, False where a Dense layer does",
        python="layers.LSTM(units, return_sequences=...)",
    )


RULES = (
    fixed_rule(
        "LD201 LD202 LD203",
        "a product of batches got an array without an axis for the features",
        {
            "Cannot do batch_dot on inputs with rank <": "ValueError: Cannot do batch_dot on inputs with rank < 2. Received inputs with shapes (8,) and (8, 3).",
        },
    ),
    previous_output,
    checked_input,
    checked_rank,
    layer_rank,
    layer_shapes,
    numbered_input,
    wanted_and_found,
    fed_shape,
    two_ranks,
    provided_shape,
    time_distributed_rank,
)
