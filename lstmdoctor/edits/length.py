"""Sequences of a length the model does not take: padding and truncation.

Padding keeps dtype and values: nothing goes through an integer, which is what ``pad_sequences`` does by
default. Truncation loses values and is never done unasked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Axis, Facts, Varies, axis_from_counts, axis_histogram
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.readings import Always, Argument, Array, Block, output_rows
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.text import byte_size_text

LARGEST_SAMPLE_BYTES = 1 << 30
"""Most that one padded sequence may take where it has to be in memory whole, because more is done to it."""


@dataclass(frozen=True)
class Pad(Always):
    """Bring every sequence to `timesteps` steps by adding steps of `value` on one side."""

    id: ClassVar[str] = "pad"
    cost: ClassVar[int] = 2
    timesteps: int
    side: Side
    value: float
    dtype: str
    ragged: bool = True

    def facts(self, before: Facts) -> Facts:
        axes = (before.axes[0], self.timesteps, *before.axes[2:])
        return replace(before, axes=axes, container="array", wrapping="", dtypes=(self.dtype,))

    def apply(self, block: Block) -> Block:
        rest = block[0].shape[1:] if len(block) else ()
        padded: Array = np.full((len(block), self.timesteps, *rest), self.value, dtype=self.dtype)
        if isinstance(block, np.ndarray) and len(block):
            padded[:, self.place(block.shape[1])] = block
            return padded
        places = {length: self.place(length) for length in set(map(len, block))}
        for row, sequence in zip(padded, block, strict=True):
            row[places[len(sequence)]] = sequence
        return padded

    def place(self, length: int) -> slice:
        """Where the real steps of a sequence of this length stand."""
        start = 0 if self.side == "post" else self.timesteps - length
        return slice(start, start + length)

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        for block in blocks:
            sample_bytes = self.timesteps * self._step_bytes(block)
            if sample_bytes > LARGEST_SAMPLE_BYTES:
                size, most = byte_size_text(sample_bytes), byte_size_text(LARGEST_SAMPLE_BYTES)
                raise Unreadable(f"padded to {self.timesteps:,} timesteps takes {size}, more than {most}")
            rows = output_rows(sample_bytes)
            for first in range(0, max(1, len(block)), rows):
                yield self.apply(block[first : first + rows])

    def flow_in_parts(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """As `flow`; a sample larger than `OUTPUT_BYTES` comes in runs of its timesteps, (1, steps, ...)."""
        for block in blocks:
            steps = output_rows(self._step_bytes(block))
            if steps >= self.timesteps:
                yield from self.flow(iter([block]))
                continue
            for sequence in block:
                for first in range(0, self.timesteps, steps):
                    yield self._part(np.asarray(sequence), first, min(first + steps, self.timesteps))

    def _part(self, sequence: Array, first: int, last: int) -> Array:
        """The timesteps of a padded sequence from one to before another."""
        place = self.place(len(sequence))
        part: Array = np.full((1, last - first, *sequence.shape[1:]), self.value, dtype=self.dtype)
        start, stop = max(first, place.start), min(last, place.stop)
        if start < stop:
            part[0, start - first : stop - first] = sequence[start - place.start : stop - place.start]
        return part

    def _step_bytes(self, block: Block) -> int:
        rest = block[0].shape[1:] if len(block) else ()
        return math.prod(rest) * np.dtype(self.dtype).itemsize

    def python(self, name: str) -> str:
        value = int(self.value) if self.value == int(self.value) else self.value
        return (
            f"{name} = keras.utils.pad_sequences({name}, maxlen={self.timesteps}, "
            f'dtype="{self.dtype}", padding="{self.side}", value={value})'
        )

    def sentence(self) -> str:
        where = "in front" if self.side == "pre" else "at the end"
        return f"padded to {self.timesteps} timesteps with {self.value:g} {where}"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "padding": self.side, "value": self.value}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return self.ragged or choices.pad is not None

    def asked(self, choices: Choices) -> bool:
        return choices.pad is not None

    def options(self) -> tuple[str, ...]:
        return ("--pad", str(self.timesteps))


@dataclass(frozen=True)
class Truncate(Always):
    """Cut steps off one side of every sequence that is longer than `timesteps`."""

    id: ClassVar[str] = "truncate"
    cost: ClassVar[int] = 4
    timesteps: int
    side: Side
    ragged: bool = False

    def facts(self, before: Facts) -> Facts:
        cut: dict[int, int] = {}
        for size, number in axis_histogram(before.axes[1], before.samples):
            short = min(size, self.timesteps)
            cut[short] = cut.get(short, 0) + number
        axis: Axis = (
            axis_from_counts(cut) if cut else Varies(min(low_of(before), self.timesteps), self.timesteps)
        )
        return replace(before, axes=(before.axes[0], axis, *before.axes[2:]))

    def apply(self, block: Block) -> Block:
        keep = slice(None, self.timesteps) if self.side == "post" else slice(-self.timesteps, None)
        return [sequence[keep] for sequence in block] if isinstance(block, list) else block[:, keep]

    def python(self, name: str) -> str:
        keep = f":{self.timesteps}" if self.side == "post" else f"-{self.timesteps}:"
        if self.ragged:
            return f"{name} = [sequence[{keep}] for sequence in {name}]"
        return f"{name} = {name}[:, {keep}]"

    def sentence(self) -> str:
        where = "front" if self.side == "pre" else "end"
        return f"cut what is longer than {self.timesteps} timesteps at the {where}"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "side": self.side}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return choices.truncate is not None

    def asked(self, choices: Choices) -> bool:
        return choices.truncate is not None

    def keeps_values(self, before: Facts) -> bool:
        return False

    def options(self) -> tuple[str, ...]:
        return ("--truncate", self.side)


def low_of(facts: Facts) -> int:
    """Shortest length on axis 1."""
    axis = facts.axes[1]
    return axis.low if isinstance(axis, Varies) else axis


def high_of(facts: Facts) -> int:
    """Longest length on axis 1."""
    axis = facts.axes[1]
    return axis.high if isinstance(axis, Varies) else axis


def axis_percentile(axis: Axis, samples: int, share: int) -> int:
    """The shortest length that at least `share` percent of the sequences do not exceed."""
    histogram = axis_histogram(axis, samples)
    total, seen = sum(number for _, number in histogram), 0
    for size, number in histogram:
        seen += number
        if seen * 100 >= share * total:
            return size
    return histogram[-1][0]


def target_length(facts: Facts, goal: Goal, choices: Choices) -> int | None:
    """The length that axis 1 should have; None where nothing asks for one."""
    if goal.timesteps is not None:
        return goal.timesteps
    if isinstance(choices.pad, str) and choices.pad.startswith("p"):
        return axis_percentile(facts.axes[1], facts.samples, int(choices.pad[1:]))
    if isinstance(choices.pad, str) and choices.pad.startswith("x"):
        return -(-high_of(facts) // int(choices.pad[1:])) * int(choices.pad[1:])
    if isinstance(facts.axes[1], Varies) or choices.pad == "longest":
        return high_of(facts)
    return None


def padding_side(goal: Goal, choices: Choices) -> Side:
    """Where padding goes: at the end where the model masks or is unknown, else in front.

    The cuDNN kernels want padding at the end under a mask. Without a mask the last steps weigh most:
    20 steps padded to 60 at the end changed an LSTM's output by half and more, in front by at most 2 %.
    """
    if choices.padding != "auto":
        return choices.padding
    return "post" if goal.no_model or goal.mask_value is not None else "pre"


def pad_value(goal: Goal, choices: Choices, dtype: str) -> float:
    """The value of added steps: the user's, the model's mask value, or 0."""
    value = choices.pad_value if choices.pad_value is not None else goal.mask_value or 0.0
    if dtype_kind(dtype) in ("b", "i", "u") and not can_hold(dtype, value):
        raise Usage(
            f"the padding value {value:g} does not fit the dtype {dtype} of the data: add --dtype float32"
        )
    return value


def can_hold(dtype: str, value: float) -> bool:
    """Whether an integer dtype has this very value."""
    if not np.isfinite(value) or value != int(value):
        return False
    if dtype == "bool":
        return value in (0, 1)
    limits = np.iinfo(dtype)
    return bool(limits.min <= value <= limits.max)


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Pad | Truncate]:
    """Padding for short sequences, truncation (both sides, unless one was chosen) for long ones."""
    if facts.mixed_rank or facts.rank < 2 or not goal.timed:
        return
    if set(facts.ragged) - {1} or (goal.rank is not None and facts.rank > goal.rank + 1):
        return
    ragged = facts.ragged == (1,)
    if facts.container == "list" and not ragged:
        return
    if not ragged and goal.rank not in (None, facts.rank):
        return
    length = target_length(facts, goal, choices)
    if length is None:
        return
    if high_of(facts) > length:
        for cut in ("pre", "post") if choices.truncate is None else (choices.truncate,):
            yield Truncate(length, "pre" if cut == "pre" else "post", ragged)
    elif ragged or low_of(facts) < length:
        dtype = pad_dtype(result_dtype(facts.dtypes), choices)
        if dtype_kind(dtype) == "":
            return
        yield Pad(length, padding_side(goal, choices), pad_value(goal, choices, dtype), dtype, ragged)


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
