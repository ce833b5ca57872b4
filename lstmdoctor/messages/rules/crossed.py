"""Inputs of a model of several whose arrays stand in each other's place, as far as a text tells."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.depth import MODEL_NAME


def crossed_codes(layer: str, expected: Shape, found: Shape, hints: Hints) -> tuple[str, ...]:
    """LD105, where another array of the call is what is expected, or the call hands over several."""
    if layer and not MODEL_NAME.search(layer):
        return ()
    others = [shape for shape in hints.handed if shape and shape[1:] != found[1:]]
    if any(fits_shape(expected, shape) for shape in others) and not fits_shape(expected, found):
        return ("LD105",)
    known = None not in (*found[-1:], *expected[-1:])
    apart = len(found) != len(expected) or (known and found[-1:] != expected[-1:])
    return ("LD105",) if hints.several and apart and len(found) > 1 else ()


def fits_shape(expected: Shape, found: Shape) -> bool:
    """Whether a shape is what is expected, the batch left out."""
    rest = zip(expected[1:], found[1:], strict=False)
    return len(expected) == len(found) and all(a is None or b is None or a == b for a, b in rest)
