"""Data that Keras 3 gave an axis of size 1 behind, since one was missing elsewhere."""

from __future__ import annotations

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
