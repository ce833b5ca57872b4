"""One axis of the input of a layer that has weights of another size."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.fitting import Shapes, compare_shapes
from lstmdoctor.messages.rules.rule import Said, rule
from lstmdoctor.text import shape_text


@rule(
    "{of|is incompatible with} [the ]layer[,][:] {layer:name}[ is incompatible with the layer][:] expected axis {axis:int} of input shape to have value {value:int}[,] but received input with shape {found:shape}",
    example='ValueError: Input 0 of layer "dense" is incompatible with the layer: expected axis -1 of input shape to have value 40, but received input with shape (None, 60)',
)
@rule(
    "expected axis {axis:int} of input shape to have value {value:int}[,] but received input with shape {found:shape}",
    example="expected axis -1 of input shape to have value 100352, but received input with shape (1, 131072)",
)
def axis_value(said: Said, axis: int, value: int, found: Shape, layer: str = "") -> Guess | None:
    """One axis of the input of a layer that has weights of another size."""
    if not -len(found) <= axis < len(found):
        return None
    expected: list[int | None] = [None] * len(found)
    expected[axis] = value
    if layer.startswith("dense") and len(found) == 2:
        return Guess(
            ("LD302", "LD210", "LD902"),
            f"layer {layer} takes {value} values and gets {found[axis]}: what stands before it has another "
            "size than when the model was built",
            tuple(expected),
            found,
            question="does a Flatten stand before this layer",
        )
    if has_channels_first(axis, value, found):
        words = f"{shape_text(found)} has {value} channels in front of rows and columns, the model takes them last"
        return Guess(
            ("LD211", "LD902", "LD906"),
            words,
            tuple(expected),
            found,
            python=f"x = np.moveaxis(x, {1 - len(found)}, -1)",
        )
    guess = compare_shapes(Shapes(tuple(expected), found, layer), said.hints)
    if len(found) != 2 or axis not in (-1, 1):
        return guess
    codes = tuple(dict.fromkeys(("LD210", "LD205", *guess.codes)))
    return replace(guess, codes=codes, message=f"the data has {found[-1]} features, the model takes {value}")


def has_channels_first(axis: int, value: int, found: Shape) -> bool:
    """Whether the size wanted of the last axis of images stands in front of rows and columns instead."""
    images = len(found) in (4, 5) and axis in (-1, len(found) - 1)
    return images and found[-3] == value and value not in (found[-1], found[-2])


RULES = (axis_value,)
