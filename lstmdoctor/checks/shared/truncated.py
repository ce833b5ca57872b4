"""What is left of real numbers that were cut to whole ones; what stands outside the padding counts."""

from __future__ import annotations

from lstmdoctor.checks.shared.padding import (
    fuller_end,
    has_two_levels,
    stands_out,
    timed_values,
    two_valued,
)
from lstmdoctor.core.cases import Pair
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.values import ConstantRun, Values
from lstmdoctor.records import frozen_record

STEPS = 1000
"""Fewer timesteps may well hold one event of each kind."""


@frozen_record
class Outside:
    """Values outside the padding.

    Parameters
    ----------
    number, zeros : int
        How many there are, and how many of them are 0.
    padding : float or None
        What the padding is; None where there is none.
    """

    number: int
    zeros: int
    padding: float | None = None


def outside_padding(pair: Pair, values: Values) -> Outside:
    """The values that are no padding; those of data without any are all values."""
    all_of_them = Outside(values.number, values.number - values.nonzero)
    if timed_values(pair) is None or pair.facts.ragged or not values.steps:
        return all_of_them
    for run in sorted(values.runs, key=lambda run: run.value == 0):
        if not is_padding_run(run, pair, values):
            continue
        length = values.steps // max(1, values.samples)
        steps = run.front_steps + run.back_steps + run.only * length
        padded = steps * (values.number // values.steps)
        zeros = all_of_them.zeros - (padded if run.value == 0 else 0)
        return Outside(values.number - padded, zeros, run.value)
    return all_of_them


def is_padding_run(run: ConstantRun, pair: Pair, values: Values) -> bool:
    """Whether a run is padding; of two values of one feature only the mask value can be told."""
    if two_valued(values) and run.value != pair.input.mask_value:
        return False
    if has_two_levels(values) and run.value != pair.input.mask_value and pair.facts.dtypes != ("int32",):
        return False
    return stands_out(run, fuller_end(run), values.samples - run.only)


def has_lost_values(pair: Pair, values: Values) -> bool:
    """Whether all is 0 outside a padding of another value, or looks like floats cut at the point."""
    rest = outside_padding(pair, values)
    if rest.padding not in (None, 0.0) and rest.number and rest.zeros == rest.number:
        return wants_floats(pair)
    return values.nonzero > 0 and wants_floats(pair) and has_truncated_floats(pair, values, rest)


def wants_floats(pair: Pair) -> bool:
    """Whether the input takes real numbers, and not ids."""
    return pair.input.embedding is None and dtype_kind(pair.goal.dtype) == "f"


def has_truncated_floats(pair: Pair, values: Values, rest: Outside) -> bool:
    """Whether whole numbers look like floats cut at the point.

    int32 is what ``pad_sequences`` gives; counts and events come as int64, int8 or bool, and as float32 when
    they were converted. Data scaled to 0..1 or -1..1 keeps its maxima alone. Of standardised data 58 % (of an
    even spread) to 68 % (of a normal one) and more is 0, and every feature reaches 2 on either side, once
    there is enough of it, but hardly ever 10. Where there is little, -1, 0 and 1 are left, as of states:
    those are told by the padding, which comes with the int32.
    """
    int32, padded = pair.facts.dtypes == ("int32",), rest.padding is not None
    low = -1.0 if rest.padding == values.low < -10 else values.low
    if low >= -1 and values.high <= 1:
        return few_are_left(values, rest, int32) or (int32 and padded and signs_are_left(values, rest))
    if not int32:
        return False
    spread = (low <= -2 or rest.padding == values.low) and low >= -10 and 2 <= values.high <= 10
    return spread and rest.zeros > (0.55 if padded else 0.6) * rest.number


def few_are_left(values: Values, rest: Outside, int32: bool) -> bool:
    """Whether next to nothing but 0 is left, in int32 or in any dtype."""
    few = rest.number - rest.zeros <= values.steps / 100
    return few and (int32 or extremes_alone(values))


def signs_are_left(values: Values, rest: Outside) -> bool:
    """Whether -1 and 1 are left of every feature, and half of the rest is 0."""
    two_sided = set(values.feature_low) == {-1.0} or rest.padding == values.low
    half = 0.5 * rest.number < rest.zeros < 0.9 * rest.number
    return two_sided and set(values.feature_high) == {1.0} and len(values.feature_low) > 1 and half


def extremes_alone(values: Values) -> bool:
    """Whether nothing but one maximum, and one minimum, of every feature is left, in any dtype.

    Rare events look like that too, but not each of them just once in a thousand timesteps and more.
    """
    alone = values.integral and set(values.feature_high) == {1.0}
    return alone and values.steps >= STEPS and values.nonzero <= 2 * len(values.feature_high)
