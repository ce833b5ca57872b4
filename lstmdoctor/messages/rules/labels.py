"""Labels that do not fit the output or the loss."""

from __future__ import annotations

import math

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.encoding import (
    CLASSES,
    MEANINGS,
    PER_STEP,
    RANK,
    compared,
    cure,
    encoded,
    guess,
    rank_meaning,
)
from lstmdoctor.messages.rules.rule import Match, rule
from lstmdoctor.messages.rules.weights import differing
from lstmdoctor.text import shape_text as printed

NAME = r"[`'\"]{0,2}([\w/.\-]{0,80}(?::\d)?)[`'\"]{0,2}"
TARGET = r"error when checking (?:model )?target[^:]{0,40}: ?"


def target_first(match: Match, hints: Hints) -> Guess | None:
    """Two shapes, that of the labels first."""
    if "load_weights" in hints.functions or "set_weights" in hints.functions:
        return differing(parse(match.group(1)), parse(match.group(2)))
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
    """``A target array with shape (N, 1) was passed for an output of shape (None, 10) while ...``."""
    target, output, loss = parse(match.group(1)), parse(match.group(2)), match.group(3) or ""
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
    """``... the same first dimension, got logits shape [32,10] and labels shape [320]``."""
    output, target = parse(match.group(1)), parse(match.group(2))
    if len(target) != 1 or not output or None in output or target[0] is None:
        return compared(target, output, hints)
    classes = output[-1] or 1
    if target[0] == math.prod(size or 1 for size in output) and classes > 1:
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    return guess(RANK, target, output, "there are not as many labels as answers")


def ids_for_one_hot(match: Match, hints: Hints) -> Guess | None:
    """Class ids under ``categorical_crossentropy``."""
    target = parse(match.group(1))
    return Guess(
        ("LD704",),
        f"the labels are {printed(target)} class ids, categorical_crossentropy takes one value per class",
        found=target,
        python="y = keras.utils.to_categorical(y)",
        question=CLASSES,
    )


def logits_late(match: Match, hints: Hints) -> Guess | None:
    """The sparse loss of TensorFlow, whose message comes from inside the kernel."""
    target, output = parse(match.group(1)), parse(match.group(2))
    if len(target) == 1 and len(output) == 2 and target[0] == (output[0] or 0) * (output[1] or 0):
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    if target[-1:] == output[-1:] and len(target) == len(output):
        return guess(("LD704", "LD702"), target, output, "one-hot labels meet a loss for class ids")
    return guess(RANK, target, output, rank_meaning(target, output))


def sparse_sizes(match: Match, hints: Hints) -> Guess | None:
    """The check of TensorFlow 2.3 to 2.6, sparse loss: ``[x (...) = ] [32 1] [y (...) = ] [32 10]``."""
    target, output = parse(match.group(1)), parse(match.group(2))
    return guess(RANK, target, output, "there is not one label for every answer of the model")


BOTH = rf"target\.shape={SHAPE}, output\.shape={SHAPE}"
RULES = (
    rule(rf"{TARGET}expected {NAME} to have shape {SHAPE},? ?but got array with shape {SHAPE}", checked),
    rule(
        rf"{TARGET}expected {NAME} to have (\d) dimension(?:s|\(s\)),? ?but got array with shape {SHAPE}",
        dimensions,
    ),
    rule(rf"{TARGET}expected {NAME} ?to have (\d) dimensions,? ?but got array with (\d)D shape", dimensions),
    rule(
        (
            rf"a target array with shape {SHAPE} was passed for an output of shape {SHAPE}"
            rf"(?: while using as loss `?(\w+))?"
        ),
        named_loss,
    ),
    rule(
        rf"you are passing a target array of shape {SHAPE} while using as loss `?categorical_crossentropy",
        ids_for_one_hot,
    ),
    rule(rf"arguments `target` and `output` must have the same (?:rank|shape).{{0,60}}?{BOTH}", rank_of_loss),
    rule(rf"must have rank \(ndim\) `target\.ndim - 1`\. received: {BOTH}", sparse_rank),
    rule(rf"target\.shape={SHAPE}, ?output\.shape={SHAPE}", target_first),
    rule(
        (
            rf"`?logits`? and `?labels`? must have the same shape,? ?(?:received:? )?\(?{SHAPE} "
            rf"(?:vs\.?|and) {SHAPE}\)?"
        ),
        output_first,
    ),
    rule(
        (
            rf"logits and labels must have the same first dimension, got logits shape {SHAPE} and "
            rf"labels shape {SHAPE}"
        ),
        logits,
    ),
    rule(
        (
            rf"logits and labels must be (?:same size|broadcastable|the same size):? "
            rf"?logits_size={SHAPE},? labels_size={SHAPE}"
        ),
        output_first,
    ),
    rule(
        (
            rf"shape mismatch: the shape of labels \(received {SHAPE}\) should equal the shape of "
            rf"logits except for the last dimension \(received {SHAPE}\)"
        ),
        logits_late,
    ),
    rule(rf"`?labels\.shape`?=?{SHAPE} and `?logits\.shape`?=?{SHAPE}", logits_late),
    rule(r"sparse_?softmax\w*/.{0,60}?\] \[([\d ]{1,40})\] \[y .{0,160}?\] \[([\d ]{1,40})\]", sparse_sizes),
    rule(rf"^ ?shapes {SHAPE} and {SHAPE} are incompatible", target_first),
    rule(rf"y_pred\.shape={SHAPE}, y_true\.shape={SHAPE}", output_first),
    rule(rf"y_true\.shape={SHAPE},? (?:and )?y_pred\.shape={SHAPE}", target_first),
    rule(rf"incompatible shapes: predictions?.{{0,40}}{SHAPE}.{{0,40}}labels?.{{0,40}}{SHAPE}", output_first),
)
