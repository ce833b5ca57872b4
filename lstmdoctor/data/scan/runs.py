"""Where in their sequences the steps stand that hold one value throughout: the runs of `Values`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import field

import numpy as np

from lstmdoctor.core.values import ConstantRun, merge_runs
from lstmdoctor.data.scan.flat_block import FlatBlock, histogram_of_sizes
from lstmdoctor.data.sequences.source import Array, Block
from lstmdoctor.records import mutable_record

CANDIDATES = 3
"""Padding values followed at a time, besides 0 and the model's mask value."""
SAMPLE = 256
"""Sequences looked at for candidates of a padding value."""
ENDS = (slice(None, 2), slice(-2, None))
SHORT = 32
"""Steps of sequences up to which it is faster to go through them step by step."""
FEW = 16
"""Columns up to which it is faster to compare them one by one."""


def padding_candidates(block: Block, masks: Iterable[float]) -> tuple[float, ...]:
    """Values worth following: 0, the mask values, and what several sequences hold for two steps at an end."""
    asked = dict.fromkeys([0.0, *masks])
    few = block[:: max(1, len(block) // SAMPLE)]
    seen = Counter(value for end in ENDS for value in at_end(few, end) if math.isfinite(value))
    frequent = [value for value, number in seen.most_common() if number > 1 and value not in asked]
    asked.update(dict.fromkeys(frequent[:CANDIDATES]))
    return tuple(asked)


def at_end(block: Block, end: slice) -> list[float]:
    """The value of each sequence that has a single one in both of its steps at an end."""
    if isinstance(block, list):
        return [value for sequence in block if sequence.size for value in at_end(sequence[None], end)]
    if block.ndim < 2 or block.shape[1] < 2:
        return []
    steps = block[:, end].reshape(len(block), -1)
    found: list[float] = steps[(steps == steps[:, :1]).all(axis=1), :1].astype("float64").ravel().tolist()
    return found


@mutable_record
class RunTally:
    """The runs of one value in blocks that came one after the other.

    Parameters
    ----------
    found : ConstantRun
        Of the blocks in which a step holds the value throughout.
    others : dict
        Number of sequences by their timesteps, of all other blocks.
    """

    found: ConstantRun
    others: dict[int, int] = field(default_factory=dict)

    def add(self, block: FlatBlock, equal: Array | None) -> None:
        """Count a block, given which numbers are the value; None where there is none."""
        if equal is not None and (full := full_steps(equal)).any():
            self.found = merge_runs(self.found, run_in_block(block, full, self.found.value))
            return
        for timesteps, samples in block.sizes:
            self.others[timesteps] = self.others.get(timesteps, 0) + samples

    def total(self) -> ConstantRun:
        """The runs of all blocks so far."""
        others = ConstantRun(self.found.value, lengths=tuple(sorted(self.others.items())))
        return merge_runs(self.found, others)


def run_in_block(block: FlatBlock, full: Array, value: float) -> ConstantRun:
    """Where the steps stand whose every feature is `value`: those of which `full` says so, one at least.

    `full` is used up.
    """
    steps, lengths = block.steps, block.lengths
    if len(lengths) > SHORT and len(full) <= SHORT * len(lengths) and (lengths == lengths[0]).all():
        return run_in_short_rows(steps, full.reshape(len(lengths), -1), value)
    filled = lengths > 0
    ends = np.cumsum(lengths)
    starts = np.zeros(len(full) + 1, dtype=bool)
    starts[ends - lengths] = True
    # Truth values for every step, and positions only for every run: one sample may be larger than a block.
    apart = ~(full[1:] & full[:-1]) | starts[1:-1]
    opens, closes = full.copy(), full
    opens[1:] &= apart
    first = np.flatnonzero(opens)
    closes[:-1] &= apart
    size = np.flatnonzero(closes) - first + 1
    row = np.searchsorted(ends, first, side="right")
    front, back = first == (ends - lengths)[row], first + size == ends[row]
    whole, inner = front & back, ~(front | back)
    front, back = front & ~whole, back & ~whole
    real = lengths.copy()
    for end in (front, back):
        real[row[end]] -= size[end]
    filled[row[whole]] = False
    middle = ends - lengths + real // 2
    middle[row[front]] += size[front]
    return ConstantRun(
        value=value,
        front=int(np.count_nonzero(front)),
        back=int(np.count_nonzero(back)),
        front_steps=int(size[front].sum()),
        back_steps=int(size[back].sum()),
        front_near=count_near_steps(steps, (first + size)[front], middle[row[front]], value),
        back_near=count_near_steps(steps, first[back] - 1, middle[row[back]], value),
        inner_steps=int(size[inner].sum()),
        spells=int(np.count_nonzero(inner)),
        only=int(np.count_nonzero(whole)),
        lengths=histogram_of_sizes(real[filled]),
    )


def run_in_short_rows(steps: Array, full: Array, value: float) -> ConstantRun:
    """The same of many sequences of a few steps each, which are gone through step by step and not run by run.

    Parameters
    ----------
    full : bool array of shape (N, timesteps)
        Whether every feature of a step is `value`.
    """
    number, length = full.shape
    front, unbroken = leading_steps(full)
    back, _ = leading_steps(full[:, ::-1])
    only = int(np.count_nonzero(unbroken))
    for size in (front, back):
        size[unbroken] = 0
    real = length - front - back
    padded, cut = np.flatnonzero(front), np.flatnonzero(back)
    start = np.arange(number) * length
    middle = start + front + real // 2
    spells = np.count_nonzero(full[:, 0]) + np.count_nonzero(full[:, 1:] & ~full[:, :-1])
    sizes = int(front.sum()), int(back.sum())
    return ConstantRun(
        value=value,
        front=len(padded),
        back=len(cut),
        front_steps=sizes[0],
        back_steps=sizes[1],
        front_near=count_near_steps(steps, (start + front)[padded], middle[padded], value),
        back_near=count_near_steps(steps, (start + length - back - 1)[cut], middle[cut], value),
        inner_steps=int(np.count_nonzero(full)) - sum(sizes) - only * length,
        spells=int(spells) - len(padded) - len(cut) - only,
        only=only,
        lengths=histogram_of_sizes(real[~unbroken]),
    )


def leading_steps(full: Array) -> tuple[Array, Array]:
    """How many columns in front are true in each row, and which rows are true throughout."""
    unbroken = np.ones(len(full), bool)
    found = np.zeros(len(full), np.int64)
    for column in range(full.shape[1]):
        unbroken &= full[:, column]
        found += unbroken
    return found, unbroken


def count_near_steps(steps: Array, beside: Array, middle: Array, value: float) -> int:
    """How many steps are closer to a value than a third of the distance of their counterparts."""
    with np.errstate(all="ignore"):
        near, far = (np.abs(steps[at].astype("float64") - value).mean(axis=1) for at in (beside, middle))
        return int(np.count_nonzero(3 * near < far))


def full_steps(equal: Array) -> Array:
    """Which rows are true throughout.

    Truth values are bytes, so that up to eight of them are compared as one number.
    """
    width = next(width for width in (8, 4, 2, 1) if equal.shape[1] % width == 0)
    words, true = equal.view(f"u{width}"), int.from_bytes(b"\1" * width)
    found: Array = words[:, 0] == true
    if words.shape[1] > FEW:
        which = np.flatnonzero(found)
        found[which] = equal[which].all(axis=1)
        return found
    for column in range(1, words.shape[1]):
        if not found.any():
            break
        found &= words[:, column] == true
    return found
