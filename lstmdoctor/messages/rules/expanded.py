"""Axes that are too many for the model, and one that Keras 3 gave data of which another was missing."""

from __future__ import annotations

from lstmdoctor.checks.shared.feature_axes import (
    joined_features_code,
    split_feature_axes,
    split_features_words,
)
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
    """Pictures for a layer that takes their pixels in a row."""
    axes = split_feature_axes(expected, found)
    if not axes:
        return None
    both = f"the data is {shape_text(found)}, the model takes {shape_text(expected)}"
    return Guess(
        ("LD299", "LD209"),
        f"{both}: {split_features_words(axes)}",
        expected,
        found,
        help="make one axis of them",
        python=joined_features_code(expected),
    )
