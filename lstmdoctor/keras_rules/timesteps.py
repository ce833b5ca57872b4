"""How many timesteps a layer gives, as a formula of those that it takes.

The arithmetic is that of `compute_output_shape` of each layer along axis 1 (keras/src/ops/operation_utils.py
and keras/src/backend/common/backend_utils.py, v3.15.1), kept as a formula because the number of timesteps of
a model with a free axis is only known with the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from lstmdoctor.keras_rules.described_layer import Layer, Shape
from lstmdoctor.keras_rules.windows import dilated_kernel_widths, per_axis
from lstmdoctor.records import frozen_record

LARGEST = 2**40
"""Numbers in a formula beyond this come from a file that is no model."""


@frozen_record
class StepChange:
    """``(times * timesteps + plus) // per``, rounded down as windows that do not fit are left out."""

    times: int = 1
    plus: int = 0
    per: int = 1

    def count_after(self, timesteps: int) -> int:
        """Timesteps given for so many; below 1 where they are too few."""
        return (self.times * timesteps + self.plus) // self.per

    def fewest_before(self, timesteps: int) -> int:
        """The fewest timesteps for which at least so many are given."""
        return -((self.plus - self.per * timesteps) // self.times)


StepChanges = tuple[StepChange, ...]
"""One formula after the other; empty where all timesteps are kept."""
KEPT = StepChange()


def join_changes(first: StepChanges, then: StepChange) -> StepChanges | None:
    """A formula more, in one with the last where that is exact; None beyond all reason."""
    if then == KEPT:
        return first
    if first and (first[-1].per == 1 or then.times == 1):
        last = first[-1]
        plus = then.times * last.plus + then.plus * last.per
        then = StepChange(last.times * then.times, plus, last.per * then.per)
        first = first[:-1]
    sizes = abs(then.times), abs(then.plus), then.per
    return (*first, then) if max(sizes) < LARGEST and len(first) < 100 else None


def count_after_all(changes: StepChanges, timesteps: int) -> int | None:
    """Timesteps after all formulas, None where one leaves none."""
    for change in changes:
        timesteps = change.count_after(timesteps)
        if timesteps < 1:
            return None
    return timesteps


def step_change(layer: Layer, shape: Shape | None = None) -> StepChange | None:
    """The formula of one layer; None where its output has no timesteps of its input, or nobody can tell.

    Parameters
    ----------
    shape : tuple of int or None, or None
        Of the input, batch axis first, where it is known: `Reshape` is told by it.
    """
    if layer.every_step:
        return KEPT
    match layer.rule.shape:
        case "same" | "units" | "embedding" | "elementwise" | "query" | "query-value":
            return KEPT
        case "recurrent" | "convolution-recurrent":
            return KEPT if layer.options.get("return_sequences") is True else None
        case "concatenate":
            return KEPT if is_axis_behind_time(layer) else None
        case "permute":
            dims = layer.options.get("dims")
            return KEPT if isinstance(dims, tuple) and dims[:1] == (1,) else None
        case "einsum":
            return KEPT if keeps_second_letter(layer.options.get("equation")) else None
        case "reshape":
            return _reshape_change(layer, shape)
        case _:
            return None if layer.options.get("data_format") == "channels_first" else _sliding_change(layer)


def is_axis_behind_time(layer: Layer) -> bool:
    """Whether the axes that a layer works along, the last one by default, come behind the timesteps."""
    axis = layer.options.get("axis", -1)
    axes = axis if isinstance(axis, tuple) else (axis,)
    return all(type(one) is int and (one == -1 or one >= 2) for one in axes)


def is_causal_layer(layer: Layer) -> bool:
    """Whether what a layer gives for a timestep depends on no later one."""
    if layer.every_step:
        return True
    if layer.recurrent:
        return (
            not layer.wrapper
            and layer.options.get("return_sequences") is True
            and not layer.options.get("go_backwards")
        )
    match layer.rule.steps:
        case "apart":
            return True
        case "axis":
            return is_axis_behind_time(layer)
        case "causal-padding":
            return layer.options.get("padding") == "causal" and step_change(layer) == KEPT
        case "mixes":
            return False


def _sliding_change(layer: Layer) -> StepChange | None:
    """Windows, repeated, added and cut timesteps."""
    match layer.rule.shape:
        case "convolution":
            return _window_change(layer, dilated_kernel_widths(layer), (1,) * layer.rule.axes)
        case "pooling":
            windows = per_axis(layer, "pool_size", 2)
            return _window_change(layer, windows, windows)
        case "convolution-up":
            return _transposed_change(layer)
        case "up-sampling":
            sizes = per_axis(layer, "size", 2)
            return StepChange(sizes[0]) if sizes is not None else None
        case "padding":
            added = both_ends_total(layer, "padding")
            return StepChange(plus=added) if added is not None else None
        case "cropping":
            cut = both_ends_total(layer, "cropping")
            return StepChange(plus=-cut) if cut is not None else None
        case _:
            return None


def _window_change(
    layer: Layer, windows: Sequence[int] | None, default: Sequence[int] | None
) -> StepChange | None:
    strides = default if layer.options.get("strides") is None else per_axis(layer, "strides", None)
    if windows is None or strides is None:
        return None
    same = layer.options.get("padding", "valid") in ("same", "causal")
    return StepChange(1, strides[0] - (1 if same else windows[0]), strides[0])


def _transposed_change(layer: Layer) -> StepChange | None:
    windows, strides = dilated_kernel_widths(layer), per_axis(layer, "strides", 1)
    if windows is None or strides is None or layer.options.get("output_padding") is not None:
        return None
    rest = max(windows[0] - strides[0], 0) if layer.options.get("padding", "valid") == "valid" else 0
    return StepChange(strides[0], rest)


def both_ends_total(layer: Layer, key: str) -> int | None:
    """Timesteps of a setting that is one number for each end, or a pair of two; 1 where it is not given."""
    value = layer.options.get(key, 1)
    if layer.rule.axes != 1:
        return None
    if isinstance(value, tuple):
        return sum(value) if len(value) == 2 else None
    return 2 * value if type(value) is int else None


def _reshape_change(layer: Layer, shape: Shape | None) -> StepChange | None:
    """``(-1, ...)`` gives the timesteps that are left when each has so many values."""
    target = layer.options.get("target_shape")
    if not isinstance(target, tuple) or target[:1] != (-1,) or shape is None or len(shape) < 2:
        return None
    given = [size for size in shape[2:] if size is not None]
    if len(given) < len(shape) - 2 or any(size < 1 for size in target[1:]):
        return None
    return StepChange(prod(given), 0, prod(target[1:])) if prod(given) != prod(target[1:]) else KEPT


def keeps_second_letter(equation: object) -> bool:
    """Whether an `EinsumDense` keeps axis 1: ``abc,cd->abd``, or ``...c,cd->...d`` for sequences."""
    sides = equation.replace(" ", "").split("->") if isinstance(equation, str) else []
    if len(sides) != 2:
        return False
    given, made = sides[0].split(",")[0], sides[1]
    if given[:3] == made[:3] == "...":
        return len(given) == len(made) == 4
    return len(given) > 2 and len(made) > 1 and given[:2] == made[:2] and given[:2].isalpha()
