"""One pass over the values: `Values` of a block, and of a whole file block by block.

Every block is looked at while it is in the cache. The expensive questions (where are the numbers that are
not finite, which steps equal a candidate of a padding value) are asked only where a cheap one says they
might have an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import chain

import numpy as np

from lstmdoctor.data.source import Array, Block, Sequences
from lstmdoctor.facts import Facts
from lstmdoctor.values import Position, Run, Values, merge_values

FEATURES = 4096
"""More features than this are not followed one by one."""
CANDIDATES = 3
"""Padding values followed at a time, besides 0 and the model's mask value."""


def scan(sequences: Sequences, masks: Iterable[float] = ()) -> Facts:
    """The facts of an array or list with its values looked at.

    Parameters
    ----------
    sequences : Sequences
    masks : iterable of float
        Values that the model skips, followed as candidates of a padding value.

    Returns
    -------
    Facts
        Without values where these are not numbers.
    """
    facts = sequences.facts
    if not numeric(facts):
        return facts
    blocks = iter(sequences.blocks())
    first = next(blocks, None)
    if first is None:
        return facts
    asked = candidates(first, masks)
    found = reduce(joined, (values_of(block, asked) for block in chain([first], blocks)))
    return replace(facts, values=found)


def joined(a: Values, b: Values) -> Values:
    """`merge_values` of two pieces that were looked at."""
    return merge_values(a, b) or a


def numeric(facts: Facts) -> bool:
    """Whether every dtype that occurs holds real numbers or truth values."""
    for name in facts.dtypes:
        try:
            if name != "object" and np.dtype(name).kind not in "biuf":
                return False
        except TypeError:
            return False
    return bool(facts.axes)


def candidates(block: Block, masks: Iterable[float]) -> tuple[float, ...]:
    """Values worth following: 0, the mask values, and what several sequences hold for two steps at an end."""
    asked = dict.fromkeys([0.0, *masks])
    seen: dict[float, int] = {}
    for sequence in islice_rows(block, 256):
        steps = as_steps(sequence)
        if len(steps) >= 2:
            for end in (steps[:2], steps[-2:]):
                if end.size and np.all(end == end.flat[0]):
                    value = float(end.flat[0])
                    seen[value] = seen.get(value, 0) + 1
    frequent = sorted((value for value, number in seen.items() if number > 1), key=lambda v: -seen[v])
    asked.update(dict.fromkeys(frequent[:CANDIDATES]))
    return tuple(asked)


def islice_rows(block: Block, number: int) -> Iterator[Array]:
    """The first sequences of a block."""
    for position in range(min(number, len(block))):
        yield np.asarray(block[position])


def as_steps(sequence: Array) -> Array:
    """A sequence as (timesteps, features); a bare number is one step of one feature."""
    if sequence.ndim == 0:
        return sequence.reshape(1, 1)
    return (
        sequence.reshape(len(sequence), -1) if sequence.size else np.empty((len(sequence), 0), sequence.dtype)
    )


def values_of(block: Block, asked: Iterable[float]) -> Values:
    """`Values` of consecutive samples.

    Parameters
    ----------
    block : ndarray or list of ndarray
        Samples first; a list holds one array of (timesteps, ...) a sequence.
    asked : iterable of float
        Candidates of a padding value.
    """
    steps, lengths = flattened(block)
    number = int(steps.size)
    basic = Values(number=number, samples=len(lengths), steps=len(steps), runs=tuple(Run(v) for v in asked))
    if not number:
        return basic
    low, high = (x.astype("float64") for x in (steps.min(axis=0), steps.max(axis=0)))
    bad = not (np.isfinite(low).all() and np.isfinite(high).all())
    nan = infinite = 0
    position = None
    if bad:
        low, high, nan, infinite, position = without_bad(steps, lengths)
    with np.errstate(all="ignore"):
        nonzero = int(np.count_nonzero(steps))
    keep = steps.shape[1] <= FEATURES and not uneven(block)
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
        runs=tuple(run_of(steps, lengths, value) for value in asked),
    )


def uneven(block: Block) -> bool:
    """Whether the sequences of a list differ in their features."""
    return isinstance(block, list) and len({sequence.shape[1:] for sequence in block}) > 1


