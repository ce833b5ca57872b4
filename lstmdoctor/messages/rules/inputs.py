"""Shapes that an input or a layer refuses: Keras 1 to 3, placeholders of TensorFlow 1."""

from __future__ import annotations

import re
from dataclasses import replace

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.encoding import compared
from lstmdoctor.messages.rules.fitting import RECURRENT_NAME, Shapes, compare
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Match, fixed, rule
from lstmdoctor.text import shape_text as printed

QUOTE = r"[`'\"]{0,2}"
NAME = r"[`'\"]{0,2}([\w/.\-<>]{1,80}(?::\d)?)[`'\"]{0,2}"
WANTS = rf"(?:expected|checking input:) {NAME}(?: input)?"
LAYER = (
    rf"(?:with name \S{{1,80}} )?(?:of|is incompatible with)(?: the)? layer,?:? {NAME}(?: "
    rf"is incompatible with the layer)?:?"
)


def batchless(name: str, expected: Shape) -> bool:
    """Whether a shape is printed without its batch axis, as Keras 2.1 and later do.

    With it the first axis is free, or fixed: three sizes for the input of a recurrent layer.
    """
    if expected[:1] == (None,) and len(expected) > 1:
        return len(expected) == 2 and RECURRENT_NAME.search(name) is not None
    return not (len(expected) == 3 and RECURRENT_NAME.search(name))


def checked(match: Match, hints: Hints) -> Guess | None:
    """``expected lstm_1_input to have shape (50, 100) but got array with shape (100, 50)``."""
    name, expected, found = match.group(1), parse(match.group(2)), parse(match.group(3))
    without = batchless(name, expected) and len(expected) == len(found)
    return compare(Shapes(expected, found, name, without), hints)


def named_shapes(match: Match, hints: Hints) -> Guess | None:
    """``Input 0 of layer "lstm" ...: expected shape=..., found shape=...``."""
    layer = match.group(1) or ""
    return compare(Shapes(parse(match.group(2)), parse(match.group(3)), layer), hints)


def two_shapes(match: Match, hints: Hints) -> Guess | None:
    """Two shapes, the wanted one first."""
    return compare(Shapes(parse(match.group(1)), parse(match.group(2))), hints)


def numbered_input(match: Match, hints: Hints) -> Guess | None:
    """``Invalid input shape for input Tensor("data_1:0", ...)``: the second array, so there are several."""
    guess = compare(Shapes(parse(match.group(2)), parse(match.group(3))), hints)
    if match.group(1) is None or guess.codes[0] not in ("LD299", "LD210"):
        return guess
    return replace(
        guess,
        codes=("LD105", *guess.codes),
        message=guess.message.partition(":")[0] + ": it may be the array of another input",
        question="are the arrays in the order, or under the names, of the inputs of the model",
    )


def one_axis(match: Match, hints: Hints) -> Guess | None:
    """``Dimension mismatch. Got 512 but expected 257 for dimension 2 of input 0`` (TFLite)."""
    given, wanted, axis = (int(match.group(i)) for i in (1, 2, 3))
    codes = (("LD401",), ("LD302", "LD105"), ("LD210", "LD105"))[min(axis, 2)]
    return Guess(
        codes,
        f"axis {axis} of the data has size {given}, the model takes {wanted}",
        question="is it the array of this input" if len(codes) > 1 else "",
    )


def lite_rank(match: Match, hints: Hints) -> Guess | None:
    """``Dimension mismatch. Got 3 but expected 4 for input 0`` (TFLite): ranks."""
    given, wanted = int(match.group(1)), int(match.group(2))
    codes = ("LD204", "LD209", "LD105") if given > wanted else ("LD203", "LD201", "LD202", "LD105")
    said = f"the model takes {wanted} axes and the data has {given}"
    return Guess(
        codes, said, question="is it the array of this input, and does it have a batch axis in front"
    )


