"""Token ids and the Embedding that looks them up."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule

WEIGHTED = re.compile(r"node GatherV2\W.{0,80}IteratorGetNext")
"""Where a Dataset looks the weight of a class up."""


def outside(match: Match, hints: Hints) -> Guess | None:
    """``indices[0,0] = 100 is not in [0, 100)``: the position is one in the batch, not in the data."""
    if WEIGHTED.search(match.string[match.end() : match.end() + 400]):
        last = int(match.group(2)) - 1
        said = f"class {match.group(1)} is in the labels, class_weight holds classes 0 to {last}"
        help = "name every class in class_weight, and count the classes from 0"
        return Guess(("LD705", "LD601"), said, help=help)
    return out_of_range(int(match.group(1)), int(match.group(2)))


def out_of_range(token: int, vocabulary: int) -> Guess:
    """An id outside 0 .. vocabulary - 1."""
    takes = f"the Embedding takes ids 0 to {vocabulary - 1}"
    if token < 0:
        return Guess(
            ("LD602",),
            f"a token id is {token}, {takes}",
            help="find where negative ids come from: -1 often stands for a missing word",
        )
    return Guess(
        ("LD601",),
        f"a token id is {token}, {takes}",
        help=(
            f"give the Embedding input_dim={token + 1} or more: the largest id of all data + 1, "
            f"not the number of words"
        ),
        python=f"layers.Embedding(input_dim={token + 1}, output_dim=64)  # at least the largest id + 1",
    )


def bounds(match: Match, hints: Hints) -> Guess | None:
    """``index 100 is out of bounds for axis 0 with size 100`` of an Embedding (Theano, NumPy)."""
    index, size = int(match.group(1)), int(match.group(2))
    where = match.string.lower()
    if not any(word in where for word in ("embedding", "subtensor", "gather", "apply node", "theano")):
        return None
    return out_of_range(index, size)


RULES = (
    fixed(
        r"parameter '(?:t?indices|ids)' has datatype float",
        "LD603",
        "token ids are real numbers, an Embedding looks up integers",
    ),
    rule(r"ind(?:ices|ex)\[[\d, ]{0,60}\] ?= ?(-?\d+) is not in \[0, ?(\d+)\)", outside),
    rule(r"index (-?\d+) is out of bounds for (?:axis 0 with )?size (\d+)", bounds),
    fixed(
        r"value for attr 't?indices' of (?:float|float32|float64|double|string) is not in the list",
        "LD603",
        "token ids are real numbers, an Embedding looks up integers",
    ),
    fixed(
        r"datatype dt_(?:float|double|string) for attr 't?indices' (?:is )?not in list of allowed values",
        "LD603",
        "token ids are real numbers, an Embedding looks up integers",
    ),
    fixed(
        r"tensor conversion requested dtype int32 for tensor with dtype float",
        "LD603 LD504",
        "real numbers came where integers are wanted",
    ),
    fixed(
        r"`?input_length`? (?:is|=) ?\(?[\d, ]{1,20}\)?,? but received input has shape",
        "LD302",
        "the Embedding was declared for another number of timesteps than the data has",
    ),
    fixed(
        r"`?input_dim`? must be a positive integer",
        "LD601 LD906",
        "the Embedding was given a vocabulary size that is not a positive integer",
    ),
    fixed(
        any_of(
            r"all values in `?x`? (?:in `?one_hot`? )?must be (?:less than|in the range)",
            r"to_categorical.{0,60}out of bounds",
        ),
        "LD705 LD601",
        "an id is not below the number of classes or words",
    ),
)
