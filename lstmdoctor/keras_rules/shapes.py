"""The output shapes of layers, by the rule that the table of layers names: shapes in, shapes out.

Every rule has the signature ``(layer, shapes) -> list of shapes``, None for what is not sure; shapes have
the batch axis first. The rules restate `compute_output_shape` of the Keras layers (keras/src/layers/**,
v3.15.1) and of their older namesakes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from lstmdoctor.keras_rules import merging, windows
from lstmdoctor.keras_rules.described_layer import MAX_RANK, Dim, Layer, Shape
from lstmdoctor.keras_rules.layer_rule import ShapeRule
from lstmdoctor.keras_rules.layers import LAYERS, UNKNOWN_LAYER

Shapes = list[Shape | None]
Rule = Callable[[Layer, Sequence[Shape | None]], Shapes]
UNKNOWN: Shapes = [None]


def positive_option(layer: Layer, key: str) -> int | None:
    """A size among the options."""
    value = layer.options.get(key)
    return value if type(value) is int and value > 0 else None


def _unchanged_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    return [shapes[0]]


def _units_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    size, x = positive_option(layer, "units"), shapes[0]
    return [(*x[:-1], size)] if size is not None and x is not None and len(x) > 1 else UNKNOWN


def _embedding_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    size, x = positive_option(layer, "output_dim"), shapes[0]
    return [(*x, size)] if size is not None and x is not None else UNKNOWN


def _flatten_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    x = shapes[0]
    return UNKNOWN if x is None else [(x[0], _product_of_axes(x[1:]))]


def _product_of_axes(axes: Sequence[Dim]) -> Dim:
    sizes = [axis for axis in axes if axis is not None]
    return prod(sizes) if len(sizes) == len(axes) else None


def _reshape_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    target, x = layer.options.get("target_shape"), shapes[0]
    if not isinstance(target, tuple) or len(target) >= MAX_RANK:
        return UNKNOWN
    if any(axis < -1 or axis == 0 for axis in target):
        return UNKNOWN
    if -1 not in target:
        return [(x[0] if x else None, *target)]
    total = _product_of_axes(x[1:]) if x is not None else None
    known = prod(axis for axis in target if axis != -1)
    rest = total // known if total is not None and total % known == 0 and target.count(-1) == 1 else None
    return [(x[0] if x else None, *(rest if axis == -1 else axis for axis in target))]


def _repeat_vector_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    size, x = positive_option(layer, "n"), shapes[0]
    return [(x[0], size, x[1])] if size is not None and x is not None and len(x) == 2 else UNKNOWN


def _permute_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    dims, x = layer.options.get("dims"), shapes[0]
    if x is None or not isinstance(dims, tuple) or sorted(dims) != list(range(1, len(x))):
        return UNKNOWN
    return [(x[0], *(x[axis] for axis in dims))]


def _recurrent_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    units = positive_option(layer, "units")
    x = shapes[0] or (None, None, None)  # whatever it is, a recurrent layer takes nothing but rank 3
    if units is None or len(x) != 3:
        return UNKNOWN
    batch = None if layer.options.get("time_major") is True else x[0]
    sequences = layer.options.get("return_sequences") is True
    states: Shapes = []
    if layer.options.get("return_state") is True:
        cell = LAYERS.get(str(layer.options.get("cell", layer.class_name)), UNKNOWN_LAYER)
        states = [(batch, units)] * cell.states
    return [(x[0], x[1], units) if sequences else (batch, units), *states]


def _einsum_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    """``abc,cd->abd``: letters of the input keep their size, the others are given by ``output_shape``."""
    x, equation, given = shapes[0], layer.options.get("equation"), layer.options.get("output_shape")
    if x is None or not isinstance(equation, str) or equation.count("->") != 1 or "." in equation:
        return UNKNOWN
    taken, made = equation.split(",")[0].strip(), equation.split("->")[1].strip()
    if len(taken) != len(x) or not 0 < len(made) <= MAX_RANK:
        return UNKNOWN
    sizes = dict(zip(taken, x, strict=True))
    last = given if type(given) is int else given[-1] if isinstance(given, tuple) and given else None
    return [
        tuple(
            sizes.get(letter, last if place == len(made) - 1 else None) for place, letter in enumerate(made)
        )
    ]


RULES: dict[ShapeRule, Rule] = {
    "same": _unchanged_shapes,
    "units": _units_shapes,
    "embedding": _embedding_shapes,
    "recurrent": _recurrent_shapes,
    "convolution": windows.convolution_shapes,
    "convolution-up": windows.transposed_shapes,
    "convolution-recurrent": windows.recurrent_frames,
    "pooling": windows.pooling_shapes,
    "adaptive-pooling": windows.adaptive_shapes,
    "global-pooling": windows.global_shapes,
    "up-sampling": windows.resizing_rule("size", lambda size, by: size * by),
    "padding": windows.resizing_rule("padding", lambda size, by: size + by),
    "cropping": windows.resizing_rule("cropping", lambda size, by: size - by),
    "flatten": _flatten_shapes,
    "reshape": _reshape_shapes,
    "repeat": _repeat_vector_shapes,
    "permute": _permute_shapes,
    "einsum": _einsum_shapes,
    "elementwise": merging.elementwise_shapes,
    "concatenate": merging.concatenate_shapes,
    "dot": merging.dot_shapes,
    "merge": merging.merge_layer_shapes,
    "query": merging.query_shapes,
    "query-value": merging.attention_shapes,
}
"""A rule that is not here says nothing; wrappers are opened where their layer is known."""
