"""What goes along with the data: a mask of the real timesteps, and the labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.labels import Labels
from lstmdoctor.core.readings import Array, Block, Reading
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.edits.labels import array_of_rows, has_label_per_step, refuse_other_lengths
from lstmdoctor.errors import Unreadable, Usage
from lstmdoctor.records import frozen_record
from lstmdoctor.treatment.stream import stream_edits


@frozen_record
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


def timestep_mask(sequences: Sequences, reading: Reading | None, masked: float | None) -> Iterator[Array]:
    """Boolean (samples, timesteps), True where a timestep is real and False where it is padding.

    This is what Keras takes as the ``mask`` of a recurrent layer. Padding is what was added, and every step
    that holds nothing but the value that the model masks: ``compute_mask`` of ``Masking`` and ``Embedding``
    (keras/src/layers/core).

    Parameters
    ----------
    masked : float or None
        That value; None where the model does not mask.
    """
    edits = [step.edit for step in reading.steps] if reading is not None else []
    shaping = [edit.on_presence() for edit in edits if not edit.traits.of_values]
    added = map(any_of_step, stream_edits(Presence(sequences), shaping))
    if masked is None:
        return added
    return common_steps(added, (steps_unlike(rows, masked) for rows in stream_edits(sequences, edits)))


def any_of_step(rows: Array) -> Array:
    """Whether anything in a step is True."""
    return rows if rows.ndim < 3 else np.any(rows, axis=tuple(range(2, rows.ndim)))


def steps_unlike(rows: Array, value: float) -> Array:
    """Whether anything in a step is another value."""
    return any_of_step(np.asarray(rows != np.asarray(value).astype(rows.dtype)))


def common_steps(first: Iterator[Array], second: Iterator[Array]) -> Iterator[Array]:
    """Where both are True, in the runs of the first; the second is cut into other runs of the same steps."""
    rest = np.zeros(0, bool)
    for run in first:
        while rest.size < run.size:
            more = next(second, None)
            if more is None:
                raise Unreadable("changed while it was read: steps are missing")
            rest = np.concatenate([rest, more.ravel()])
        yield run & rest[: run.size].reshape(run.shape)
        rest = rest[run.size :]


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
    steps = reading.steps if reading is not None else ()
    resized = next((step for step in steps if step.edit.traits.resizes), None)
    if resized is not None and has_label_per_step(labels.rows, resized.before):
        refuse_other_lengths(labels)
    for step in steps:
        labels = replace(labels, rows=step.edit.follow(labels, step.before, step.after))
    rows = array_of_rows(labels.rows)
    wanted = None if reading is None or reading.result is None else reading.result.samples
    if wanted is not None and len(rows) != wanted:
        windows = [step.edit.options() for step in steps if step.edit.id == "window"]
        next_step = len(rows) == wanted - 1 and windows and len(windows[0]) == len(("--window", "N"))
        hint = "; --horizon 1 makes as many, each with a next step" if next_step else ""
        raise Usage(f"the labels do not follow: {len(rows):,} of them for {wanted:,} samples{hint}")
    return rows
