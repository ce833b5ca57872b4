"""Labels that do not fit the output or the loss."""

from __future__ import annotations

import math

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.frames import Hints
from lstmdoctor.messages.rule import Match, fixed, rule
from lstmdoctor.messages.shapes import SHAPE, parse
from lstmdoctor.spec import Shape
from lstmdoctor.text import shape as printed

NAME = r"[`'\"]{0,2}([\w/.:\-]{0,80}?)[`'\"]{0,2}"
TARGET = r"error when checking (?:model )?target[^:]{0,40}: ?"
RANK = ("LD702", "LD703", "LD704")
CLASSES = "are the labels class ids or one-hot rows, and which loss was compiled"
PER_STEP = "is there one label per sequence or one per timestep"


def guess(codes: tuple[str, ...], target: Shape, output: Shape, extra: str = "") -> Guess:
    """A guess about labels of one shape for an output of another."""
    meaning = extra or MEANINGS[codes[0]]
    return Guess(
        codes,
        f"the labels are {printed(target)}, the output is {printed(output)}: {meaning}",
        expected=output,
        found=target,
        python=cure(codes[0], target, output),
        question=CLASSES if codes[0] == "LD704" else PER_STEP if len(target) != len(output) else "",
    )


MEANINGS = {
    "LD702": "they do not agree",
    "LD703": "they agree by broadcasting only",
    "LD704": "one of them holds class ids where the other holds one value per class",
}


def cure(code: str, target: Shape, output: Shape) -> str:
    """A line for the labels."""
    if code == "LD704" and output[-1:] not in ((1,), (None,), ()):
        return f"y = keras.utils.to_categorical(y, {output[-1]})"
    if code == "LD704":
        return 'model.compile(loss="categorical_crossentropy", optimizer="adam")'
    if len(target) == len(output) + 1 and len(output) == 2:
        return "y = y[:, -1]"
    return ""


def compared(target: Shape, output: Shape, hints: Hints) -> Guess:
    """What two shapes tell."""
    if hints.sparse and len(target) == len(output) and target[-1:] == output[-1:]:
        return guess(("LD704", "LD702"), target, output)
    if encoded(target, output):
        return guess(("LD704", "LD702"), target, output)
    if len(target) != len(output):
        return guess(RANK, target, output, rank_meaning(target, output))
    return guess(("LD702", "LD703"), target, output)


def encoded(target: Shape, output: Shape) -> bool:
    """Whether class ids stand against one value per class."""
    last = output[-1] if output else None
    classes = last is not None and last > 1
    if len(target) == len(output):
        return classes and target[-1:] == (1,) and target[1:-1] == output[1:-1]
    return classes and len(target) == len(output) - 1 and len(target) <= 1


def rank_meaning(target: Shape, output: Shape) -> str:
    """One label per sequence against one per timestep, the usual reason for another rank."""
    if len(output) == 3 and len(target) < 3:
        return "the model answers at every timestep, the labels come once per sequence"
    if len(target) == 3 and len(output) < 3:
        return "the labels come at every timestep, the model answers once per sequence"
    return MEANINGS["LD702"]


def target_first(match: Match, hints: Hints) -> Guess | None:
    """Two shapes, that of the labels first."""
    return compared(parse(match.group(1)), parse(match.group(2)), hints)


def output_first(match: Match, hints: Hints) -> Guess | None:
    """Two shapes, that of the output first."""
    return compared(parse(match.group(2)), parse(match.group(1)), hints)


def checked(match: Match, hints: Hints) -> Guess | None:
    """``Error when checking target: expected dense_1 to have shape (10,) but got array with shape (1,)``."""
    output, target = parse(match.group(2)), parse(match.group(3))
    if len(output) == len(target) and output[:1] != (None,):
        full = compared((None, *target), (None, *output), hints)
        return Guess(full.codes, full.message, output, target, python=full.python, question=full.question)
    return compared(target, output, hints)


