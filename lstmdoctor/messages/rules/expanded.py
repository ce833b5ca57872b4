"""Axes that are too many for the model, and one that Keras 3 gave data of which another was missing."""

from __future__ import annotations

import math

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.text import shape_text


def expanded_guess(layer: str, expected: Shape, found: Shape) -> Guess | None:
    """Images without a time axis, as the cell of a recurrent layer sees them: one timestep, without its axis."""
    wanted, given = expected[1:], found[1:]
    if len(wanted) < 3 or "cell" not in layer or wanted == given or given != (*wanted[1:], 1):
        return None
    words = f"layer {layer} takes {shape_text(expected)} at each timestep and gets {shape_text(found)}"
    codes = ("LD202", "LD203", "LD201")
    return Guess(codes, f"{words}: the time or the batch axis is missing", expected, found)


def picture_guess(expected: Shape, found: Shape) -> Guess | None:
    """Pictures for a layer that takes their pixels in a row: the last axes together are its features."""
    kept = len(expected) - 1
    pixels = [size for size in found[kept:] if size is not None]
    if len(expected) < 3 or len(found) <= len(expected) or len(pixels) != len(found) - kept or 1 in pixels:
        return None
    fits = all(
        None in (want, one) or want == one for want, one in zip(expected[1:-1], found[1:kept], strict=True)
    )
    if not fits or math.prod(pixels) != expected[-1]:
        return None
    words = (
        f"the data is {shape_text(found)}, the model takes {shape_text(expected)}: its {expected[-1]:,} features "
        f"stand on {len(pixels)} axes"
    )
    python = f"x = x.reshape(*x.shape[:{kept}], -1)"
    return Guess(("LD299", "LD209"), words, expected, found, help="make one axis of them", python=python)
