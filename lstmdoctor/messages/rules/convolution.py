"""Sequences too short for a convolution, reshapes that do not add up, windows that do not fit."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule
from lstmdoctor.text import shape_text as printed

SHORT = "the sequence is shorter than the convolution or pooling needs"


def subtracting(match: Match, hints: Hints) -> Guess | None:
    """``Negative dimension size caused by subtracting 3 from 1 for 'conv1d_1/...'``."""
    kernel, length = int(match.group(1)), int(match.group(2))
    return Guess(("LD309",), f"{length} timesteps are left where a kernel or pool of {kernel} comes")


def reshaped(match: Match, hints: Hints) -> Guess | None:
    """``cannot reshape array of size 3000000 into shape (100000,5,30)``."""
    size, wanted = int(match.group(1)), parse(match.group(2))
    rows = wanted[0] if wanted else None
    codes = ("LD206", "LD205", "LD202")
    if len(wanted) < 3 or rows is None or size % rows:
        codes = ("LD205", "LD206", "LD202")
    return Guess(
        codes,
        f"an array of {size:,} values cannot be reshaped to {printed(wanted)}: windows that overlap repeat "
        "values, which no reshape can do",
        expected=wanted,
        question="are the samples windows of one series, or rows that were flattened",
    )


def unchanged(match: Match, hints: Hints) -> Guess | None:
    """``total size of new array must be unchanged``."""
    found, wanted = parse(match.group(1)), parse(match.group(2))
    return Guess(
        ("LD205", "LD302", "LD206"),
        f"{printed(found)} does not reshape to {printed(wanted)}: the numbers of values differ",
        wanted,
        found,
    )


def flattened(match: Match, hints: Hints) -> Guess | None:
    """``shape of the input to "Flatten" is not fully defined (got (None, 2)``: 0 if too short."""
    shape = parse(match.group(1))
    if 0 in shape:
        return Guess(("LD309",), f"nothing is left of the sequence in front of Flatten: {printed(shape)}")
    return Guess(("LD801", "LD302"), f"Flatten needs every size and gets {printed(shape)}")


RULES = (
    rule(rf"shape of the input to .{{0,3}}flatten.{{0,3}} is not fully defined \(got {SHAPE}", flattened),
    fixed(
        r"\bsize\(\d+\) must match the product of shape",
        "LD205 LD302 LD206",
        "a reshape changes the number of values",
    ),
    fixed(
        r"tensorflow/lite/kernels/\w+\.cc:\d+ .{0,200}failed to (?:prepare|invoke)",
        "LD401 LD302 LD906",
        "a tensor has another size than the TFLite model was converted for",
        help="resize the input of the interpreter before allocate_tensors, or convert with your sizes",
        python="interpreter.resize_tensor_input(index, x.shape)\ninterpreter.allocate_tensors()",
    ),
    fixed(
        r"number of input channels must be evenly divisible by the number of groups",
        "LD210",
        "a convolution in groups got another number of features than its groups divide",
    ),
    rule(r"negative dimension size caused by subtracting (\d+) from (\d+)", subtracting),
    fixed(
        any_of(
            r"requires that kernel dim \d+ <= input dim",
            r"computed output size would be (?:zero or )?negative",
            r"convolution operation resulted in an empty output",
        ),
        "LD309",
        SHORT,
    ),
    fixed(
        any_of(
            r"one of the dimensions in the output is <= 0",
            r"output shape.{0,40}is (?:negative|too small)",
            (
                r"(?:kernel|filter|pool)[\w ]{0,20} (?:size )?(?:can't|cannot|must not) be (?:greater|"
                r"larger) than"
            ),
        ),
        "LD309",
        SHORT,
    ),
    fixed(r"^ ?negative dimensions? (?:size )?(?:are|is) not allowed", "LD309 LD107", SHORT),
    rule(rf"cannot reshape array of size (\d+) into shape {SHAPE}", reshaped),
    rule(
        (
            rf"total size of (?:the tensor|new array) must be unchanged.{{0,60}}?input_shape="
            rf"{SHAPE}.{{0,60}}?=\s?{SHAPE}"
        ),
        unchanged,
    ),
    fixed(
        r"total size of (?:the tensor|new array|the array) must be unchanged",
        "LD205 LD302 LD206",
        "a reshape changes the number of values",
    ),
    fixed(
        r"input to reshape is a tensor with \d+ values, but the requested shape (?:has|requires)",
        "LD302 LD401 LD205",
        "a reshape inside the model was built for another number of timesteps or samples",
    ),
    fixed(
        r"cannot reshape a tensor with \d+ elements to shape",
        "LD205 LD302",
        "a reshape inside the model was built for another number of values",
    ),
    fixed(
        any_of(
            r"__len__\(\) should return >= 0",
            r"no part of the sequence would be left",
            r"`?start_index`?\s?\+\s?length",
        ),
        "LD206 LD309",
        "the window is as long as the series, or longer",
    ),
    fixed(
        (
            r"`?(?:start_index|end_index|sampling_rate|sequence_stride)`? must be (?:lower|"
            r"smaller|higher|less) than"
        ),
        "LD206 LD309",
        "the window does not fit into the series",
    ),
    fixed(
        r"is not sufficient to split it into a validation and training set",
        "LD107 LD206",
        "there are too few samples to split off a validation part",
    ),
    fixed(
        r"window shape cannot be larger than input array shape|window_shape",
        "LD206 LD309",
        "the window is longer than the series",
    ),
    fixed(
        r"shape of sample \(?.{0,60}of sequence at position \d+ is different from expected shape",
        "LD210 LD301",
        "one sequence has another number of features than the others",
    ),
    fixed(
        any_of(
            r"`?sequences`? must be (?:a list of )?iterables?",
            r"`?dtype`? \w+ is not compatible with `?value`?",
        ),
        "LD102 LD206",
        "`pad_sequences` takes a list of sequences, not one sequence",
    ),
    fixed(
        any_of(
            r"invalid reduction dimension \d",
            r"axis (-?\d+) is out of bounds for (?:array of dimension|input shape)",
        ),
        "LD201 LD202 LD203",
        "an operation asks for an axis that the array does not have",
    ),
    fixed(
        r"only one input size may be -1",
        "LD905",
        "a Dataset does not say its number of timesteps, which a Flatten or Reshape needs",
    ),
    fixed(
        r"shape \[-?\d+(?:,-?\d+){0,6}\] has negative dimensions",
        "LD903 LD302",
        "a shape is not known when the model runs on other data than it was built with",
    ),
)
