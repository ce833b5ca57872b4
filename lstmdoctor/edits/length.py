"""Sequences shorter than the model takes: padding.

It keeps dtype and values: nothing goes through an integer, which is what ``pad_sequences`` does by default.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from lstmdoctor.core.alike_arrays import AlikeArrays
from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts, high_of, low_of
from lstmdoctor.core.goal import Goal, result_dtype
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.output_blocks import output_rows
from lstmdoctor.core.readings import Argument, Array, Block
from lstmdoctor.core.traits import Traits
from lstmdoctor.edits.always import Always
from lstmdoctor.edits.entry import Entry
from lstmdoctor.edits.labels import has_label_per_step, is_label_per_step
from lstmdoctor.edits.padding import (
    are_bytes_of_rows,
    can_hold,
    copy_into_rows,
    length_to_reach,
    pad_dtype,
    pad_value,
    padding_side,
    recorded_value,
    spoken_value,
)
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.text import byte_size_text

LARGEST_SAMPLE_BYTES = 1 << 30
"""Most that one padded sequence may take where it has to be in memory whole, because more is done to it."""


@frozen_record
class Pad(Always):
    """Bring every sequence to `timesteps` steps by adding steps of `value` on one side."""

    id: ClassVar[str] = "pad"
    cost: ClassVar[int] = 2
    fault: ClassVar[str] = "LD302"
    traits: ClassVar[Traits] = Traits(
        keeps_axes=True, keeps_samples=True, sized=True, resizes=True, settles_time=True
    )
    retired: ClassVar[tuple[str, ...]] = ("ragged",)
    timesteps: int
    side: Side
    value: float
    dtype: str
    ragged: bool = True

    def facts(self, before: Facts) -> Facts:
        axes = (before.axes[0], self.timesteps, *before.axes[2:])
        return replace(before, axes=axes, container="array", wrapping="", dtypes=(self.dtype,))

    def apply(self, block: Block | AlikeArrays) -> Block:
        rest = block[0].shape[1:] if len(block) else ()
        padded: Array = np.full((len(block), self.timesteps, *rest), self.value, dtype=self.dtype)
        if isinstance(block, np.ndarray) and len(block):
            padded[:, self.place(block.shape[1])] = block
            return padded
        if isinstance(block, AlikeArrays) and are_bytes_of_rows(block, padded):
            copy_into_rows(block, padded, self.side)
            return padded
        places = {length: self.place(length) for length in set(map(len, block))}
        for row, sequence in zip(padded, block, strict=True):
            row[places[len(sequence)]] = sequence
        return padded

    def place(self, length: int) -> slice:
        """Where the real steps of a sequence of this length stand."""
        start = 0 if self.side == "post" else self.timesteps - length
        return slice(start, start + length)

    def flow(self, blocks: Iterator[Block | AlikeArrays]) -> Iterator[Block]:
        for block in blocks:
            sample_bytes = self.timesteps * self._step_bytes(block)
            if sample_bytes > LARGEST_SAMPLE_BYTES:
                size, most = byte_size_text(sample_bytes), byte_size_text(LARGEST_SAMPLE_BYTES)
                raise Unreadable(f"padded to {self.timesteps:,} timesteps takes {size}, more than {most}")
            rows = output_rows(sample_bytes)
            for first in range(0, max(1, len(block)), rows):
                yield self.apply(block[first : first + rows])

    def flow_in_parts(self, blocks: Iterator[Block | AlikeArrays]) -> Iterator[Block]:
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

    def _step_bytes(self, block: Block | AlikeArrays) -> int:
        rest = block[0].shape[1:] if len(block) else ()
        return math.prod(rest) * np.dtype(self.dtype).itemsize

    def python(self, name: str) -> str:
        return (
            f"{name} = keras.utils.pad_sequences({name}, maxlen={self.timesteps}, "
            f'dtype="{self.dtype}", padding="{self.side}", value={spoken_value(self.value)})'
        )

    def sentence(self, *, done: bool) -> str:
        where = "in front" if self.side == "pre" else "at the end"
        return f"{'padded' if done else 'pad'} to {self.timesteps} timesteps with {self.value:g} {where}"

    def args(self) -> dict[str, Argument]:
        return {"timesteps": self.timesteps, "padding": self.side, "value": self.value}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return self.ragged or choices.pad is not None

    def asked(self, choices: Choices) -> bool:
        return choices.pad is not None

    def options(self) -> tuple[str, ...]:
        return ("--pad", str(self.timesteps))

    def misfit(self, before: Facts) -> str:
        if before.rank < 2 or set(before.ragged) - {1}:
            return "holds no sequences of timesteps, which the treatment pads"
        if high_of(before) > self.timesteps:
            return f"sequences of up to {high_of(before)} timesteps, the treatment pads to {self.timesteps}"
        return ""

    def record(self) -> dict[str, Argument]:
        return {
            **{"timesteps": self.timesteps, "side": self.side},
            **{"value": recorded_value(self.value), "dtype": self.dtype},
        }

    @classmethod
    def read(cls, entry: Entry, before: Facts) -> Self:
        dtype, value = entry.dtype("dtype"), entry.number_or_infinity("value")
        if not can_hold(dtype, value):
            raise entry.wrong("value", f"a value that {dtype} has")
        return cls(entry.integer("timesteps"), entry.side("side"), value, dtype, bool(before.ragged))

    def on_presence(self) -> Pad:
        return replace(self, dtype="bool", value=0.0)

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        if not has_label_per_step(labels.rows, before):
            return labels.rows
        rest = np.shape(labels.rows[0])[1:]
        dtype = np.result_type(*{np.asarray(row).dtype for row in labels.rows})
        padded: Array = np.zeros((len(labels.rows), self.timesteps, *rest), dtype)
        for row, real in zip(padded, labels.rows, strict=True):
            row[self.place(len(real))] = real
        return padded

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        if not is_label_per_step(rows, before):
            return ""
        return replace(self, value=0.0, dtype=result_dtype(rows.dtypes)).python(labels)


def propose(facts: Facts, goal: Goal, choices: Choices) -> Iterator[Pad]:
    """Padding for sequences of several lengths, or shorter than what is wanted, none of which is longer."""
    length = length_to_reach(facts, goal, choices)
    if length is None or high_of(facts) > length:
        return
    ragged = facts.ragged == (1,)
    if ragged or low_of(facts) < length:
        dtype = pad_dtype(result_dtype(facts.dtypes), choices)
        if dtype_kind(dtype) == "":
            return
        yield Pad(length, padding_side(goal, choices), pad_value(goal, choices, dtype), dtype, ragged)
