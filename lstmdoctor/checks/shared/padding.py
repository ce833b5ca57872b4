"""Padding in an array: a constant run at one end of many sequences that the other values do not explain.

Values that merely happen to be constant look the same at both ends of a sequence and in its middle: a step
that is zero with probability p is as often the last one as the first one or the tenth. Padding stands at one
end only, in long runs, in many sequences. Everything here compares an end with the other end and with the
middle; no absolute number decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.choices import Side
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal, MisplacedPadding
from lstmdoctor.core.readings import Step
from lstmdoctor.core.spec import InputSpec, Layer
from lstmdoctor.core.values import ConstantRun, Values
from lstmdoctor.keras_rules.masks import is_masked_after
from lstmdoctor.records import frozen_record

Lengths = tuple[tuple[int, int], ...]
"""Histogram of (timesteps, sequences), ascending."""


@frozen_record
class Padding:
    """Padding that was found.

    Parameters
    ----------
    value : float
    side : {"pre", "post"}
    rows : int
        Sequences that it stands in, but for those that hold nothing else.
    only : int
        Sequences that hold nothing else.
    steps : int
        Timesteps of padding, in all of these.
    share : float
        Part of all timesteps that is padding.
    lengths : tuple of (timesteps, sequences)
        Histogram of the lengths without it.
    run : Run
        Where it was seen.
    """

    value: float
    side: Side
    rows: int
    only: int
    steps: int
    share: float
    lengths: Lengths
    run: ConstantRun


@frozen_record
class End:
    """The runs at one end of the sequences, beside those at the other end."""

    side: Side
    rows: int
    steps: int
    near: int
    other_rows: int
    other_steps: int


def timed_values(pair: Pair) -> Values | None:
    """The values, where axis 1 of the array in the file is time; None where it is not or none was read."""
    if pair.input.time_major or not pair.goal.timed or pair.facts.rank < 2 or not pair.readings:
        return None
    return pair.facts.values if all(map(keeps_time, pair.readings[0].steps)) else None


def keeps_time(step: Step) -> bool:
    """Whether axis 1 is time before and after a step: at most the last axis, behind it, comes or goes."""
    added, dropped = step.edit.added_axis(step.before), step.edit.dropped_axis()
    if step.edit.traits.keeps_axes:
        return True
    if step.edit.traits.encodes:
        return False
    if step.edit.traits.regroups or step.edit.traits.moves_time:
        return False
    last = step.before.rank - 1
    return added == last + 1 > 1 or (dropped is not None and dropped == last > 1)


def padding_of(pair: Pair) -> Padding | None:
    """The padding of an array; None where there is none, and for a list whose lengths differ."""
    values = timed_values(pair)
    return None if values is None or pair.facts.ragged else padding_in_values(values)


def misplaced_padding(facts: Facts, goal: Goal) -> MisplacedPadding | None:
    """Padding that the mask of the model does not meet, in an array whose axis 1 is time."""
    if facts.values is None or facts.rank < 2 or facts.ragged or not goal.timed or goal.mask_value is None:
        return None
    found = padding_in_values(facts.values)
    if found is None or found.value == goal.mask_value:
        return None
    return MisplacedPadding(found.value, found.side, facts.axes)


def padding_in_values(values: Values) -> Padding | None:
    """The padding of sequences of one length."""
    if two_valued(values) or has_two_levels(values):
        return None
    found = [
        padding for run in values.runs for padding in [padding_from_run(run, values)] if padding is not None
    ]
    kept = [padding for padding in found if padding.value or not any_is_all_but_zeros(found, values)]
    return max(kept, key=lambda padding: padding.steps, default=None)


def any_is_all_but_zeros(found: Sequence[Padding], values: Values) -> bool:
    """Whether padding of another value is next to all that is not 0: the zeros are then what was cut."""
    features, few = values.number // max(1, values.steps), values.steps / 100
    return any(padding.value and values.nonzero - padding.steps * features <= few for padding in found)


def padding_from_run(run: ConstantRun, values: Values) -> Padding | None:
    """The padding that the runs of one value are; None where they are data."""
    end = fuller_end(run)
    length = values.steps // max(1, values.samples)
    if not stands_out(run, end, values.samples - run.only):
        return None
    steps = end.steps + run.only * length
    return Padding(
        value=run.value,
        side=end.side,
        rows=end.rows,
        only=run.only,
        steps=steps,
        share=steps / values.steps,
        lengths=run.lengths,
        run=run,
    )


def fuller_end(run: ConstantRun) -> End:
    """The end with more steps in runs."""
    if run.front_steps > run.back_steps:
        return End("pre", run.front, run.front_steps, run.front_near, run.back, run.back_steps)
    return End("post", run.back, run.back_steps, run.back_near, run.front, run.front_steps)


def stands_out(run: ConstantRun, end: End, samples: int) -> bool:
    """Whether the runs at an end are no accident, no silence, and no shape that all sequences have."""
    return (
        has_enough_padding(end, samples, clean=not (run.inner_steps or end.other_rows))
        and one_sided(end)
        and unlike_the_middle(run, end, samples)
        and not single_steps(end, samples)
        and not by_degrees(end)
    )


def has_enough_padding(end: End, samples: int, clean: bool) -> bool:
    """Whether many sequences have it: a tenth, fewer where the value occurs nowhere else."""
    if end.rows == 0:
        return False
    if clean and end.steps >= 2 * end.rows:
        return end.rows >= max(min(3, (samples + 1) // 2), samples / 20)
    return end.rows >= max(5, samples / 10)


def one_sided(end: End) -> bool:
    """Whether the other end has next to none; displacements all begin with one step of 0."""
    few = 2 * end.other_rows <= end.rows or end.other_steps == end.other_rows
    return few and 5 * end.other_steps <= end.steps


def unlike_the_middle(run: ConstantRun, end: End, samples: int) -> bool:
    """Whether the end has far more such steps than the middle would bring there, and longer runs.

    Steps that are constant with probability p each leave n * p / (1 - p) of them at an end of n sequences.
    """
    if not run.inner_steps:
        return True
    others = sum(size * number for size, number in run.lengths) - run.inner_steps
    by_chance = samples * run.inner_steps / max(1, others)
    spell = run.inner_steps / max(1, run.spells)
    longer = 5 if run.spells > end.rows else 2
    return end.steps >= 5 * by_chance and end.steps / end.rows >= longer * spell


def by_degrees(end: End) -> bool:
    """Whether the sequences come from the value, or go to it: curves that start or end at rest."""
    return 2 * end.near > end.rows


def single_steps(end: End, samples: int) -> bool:
    """Whether the runs are a step each: a displacement begins at 0, a scaled curve ends at its minimum.

    Short padding leaves some runs of two steps and more, in many sequences.
    """
    return end.steps < 2 * end.rows and (5 * end.rows < 2 * samples or end.steps <= 1.02 * end.rows)


def two_valued(values: Values) -> bool:
    """Whether one feature has two values next to each other, as states have: nothing could be told there."""
    return values.integral and values.high - values.low <= 1 and len(values.feature_low) == 1


def has_two_levels(values: Values) -> bool:
    """Whether every step is full of one of two values, as where all features switch together.

    Either could be the padding. 0 and a negative value are no such levels: nothing real is left there.
    """
    if not values.steps or len(values.runs) < 2:
        return False
    length = values.steps // max(1, values.samples)
    full = {run.value: run.front_steps + run.back_steps + run.inner_steps + run.only * length
            for run in values.runs}  # fmt: skip
    pair = {value for value, steps in full.items() if steps}
    return len(pair) == 2 and sum(full.values()) == values.steps and not (0.0 in pair and min(pair) < 0)


def first_recurrent(spec: InputSpec) -> Layer | None:
    """The recurrent layer that reads axis 1; one inside a `TimeDistributed` reads another axis."""
    found = next((layer for layer in spec.path if layer.recurrent), None)
    return None if found is None or found.every_step else found


def is_masked_input(spec: InputSpec) -> bool:
    """Whether a mask, of whatever value, reaches the first recurrent layer."""
    return is_masked_after((layer for layer in spec.path if not layer.recurrent), spec.keras)


def padding_value_run(values: Values, value: float) -> ConstantRun | None:
    """What was found of one value; None where it was not looked for."""
    return next((run for run in values.runs if run.value == value), None)


def free_value(taken: float, values: Values | None) -> float:
    """A value to pad with and to mask, that is not `taken` and lies below all of the data."""
    low = values.low if values is not None else 0.0
    return next((value for value in (-1.0, -10.0, -999.0, -1e6) if value < low and value != taken), -1e9)


def describe_padding_place(side: Side) -> str:
    """``at the end``, ``in front``."""
    return "in front" if side == "pre" else "at the end"