def dimensions(match: Match, hints: Hints) -> Guess | None:
    """``Error when checking target: expected dense_1 to have 2 dimensions, but got array with shape ...``."""
    target = parse(match.group(3))
    output: Shape = (None,) * int(match.group(2))
    found = target or None
    meaning = rank_meaning(target, output) if found else MEANINGS["LD702"]
    codes = ("LD704", *RANK[:2]) if len(output) == 2 and len(target) == 1 else RANK
    return Guess(
        codes,
        f"the labels are {printed(target)}, the output has {len(output)} axes: {meaning}"
        if found
        else f"the labels have another number of axes than the {len(output)} of the output",
        output,
        found,
        python=cure("LD702", target, output),
        question=PER_STEP,
    )


def named_loss(match: Match, hints: Hints) -> Guess | None:
    """``A target array with shape (N, 1) was passed for an output of shape (None, 10) while using as loss ...``."""
    target, output, loss = parse(match.group(1)), parse(match.group(2)), match.group(3)
    if loss.startswith("categorical") and encoded(target, output):
        return guess(("LD704", "LD702"), target, output)
    return compared(target, output, hints)


def rank_of_loss(match: Match, hints: Hints) -> Guess | None:
    """``Arguments `target` and `output` must have the same rank`` and its kin."""
    target, output = parse(match.group(1)), parse(match.group(2))
    if len(target) == 1 and len(output) == 2 and (output[-1] or 0) > 1:
        return guess(("LD704", "LD702"), target, output)
    return compared(target, output, hints)


def sparse_rank(match: Match, hints: Hints) -> Guess | None:
    """``Argument `output` must have rank (ndim) `target.ndim - 1```: one-hot labels under a sparse loss."""
    target, output = parse(match.group(1)), parse(match.group(2))
    if len(target) == len(output) and target[-1:] == output[-1:]:
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    return guess(RANK, target, output, rank_meaning(target, output))


def logits(match: Match, hints: Hints) -> Guess | None:
    """``logits and labels must have the same first dimension, got logits shape [32,10] and labels shape [320]``."""
    output, target = parse(match.group(1)), parse(match.group(2))
    if len(target) != 1 or not output or None in output or target[0] is None:
        return compared(target, output, hints)
    classes = output[-1] or 1
    if target[0] == math.prod(size or 1 for size in output) and classes > 1:
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    return guess(RANK, target, output, "there are not as many labels as answers")


def outside(match: Match, hints: Hints) -> Guess | None:
    """``Received a label value of 10 which is outside the valid range of [0, 10)``."""
    value, low, high = (int(group) for group in match.groups())
    off = value - low if value == high else 0
    python = f"y = y - {off}" if off == 1 else ""
    return Guess(
        ("LD705", "LD704") if high == 1 else ("LD705",),
        f"a label is {value}, the output has classes {low} to {high - 1}",
        help=f"count the classes from 0, or give the last layer {value + 1} units",
        python=python,
    )


def missing_output(match: Match, hints: Hints) -> Guess | None:
    """``No data provided for "x_output"``: one of several outputs has no labels."""
    return Guess(
        ("LD702", "LD701", "LD706"),
        f"no labels came for the output {match.group(1)}",
        help="name the labels after the outputs of the model, in a dict or in their order",
    )


