"""Two shapes of an element-wise operation: a rest of a batch, labels against output, or two lengths."""

from __future__ import annotations

import re

from lstmdoctor.messages.encoding import compared
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.frames import Hints
from lstmdoctor.spec import Shape
from lstmdoctor.text import shape as printed

LOSS = re.compile(
    r"loss|mse|squared|entropy|metric|accuracy|/sub\b|compile_|huber|mean_abs|logistic|Equal\b", re.IGNORECASE
)


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
    rest = len(a) == len(b) and all(x == y or None in (x, y) for x, y in zip(a[1:], b[1:], strict=True))
    if rest and a[:1] != b[:1] and None not in (*a[:1], *b[:1]):
        guess = batch(a[0], b[0])
        return Guess(
            guess.codes, guess.message, max(a, b, key=first), min(a, b, key=first), question=guess.question
        )
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