def fed(match: Match, hints: Hints) -> Guess | None:
    """``Cannot feed value of shape (32, 10, 3) for Tensor 'input:0', which has shape '(16, 10, 3)'``."""
    expected, found = parse(match.group(3)), parse(match.group(1))
    if re.search(r"target|label|_y\b|^y[_:]", match.group(2), re.IGNORECASE):
        return compared(found, expected, hints)
    guess = compare(Shapes(expected, found, match.group(2)), hints)
    other_rank = len(expected) != len(found) and "LD903" not in guess.codes
    return replace(guess, codes=(*guess.codes, "LD903")) if other_rank else guess


def dimensions(match: Match, hints: Hints) -> Guess | None:
    """``expected lstm_1_input to have 3 dimensions, but got array with shape (100, 9)``."""
    found = parse(match.group(3))
    return explain_rank(Rank(int(match.group(2)), len(found), match.group(1), found, whole=True), hints)


def layer_rank(match: Match, hints: Hints) -> Guess | None:
    """``Input 0 of layer "lstm_1" is incompatible ...: expected ndim=3, found ndim=2. Full shape ...``."""
    layer, wanted, given = match.group(1), int(match.group(2)), int(match.group(3))
    standalone = "incompatible with layer" in match.group(0)
    full = parse(match.group(4)) if match.group(4) else None
    built = standalone and full is None and not layer.startswith(("sequential", "model", "functional"))
    rank = Rank(wanted, given, layer, full, built=built, first=1 if standalone else 0)
    return explain_rank(rank, hints)


def rank_only(match: Match, hints: Hints) -> Guess | None:
    """Two ranks, and a layer perhaps, in a sentence that was cut, mistyped or wrapped."""
    layer = re.search(rf"layer,?:? {NAME}", match.string[: match.start()])
    name = layer.group(1) if layer else ""
    built = layer is not None and "with layer" in match.string
    return explain_rank(Rank(int(match.group(1)), int(match.group(2)), name, built=built, first=1), hints)


def axis_value(match: Match, hints: Hints) -> Guess | None:
    """``expected axis -1 of input shape to have value 3, but received input with shape (8, 10, 4)``."""
    layer, found = match.group(1) or "", parse(match.group(4))
    axis, value = int(match.group(2)), int(match.group(3))
    if not -len(found) <= axis < len(found):
        return None
    expected: list[int | None] = [None] * len(found)
    expected[axis] = value
    guess = compare(Shapes(tuple(expected), found, layer), hints)
    if len(found) == 2 and axis in (-1, 1):
        guess = replace(guess, codes=tuple(dict.fromkeys(("LD210", "LD205", *guess.codes))))
        guess = replace(guess, message=f"the data has {found[-1]} features, the model takes {value}")
    if not layer.startswith("dense") or len(found) != 2:
        return guess
    return Guess(
        ("LD302", "LD210", "LD902"),
        f"layer {layer} takes {value} values and gets {found[axis]}: what stands before it has another size "
        "than when the model was built",
        guess.expected,
        guess.found,
        question="does a Flatten stand before this layer",
    )


def provided(match: Match, hints: Hints) -> Guess | None:
    """``Layer expects input ndim=2, was provided with input shape (25, 200, 64)`` (Keras 1)."""
    found = parse(match.group(2))
    return explain_rank(Rank(int(match.group(1)), len(found), "", found), hints)


def image_rank(match: Match, hints: Hints) -> Guess | None:
    """``TimeDistributed Layer should be passed an input_shape with at least 3 dimensions``."""
    found = parse(match.group(2))
    guess = explain_rank(Rank(int(match.group(1)), len(found), "time_distributed", found), hints)
    return Guess(("LD902", *guess.codes), guess.message, None, guess.found, question=guess.question)