BOTH = rf"target\.shape={SHAPE}, output\.shape={SHAPE}"
RULES = (
    rule(rf"{TARGET}expected {NAME} to have shape {SHAPE},? ?but got array with shape {SHAPE}", checked),
    rule(rf"{TARGET}expected {NAME} to have (\d) dimension(?:s|\(s\)),? ?but got array with shape {SHAPE}", dimensions),
    rule(rf"{TARGET}expected {NAME} ?to have (\d) dimensions,? ?but got array with (\d)D shape", dimensions),
    fixed(rf"{TARGET}the list of numpy arrays", "LD702 LD701", "the model has another number of outputs than there are arrays of labels"),
    rule(
        rf"a target array with shape {SHAPE} was passed for an output of shape {SHAPE} while using as loss `?(\w+)",
        named_loss,
    ),
    rule(rf"you are passing a target array of shape {SHAPE} while using as loss `?categorical_crossentropy", lambda match, hints: ids_for_one_hot(parse(match.group(1)))),
    rule(rf"arguments `target` and `output` must have the same (?:rank|shape).{{0,60}}?{BOTH}", rank_of_loss),
    rule(rf"must have rank \(ndim\) `target\.ndim - 1`\. received: {BOTH}", sparse_rank),
    rule(rf"target\.shape={SHAPE}, ?output\.shape={SHAPE}", target_first),
    rule(rf"`?logits`? and `?labels`? must have the same shape, received \({SHAPE} vs\.? {SHAPE}\)", output_first),
    rule(rf"logits and labels must have the same first dimension, got logits shape {SHAPE} and labels shape {SHAPE}", logits),
    rule(rf"logits and labels must be (?:same size|broadcastable|the same size):? ?logits_size={SHAPE},? labels_size={SHAPE}", output_first),
    rule(rf"shape mismatch: the shape of labels \(received {SHAPE}\) should equal the shape of logits except for the last dimension \(received {SHAPE}\)", lambda match, hints: logits_late(match)),
    rule(r"received a label value of (-?\d+) which is outside the valid range of \[(-?\d+), ?(\d+)\)", outside),
    rule(rf"^ ?shapes {SHAPE} and {SHAPE} are incompatible", target_first),
    rule(r"no data provided for \"?(\w{0,80}(?:output|target|label)\w{0,40})", missing_output),
    rule(rf"y_pred\.shape={SHAPE}, y_true\.shape={SHAPE}", output_first),
    rule(rf"y_true\.shape={SHAPE},? (?:and )?y_pred\.shape={SHAPE}", target_first),
    rule(rf"incompatible shapes: predictions?.{{0,40}}{SHAPE}.{{0,40}}labels?.{{0,40}}{SHAPE}", output_first),
    fixed(r"y_true and y_pred have different structures", "LD702 LD905", "the labels are nested in another way than the outputs of the model", help="give one array of labels per output, nested as the outputs are"),
    fixed(r"found unexpected losses or metrics that do not correspond|found unexpected keys that do not correspond to any model output", "LD702", "the labels or losses are named after something that is not an output of the model", help="name them after the outputs of the model"),
    fixed(r"invalid literal for int\(\) with base 10: ?['\"]", "LD706 LD108", "labels are text where numbers are wanted"),
    fixed(r"could not convert string to float.{0,120}\by\b|y contains previously unseen labels|unknown label type", "LD706", "labels are text or mixed where class ids are wanted"),
    fixed(r"in loss categorical_crossentropy, expected y_pred\.shape to be \(batch_size, num_classes\)", "LD704 LD702", "categorical_crossentropy has only one class to choose from"),
    fixed(r"targets `y_true` are expected to be a tensor of shape `\(batch_size, max_length\)`|logits `y_pred` are expected to be a tensor of shape", "LD702", "the loss takes labels of (batch, length) and answers of (batch, length, classes)"),
    fixed(r"you must specify (?:a )?target|the model cannot be compiled.{0,60}no loss|expected y_true|target data is missing|no targets? (?:data )?(?:was|were) (?:provided|passed)", "LD701 LD702 LD905", "the model has a loss and no labels came"),
    fixed(r"index (-?\d+) is out of bounds for axis 1 with size (\d+)", "LD705", "a class id is not below the number of classes"),
)  # fmt: skip


def ids_for_one_hot(target: Shape) -> Guess:
    """Class ids under ``categorical_crossentropy``."""
    return Guess(
        ("LD704",),
        f"the labels are {printed(target)} class ids, categorical_crossentropy takes one value per class",
        found=target,
        python="y = keras.utils.to_categorical(y)",
        question=CLASSES,
    )


def logits_late(match: Match) -> Guess:
    """The sparse loss of TensorFlow, whose message comes from inside the kernel."""
    target, output = parse(match.group(1)), parse(match.group(2))
    if len(target) == 1 and len(output) == 2 and target[0] == (output[0] or 0) * (output[1] or 0):
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    if target[-1:] == output[-1:] and len(target) == len(output):
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    return guess(RANK, target, output, rank_meaning(target, output))
