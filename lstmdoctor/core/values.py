"""What one pass over the values found; mergeable like the facts that hold it."""

from __future__ import annotations

import math

from lstmdoctor.core.histograms import Histograms, merge_histograms
from lstmdoctor.records import frozen_record

Position = tuple[int, ...]


@frozen_record
class ConstantRun:
    """Timesteps in which every feature has one value, by where they stand in their sequence.

    Parameters
    ----------
    value : float
    front, back : int
        Sequences that begin, end with such a step.
    front_steps, back_steps : int
        Such steps in those runs at the beginning and at the end.
    front_near, back_near : int
        Sequences whose step beside that run is closer to the value than a third of the distance that the
        step in the middle of the rest has: they come from it, or go to it, by degrees.
    inner_steps, spells : int
        Such steps anywhere else, and in how many unbroken stretches.
    only : int
        Sequences of nothing else; they count in no other field.
    lengths : tuple of (timesteps, sequences)
        Histogram of the timesteps left when both runs are taken away, ascending.
    """

    value: float
    front: int = 0
    back: int = 0
    front_steps: int = 0
    back_steps: int = 0
    front_near: int = 0
    back_near: int = 0
    inner_steps: int = 0
    spells: int = 0
    only: int = 0
    lengths: tuple[tuple[int, int], ...] = ()


@frozen_record
class Alignments:
    """Sequences of one whole number a step, as a CTC loss reads them that takes 0 for blank and padding.

    It reads as many values from the beginning of a sequence as are not 0, wherever those stand.

    Parameters
    ----------
    needed : tuple of (timesteps, sequences)
        Histogram, ascending, of the steps that the output must have: one for each value that is read, one
        more for each that repeats the one before.
    blanks : int
        Sequences with a 0 among the values that are read.
    """

    needed: tuple[tuple[int, int], ...] = ()
    blanks: int = 0


@frozen_record
class Values:
    """Counts over all values of an array or list.

    Parameters
    ----------
    number : int
        Values seen.
    samples, steps : int
        Sequences and timesteps seen.
    nan, infinite : int
        Values that are not numbers, and infinities of either sign.
    first_bad : tuple of int or None
        Position of the first of these: sample, then the index within the sample.
    low, high : float
        Smallest and largest finite value; NaN where there is none.
    nonzero : int
        Values other than 0.
    integral : bool
        Whether every finite value is a whole number.
    one_hot : bool
        Whether every timestep is a single 1 among zeros, or all zeros.
    feature_low, feature_high : tuple of float
        The same extremes for every feature; empty where there are too many to keep.
    runs : tuple of ConstantRun
        One for every candidate of a padding value, in the order they were asked for.
    histograms : Histograms or None
        How the values are spread; None unless they were asked for.
    alignments : Alignments or None
        Of whole numbers, one a step; None of others, and unless they were asked for.
    """

    number: int
    samples: int
    steps: int
    nan: int = 0
    infinite: int = 0
    first_bad: Position | None = None
    low: float = math.nan
    high: float = math.nan
    nonzero: int = 0
    integral: bool = True
    one_hot: bool = True
    feature_low: tuple[float, ...] = ()
    feature_high: tuple[float, ...] = ()
    runs: tuple[ConstantRun, ...] = ()
    histograms: Histograms | None = None
    alignments: Alignments | None = None

    def __eq__(self, other: object) -> bool:
        # NaN stands for "no finite value" and equals itself here.
        return isinstance(other, Values) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


def merge_values(a: Values | None, b: Values | None) -> Values | None:
    """Values of two pieces laid end to end; None when either piece was not looked at."""
    if a is None or b is None:
        return None
    return Values(
        number=a.number + b.number,
        samples=a.samples + b.samples,
        steps=a.steps + b.steps,
        nan=a.nan + b.nan,
        infinite=a.infinite + b.infinite,
        first_bad=a.first_bad or shift_position(b.first_bad, a.samples),
        low=smaller_extreme(a.low, b.low),
        high=-smaller_extreme(-a.high, -b.high),
        nonzero=a.nonzero + b.nonzero,
        integral=a.integral and b.integral,
        one_hot=a.one_hot and b.one_hot,
        feature_low=merge_feature_extremes(a.feature_low, b.feature_low, a, b),
        feature_high=tuple(
            -x
            for x in merge_feature_extremes(
                negate_values(a.feature_high), negate_values(b.feature_high), a, b
            )
        ),
        runs=tuple(merge_runs(x, y) for x, y in zip(a.runs, b.runs, strict=True)),
        histograms=merge_histograms(a.histograms, b.histograms),
        alignments=merge_alignments(a, b),
    )


def merge_alignments(a: Values, b: Values) -> Alignments | None:
    """Alignments of both; a piece without values has no say, one of other numbers leaves none."""
    if not a.number or not b.number:
        return (b if not a.number else a).alignments
    if a.alignments is None or b.alignments is None:
        return None
    needed = merge_size_histograms(a.alignments.needed, b.alignments.needed)
    return Alignments(needed, a.alignments.blanks + b.alignments.blanks)


def merge_size_histograms(
    a: tuple[tuple[int, int], ...], b: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """Two histograms of sizes as one, ascending."""
    sizes = dict(a)
    for size, number in b:
        sizes[size] = sizes.get(size, 0) + number
    return tuple(sorted(sizes.items()))


def shift_position(position: Position | None, samples: int) -> Position | None:
    """A position after `samples` more samples in front."""
    return None if position is None else (position[0] + samples, *position[1:])


def smaller_extreme(a: float, b: float) -> float:
    """The smaller of two extremes, where NaN means none was found."""
    if math.isnan(a):
        return b
    return a if math.isnan(b) else min(a, b)


def negate_values(values: tuple[float, ...]) -> tuple[float, ...]:
    """The values with their sign turned, so that one function serves both extremes."""
    return tuple(-value for value in values)


def merge_feature_extremes(
    x: tuple[float, ...], y: tuple[float, ...], a: Values, b: Values
) -> tuple[float, ...]:
    """Extremes of every feature; a piece without values has no say, pieces that differ in width give none."""
    if not a.number or not b.number:
        return y if not a.number else x
    if len(x) == len(y) and not (a.nan or a.infinite or b.nan or b.infinite):
        return tuple(map(min, x, y))
    return tuple(map(smaller_extreme, x, y)) if len(x) == len(y) else ()


def merge_runs(a: ConstantRun, b: ConstantRun) -> ConstantRun:
    """Runs of one value in two pieces laid end to end."""
    return ConstantRun(
        value=a.value,
        front=a.front + b.front,
        back=a.back + b.back,
        front_steps=a.front_steps + b.front_steps,
        back_steps=a.back_steps + b.back_steps,
        front_near=a.front_near + b.front_near,
        back_near=a.back_near + b.back_near,
        inner_steps=a.inner_steps + b.inner_steps,
        spells=a.spells + b.spells,
        only=a.only + b.only,
        lengths=merge_size_histograms(a.lengths, b.lengths),
    )
