"""`Values` of one block of samples.

A block is looked at while it is in the cache. The expensive questions (where are the numbers that are
not finite, which steps equal a candidate of a padding value) are asked only where a cheap one says they
might have an answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from itertools import pairwise, repeat
from operator import attrgetter

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.histograms import Asked
from lstmdoctor.core.values import ConstantRun, Position, Values, merge_values
from lstmdoctor.data.scan.alignments import align_sequences
from lstmdoctor.data.scan.histograms import histograms_of_steps
from lstmdoctor.data.scan.runs import run_in_steps
from lstmdoctor.data.sequences.source import Array, Block

FEATURES = 1024
"""More features than this are not followed one by one."""
WIDE = 4096
"""Numbers taken for one row where extremes are looked for, and the first that may be no whole ones."""
SORT = attrgetter("ndim", "dtype")
PIECE = 1 << 20
"""Numbers that are rounded, or taken for ones, at a time: one sample may be larger than a block."""


def join_values(a: Values, b: Values) -> Values:
    """`merge_values` of two pieces that were looked at."""
    return merge_values(a, b) or a


def values_of(
    block: Block | AlikeArrays, asked: Iterable[float], spread: Asked | None = None, aligned: bool = False
) -> Values:
    """`Values` of consecutive samples.

    Parameters
    ----------
    block : ndarray, or list of ndarray
        Samples first; a list holds one array of (timesteps, ...) a sequence.
    asked : iterable of float
        Candidates of a padding value.
    spread : Asked, optional
        What to count for histograms; None counts nothing.
    aligned : bool
        Whether `Alignments` are wanted.
    """
    asked = tuple(asked)
    if isinstance(block, AlikeArrays) and block.step_shape is None:
        block = list(block)
    if isinstance(block, list):
        groups = group_alike_sequences(block)
        if len(groups) > 1:
            return of_groups(block, groups, asked, spread, aligned)
    steps, lengths = flatten_block(block)
    number = int(steps.size)
    basic = Values(number=number, samples=len(lengths), steps=len(steps), runs=tuple(map(ConstantRun, asked)))
    if spread is not None:
        basic = replace(basic, histograms=histograms_of_steps(steps, lengths, spread))
    if not number:
        return basic
    found = measure_values(basic, steps, lengths, asked)
    return replace(found, alignments=align_sequences(steps, lengths, found.integral)) if aligned else found


def group_alike_sequences(block: list[Array]) -> list[list[int]]:
    """Positions of the sequences of one dtype, rank and shape of a step each; one group for most lists."""
    if block[0].ndim < 2 and len(set(map(SORT, block))) == 1:  # there may be millions of single numbers
        return [list(range(len(block)))]
    groups: dict[object, list[int]] = {}
    for position, sequence in enumerate(block):
        groups.setdefault((sequence.ndim, sequence.shape[1:], sequence.dtype), []).append(position)
    return list(groups.values())


def of_groups(
    block: list[Array],
    groups: list[list[int]],
    asked: tuple[float, ...],
    spread: Asked | None,
    aligned: bool,
) -> Values:
    """`values_of` where the sequences are of several sorts."""
    parts = [values_of([block[position] for position in group], asked, spread, aligned) for group in groups]
    bad = [
        (group[part.first_bad[0]], *part.first_bad[1:])
        for group, part in zip(groups, parts, strict=True)
        if part.first_bad is not None
    ]
    return replace(reduce(join_values, parts), first_bad=min(bad, default=None))


def flatten_block(block: Block | AlikeArrays) -> tuple[Array, Array]:
    """All timesteps of a block as (steps, features), and the number of steps of every sequence."""
    if isinstance(block, AlikeArrays):
        lengths, steps = block.sizes[:, 0], block.joined()
    elif isinstance(block, list):
        timed = block[0].ndim > 0
        lengths = np.fromiter(map(len, block) if timed else repeat(1, len(block)), np.int64, len(block))
        steps = np.concatenate(block) if timed else np.array(block)
    else:
        lengths = np.full(len(block), block.shape[1] if block.ndim > 1 else 1, dtype=np.int64)
        steps = block
    features = math.prod(block.shape[2:] if isinstance(block, np.ndarray) else block[0].shape[1:])
    native = steps if steps.dtype.isnative else steps.astype(steps.dtype.newbyteorder("="))
    return np.ascontiguousarray(native).reshape(int(lengths.sum()), features), lengths


# A signalling NaN, or a number beyond 64 bits, is what is looked for here and nothing to warn of.
@np.errstate(invalid="ignore", over="ignore")
def measure_values(basic: Values, steps: Array, lengths: Array, asked: tuple[float, ...]) -> Values:
    """`Values` of at least one value."""
    zeros = steps == 0
    nonzero = basic.number - int(np.count_nonzero(zeros))
    low, high = feature_extremes(np.minimum, steps), feature_extremes(np.maximum, steps)
    nan = infinite = 0
    position = None
    bad = not (np.isfinite(low).all() and np.isfinite(high).all())
    if bad:
        low, high, nan, infinite, position = without_bad(steps, lengths)
    keep = steps.shape[1] <= FEATURES
    return replace(
        basic,
        nan=nan,
        infinite=infinite,
        first_bad=position,
        low=float(np.fmin.reduce(low)),
        high=float(np.fmax.reduce(high)),
        nonzero=nonzero,
        integral=whole_numbers(steps, bad),
        one_hot=only_one_hot(steps, low, high, nonzero),
        feature_low=tuple(low.tolist()) if keep else (),
        feature_high=tuple(high.tolist()) if keep else (),
        runs=tuple(
            run_in_steps(steps, steps == value if value else zeros, lengths, value) for value in asked
        ),
    )


def feature_extremes(pick: np.ufunc, steps: Array) -> Array:
    """The smallest or largest value of every feature, as float64; NaN where there is one among them.

    NumPy is at its best with few long rows, so that several steps are taken for one row of some thousand
    values, and what is left of them is turned.
    """
    features = steps.shape[1]
    together = max(1, WIDE // features)
    whole = len(steps) // together * together
    rows = [steps[whole:]]
    if whole:
        wide = pick.reduce(steps[:whole].reshape(-1, together * features), axis=0)
        rows.append(wide.reshape(together, features))
    left = np.concatenate(rows)
    if len(left) > features:
        found: Array = pick.reduce(np.ascontiguousarray(left.T), axis=1)
    else:
        found = pick.reduce(left, axis=0)
    return found.astype("float64") + 0.0  # -0 becomes 0: which of the two comes first must not matter


def without_bad(steps: Array, lengths: Array) -> tuple[Array, Array, int, int, Position | None]:
    """Extremes of the finite values, how many are not finite, and where the first stands."""
    finite = np.isfinite(steps)
    nan = int(np.count_nonzero(np.isnan(steps)))
    infinite = int(finite.size - np.count_nonzero(finite)) - nan
    low = np.min(steps, axis=0, where=finite, initial=np.inf).astype("float64") + 0.0
    high = np.max(steps, axis=0, where=finite, initial=-np.inf).astype("float64") + 0.0
    none = ~finite.any(axis=0)
    low[none] = high[none] = np.nan
    step, feature = divmod(int(np.argmin(finite)), steps.shape[1])
    ends = np.cumsum(lengths)
    sample = int(np.searchsorted(ends, step, side="right"))
    return low, high, nan, infinite, (sample, step - int(ends[sample] - lengths[sample]), feature)


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


def only_one_hot(steps: Array, low: Array, high: Array, nonzero: int) -> bool:
    """Whether every step is a single 1 among zeros, or all zeros; the extremes rule out most data."""
    if nonzero > len(steps) or not (np.all(low >= 0) and np.all(high <= 1)):
        return False
    together, found = max(1, PIECE // steps.shape[1]), 0
    for start in range(0, len(steps), together):
        ones = np.count_nonzero(steps[start : start + together] == 1, axis=1)
        if ones.max() > 1:
            return False
        found += int(ones.sum())
    return found == nonzero
