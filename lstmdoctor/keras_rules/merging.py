"""Output shapes of the layers that take several tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstmdoctor.keras_rules.described_layer import Dim, Layer, Shape

Rule = Callable[[Layer, Sequence[Shape | None]], list[Shape | None]]


def _all_known_shapes(shapes: Sequence[Shape | None]) -> list[Shape] | None:
    found = [shape for shape in shapes if shape is not None]
    return found if found and len(found) == len(shapes) else None


def elementwise_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Add, Multiply and their like: an axis of size 1 takes the size of the others."""
    known = _all_known_shapes(shapes)
    if known is None or len({len(shape) for shape in known}) > 1:
        return [None]
    axes: list[Dim] = []
    for sizes in zip(*known, strict=True):
        fixed = {size for size in sizes if size is not None and size != 1}
        if len(fixed) > 1:
            return [None]
        axes.append(fixed.pop() if fixed else None if None in sizes else 1)
    return [tuple(axes)]


def concatenate_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Side by side along one axis."""
    known = _all_known_shapes(shapes)
    axis = layer.options.get("axis", layer.options.get("concat_axis", -1))
    if known is None or type(axis) is not int or len({len(shape) for shape in known}) > 1:
        return [None]
    rank = len(known[0])
    axis = axis + rank if axis < 0 else axis
    if not 0 < axis < rank:
        return [None]
    merged = []
    for place, sizes in enumerate(zip(*known, strict=True)):
        fixed = [size for size in sizes if size is not None]
        if place == axis:
            merged.append(sum(fixed) if len(fixed) == len(sizes) else None)
        elif len(set(fixed)) > 1:
            return [None]
        else:
            merged.append(fixed[0] if fixed else None)
    return [tuple(merged)]


def dot_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Batch-wise product: both contracted axes go, and a result of the batch alone gets an axis of size 1."""
    known, axes = _all_known_shapes(shapes), layer.options.get("axes")
    pair = (axes, axes) if type(axes) is int else axes
    if known is None or len(known) != 2 or not isinstance(pair, tuple) or len(pair) != 2:
        return [None]
    left, right = (axis + len(shape) if axis < 0 else axis for axis, shape in zip(pair, known, strict=True))
    if not (0 < left < len(known[0]) and 0 < right < len(known[1])):
        return [None]
    merged = known[0][:left] + known[0][left + 1 :] + known[1][1:right] + known[1][right + 1 :]
    return [merged if len(merged) > 1 else (*merged, 1)]


def merge_layer_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """The `Merge` layer of Keras 1 did the work of all these, by its ``mode``."""
    mode = layer.options.get("mode", "sum")
    rule = _MODES.get(mode) if isinstance(mode, str) else None
    return rule(layer, shapes) if rule is not None else [None]


_MODES: dict[str, Rule] = {
    **dict.fromkeys(("sum", "mul", "ave", "max"), elementwise_shapes),
    "concat": concatenate_shapes,
}


def attention_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Attention and AdditiveAttention take [query, value, ...] and give the steps of the first."""
    if len(shapes) < 2 or shapes[0] is None or shapes[1] is None:
        return [None]
    return [(*shapes[0][:-1], shapes[1][-1])]


def query_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Attention of several heads gives the shape of its query."""
    return [shapes[0]]
