"""What goes along with the data: a mask of the real timesteps, and the labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.readings import OF_VALUES, Array, Block, Edit, Reading
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.errors import Usage
from lstmdoctor.treatment.stream import stream_edits

LabelAt = Literal["last", "first", "every"]


@dataclass(frozen=True)
class Presence:
    """Sequences seen as the presence of their values: True wherever there is one. Costs no memory."""

    sequences: Sequences

    @property
    def name(self) -> str:
        return self.sequences.name

    @property
    def facts(self) -> Facts:
        return replace(self.sequences.facts, dtypes=("bool",), values=None)

    def blocks(self) -> Iterator[Block]:
        return map(presence_of_block, self.sequences.blocks())

    def whole(self) -> Block:
        return presence_of_block(self.sequences.whole())

    def split(self) -> tuple[Sequences, ...]:
        return tuple(Presence(part) for part in self.sequences.split())


def presence_of_block(block: Block) -> Block:
    """True in the shape of a block."""
    if isinstance(block, list):
        return [np.broadcast_to(np.True_, np.shape(sequence)) for sequence in block]
    return np.broadcast_to(np.True_, block.shape)


def timestep_mask(sequences: Sequences, reading: Reading | None) -> Iterator[Array]:
    """Boolean (samples, timesteps), True where a timestep is real and False where it is padding.

    This is what Keras takes as the ``mask`` of a recurrent layer.
    """
    edits = [step.edit for step in reading.steps] if reading is not None else []
    shaping = [on_presence(edit) for edit in edits if edit.id not in OF_VALUES]
    for rows in stream_edits(Presence(sequences), shaping):
        yield rows if rows.ndim < 3 else np.any(rows, axis=tuple(range(2, rows.ndim)))


def on_presence(edit: Edit) -> Edit:
    """The same edit on truth values, padding with False."""
    names = {field.name for field in fields(edit)}
    changes: dict[str, object] = {"dtype": "bool"} if "dtype" in names else {}
    if edit.id == "pad":
        changes["value"] = 0.0
    return replace(edit, **changes)


@dataclass
class Labels:
    """Labels on their way along the steps of a reading.

    Parameters
    ----------
    rows : ndarray or list of ndarray
        One entry a sample, or one a timestep while the data is one series.
    at : {"last", "first", "every"}
        Which timestep of a window gives its label, where there is one for every timestep.
    lengths : sequence of int
        Timesteps of every sequence, while the data is a list of them.
    """

    rows: Block
    at: LabelAt
    lengths: Sequence[int]


def labels_for_reading(reading: Reading | None, labels: Labels) -> Array:
    """Labels for the result of a reading.

    Labels with one entry a sample stay as they are; what the samples do, they do: left out with the
    remainder, repeated with the last sample, once for every window. Labels with one entry a timestep are
    padded and cut on the same side as the data.

    Raises
    ------
    Usage
        The labels match neither the samples nor the timesteps of the data.
    """
    for step in reading.steps if reading is not None else ():
        labels.rows = labels_after_edit(step.edit, step.before, step.after, labels)
    rows = labels.rows if isinstance(labels.rows, np.ndarray) else as_array(labels.rows)
    wanted = None if reading is None or reading.result is None else reading.result.samples
    if wanted is not None and len(rows) != wanted:
        raise Usage(f"the labels do not follow: {len(rows):,} of them for {wanted:,} samples")
    return rows


def as_array(rows: list[Array]) -> Array:
    """Labels in a list as one array."""
    if len({np.shape(row) for row in rows}) > 1:
        raise Usage(
            "the labels differ in length and the data does not: pad the data, or pad the labels first"
        )
    return np.stack([np.asarray(row) for row in rows])


def labels_after_edit(edit: Edit, before: Facts, after: Facts, labels: Labels) -> Block:
    """The labels after one edit of the data."""
    rows = labels.rows
    match edit.id:
        case "drop-remainder" | "pad-batch":
            return edit.apply(rows if isinstance(rows, np.ndarray) else as_array(rows))
        case "pad" | "truncate" if per_step(rows, before):
            return with_length(rows, edit)
        case "window":
            return window_labels(edit, before, labels)
        case "merge-batches" if len(rows) == before.samples != after.samples:
            return np.concatenate([np.asarray(row) for row in rows])
        case "add-batch-axis" if len(rows) == before.samples != 1:
            return np.asarray(rows)[None]
        case "swap-batch-time" if np.shape(rows)[:2] == before.axes[:2]:
            return np.swapaxes(np.asarray(rows), 0, 1)
        case _:
            return rows


def per_step(rows: Block, before: Facts) -> bool:
    """Whether the labels have an entry for every timestep of every sequence."""
    if len(rows) != before.samples or before.rank < 2:
        return False
    if isinstance(rows, list):
        return bool(rows) and all(np.ndim(row) > 0 for row in rows)
    return rows.ndim > 1 and rows.shape[1] == before.axes[1]


def with_length(rows: Block, edit: Edit) -> Block:
    """Labels of every timestep, padded with 0 or cut as the data is."""
    if edit.id == "truncate":
        return edit.apply(rows)
    timesteps, side = int(edit.args()["timesteps"] or 0), edit.args()["padding"]
    first = np.asarray(rows[0])
    padded = np.zeros((len(rows), timesteps, *first.shape[1:]), first.dtype)
    for row, real in zip(padded, rows, strict=True):
        start = timesteps - len(real) if side == "pre" else 0
        row[start : start + len(real)] = real
    return padded


def window_labels(edit: Edit, before: Facts, labels: Labels) -> Array:
    """Labels of windows: one for every window from the timestep that `at` names, or that of its sequence."""
    args, rows = edit.args(), labels.rows
    size, stride = int(args["timesteps"] or 0), int(args["stride"] or 1)
    if before.rank < edit.facts(before).rank:
        if len(rows) != before.samples:
            return np.asarray(rows)
        return sequence_window_labels(np.asarray(rows), size, stride, labels.at)
    lengths = labels.lengths or [_fixed_axis_size(before.axes[1])] * before.samples
    if len(rows) != len(lengths):
        return np.asarray(rows)
    pieces = []
    for row, length in zip(rows, lengths, strict=True):
        number = max(0, (length - size) // stride + 1)
        of_steps = np.ndim(row) > 0 and len(row) == length
        pieces.append(
            sequence_window_labels(np.asarray(row), size, stride, labels.at)
            if of_steps
            else np.repeat([row], number, axis=0)
        )
    return np.concatenate(pieces)


def sequence_window_labels(steps: Array, size: int, stride: int, at: LabelAt) -> Array:
    """Labels of the windows of one sequence from the labels of its timesteps."""
    number = max(0, (len(steps) - size) // stride + 1)
    starts = np.arange(number) * stride
    match at:
        case "first":
            wanted = starts
        case "last":
            wanted = starts + size - 1
        case "every":
            wanted = starts[:, None] + np.arange(size)
    return np.take(steps, wanted, axis=0)


def _fixed_axis_size(axis: object) -> int:
    return axis if isinstance(axis, int) else 0
