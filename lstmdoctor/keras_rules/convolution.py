"""Output shapes of convolutions, pooling, padding and cropping over one to three axes.

The arithmetic is that of `compute_conv_output_shape` and `compute_pooling_output_shape`
(keras/src/ops/operation_utils.py, v3.15.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstmdoctor.core.spec import Dim, Layer, Shape

Rule = Callable[[Layer, Sequence[Shape | None]], list[Shape | None]]


def per_axis(layer: Layer, key: str, axes: int, default: int | None) -> tuple[int, ...] | None:
    """A setting as one positive number per axis."""
    value = layer.options.get(key)
    if value is None and default is not None:
        value = default
    if type(value) is int:
        value = (value,) * axes
    if isinstance(value, tuple) and len(value) == axes and all(size > 0 for size in value):
        return value
    return None


def count_window_steps(size: Dim, window: int, stride: int, padding: object) -> Dim:
    """How many places a window takes along an axis; None where the axis is free or too short."""
    if size is None:
        return None
    if padding in ("same", "causal"):
        return (size - 1) // stride + 1
    places = (size - window) // stride + 1
    return places if places > 0 else None


def split_channels(layer: Layer, x: Shape, axes: int) -> tuple[tuple[Dim, ...], Dim] | None:
    """The axes slid over and the channels, in whichever order the layer has them."""
    if len(x) != axes + 2:
        return None
    if layer.options.get("data_format") == "channels_first":
        return x[2:], x[1]
    return x[1:-1], x[-1]


def join_channels(layer: Layer, batch: Dim, space: Sequence[Dim], channels: Dim) -> Shape:
    """The reverse of `split`."""
    if layer.options.get("data_format") == "channels_first":
        return (batch, channels, *space)
    return (batch, *space, channels)


def axes_after_window(
    layer: Layer, space: Sequence[Dim], windows: Sequence[int], strides: Sequence[int]
) -> list[Dim]:
    """The axes after a window went over them."""
    padding = layer.options.get("padding", "valid")
    return [count_window_steps(*axis, padding) for axis in zip(space, windows, strides, strict=True)]


def dilated_kernel_widths(layer: Layer, axes: int) -> list[int] | None:
    """The width of a kernel with its dilation."""
    kernel, dilation = per_axis(layer, "kernel_size", axes, None), per_axis(layer, "dilation_rate", axes, 1)
    if kernel is None or dilation is None or layer.options.get("padding", "valid") not in _PADDINGS:
        return None
    return [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]


_PADDINGS = ("valid", "same", "causal")


def _conv_channels(layer: Layer, before: Dim) -> Dim:
    if layer.class_name.startswith("Depthwise"):
        multiplier = layer.options.get("depth_multiplier", 1)
        return before * multiplier if before is not None and type(multiplier) is int else None
    filters = layer.options.get("filters")
    return filters if type(filters) is int and filters > 0 else None


def _conv_rule(axes: int) -> Rule:
    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
        x, window, strides = (
            shapes[0],
            dilated_kernel_widths(layer, axes),
            per_axis(layer, "strides", axes, 1),
        )
        parts = split_channels(layer, x, axes) if x is not None else None
        if x is None or parts is None or window is None or strides is None:
            return [None]
        channels = _conv_channels(layer, parts[1])
        return (
            [join_channels(layer, x[0], axes_after_window(layer, parts[0], window, strides), channels)]
            if channels
            else [None]
        )

    return rule


def _conv_recurrent(axes: int) -> Rule:
    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
        x = shapes[0]
        if x is None or len(x) != axes + 3:
            return [None]
        frame = _conv_rule(axes)(layer, [(x[0], *x[2:])])[0]
        if frame is None:
            return [None]
        states = [frame, frame] if layer.options.get("return_state") is True else []
        sequences = layer.options.get("return_sequences") is True
        return [(x[0], x[1], *frame[1:]) if sequences else frame, *states]

    return rule


def _pooling_rule(axes: int) -> Rule:
    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
        x, window = shapes[0], per_axis(layer, "pool_size", axes, 2)
        parts = split_channels(layer, x, axes) if x is not None else None
        stepping = layer.options.get("strides") is not None
        strides = per_axis(layer, "strides", axes, None) if stepping else window
        if x is None or parts is None or window is None or strides is None:
            return [None]
        return [join_channels(layer, x[0], axes_after_window(layer, parts[0], window, strides), parts[1])]

    return rule


def _global_pool(axes: int) -> Rule:
    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
        x = shapes[0]
        parts = split_channels(layer, x, axes) if x is not None else None
        if x is None or parts is None:
            return [None]
        keep = layer.options.get("keepdims") is True
        return [join_channels(layer, x[0], (1,) * axes, parts[1]) if keep else (x[0], parts[1])]

    return rule


def _resizing_rule(axes: int, key: str, change: Callable[[int, int], int]) -> Rule:
    """Layers that repeat, pad or cut an axis by the same amount on both sides or given as (left, right)."""

    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
        x, value = shapes[0], layer.options.get(key)
        parts = split_channels(layer, x, axes) if x is not None else None
        if x is None or parts is None:
            return [None]
        amount = sum(value) if isinstance(value, tuple) and len(value) == 2 else value
        if type(amount) is not int:
            return [None]
        by = amount if key == "size" or isinstance(value, tuple) else 2 * amount
        space = [None if size is None else change(size, by) for size in parts[0]]
        return [
            join_channels(layer, x[0], space, parts[1]) if all(s is None or s > 0 for s in space) else None
        ]

    return rule


def _conv_class_names(stem: str, axes: int) -> tuple[str, ...]:
    return (f"{stem}{axes}D", f"Convolution{axes}D") if stem == "Conv" else (f"{stem}{axes}D",)


RULES: dict[str, Rule] = {
    **{
        name: _conv_rule(axes)
        for axes in (1, 2, 3)
        for stem in ("Conv", "SeparableConv", "DepthwiseConv")
        for name in _conv_class_names(stem, axes)
    },
    **{f"ConvLSTM{axes}D": _conv_recurrent(axes) for axes in (1, 2, 3)},
    **{f"{kind}Pooling{axes}D": _pooling_rule(axes) for axes in (1, 2, 3) for kind in ("Max", "Average")},
    **{
        f"Global{kind}Pooling{axes}D": _global_pool(axes) for axes in (1, 2, 3) for kind in ("Max", "Average")
    },
    "AtrousConvolution1D": _conv_rule(1),
    "UpSampling1D": _resizing_rule(1, "size", lambda size, by: size * by),
    "ZeroPadding1D": _resizing_rule(1, "padding", lambda size, by: size + by),
    "Cropping1D": _resizing_rule(1, "cropping", lambda size, by: size - by),
}
