"""Output shapes of layers with windows: convolutions, pooling, padding and cropping over one to three axes.

The arithmetic is that of `compute_conv_output_shape` and `compute_pooling_output_shape`
(keras/src/ops/operation_utils.py, v3.15.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstmdoctor.keras_rules.described_layer import Dim, Layer, Shape

Rule = Callable[[Layer, Sequence[Shape | None]], list[Shape | None]]


def per_axis(layer: Layer, key: str, default: int | None) -> tuple[int, ...] | None:
    """A setting as one positive number for each axis that the layer slides over."""
    axes, value = layer.rule.axes, layer.options.get(key)
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


def split_channels(layer: Layer, x: Shape) -> tuple[tuple[Dim, ...], Dim] | None:
    """The axes slid over and the channels, in whichever order the layer has them."""
    if len(x) != layer.rule.axes + 2:
        return None
    if layer.options.get("data_format") == "channels_first":
        return x[2:], x[1]
    return x[1:-1], x[-1]


def join_channels(layer: Layer, batch: Dim, space: Sequence[Dim], channels: Dim) -> Shape:
    """The reverse of `split_channels`."""
    if layer.options.get("data_format") == "channels_first":
        return (batch, channels, *space)
    return (batch, *space, channels)


def axes_after_window(
    layer: Layer, space: Sequence[Dim], windows: Sequence[int], strides: Sequence[int]
) -> list[Dim]:
    """The axes after a window went over them."""
    padding = layer.options.get("padding", "valid")
    return [count_window_steps(*axis, padding) for axis in zip(space, windows, strides, strict=True)]


def dilated_kernel_widths(layer: Layer) -> list[int] | None:
    """The width of a kernel with its dilation, along each axis."""
    kernel, dilation = per_axis(layer, "kernel_size", None), per_axis(layer, "dilation_rate", 1)
    if kernel is None or dilation is None or layer.options.get("padding", "valid") not in _PADDINGS:
        return None
    return [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]


_PADDINGS = ("valid", "same", "causal")


def _convolution_channels(layer: Layer, before: Dim) -> Dim:
    if layer.class_name.startswith("Depthwise"):
        multiplier = layer.options.get("depth_multiplier", 1)
        return before * multiplier if before is not None and type(multiplier) is int else None
    filters = layer.options.get("filters")
    return filters if type(filters) is int and filters > 0 else None


def convolution_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """A kernel slid over one to three axes."""
    x, windows, strides = shapes[0], dilated_kernel_widths(layer), per_axis(layer, "strides", 1)
    parts = split_channels(layer, x) if x is not None else None
    if x is None or parts is None or windows is None or strides is None:
        return [None]
    channels = _convolution_channels(layer, parts[1])
    space = axes_after_window(layer, parts[0], windows, strides)
    return [join_channels(layer, x[0], space, channels)] if channels else [None]


def transposed_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """A convolution the other way round: each step of the input gives `strides` of them."""
    x, windows, strides = shapes[0], dilated_kernel_widths(layer), per_axis(layer, "strides", 1)
    parts = split_channels(layer, x) if x is not None else None
    channels = _convolution_channels(layer, None)
    if x is None or parts is None or windows is None or strides is None or channels is None:
        return [None]
    if layer.options.get("output_padding") is not None:
        return [None]
    more = layer.options.get("padding", "valid") == "valid"
    space = [
        None if size is None else size * stride + (max(window - stride, 0) if more else 0)
        for size, window, stride in zip(parts[0], windows, strides, strict=True)
    ]
    return [join_channels(layer, x[0], space, channels)]


def recurrent_frames(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Convolutions as the cells of a recurrent layer: time stands before the axes slid over."""
    x = shapes[0]
    if x is None or len(x) != layer.rule.axes + 3:
        return [None]
    frame = convolution_shapes(layer, [(x[0], *x[2:])])[0]
    if frame is None:
        return [None]
    states = [frame, frame] if layer.options.get("return_state") is True else []
    sequences = layer.options.get("return_sequences") is True
    return [(x[0], x[1], *frame[1:]) if sequences else frame, *states]


def pooling_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """The largest or the mean of each window."""
    x, windows = shapes[0], per_axis(layer, "pool_size", 2)
    parts = split_channels(layer, x) if x is not None else None
    strides = windows if layer.options.get("strides") is None else per_axis(layer, "strides", None)
    if x is None or parts is None or windows is None or strides is None:
        return [None]
    return [join_channels(layer, x[0], axes_after_window(layer, parts[0], windows, strides), parts[1])]


def adaptive_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """Windows of the size that leaves as many places as are asked for."""
    x, sizes = shapes[0], per_axis(layer, "output_size", None)
    parts = split_channels(layer, x) if x is not None else None
    if x is None or parts is None or sizes is None:
        return [None]
    return [join_channels(layer, x[0], sizes, parts[1])]


def global_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
    """One window over all."""
    x = shapes[0]
    parts = split_channels(layer, x) if x is not None else None
    if x is None or parts is None:
        return [None]
    keep = layer.options.get("keepdims") is True
    return [join_channels(layer, x[0], (1,) * layer.rule.axes, parts[1]) if keep else (x[0], parts[1])]


def resizing_rule(key: str, change: Callable[[int, int], int]) -> Rule:
    """Layers that repeat, pad or cut timesteps, as many on both sides or given as (left, right)."""

    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> list[Shape | None]:
        x, value = shapes[0], layer.options.get(key)
        if (
            x is None
            or len(x) != 3
            or layer.rule.axes != 1
            or layer.options.get("data_format") == "channels_first"
        ):
            return [None]
        amount = sum(value) if isinstance(value, tuple) and len(value) == 2 else value
        if type(amount) is not int:
            return [None]
        by = amount if key == "size" or isinstance(value, tuple) else 2 * amount
        size = None if x[1] is None else change(x[1], by)
        return [(x[0], size, x[2]) if size is None or size > 0 else None]

    return rule
