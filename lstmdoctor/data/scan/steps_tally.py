"""Counts over steps of one dtype and number of features, tile by tile while it is in the cache.

What has been answered for good is not asked again: most float data holds a fraction among its first values,
and then no whole numbers and no one-hot rows are looked for in the rest. The expensive questions (where are
the numbers that are not finite, which steps are padding) are asked only where the extremes, or a zero, say
that they might have an answer.
"""

from __future__ import annotations

import math
from dataclasses import field
from itertools import pairwise
from typing import Any

import numpy as np

from lstmdoctor.core.values import ConstantRun, Position, Values
from lstmdoctor.data.scan.flat_block import FlatBlock
from lstmdoctor.data.scan.runs import RunTally
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.records import mutable_record

FEATURES = 1024
"""More features than this are not followed one by one."""
WIDE = 4096
"""Numbers taken for one row where extremes are looked for, and the first that may be no whole ones."""
TILE_BYTES = 2 << 20
"""Values looked at several times in a row, about as many as the cache holds that a core of today has for
itself. Smaller tiles are faster in one thread; two would wait for each other, in Python between them."""
PIECE = 1 << 20
"""Numbers that are rounded, or taken for ones, at a time: one sample may be larger than a block."""


@mutable_record
class StepsTally:
    """What was found in steps of one dtype and number of features that came one after the other.

    NumPy is at its best with few long rows, so that extremes are kept for as many steps, laid end to end, as
    make some thousand values.

    Parameters
    ----------
    low, high : array
        Smallest and largest finite values, those of each feature in every `features`-th place.
    features : int
    dtype : dtype
        Of the steps.
    runs : tuple of RunTally
        One for each value that may be padding.
    samples, steps, zeros, nan, infinite : int
        How many there were.
    first_bad : tuple of int or None
        Position of the first value that is not finite.
    integral, one_hot : bool
        Whether all steps so far were.
    room : array of bool
        For what is found of one block.
    """

    low: Array
    high: Array
    features: int
    dtype: np.dtype[Any]
    runs: tuple[RunTally, ...]
    samples: int = 0
    steps: int = 0
    zeros: int = 0
    nan: int = 0
    infinite: int = 0
    first_bad: Position | None = None
    integral: bool = True
    one_hot: bool = True
    room: Array = field(default_factory=lambda: np.empty(0, bool))

    def takes(self, steps: Array) -> bool:
        """Whether these steps are of the same dtype and number of features, and hold values as those do."""
        alike = steps.dtype == self.dtype and steps.shape[1] == self.features
        return alike and bool(steps.size) == bool(self.low.size)

    # A signalling NaN, or a number beyond 64 bits, is what is looked for here and nothing to warn of.
    @np.errstate(invalid="ignore", over="ignore")
    def add(self, block: FlatBlock) -> None:
        """Look at the steps of a block."""
        steps = block.steps
        if steps.size:
            zeros, finite = self._look_at_tiles(steps)
            if not finite:
                self._look_for_bad(block)
            number = int(np.count_nonzero(zeros))
            self.zeros += number
            self.integral = self.integral and whole_numbers(steps, not finite)
            self.one_hot = self.one_hot and only_one_hot(steps, steps.size - number)
            for run in self.runs:
                equal = steps == run.found.value if run.found.value else zeros if number else None
                run.add(block, equal)
        self.samples += block.samples
        self.steps += len(steps)

    def _look_at_tiles(self, steps: Array) -> tuple[Array, bool]:
        """Which values are 0, in memory that the next block takes, and whether all are finite."""
        width = len(self.low) // self.features
        size = max(1, TILE_BYTES // self.low.nbytes) * width
        last = quick_to_compare(steps[-width:]).reshape(-1)  # some of these are in no whole row
        lows, highs = [last], [last]
        zeros = self._room_for(steps)
        for start in range(0, len(steps), size):
            tile = quick_to_compare(steps[start : start + size])
            rows = tile[: len(tile) // width * width].reshape(-1, len(self.low))
            if len(rows):
                lows.append(np.minimum.reduce(rows, axis=0))
                highs.append(np.maximum.reduce(rows, axis=0))
            np.equal(tile, 0, out=zeros[start : start + size])
        low, high = np.minimum.reduce(lows, axis=0), np.maximum.reduce(highs, axis=0)
        finite = math.isfinite(np.minimum.reduce(low)) and math.isfinite(np.maximum.reduce(high))
        if finite:
            widen_extremes(self.low, self.high, low, high)
        return zeros, finite

    def _room_for(self, steps: Array) -> Array:
        """Truth values for every value of a block; new memory would be cleared page by page every time."""
        if steps.size > len(self.room):
            self.room = np.empty(steps.size, bool)
        return self.room[: steps.size].reshape(steps.shape)

    def _look_for_bad(self, block: FlatBlock) -> None:
        """Extremes of the finite values, how many are not finite, and where the first stands."""
        steps, lengths = block.steps, block.lengths
        finite = np.isfinite(steps)
        nan = int(np.count_nonzero(np.isnan(steps)))
        self.nan += nan
        self.infinite += int(finite.size - np.count_nonzero(finite)) - nan
        low = np.min(steps, axis=0, where=finite, initial=np.inf)
        high = np.max(steps, axis=0, where=finite, initial=-np.inf)
        widen_extremes(self.low, self.high, low, high)
        if self.first_bad is None:
            step, feature = divmod(int(np.argmin(finite)), self.features)
            ends = np.cumsum(lengths)
            sample = int(np.searchsorted(ends, step, side="right"))
            self.first_bad = (self.samples + sample, step - int(ends[sample] - lengths[sample]), feature)

    def values(self) -> Values:
        """`Values` of all steps so far."""
        number = self.steps * self.features
        runs = tuple(run.total() for run in self.runs)
        if not number:
            return Values(number, self.samples, self.steps, runs=runs)
        low = feature_extremes(np.minimum, self.low, self.features)
        high = feature_extremes(np.maximum, self.high, self.features)
        none = low > high  # no finite value came
        low[none] = high[none] = np.nan
        keep = self.features <= FEATURES
        return Values(
            number=number,
            samples=self.samples,
            steps=self.steps,
            nan=self.nan,
            infinite=self.infinite,
            first_bad=self.first_bad,
            low=float(np.fmin.reduce(low)),
            high=float(np.fmax.reduce(high)),
            nonzero=number - self.zeros,
            integral=self.integral,
            one_hot=self.one_hot,
            feature_low=tuple(low.tolist()) if keep else (),
            feature_high=tuple(high.tolist()) if keep else (),
            runs=runs,
        )


def begin_tally(steps: Array, asked: tuple[float, ...]) -> StepsTally:
    """Nothing found as yet, for steps such as these; those without values may have any number of features."""
    features = steps.shape[1]
    width = max(1, WIDE // features) * features if steps.size else 0
    dtype = quick_to_compare(steps[:0]).dtype
    least, most = bounds_of_dtype(dtype)
    return StepsTally(
        low=np.full(width, most, dtype),
        high=np.full(width, least, dtype),
        features=features,
        dtype=steps.dtype,
        runs=tuple(RunTally(ConstantRun(value)) for value in asked),
    )


def bounds_of_dtype(dtype: np.dtype[Any]) -> tuple[float, float]:
    """Values that no other is below, and above."""
    if dtype.kind in "iu":
        return np.iinfo(dtype).min, np.iinfo(dtype).max
    return (-math.inf, math.inf) if dtype.kind == "f" else (False, True)


def quick_to_compare(values: Array) -> Array:
    """The same values, those of float16 as float32: NumPy compares them one by one."""
    return values.astype(np.float32) if values.dtype == np.float16 else values


def widen_extremes(low: Array, high: Array, lower: Array, higher: Array) -> None:
    """Let the first places of extremes take in those of more values."""
    places = slice(len(lower))
    np.minimum(low[places], lower, out=low[places])
    np.maximum(high[places], higher, out=high[places])


def feature_extremes(pick: np.ufunc, found: Array, features: int) -> Array:
    """The smallest or largest value of every feature, as float64."""
    extremes: Array = pick.reduce(found.reshape(-1, features), axis=0)
    return extremes.astype("float64") + 0.0  # -0 becomes 0: which of the two comes first must not matter


def whole_numbers(steps: Array, bad: bool) -> bool:
    """Whether every finite value is a whole number; most float data says no within its first values."""
    if steps.dtype.kind != "f":
        return True
    flat = steps.reshape(-1)
    for start, end in pairwise((0, *range(WIDE, len(flat), PIECE), len(flat))):
        part = flat[start:end]
        finite = part[np.isfinite(part)] if bad else part
        if not (finite == np.rint(finite)).all():
            return False
    return True


def only_one_hot(steps: Array, nonzero: int) -> bool:
    """Whether every step is a single 1 among zeros, or all zeros; how many are not 0 rules out most data."""
    if nonzero > len(steps):
        return False
    together, found = max(1, PIECE // steps.shape[1]), 0
    for start in range(0, len(steps), together):
        ones = np.count_nonzero(steps[start : start + together] == 1, axis=1)
        if ones.max() > 1:
            return False
        found += int(ones.sum())
    return found == nonzero
