"""Numbers of axes that a message says in words: of operations and tables, whose inputs have no names."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.rule import Match, any_of, rule
from lstmdoctor.text import shape_text as printed

LESS = ("LD202", "LD201", "LD203", "LD702")
MORE = ("LD204", "LD209", "LD902", "LD702")


def ranks(match: Match, hints: Hints) -> Guess | None:
    """``expects input with rank 4, got 5``."""
    wanted, given = (int(number) for number in match.groups() if number is not None)
    if wanted == given:
        return None
    said = f"an operation takes {wanted} axes and an array with {given} came"
    return Guess(LESS if given < wanted else MORE, said)


def shaped(match: Match, hints: Hints) -> Guess | None:
    """``should have rank 4. Got array with shape: (0,)``."""
    wanted, found = int(match.group(1)), parse(match.group(2))
    said = f"an operation takes {wanted} axes and the array is {printed(found)}"
    if 0 in found:
        return Guess(("LD107",), f"an array is empty: {printed(found)}", found=found)
    return Guess(LESS if len(found) < wanted else MORE, said, (None,) * wanted, found)


def outer(match: Match, hints: Hints) -> Guess | None:
    """``Index out of range using input dim 2; input has only 2 dims``: no sequence."""
    said = f"axis {match.group(1)} is asked of something with {match.group(2)} axes"
    return Guess(("LD902", "LD202", "LD201"), f"{said}: mostly one answer where a sequence is wanted")


RULES = (
    rule(
        any_of(
            r"expects? (?:an? )?(?:input|tensor|array)s? (?:with|of) rank (\d),? "
            r"(?:but )?(?:got|found)(?: rank)? (\d)\b",
            r"shape must be (?:at least |at most )?rank (\d) but is rank (\d)",
            r"rank mismatch: expected (?:rank )?(\d),? (?:but )?got (?:rank )?(\d)",
            r"must have (\d) dim(?:ension)?s?,? (?:but )?(?:got|has|found) (\d)\b",
        ),
        ranks,
    ),
    rule(
        rf"should have rank (\d)\. ?(?:but )?got (?:an )?(?:array|tensor|input) with shape:? ?{SHAPE}",
        shaped,
    ),
    rule(r"index out of range using input dim (\d+); input has only (\d+) dims", outer),
)