def previous(match: Match, hints: Hints) -> Guess | None:
    """``layer expected input with ndim=2 but previous layer has output_shape (None, 16, 128)`` (Keras 0)."""
    found = parse(match.group(2))
    return Guess(
        ("LD902", "LD906"),
        f"the layer takes {match.group(1)} axes and the layer before gives {printed(found)}",
        (None,) * int(match.group(1)),
        found,
        help="set return_sequences=True where a recurrent layer follows, False where a Dense layer does",
        python="layers.LSTM(units, return_sequences=...)",
    )


RULES = (
    rule(
        rf"built with input_shape={SHAPE}, but adapt\(\) is being called with .{{0,60}}?data\.shape={SHAPE}",
        two_shapes,
    ),
    rule(rf"yielded a batch with incompatible shape\. expected {SHAPE}, got {SHAPE}", two_shapes),
    fixed(
        r"cannot do batch_dot on inputs with rank <",
        "LD201 LD202 LD203",
        "a product of batches got an array without an axis for the features",
    ),
    rule(rf"layer expected input with ndim=(\d) but previous layer has output_shape {SHAPE}", previous),
    rule(
        (
            rf"{WANTS} to have shape {QUOTE}{SHAPE}{QUOTE},? ?but got (?:an )?array "
            rf"(?:with|of) shape {SHAPE}"
        ),
        checked,
    ),
    rule(
        (
            rf"{WANTS} to have (\d) dimension(?:s|\(s\))[.,]? ?but got (?:an )?array (?:with|"
            rf"of) shape {SHAPE}"
        ),
        dimensions,
    ),
    rule(
        (
            rf"{LAYER}[^=]{{0,20}}expected (?:min_)?ndim=(\d), ?found ndim=(\d)(?:\.? ?Full shape "
            rf"received: ?{SHAPE})?"
        ),
        layer_rank,
    ),
    rule(
        (
            rf"{LAYER}[^=]{{0,20}}expected max_ndim=(\d), ?found ndim=(\d)(?:\.? ?Full shape "
            rf"received: ?{SHAPE})?"
        ),
        layer_rank,
    ),
    rule(rf"{LAYER}[^=]{{0,20}}expected shape={SHAPE}, ?found shape={SHAPE}", named_shapes),
    rule(
        (
            rf"(?:{LAYER})?[\s:]{{0,3}}expected axis (-?\d+) of input shape to have value (\d+),? ?"
            rf"but received input with shape {SHAPE}"
        ),
        axis_value,
    ),
    rule(rf"expected shape={SHAPE}, ?found shape={SHAPE}", two_shapes),
    rule(
        rf"invalid input shape for input (?:Tensor\(\"data_(\d+):)?.{{0,600}}?"
        rf"expected shape {SHAPE}, but input has incompatible shape {SHAPE}",
        numbered_input,
    ),
    rule(rf"expected shape {SHAPE}, but input has incompatible shape {SHAPE}", two_shapes),
    rule(r"dimension mismatch\. got (\d) but expected (\d) for input", lite_rank),
    rule(r"dimension mismatch\. got (\d+) but expected (\d+) for dimension (\d+) of input", one_axis),
    rule(rf"expected shape {SHAPE}, but received instead a tensor with shape {SHAPE}", two_shapes),
    rule(
        rf"model was constructed with shape {SHAPE} for input .{{0,400}}?"
        rf"but it was (?:re-)?called on an input with incompatible shape {SHAPE}",
        two_shapes,
    ),
    rule(rf"cannot feed value of shape {SHAPE} for tensor u?{NAME}, ?which has shape {QUOTE}{SHAPE}", fed),
    rule(r"\bndim ?= ?(\d),?[^\d.]{0,20}ndim ?= ?(\d)", rank_only),
    rule(
        rf"invalid input shape - layer expects input ndim=(\d), was provided with input shape {SHAPE}",
        provided,
    ),
    rule(
        rf"should be passed an `?input_shape ?`? with at least (\d) dimensions, received: {SHAPE}", image_rank
    ),
)
