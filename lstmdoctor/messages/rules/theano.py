"""Theano under Keras 0 and 1: the compiled function checks what it is called with, batch by batch."""

from __future__ import annotations

import re
from dataclasses import replace

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.encoding import CLASSES, RANK, rank_meaning
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Match, rule
from lstmdoctor.text import shape_text as printed

RANKS = re.compile(
    rf"wrong number of dimensions: ?expected (\d), ?got (\d)(?: with shape ?{SHAPE})?", re.IGNORECASE
)
WIDTH = re.compile(rf"non-unit value on shape on a broadcastable dimension\.?'?,? ?{SHAPE}", re.IGNORECASE)
NUMBERS = re.compile(
    r"cannot store|TensorType\((?!.{0,80}broadcast)|dtype|could not convert|array-like", re.IGNORECASE
)
TEXT = re.compile(r"could not convert string|invalid literal for (?:int|float)", re.IGNORECASE)
OTHER = "an array has another rank or type than the compiled function takes"
SECOND = "does the model have several inputs: with one input the second argument is the labels"


def argument(match: Match, hints: Hints) -> Guess | None:
    """``Bad input argument to theano function ... at index 1(0-based)``: 0 is the data, 1 the labels."""
    rest = match.string[match.start() : match.start() + 1200]
    index = re.search(r"at index (\d+)", rest)
    rank, width = RANKS.search(rest), WIDTH.search(rest)
    if "setting an array element" in match.string:
        return Guess(("LD301", "LD109"), "the sequences have different lengths, or were never made an array")
    second = index is not None and index.group(1) != "0"
    if TEXT.search(match.string):
        said = f"the {'labels' if second else 'data'} hold text where numbers are wanted"
        return Guess(("LD706", "LD108") if second else ("LD108", "LD706"), said)
    if second:
        return labels(rank, width)
    if rank:
        return wrong_rank(rank, hints)
    if width:
        return Guess(("LD210", "LD202"), f"the data is {width.group(1)} where an axis must have size 1")
    if NUMBERS.search(rest.partition("index")[2]):
        return Guess(
            ("LD504", "LD109", "LD301"), "the data has a type that the compiled function does not take"
        )
    return Guess(
        ("LD202", "LD604", "LD201", "LD504"), OTHER, question="what does the text say after `expected`"
    )


def labels(rank: Match | None, width: Match | None) -> Guess:
    """Labels that the compiled function refuses."""
    if rank is not None:
        target, output = parse(rank.group(3) or ""), (None,) * int(rank.group(1))
        said = f"the labels have {rank.group(2)} axes, the output has {rank.group(1)}"
        meaning = rank_meaning(target, output) if target else ""
        return Guess(RANK, f"{said}: {meaning}" if meaning else said, output, target or None, question=SECOND)
    if width is not None:
        target = parse(width.group(1))
        said = f"the labels are {printed(target)}, the output has one value per sample"
        return Guess(("LD702", "LD704", "LD210"), said, found=target, question=CLASSES)
    return Guess(("LD702", "LD706", "LD504"), "the labels have another rank or type than the function takes")


def wrong_rank(match: Match, hints: Hints) -> Guess | None:
    """``Wrong number of dimensions: expected 3, got 2 with shape (119, 80)``."""
    found = parse(match.group(3) or "")
    rank = Rank(
        int(match.group(1)), int(match.group(2)), "", found or None, whole=bool(found) and not batch(found)
    )
    guess = explain_rank(rank, hints)
    return replace(guess, codes=(*guess.codes, "LD702")) if rank.given > rank.wanted else guess


def batch(shape: Shape) -> bool:
    """Whether the first axis is as long as a batch mostly is."""
    size = shape[0] or 0
    return 8 <= size <= 512 and size & (size - 1) == 0


RULES = (
    rule(r"bad input argument to theano function", argument),
    rule(RANKS.pattern, wrong_rank),
)
