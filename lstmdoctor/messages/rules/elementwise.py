"""Two shapes of an element-wise operation: a rest of a batch, labels against output, or two lengths."""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.encoding import compared
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule
from lstmdoctor.text import shape_text as printed

LOSS = re.compile(
    r"loss|mse|squared|entropy|metric|accuracy|/sub\b|compile_|\[Op:(?:Sub|SquaredDifference)\]|huber|"
    r"mean_abs|logistic|Equal\b",
    re.IGNORECASE,
)


PAIRED = re.compile(r"compile_loss/|gradient_tape/(?:mean_|\w{0,30}_error|\w{0,30}entropy)")
"""Nodes of Keras 2.4 and later where labels meet answers: there may be fewer labels than samples."""


def batch(a: int | None, b: int | None) -> Guess:
    """Two numbers of samples at once."""
    return Guess(
        ("LD401",),
        f"a batch of {min(a or 0, b or 0)} samples meets a state or a batch axis of {max(a or 0, b or 0)}",
        question=(
            "do all batches, the last and the validation batches included, have the size the "
            "model was built for"
        ),
    )


def element_wise(a: Shape, b: Shape, where: str, hints: Hints) -> Guess | None:
    """Two shapes of an element-wise operation."""
    if 0 in (*a, *b):
        return Guess(("LD107", "LD302"), f"{printed(a)} meets {printed(b)}: an array is empty")
    rest = len(a) == len(b) and all(x == y or None in (x, y) for x, y in zip(a[1:], b[1:], strict=True))
    if rest and a[:1] != b[:1] and None not in (*a[:1], *b[:1]):
        guess = batch(a[0], b[0])
        codes = (*guess.codes, "LD701") if len(a) > 1 and PAIRED.search(where) else guess.codes
        return Guess(
            codes, guess.message, max(a, b, key=first), min(a, b, key=first), question=guess.question
        )
    if len(a) == len(b) == 2 and b[0] == 1 != a[0] and 1 not in (a[1], b[1]):
        said = f"{printed(a)} meets one row of {b[1]} values, which were taken of data with {b[1]} features"
        return Guess(("LD210", "LD702"), said, b, a)
    if len(a) != len(b) or LOSS.search(where) or len(a) == 2:
        target, output = order(a, b, where)
        return compared(target, output, hints)
    return Guess(
        ("LD302", "LD702", "LD210"),
        f"{printed(a)} and {printed(b)} do not agree inside the model",
        question="is it the labels or the data that has the one shape",
    )


def first(shape: Shape) -> int:
    """The size in front."""
    return shape[0] or 0


def order(a: Shape, b: Shape, where: str) -> tuple[Shape, Shape]:
    """Labels and output, by what the operation takes first."""
    if re.search(r"logistic|Sub\[|/sub\b|squared_?difference\(", where) and not re.search(
        r"\(data|IteratorGetNext|target", where
    ):
        return b, a
    return (a, b) if len(a) <= len(b) or 1 in a[-1:] else (b, a)


def pair(match: Match, hints: Hints) -> Guess | None:
    """``Incompatible shapes: [8,16] vs. [32,16]``."""
    return element_wise(
        parse(match.group(1)), parse(match.group(2)), match.string[match.start() : match.end() + 400], hints
    )


def merged(match: Match, hints: Hints) -> Guess | None:
    """``Inputs have incompatible shapes. Received shapes (5, 3) and (6, 3)``, printed without the batch."""
    a, b = parse(match.group(1)), parse(match.group(2))
    return Guess(
        ("LD302", "LD106", "LD210"),
        f"two branches that are joined give {printed(a)} and {printed(b)} per sample",
    )


def broadcast(match: Match, hints: Hints) -> Guess | None:
    """``Cannot broadcast shape ... Input shapes are: (8, 3) and (8, 2)``."""
    a, b = parse(match.group(1)), parse(match.group(2))
    if match.group(0).startswith("Operands"):
        said = f"two branches that are joined give {printed(a)} and {printed(b)} per sample"
        return Guess(("LD906", "LD302", "LD210"), said)
    if len(a) == len(b) == 1 and hints.sparse:
        said = f"{printed(a)} meets {printed(b)}: one-hot labels meet a loss or metric for class ids"
        return Guess(("LD704", "LD702"), said)
    return element_wise(parse(match.group(1)), parse(match.group(2)), match.string[:300], hints)


