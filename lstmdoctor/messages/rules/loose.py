"""The last resort: sentences with two shapes or two ranks in them, whoever wrote them.

No template is known here, so only what is said plainly counts: which shape was expected and which came, or
that labels and output have two shapes.
"""

from __future__ import annotations

import re

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.shapes import known_sizes
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.elementwise import compare_operands
from lstmdoctor.messages.rules.encoding import compare_labels
from lstmdoctor.messages.rules.fitting import Shapes, compare_shapes
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule

LABELS = re.compile(r"label|target|y_true|ground truth", re.IGNORECASE)
OUTPUT = re.compile(r"logit|output|predict|y_pred", re.IGNORECASE)


@rule(
    "expect{ed|s|ing}...{expected:sizes}...{but|got|found|received|given|actual|instead|passed|was|is}...{found:sizes}",
    example="ValueError: seq2seq: expected input of shape (None, 50, 100) but the array that came was (200, 100, 50)",
)
def expected_then_found(said: Said, expected: Shape, found: Shape) -> Guess | None:
    """The wanted shape first."""
    if not (known_sizes(expected) or len(expected) > 1) or not found:
        return None
    if LABELS.search(said.around(120, 0)):
        return compare_labels(found, expected, said.hints)
    return compare_shapes(Shapes(expected, found), said.hints)


@rule(
    "Shapes {a:shape} != {b:shape}",
    example="ValueError: Shapes (None, 1) != (None, )",
)
@rule(
    "{shape|dimension|size|logit|label}...{a:sizes}...{b:sizes}...{incompatible|not compatible|mismatch|not match|not equal|must|differ|not the same}",
    example="ValueError: Shapes (None, 1) and (None,) are not compatible",
)
@rule(
    "{incompatible|not compatible|mismatch|must be equal|must match|must agree|must have the same|not match|not equal}...{a:sizes}...{b:sizes}",
    example="InvalidArgumentError: Inputs to operation while/body/_1/while/Select_2 of type Select must have the same size and shape. Input 0: [20,128] != input 1: [32,128]",
)
def two_disagreeing(said: Said, a: Shape, b: Shape) -> Guess | None:
    """Two shapes that do not agree."""
    where = said.around(200, 200)
    names = [word.start() for word in (LABELS.search(where), OUTPUT.search(where)) if word]
    if len(names) == 2:
        target, output = (a, b) if names[0] < names[1] else (b, a)
        return compare_labels(target, output, said.hints)
    return compare_operands(a, b, where, said.hints)


@rule(
    "requires {wanted:int}D input, not {given:int}D",
    example="AssertionError: LSTMDecoder requires 2D input, not 3D.",
)
@rule(
    "expected {wanted:int}[-]d{im|imensional|} input...{given:int}[-]d",
    example="RuntimeError: input must have 3 dimensions, got 2: expected 3D input (got 2D input)",
)
def ranks_in_words(said: Said, wanted: int, given: int) -> Guess | None:
    """``3D``, ``2-dimensional``."""
    guess = explain_rank(Rank(wanted, given), said.hints)
    if guess.codes[0] != "LD604":
        return guess
    words = f"{wanted} axes are taken and there are {given}"
    return Guess(("LD902", "LD204", "LD604", "LD209"), words, guess.expected)


RULES = (
    expected_then_found,
    two_disagreeing,
    ranks_in_words,
    fixed_rule(
        "LD902 LD202 LD201",
        "a layer asks for an axis that its input does not have: mostly one answer where a sequence is wanted",
        {
            "x.shape[[{axis:int}]] when x.ndim": "ValueError: get_scalar_constant_value detected deterministic IndexError: x.shape[2] when x.ndim=2.x=Subtensor{int64}.0",
        },
    ),
    fixed_rule(
        "LD202 LD201 LD902",
        "an array or the output of a layer has another number of axes than the operation takes",
        {
            "You cannot drop a non-broadcastable dimension": "ValueError: ('You cannot drop a non-broadcastable dimension.', ((False, False), (0, 'x', 1)))",
        },
        question=(
            "does a layer before give its whole sequence where only its last step is taken, or "
            "the other way round"
        ),
    ),
)
