"""The last resort: sentences with two shapes or two ranks in them, whoever wrote them.

No template is known here, so only what is said plainly counts: which shape was expected and which came, or
that labels and output have two shapes.
"""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import known, parse
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.elementwise import element_wise
from lstmdoctor.messages.rules.encoding import compared
from lstmdoctor.messages.rules.fitting import Shapes, compare
from lstmdoctor.messages.rules.products import product
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Match, fixed, rule

SIZES = r"([(\[](?=[^)\]]{0,60}[\d?N])[\dNoneA?L, \-]{1,80}[)\]])"
"""A shape that holds sizes and nothing else."""
GOT = r"(?:but |got|found|received|given|actual|instead|passed|was|is )"
LABELS = re.compile(r"label|target|y_true|ground truth", re.IGNORECASE)
OUTPUT = re.compile(r"logit|output|predict|y_pred", re.IGNORECASE)


def wanted_first(match: Match, hints: Hints) -> Guess | None:
    """``expected ... (None, 50, 100) ... got ... (200, 100, 50)``."""
    expected, found = parse(match.group(1)), parse(match.group(2))
    if not (known(expected) or len(expected) > 1) or not found:
        return None
    before = match.string[max(0, match.start() - 120) : match.end()]
    if LABELS.search(before):
        return compared(found, expected, hints)
    return compare(Shapes(expected, found), hints)


def two(match: Match, hints: Hints) -> Guess | None:
    """Two shapes that do not agree."""
    a, b = parse(match.group(1)), parse(match.group(2))
    where = match.string[max(0, match.start() - 200) : match.end() + 200]
    names = [word.start() for word in (LABELS.search(where), OUTPUT.search(where)) if word]
    if len(names) == 2:
        target, output = (a, b) if names[0] < names[1] else (b, a)
        return compared(target, output, hints)
    return element_wise(a, b, where, hints)


def aligned(match: Match, hints: Hints) -> Guess | None:
    """``shapes (200,4) and (3,16) not aligned: 4 (dim 1) != 3 (dim 0)`` (NumPy)."""
    return product(parse(match.group(1)), parse(match.group(2)), "cell")


def ranks(match: Match, hints: Hints) -> Guess | None:
    """``expected 3D input, got 2D``."""
    guess = explain_rank(Rank(int(match.group(1)), int(match.group(2))), hints)
    if guess.codes[0] != "LD604":
        return guess
    said = f"{match.group(1)} axes are taken and there are {match.group(2)}"
    return Guess(("LD902", "LD204", "LD604", "LD209"), said, guess.expected)


RULES = (
    rule(rf"shapes {SIZES} and {SIZES} not aligned", aligned),
    rule(
        rf"expect\w*[^()\[\]]{{0,80}}?{SIZES}[^()\[\]]{{0,60}}?{GOT}[^()\[\]]{{0,60}}?{SIZES}", wanted_first
    ),
    rule(
        rf"(?:shape|dimension|size|logit|label)[^()\[\]]{{0,80}}?{SIZES}[^()\[\]]{{0,40}}?"
        rf"{SIZES}[^()\[\]]{{0,30}}?"
        r"(?:incompatible|not compatible|mismatch|not match|not equal|must|differ|not the same)",
        two,
    ),
    rule(
        r"(?:incompatible|not compatible|mismatch|must (?:be equal|match|agree|have the same)|"
        r"not match|not equal|broadcastable)"
        rf"[^()\[\]]{{0,100}}?{SIZES}[^()\[\]]{{0,60}}?{SIZES}",
        two,
    ),
    rule(
        r"expected (\d) ?-?d(?:im\w*)?\b.{0,40}?(?:got|found|received|but)\D{0,30}?(\d) ?-?d(?:im\w*)?\b",
        ranks,
    ),
    rule(r"requires (\d)d +input, not (\d)d", ranks),
    rule(r"must be rank (\d) but is rank (\d)", ranks),
    fixed(
        r"you cannot drop a non-broadcastable dimension",
        "LD202 LD201 LD902",
        "an array or the output of a layer has another number of axes than the operation takes",
        question=(
            "does a layer before give its whole sequence where only its last step is taken, or "
            "the other way round"
        ),
    ),
    fixed(
        r"two structures don'?t have the same (?:nested structure|sequence length|number of elements)",
        "LD905 LD702",
        "inputs, labels or batches are nested in another way than before",
    ),
)
