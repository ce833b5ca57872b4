"""Theano under Keras 0 and 1: the compiled function checks what it is called with, batch by batch."""

from __future__ import annotations

import re
from dataclasses import replace

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.shapes import SHAPE, parse_shape
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.encoding import CLASSES, RANK, label_rank_meaning
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.messages.rules.template import Template
from lstmdoctor.text import shape_text

RANKS = Template(
    "Wrong number of dimensions: expected {wanted:int}, got {given:int}[ with shape {found:shape}]"
)
WIDTH = re.compile(rf"non-unit value on shape on a broadcastable dimension\.?'?,? ?({SHAPE})", re.IGNORECASE)
NUMBERS = re.compile(
    r"cannot store|TensorType\((?!.{0,80}broadcast)|dtype|could not convert|array-like", re.IGNORECASE
)
TEXT = re.compile(r"could not convert string|invalid literal for (?:int|float)", re.IGNORECASE)
OTHER = "an array has another rank or type than the compiled function takes"
SECOND = "does the model have several inputs: with one input the second argument is the labels"


@rule(
    "Bad input argument to theano function",
    example="TypeError: ('Bad input argument to theano function with name \"/keras/backend/theano_backend.py:402\"  at index 1(0-based)', 'Wrong number of dimensions: expected 3, got 2 with shape (9, 30).')",
)
def theano_argument(said: Said) -> Guess | None:
    """``at index 0(0-based)``: 0 is the data, 1 the labels."""
    rest = said.text[said.start : said.start + 1200]
    index = re.search(r"at index (\d{1,3})", rest)
    rank, width = RANKS.regex.search(rest), WIDTH.search(rest)
    if "setting an array element" in said.text:
        return Guess(("LD301", "LD109"), "the sequences have different lengths, or were never made an array")
    second = index is not None and index.group(1) != "0"
    if TEXT.search(said.text):
        words = f"the {'labels' if second else 'data'} hold text where numbers are wanted"
        return Guess(("LD706", "LD108") if second else ("LD108", "LD706"), words)
    if second:
        return theano_labels(rank, width)
    if rank:
        return theano_rank.read(said, **RANKS.values(rank))
    if width:
        return Guess(("LD210", "LD202"), f"the data is {width.group(1)} where an axis must have size 1")
    if NUMBERS.search(rest.partition("index")[2]):
        words = "the data has a type that the compiled function does not take"
        return Guess(("LD504", "LD109", "LD301"), words)
    codes = ("LD202", "LD604", "LD201", "LD504")
    return Guess(codes, OTHER, question="what does the text say after `expected`")


def theano_labels(rank: re.Match[str] | None, width: re.Match[str] | None) -> Guess:
    """Labels that the compiled function refuses."""
    if rank is not None:
        target, output = parse_shape(rank["found"] or ""), (None,) * int(rank["wanted"])
        words = f"the labels have {rank['given']} axes, the output has {rank['wanted']}"
        meaning = label_rank_meaning(target, output) if target else ""
        words = f"{words}: {meaning}" if meaning else words
        return Guess(RANK, words, output, target or None, question=SECOND)
    if width is not None:
        target = parse_shape(width.group(1))
        words = f"the labels are {shape_text(target)}, the output has one value per sample"
        return Guess(("LD702", "LD704", "LD210"), words, found=target, question=CLASSES)
    return Guess(("LD702", "LD706", "LD504"), "the labels have another rank or type than the function takes")


@rule(
    RANKS.text,
    example="'Wrong number of dimensions: expected 2, got 3 with shape (50, 25, 300)",
)
def theano_rank(said: Said, wanted: int, given: int, found: Shape = ()) -> Guess | None:
    """The rank of what the compiled function was called on."""
    whole = bool(found) and not is_batch_size(found[0] or 0)
    guess = explain_rank(Rank(wanted, given, "", found or None, whole=whole), said.hints)
    return replace(guess, codes=(*guess.codes, "LD702")) if given > wanted else guess


def is_batch_size(size: int) -> bool:
    """Whether a size is a power of two from 8 to 512, which Keras users give their batches."""
    return 8 <= size <= 512 and size & (size - 1) == 0


RULES = (
    theano_argument,
    theano_rank,
    fixed_rule(
        "LD902 LD202 LD201",
        "a layer reorders axes that its input does not have: mostly one answer where a sequence is wanted",
        {
            "new_order[[{place:int}]] is {axis:int}, but the input only has": "ValueError: new_order[2] is 2, but the input only has 2 axes.",
        },
        help="let the layer before it give its whole sequence",
        python="layers.LSTM(units, return_sequences=True)",
    ),
)