def flattened(block: Block) -> tuple[Array, Array]:
    """All timesteps of a block as (steps, features), and the number of steps of every sequence."""
    if isinstance(block, list):
        pieces = [as_steps(np.asarray(sequence)) for sequence in block]
        widths = {piece.shape[1] for piece in pieces if len(piece)}
        if len(widths) > 1:
            pieces = [piece.reshape(-1, 1) for piece in pieces]
        lengths = np.array([len(piece) for piece in pieces], dtype=np.int64)
        filled = [piece for piece in pieces if len(piece)]
        return (np.concatenate(filled) if filled else np.empty((0, 1))), lengths
    if block.ndim == 1:
        return block.reshape(-1, 1), np.ones(len(block), dtype=np.int64)
    lengths = np.full(len(block), block.shape[1], dtype=np.int64)
    features = int(np.prod(block.shape[2:], dtype=np.int64))
    return block.reshape(len(block) * block.shape[1], features), lengths


def without_bad(steps: Array, lengths: Array) -> tuple[Array, Array, int, int, Position | None]:
    """Extremes of the finite values, how many are not finite, and where the first stands."""
    finite = np.isfinite(steps)
    nan = int(np.count_nonzero(np.isnan(steps)))
    infinite = int(finite.size - np.count_nonzero(finite)) - nan
    low = np.min(steps, axis=0, where=finite, initial=np.inf).astype("float64")
    high = np.max(steps, axis=0, where=finite, initial=-np.inf).astype("float64")
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
    for part in (steps[:64], steps):
        finite = part[np.isfinite(part)] if bad else part
        if not np.array_equal(finite, np.rint(finite)):
            return False
    return True


def only_one_hot(steps: Array, low: Array, high: Array, nonzero: int) -> bool:
    """Whether every step is a single 1 among zeros, or all zeros; the extremes rule out most data."""
    if nonzero > len(steps) or not (np.all(low >= 0) and np.all(high <= 1)):
        return False
    ones = np.count_nonzero(steps == 1, axis=1)
    return bool(ones.max() <= 1 and ones.sum() == nonzero)


def run_of(steps: Array, lengths: Array, value: float) -> Run:
    """Where the steps stand whose every feature is `value`."""
    which = equal_steps(steps, value)
    ends = np.cumsum(lengths)
    filled = lengths > 0
    if not len(which):
        return Run(value, lengths=histogram(lengths[filled]))
    rows = np.searchsorted(ends, which, side="right")
    begins = np.flatnonzero((np.diff(which, prepend=-2) != 1) | (np.diff(rows, prepend=-1) != 0))
    row, first, size = rows[begins], which[begins], np.diff(begins, append=len(which))
    front, back = first == (ends - lengths)[row], first + size == ends[row]
    whole, inner = front & back, ~(front | back)
    front, back = front & ~whole, back & ~whole
    real = lengths.copy()
    for end in (front, back):
        real[row[end]] -= size[end]
    filled[row[whole]] = False
    middle = ends - lengths + real // 2
    middle[row[front]] += size[front]
    return Run(
        value=value,
        front=int(np.count_nonzero(front)),
        back=int(np.count_nonzero(back)),
        front_steps=int(size[front].sum()),
        back_steps=int(size[back].sum()),
        front_near=nearer(steps, (first + size)[front], middle[row[front]], value),
        back_near=nearer(steps, first[back] - 1, middle[row[back]], value),
        inner_steps=int(size[inner].sum()),
        spells=int(np.count_nonzero(inner)),
        only=int(np.count_nonzero(whole)),
        lengths=histogram(real[filled]),
    )


def nearer(steps: Array, beside: Array, middle: Array, value: float) -> int:
    """How many steps are closer to a value than a third of the distance of their counterparts."""
    with np.errstate(all="ignore"):
        near, far = (np.abs(steps[at].astype("float64") - value).mean(axis=1) for at in (beside, middle))
        return int(np.count_nonzero(3 * near < far))


def equal_steps(steps: Array, value: float) -> Array:
    """Positions of the steps whose every feature is `value`, ascending."""
    which = np.flatnonzero(steps[:, 0] == value)
    if steps.shape[1] > 1 and len(which):
        which = which[(steps[which] == value).all(axis=1)]
    return which


def histogram(sizes: Array) -> tuple[tuple[int, int], ...]:
    """How often each size occurs, in ascending order of size."""
    found, numbers = np.unique(sizes, return_counts=True)
    return tuple(zip(found.tolist(), numbers.tolist(), strict=True))
