"""How sequences are brought to one length: to which, on which side, with what value and dtype."""

from __future__ import annotations

import math

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts, Varies, axis_histogram, high_of, length_percentile
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Array
from lstmdoctor.errors import Usage


def length_to_reach(facts: Facts, goal: Goal, choices: Choices) -> int | None:
    """The length for these sequences where they may be padded or cut as they are, else None."""
    if facts.mixed_rank or facts.rank < 2 or not goal.timed:
        return None
    if set(facts.ragged) - {1} or (goal.rank is not None and facts.rank > goal.rank + 1):
        return None
    ragged = facts.ragged == (1,)
    if not ragged and (facts.container == "list" or goal.rank not in (None, facts.rank)):
        return None
    return target_length(facts, goal, choices)


def target_length(facts: Facts, goal: Goal, choices: Choices) -> int | None:
    """The length that axis 1 should have; None where nothing asks for one."""
    if goal.timesteps is not None:
        return goal.timesteps
    if isinstance(choices.pad, str) and choices.pad.startswith("p"):
        return length_percentile(axis_histogram(facts.axes[1], facts.samples), int(choices.pad[1:]))
    if isinstance(choices.pad, str) and choices.pad.startswith("x"):
        return -(-high_of(facts) // int(choices.pad[1:])) * int(choices.pad[1:])
    if isinstance(facts.axes[1], Varies) or choices.pad == "longest":
        return high_of(facts)
    return None


def padding_side(goal: Goal, choices: Choices) -> Side:
    """Where padding goes: at the end where the model masks or there is none, else in front.

    The cuDNN kernels want padding at the end under a mask. Without a mask the last steps weigh most:
    20 steps padded to 60 at the end changed an LSTM's output by half and more, in front by at most 2 %. So
    in front is right too where nobody can tell: under a mask it costs the fast kernel alone.
    """
    if choices.padding != "auto":
        return choices.padding
    unknown = goal.no_model and not goal.unmasked and not goal.opaque
    return "post" if unknown or goal.mask_value is not None else "pre"


def pad_value(goal: Goal, choices: Choices, dtype: str) -> float:
    """The value of added steps: the user's, the model's mask value, or 0."""
    value = choices.pad_value if choices.pad_value is not None else goal.mask_value or 0.0
    if dtype_kind(dtype) in ("b", "i", "u") and not can_hold(dtype, value):
        raise Usage(
            f"the padding value {value:g} does not fit the dtype {dtype} of the data: add --dtype float32"
        )
    return value


def recorded_value(value: float) -> float | str:
    """A value of padding as JSON has it: an infinity by its name."""
    return str(value) if np.isinf(value) else value


def spoken_value(value: float) -> str:
    """A value of padding in Python."""
    if np.isinf(value):
        return f'float("{value}")'
    return str(int(value) if value == int(value) else value)


def can_hold(dtype: str, value: float) -> bool:
    """Whether an integer dtype has this very value, or a float type one that is about it."""
    kind = dtype_kind(dtype)
    if kind not in ("b", "i", "u"):
        return kind not in ("f", "c") or bool(np.isinf(value)) or abs(value) <= float(np.finfo(dtype).max)
    if not np.isfinite(value) or value != int(value):
        return False
    if dtype == "bool":
        return value in (0, 1)
    limits = np.iinfo(dtype)
    return bool(limits.min <= value <= limits.max)


def are_bytes_of_rows(sequences: AlikeArrays, padded: Array) -> bool:
    """Whether the bytes of each sequence can stand in a row of the padded array as they are."""
    short = bool((sequences.sizes[:, 0] <= padded.shape[1]).all())
    return short and sequences.step_shape == padded.shape[2:] and sequences.dtype == padded.dtype


def copy_into_rows(sequences: AlikeArrays, padded: Array, side: Side) -> None:
    """Copy every sequence into its row: without a call of NumPy for each, which takes twice the time."""
    timesteps = padded.shape[1]
    before = timesteps - sequences.sizes[:, 0] if side == "pre" else 0
    step_bytes = math.prod(padded.shape[2:]) * padded.itemsize
    sequences.copy_bytes(padded, (np.arange(len(padded)) * timesteps + before) * step_bytes)


def pad_dtype(dtype: str, choices: Choices) -> str:
    """dtype of the padded array: that of the data, or the user's where that holds every value of the data.

    Any other is a cast of its own, after the padding, which looks at what would be lost.
    """
    wanted = choices.dtype
    if wanted is None or wanted == "keep" or not dtype_kind(dtype):
        return dtype
    # No integer is too large for float32, though some lose digits there, as they do in Keras.
    wide = (
        dtype_kind(dtype) in ("i", "u")
        and dtype_kind(wanted) == "f"
        and np.can_cast("float32", wanted, "safe")
    )
    return wanted if wide or np.can_cast(dtype, wanted, "safe") else dtype