def in_place(match: Match, hints: Hints) -> Guess | None:
    """``operands could not be broadcast together with shapes (9,5) (4,) (9,5)``: columns times a scale."""
    table, row, result = (parse(match.group(i)) for i in (1, 2, 3))
    if len(row) != 1 or len(table) != 2 or table != result:
        return None
    return columns(table[1], row[0])


def operand(match: Match, hints: Hints) -> Guess | None:
    """``non-broadcastable output operand with shape (96,1) doesn't match the broadcast shape (96,7)``."""
    table, wanted = parse(match.group(1)), parse(match.group(2))
    return columns(table[-1], wanted[-1]) if table and wanted else None


def columns(given: int | None, fitted: int | None) -> Guess:
    """A scaler that was fitted on another number of columns."""
    return Guess(
        ("LD210", "LD906"),
        f"a table of {given} columns meets a scaler that was fitted on {fitted}",
        help="scale the target with a scaler of its own, or put the predictions into a table of all columns",
        python="full = np.zeros((len(y), scaler.n_features_in_))\nfull[:, 0] = y[:, 0]\n"
        "y = scaler.inverse_transform(full)[:, 0]",
    )


def features(match: Match, hints: Hints) -> Guess | None:
    """``X has 4 features, but MinMaxScaler is expecting 9 features as input`` (scikit-learn)."""
    return columns(int(match.group(1)), int(match.group(2)))


def both(match: Match, hints: Hints) -> Guess | None:
    """``Dimension 1 in both shapes must be equal, but are 12 and 8`` where two branches are joined."""
    axis, a, b = match.groups()
    codes = ("LD401", "LD106", "LD906") if axis == "0" else ("LD302", "LD906", "LD210")
    said = f"two branches that are joined have sizes {a} and {b} on axis {axis}"
    return Guess(codes, said, help="give the inputs the same sizes, or look at the layers that are joined")


RULES = (
    rule(r"dimension (\d) in both shapes must be equal, but are (\d+) and (\d+)", both),
    fixed(
        any_of(
            r"incompatible shapes for concatenation",
            r"incompatible layers can not be merged",
            r"can only merge layers with matching output shapes",
            r"layers? (?:can ?not|cannot|can't) be (?:merged|concatenated)",
        ),
        "LD906 LD302 LD210",
        "two branches that are joined have different sizes",
    ),
    rule(rf"operands could not be broadcast together with shapes {SHAPE} {SHAPE} {SHAPE}", in_place),
    rule(
        rf"output operand with shape {SHAPE} doesn'?t match the broadcast shape {SHAPE}",
        operand,
    ),
    rule(r"x has (\d+) features?, but \w{0,40}scaler is expecting (\d+) features?", features),
    fixed(
        r"dimension incompatibility \d+ != \d+\. ?layer shapes",
        "LD906 LD302 LD210",
        "two branches that are multiplied have different sizes on the axes that have to agree",
    ),
    rule(rf"incompatible shapes:? {SHAPE} (?:vs\.?|and|,) {SHAPE}", pair),
    rule(rf"cannot be broadcasted to \d+\. input shapes are: {SHAPE} and {SHAPE}", broadcast),
    rule(rf"inputs have incompatible shapes\. received shapes {SHAPE} and {SHAPE}", merged),
    rule(
        rf"operands could not be broadcast together with (?:remapped )?shapes?:? {SHAPE},? ?{SHAPE}",
        broadcast,
    ),
    fixed(
        r"operands could not be broadcast together",
        "LD702 LD302",
        "two arrays of different shapes meet in one operation",
    ),
    fixed(
        (
            r"concat(?:op|_op|v2|enate)?.{0,30}:? ?dimensions?\s?(?:\d+ in both shapes must be "
            r"equal|of inputs should match)"
        ),
        "LD302 LD106",
        "two branches that are joined have different sizes",
    ),
    fixed(
        r"`?concatenate`? layer requires inputs with matching shapes",
        "LD302 LD106",
        "two branches that are joined have different sizes",
    ),
    fixed(
        r"cannot (?:merge tensors with|do batch_dot on inputs with) different batch sizes",
        "LD106",
        "the inputs have different numbers of samples",
    ),
    fixed(
        r"incompatible input shapes: axis values \d+ \(at axis \d+\) != \d+",
        "LD302 LD210",
        "two inputs that are multiplied have different sizes",
    ),
)
