"""Sequences of different lengths, as NumPy, TensorFlow and Datasets complain of them."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule


def detected(match: Match, hints: Hints) -> Guess | None:
    """NumPy's ``inhomogeneous shape``."""
    shape = parse(match.group(1))
    return Guess(("LD301", "LD109"), f"sequences of different lengths do not make an array: {number(shape)}")


def number(shape: tuple[int | None, ...]) -> str:
    """``200 sequences``."""
    return f"{shape[0]:,} sequences" if shape and shape[0] else "they differ"


def broadcast(match: Match, hints: Hints) -> Guess | None:
    """``could not broadcast input array from shape (10,3) into shape (10)``: stacking unequal arrays."""
    given, wanted = parse(match.group(1)), parse(match.group(2))
    if len(given) == len(wanted) and given[1:] == wanted[1:] and given[:1] != wanted[:1]:
        return Guess(
            ("LD301", "LD302"),
            f"a sequence of {given[0]} timesteps came where {wanted[0]} fit",
            found=given,
            expected=wanted,
        )
    return Guess(
        ("LD301", "LD109"), "arrays of different shapes do not make one array", found=given, expected=wanted
    )


def conflicting(match: Match, hints: Hints) -> Guess | None:
    """``Cannot batch tensors with different shapes in component 0``: 0 is the data, 1 the labels."""
    part = match.group(1)
    where = {"0": "the data", "1": "the labels"}.get(part or "", "a part")
    shapes = [parse(text) for text in re.findall(SHAPE, match.string[match.end() : match.end() + 300])][:2]
    sizes = (
        f": {' and '.join(str(shape[0]) for shape in shapes)} rows"
        if len(shapes) == 2 and all(shapes)
        else ""
    )
    return Guess(
        ("LD301", "LD905"),
        f"{where} of a Dataset has elements of different lengths that cannot be batched{sizes}",
        python="dataset = dataset.padded_batch(32)",
    )


RULES = (
    fixed(
        r"number of \w+ values != expected\.? ?values size: \d+ but output shape",
        "LD302 LD301",
        "a record holds another number of values than its description says",
        help="write records of one length, or read them with VarLenFeature and pad them",
    ),
    rule(rf"inhomogeneous (?:shape|part).{{0,80}}?detected shape was {SHAPE}", detected),
    fixed(
        r"inhomogeneous (?:shape|part)", "LD301 LD109", "sequences of different lengths do not make an array"
    ),
    fixed(
        r"setting an array element with a sequence",
        "LD301 LD109",
        "sequences of different lengths do not make an array of numbers",
    ),
    fixed(
        r"only (?:size-1|length-1|0-dimensional|integer scalar) arrays can be converted",
        "LD301 LD109",
        "an array stands where a number is wanted: sequences of different lengths",
        "TypeError",
    ),
    fixed(
        r"creating an ndarray from ragged nested sequences",
        "LD301 LD109",
        "sequences of different lengths do not make an array",
    ),
    rule(rf"could not broadcast input array from shape {SHAPE} into shape {SHAPE}", broadcast),
    fixed(
        any_of(
            r"all (?:the )?input array(?: dimension|s must have the same shape)",
            r"all input arrays must have the same shape",
            r"arrays must all be same shape",
        ),
        "LD301",
        "arrays of different shapes do not stack",
    ),
    fixed(
        any_of(
            r"can't convert non-rectangular python sequence to tensor",
            r"non-rectangular",
            r"argument must be a dense tensor",
        ),
        "LD301",
        "sequences of different lengths do not make a tensor",
    ),
    rule(r"cannot batch tensors with different shapes in component (\d)", conflicting),
    rule(
        r"cannot (?:add|batch) (?:tensor|elements?) (?:to the batch|with different).{0,20}?()(?=[:.\s])",
        conflicting,
    ),
    fixed(
        any_of(
            r"raggedtensor.{0,80}(?:not supported|unsupported|cannot|can't)",
            r"\binput\(\) got an unexpected keyword argument 'ragged'",
            r"ragged tensors? (?:is|are) not",
            r"cannot index into an inner ragged dimension",
        ),
        "LD301",
        "ragged tensors are not taken: the sequences have to be padded",
    ),
    fixed(
        r"failed to convert object of type <(?:class|type) '(?:list|tuple)'",
        "LD301 LD102",
        "a list that is not rectangular came where a tensor is wanted",
    ),
)
