"""Counts over steps of one dtype and number of features, tile by tile while it is in the cache.

What has been answered for good is not asked again: most float data holds a fraction among its first values,
and then no whole numbers and no one-hot rows are looked for in the rest. The expensive questions (where are
the numbers that are not finite, which steps are padding) are asked only where the extremes, or a zero, say
that they might have an answer.
"""

from __future__ import annotations

import math
from dataclasses import field
from typing import Any

import numpy as np

from lstmdoctor.core.values import ConstantRun, Position, Values
from lstmdoctor.data.scan.flat_block import FlatBlock
from lstmdoctor.data.scan.runs import RunTally, full_steps
from lstmdoctor.data.scan.step_parts import (
    only_one_hot,
    parts_of_steps,
    place_full_steps,
    whole_numbers,
)
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.records import mutable_record

FEATURES = 1024
"""More features than this are not followed one by one."""
WIDE = 4096
"""Numbers taken for one row where extremes are looked for."""
TILE_BYTES = 2 << 20
"""Values looked at several times in a row, about as many as the cache holds that a core of today has for
itself. Smaller tiles are faster in one thread; two would wait for each other, in Python between them."""


@mutable_record
class StepsTally:
    """What was found in steps of one dtype and number of features that came one after the other.

    NumPy is at its best with few long rows, so that extremes are kept for as many steps, laid end to end, as
    make some thousand values.

    Parameters
    ----------
    low, high : array
        Smallest and largest finite values, those of each feature in every `features`-th place; of more
        features than are followed, all together.
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
    in_step : int
        Of a step that is looked at in parts: numbers so far that are not 0.
    room : array of bool
        For what is found of one part.
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
    in_step: int = 0
    room: Array = field(default_factory=lambda: np.empty(0, bool))

    @property
    def kept(self) -> int:
        """How many features have extremes of their own."""
        return self.features if self.features <= FEATURES else 1

    def takes(self, steps: Array) -> bool:
        """Whether these steps are of the same dtype and number of features, and hold values as those do."""
        alike = steps.dtype == self.dtype and steps.shape[1] == self.features
        return alike and bool(steps.size) == bool(self.low.size)

    # A signalling NaN, or a number beyond 64 bits, is what is looked for here and nothing to warn of.
    @np.errstate(invalid="ignore", over="ignore")
    def add(self, block: FlatBlock) -> None:
        """Look at the steps of a block, a part at a time: one sample may be larger than a block."""
        steps = block.steps
        if steps.size:
            full: list[Array | None] = [None] * len(self.runs)
            for rows, columns in parts_of_steps(*steps.shape):
                self._add_part(block, rows, columns, full)
            for run, found in zip(self.runs, full, strict=True):
                run.add(block, found)
        self.samples += block.samples
        self.steps += len(steps)

    def _add_part(self, block: FlatBlock, rows: slice, columns: slice, full: list[Array | None]) -> None:
        """Look at some of the steps, or at a part of one; `full` is told which hold a value throughout."""
        part = block.steps[rows, columns]
        zeros, finite = self._look_at_tiles(part)
        if not finite:
            self._look_for_bad(block, rows, columns)
        number = int(np.count_nonzero(zeros))
        self.zeros += number
        self.integral = self.integral and whole_numbers(part, not finite)
        self.in_step = (self.in_step if columns.start else 0) + part.size - number
        one_step = columns.stop is None or self.in_step <= 1
        self.one_hot = self.one_hot and one_step and only_one_hot(part, part.size - number)
        for place, run in enumerate(self.runs):
            equal = part == run.found.value if run.found.value else zeros if number else None
            here = None if equal is None else full_steps(equal)
            if columns.start and (known := full[place]) is not None:
                known[rows] &= here if here is not None else False
            elif not columns.start and here is not None and here.any():
                full[place] = place_full_steps(full[place], rows, here, len(block.steps))

    def _look_at_tiles(self, part: Array) -> tuple[Array, bool]:
        """Which values are 0, in memory that the next part takes, and whether all are finite."""
        steps = part.reshape(-1, self.kept)
        width = len(self.low) // self.kept
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
        return zeros.reshape(part.shape), finite

    def _room_for(self, steps: Array) -> Array:
        """Truth values for every value of a part; new memory would be cleared page by page every time."""
        if steps.size > len(self.room):
            self.room = np.empty(steps.size, bool)
        return self.room[: steps.size].reshape(steps.shape)

    def _look_for_bad(self, block: FlatBlock, rows: slice, columns: slice) -> None:
        """Extremes of the finite values, how many are not finite, and where the first stands."""
        part, lengths = block.steps[rows, columns], block.lengths
        finite = np.isfinite(part)
        nan = int(np.count_nonzero(np.isnan(part)))
        self.nan += nan
        self.infinite += int(finite.size - np.count_nonzero(finite)) - nan
        steps, where = part.reshape(-1, self.kept), finite.reshape(-1, self.kept)
        low = np.min(steps, axis=0, where=where, initial=np.inf)
        high = np.max(steps, axis=0, where=where, initial=-np.inf)
        widen_extremes(self.low, self.high, low, high)
        if self.first_bad is None:
            step, feature = divmod(int(np.argmin(finite)), part.shape[1])
            step, feature = step + (rows.start or 0), feature + (columns.start or 0)
            ends = np.cumsum(lengths)
            sample = int(np.searchsorted(ends, step, side="right"))
            self.first_bad = (self.samples + sample, step - int(ends[sample] - lengths[sample]), feature)

    def values(self) -> Values:
        """`Values` of all steps so far."""
        number = self.steps * self.features
        runs = tuple(run.total() for run in self.runs)
        if not number:
            return Values(number, self.samples, self.steps, runs=runs)
        low = feature_extremes(np.minimum, self.low, self.kept)
        high = feature_extremes(np.maximum, self.high, self.kept)
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
    kept = features if features <= FEATURES else 1
    width = max(1, WIDE // kept) * kept if steps.size else 0
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
