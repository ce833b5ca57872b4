"""Labels that are missing, named wrongly, outside the classes, or not numbers."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.cardinality import SAME_CUT
from lstmdoctor.messages.rules.elementwise import LOSS
from lstmdoctor.messages.rules.encoding import CLASSES
from lstmdoctor.messages.rules.labels import TARGET
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule

CLASSES_AT_MOST = 500
"""Larger numbers than this are rather of samples than of values in a row."""


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


def broadcastable(match: Match, hints: Hints) -> Guess | None:
    """``required broadcastable shapes``, which names no shape; the node tells where."""
    if LOSS.search(match.group(1) + match.group(2)):
        return Guess(("LD702", "LD703", "LD704"), "labels and output have shapes that do not broadcast")
    return Guess(
        ("LD401", "LD702", "LD302"),
        "two tensors inside the model have shapes that do not broadcast",
        question="does the number of samples fill every batch, the last one included",
    )


def missing_output(match: Match, hints: Hints) -> Guess | None:
    """``No data provided for "x_output"``: one of several outputs has no labels."""
    return Guess(
        ("LD702", "LD701", "LD706"),
        f"no labels came for the output {match.group(1)}",
        help="name the labels after the outputs of the model, in a dict or in their order",
    )


def widths(match: Match, hints: Hints) -> Guess | None:
    """``Dimensions 6 and 11 are not compatible``, raised where labels meet the output."""
    a, b = match.groups()
    if "from_tensor_slices" in hints.functions or min(int(a), int(b)) > CLASSES_AT_MOST:
        return Guess(("LD701", "LD106", "LD702"), f"an array has {a} rows and another one {b}", help=SAME_CUT)
    return Guess(("LD702", "LD210"), f"{a} values meet {b}: mostly labels and output of different widths")


def nothing(match: Match, hints: Hints) -> Guess | None:
    """``None values not supported.``: labels that are missing, or that a list hides."""
    if hints.bracketed:
        said = "validation_data is a list, whose second entry is not taken for labels"
        return Guess(("LD901", "LD701", "LD905"), said, python="validation_data = (x_val, y_val)")
    said = "None came where an array is wanted: mostly labels that are missing"
    return Guess(("LD701", "LD103", "LD905"), said)


def word(match: Match, hints: Hints) -> Guess | None:
    """``invalid literal for int() with base 10: 'cat'``, said of labels and of words that are no ids."""
    if "theano function" in match.string:
        return None
    if "pad_sequences" in hints.functions:
        return Guess(
            ("LD108",),
            "`pad_sequences` got words where it takes token ids",
            help="turn the words into token ids first",
            python="x = keras.utils.pad_sequences(tokenizer.texts_to_sequences(texts))",
        )
    return Guess(("LD706", "LD108"), "labels are text where numbers are wanted")


RULES = (
    fixed(
        r"can ?not squeeze dim\[\d+\], expected a dimension of 1, got \d+",
        "LD704 LD702",
        "one-hot labels, or one label per timestep, meet a loss or metric for class ids",
        question=CLASSES,
    ),
    fixed(
        any_of(
            r"argument `output` must be at least rank",
            r"it should only have one scalar score per sample",
            r"`class_weight` is only supported for",
        ),
        "LD702 LD701",
        "labels, weights or the output do not have the shape the loss takes",
    ),
    rule(r"(.{0,200})required broadcastable shapes(.{0,200})", broadcastable),
    fixed(
        rf"{TARGET}the list of numpy arrays",
        "LD702 LD701",
        "the model has another number of outputs than there are arrays of labels",
    ),
    fixed(
        r"no gradients provided for any variable",
        "LD701 LD702 LD905",
        "no labels came, so that there is no loss to learn from",
    ),
    fixed(
        r"error when checking (?:model )?target.{0,200}found: ?none",
        "LD701 LD905",
        "no labels came",
    ),
    fixed(
        r"error when checking (?:model )?(?:input)? ?:.{0,200}found: ?none",
        "LD103 LD905",
        "None came where an array is wanted",
    ),
    fixed(
        r"`?class_weight`? must contain all (?:the )?classes",
        "LD705",
        "class_weight does not name every class that the labels hold",
        help="name every class in class_weight, counted as the labels are",
    ),
    rule(r"^ ?none values not supported", nothing),
    rule(r"^ ?dimensions (\d+) and (\d+) are not compatible", widths),
    fixed(
        any_of(
            r"model expects \d+ target arrays?,? but only received",
            r"must provide as many targets as",
            r"should have one entry per model output",
            r"unknown entr(?:y|ies) in loss",
        ),
        "LD702 LD701",
        "the model has another number of outputs than labels came",
    ),
    fixed(
        any_of(
            r"`?class_weight`? (?:is )?not supported for",
            r"timestep-wise sample weighting",
            r"found a sample_weight array (?:for an input )?with shape",
            r"sample_weight.{0,60}(?:shape|dimension)",
        ),
        "LD702 LD701",
        "the sample weights have another shape than the labels",
    ),
    rule(
        r"received a label value of (-?\d+) which is outside the valid range of \[(-?\d+), ?(\d+)\)", outside
    ),
    rule(r"no data provided for \"?(\w{0,80}(?:output|target|label)\w{0,40})", missing_output),
    fixed(
        r"y_true and y_pred have different structures",
        "LD702 LD905",
        "the labels are nested in another way than the outputs of the model",
        help="give one array of labels per output, nested as the outputs are",
    ),
    fixed(
        any_of(
            r"the path: .{1,60} in the `?(?:loss|metrics)`? argument,? can'?t be found",
            r"found unexpected losses or metrics that do not correspond",
            r"found unexpected keys that do not correspond to any model output",
        ),
        "LD702",
        "the labels or losses are named after something that is not an output of the model",
        help="name them after the outputs of the model",
    ),
    rule(r"invalid literal for int\(\) with base 10: ?['\"]", word),
    fixed(
        any_of(
            r"could not convert string to float.{0,120}\by\b",
            r"y contains previously unseen labels",
            r"unknown label type",
        ),
        "LD706",
        "labels are text or mixed where class ids are wanted",
    ),
    fixed(
        r"in loss categorical_crossentropy, expected y_pred\.shape to be \(batch_size, num_classes\)",
        "LD704 LD702",
        "categorical_crossentropy has only one class to choose from",
    ),
    fixed(
        any_of(
            r"targets `y_true` are expected to be a tensor of shape `\(batch_size, max_length\)`",
            r"logits `y_pred` are expected to be a tensor of shape",
        ),
        "LD702",
        "the loss takes labels of (batch, length) and answers of (batch, length, classes)",
    ),
    fixed(
        any_of(
            r"you must specify (?:a )?target",
            r"the model cannot be compiled.{0,60}no loss",
            r"expected y_true",
            r"target data is missing",
            r"no targets? (?:data )?(?:was|were) (?:provided|passed)",
        ),
        "LD701 LD702 LD905",
        "the model has a loss and no labels came",
    ),
    fixed(
        r"index (-?\d+) is out of bounds for axis 1 with size (\d+)",
        "LD705",
        "a class id is not below the number of classes",
    ),
)
