"""Messages that were cut off before their numbers: what their first words still say."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.depth import Rank
from lstmdoctor.messages.rules.encoding import compared
from lstmdoctor.messages.rules.ranks import explain_rank
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule
from lstmdoctor.text import safe_text

WHOLE = "paste the whole message: the shapes behind these words decide"

NAME = r"[`'\"]{0,2}([\w/.\-]{1,80})"


def refused(match: Match, hints: Hints) -> Guess | None:
    """``Input 0 of layer "gru_1" is incompatible with the layer``: most often a rank."""
    if "incompatible" not in match.string:
        return None
    standalone = "with layer" in match.string
    guess = explain_rank(Rank(3, 2, match.group(1), built=standalone, first=int(standalone)), hints)
    said = f"{safe_text(match.group(1))} does not take the shape that came"
    return Guess((*guess.codes, "LD210"), said, question=WHOLE)


def nameless(match: Match, hints: Hints) -> Guess | None:
    """``lstm_1 to have 2 dimensions, but got array with shape (9, 10, 4)``: inputs are called so."""
    wanted, found = int(match.group(2)), parse(match.group(3))
    if "input" in match.group(1).lower():
        return explain_rank(Rank(wanted, len(found), match.group(1), found, whole=True), hints)
    return compared(found, (None,) * wanted, hints)


RULES = (
    rule(rf"{NAME}[`'\"]{{0,2}} to have (\d) dimensions?.{{0,6}}but got array with shape {SHAPE}", nameless),
    fixed(
        any_of(r"error when checking (?:model )?target", r"logits`? and `?labels`? must"),
        "LD702 LD704 LD703",
        "the labels do not have the shape of the output",
        question=WHOLE,
    ),
    rule(rf"input \d+ (?:of|is incompatible with)(?: the)? layer {NAME}", refused),
    fixed(
        any_of(
            r"error when checking (?:model )?input",
            r"invalid input shape for input",
        ),
        "LD202 LD203 LD201 LD210",
        "the data does not have the shape that the model takes",
        question=WHOLE,
    ),
    fixed(
        r"expects \d+ (?:named )?inputs?(?:\(s\))?.{0,40}but it received",
        "LD101 LD901 LD103",
        "another number of arrays came than the model has inputs",
        question=WHOLE,
    ),
    fixed(
        r"the list of numpy arrays that you are passing to your model is not the size",
        "LD101 LD103",
        "another number of arrays came than the model has inputs",
        question=WHOLE,
    ),
    fixed(
        r"failed to convert a numpy array to a tensor",
        "LD109 LD301 LD108",
        "the array holds objects, not numbers",
        question="do all sequences have the same number of timesteps",
    ),
    fixed(
        r"matrix size-incompatible|mat1 and mat2 shapes cannot be multiplied",
        "LD210 LD207",
        "the data has another number of features than the model",
        question=WHOLE,
    ),
    fixed(
        r"^ ?incompatible shapes:? ?$",
        "LD702 LD401 LD302",
        "two arrays of different shapes meet",
        question=WHOLE,
    ),
)
