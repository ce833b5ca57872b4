"""How many arrays a call was given: ``model.fit([notes, steps], y)``, and what Keras prints of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.paste.shapes import parse_shape

NAME = r"[A-Za-z_][\w.]{0,60}(?:\[[^\[\],]{0,40}\])?"
CALL = (
    r"(?:\.(?:fit|predict|evaluate|train_on_batch|test_on_batch|predict_on_batch)|\bmodel)\(\s*(?:x\s?=\s?)?"
)
LISTED = re.compile(rf"{CALL}\[\s?{NAME}(?:\s?,\s?{NAME}){{1,7}}\s?,?\]")
NAMED = re.compile(rf"{CALL}\{{\s?['\"][^'\"]{{1,60}}['\"]\s?:\s?{NAME}\s?,\s?['\"][^'\"]{{1,60}}['\"]\s?:")
ARGUMENTS = re.compile(r"inputs=[\[({]((?:[^\n]{0,40}?shape=\([^()\n]{0,40}\)[^\n]{0,40}?){2,8})[\])}]")
SHAPE = re.compile(r"shape=(\([^()\n]{0,40}\))")


def hands_several(own: Iterable[str]) -> bool:
    """Whether the user's own code gives a model a list, or a dict, of several arrays."""
    return any(LISTED.search(line) or NAMED.search(line) for line in own)


def handed_shapes(text: str) -> tuple[Shape, ...]:
    """The shapes of all tensors that the model was called on, where it was called on several."""
    found = ARGUMENTS.findall(text)
    return tuple(parse_shape(one) for one in SHAPE.findall(found[-1])) if found else ()
