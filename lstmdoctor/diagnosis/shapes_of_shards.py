"""Whether each of several files holds samples or is one sequence, as the model tells."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import batch_first, goal_of
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.sharding import How
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.shards.joint import ShardedSequences
from lstmdoctor.data.shards.opening import as_lone_sequences
from lstmdoctor.edits.search import find_readings
from lstmdoctor.errors import Usage


def shaped_shards(source: Source, spec: ModelSpec | None, how: How) -> Source:
    """The source with its files as samples or as sequences.

    Raises
    ------
    Usage
        Both are possible, and the user has not said which it is.
    """
    if how == "rows" or not could_be_sequences(source):
        return source
    alone = as_lone_sequences(source)
    if how == "sequences":
        return alone
    rows, sequences = source.arrays[0].facts, alone.arrays[0].facts
    if spec is None:
        sure = rows.rank > 2 and not rows.ragged and not rows.mixed_rank
        return told_apart(source, alone, None, sure_rows=sure, sure_sequences=rows.rank == 1)
    if len(spec.inputs) != 1 or spec.inputs[0].shape is None:
        return source
    goal = goal_of(batch_first(spec.inputs[0]), Choices())
    as_rows = find_readings(rows, goal, Choices())
    if fits_as_it_is(as_rows):
        return source
    unasked_rows, unasked_sequences = (
        is_unasked(as_rows),
        is_unasked(find_readings(sequences, goal, Choices())),
    )
    if not unasked_rows and not unasked_sequences:
        return alone if is_one_of_many(rows, spec.inputs[0].shape) else source
    return told_apart(
        source, alone, spec.path, sure_rows=not unasked_sequences, sure_sequences=not unasked_rows
    )


def told_apart(
    rows: Source, sequences: Source, model: str | None, *, sure_rows: bool, sure_sequences: bool
) -> Source:
    """The one that is sure; raises `Usage` with the two commands where neither is."""
    if sure_rows or sure_sequences:
        return rows if sure_rows else sequences
    verb = ["lstmdoctor", "fix"] if model is None else ["lstmdoctor", "diagnose", model]
    command = shlex.join([*verb, *rows.words])
    raise Usage(
        f"{rows.path}: each file may hold samples, or be one sequence; say which: {command} --shards rows, "
        f"or {command} --shards sequences"
    )


def is_unasked(readings: Sequence[Reading]) -> bool:
    """Whether the best reading may be applied without being asked for."""
    return bool(readings) and readings[0].by_itself


def fits_as_it_is(readings: Sequence[Reading]) -> bool:
    """Whether nothing but values would be changed."""
    return bool(readings) and all(step.edit.traits.of_values for step in readings[0].steps)


def could_be_sequences(source: Source) -> bool:
    """Whether each file holds one array, which may be one sequence."""
    arrays = [array for array in source.arrays if isinstance(array, ShardedSequences)]
    return len(arrays) == 1 and all(
        part.own.container == "array" and part.own.axes for part in arrays[0].parts
    )


def is_one_of_many(rows: Facts, shape: Sequence[int | None]) -> bool:
    """Whether a file has the axes of one sequence, whatever its timesteps."""
    if rows.mixed_rank or rows.rank != len(shape) - 1:
        return False
    return all(a is None or a == b for a, b in zip(shape[2:], rows.axes[1:], strict=True))
