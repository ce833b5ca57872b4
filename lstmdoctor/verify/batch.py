"""The one batch that Keras is asked about: the first samples of each array, in the form they are stored in.

What `fit` refuses may be the container alone - a list of arrays, nested numbers, a dtype of objects - so the
child process gets back just what the file holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np

from lstmdoctor.core.readings import Block
from lstmdoctor.data.sequences.source import Sequences
from lstmdoctor.records import frozen_record

Form = Literal["array", "objects", "list", "numbers"]
"""An array, an array of Python objects, a list of arrays, nested lists of Python numbers."""


@frozen_record
class BatchArray:
    """One array of the batch.

    Parameters
    ----------
    name : str
        Of the input or output that it is for.
    sequences : Sequences
    """

    name: str
    sequences: Sequences

    @property
    def form(self) -> Form:
        facts = self.sequences.facts
        if facts.container == "list":
            return "numbers" if facts.wrapping == "nested-numbers" else "list"
        return "objects" if "object" in facts.dtypes else "array"


@frozen_record
class Batch:
    """What one step of `fit` would be given.

    Parameters
    ----------
    inputs : tuple of BatchArray
        One for each input of the model, in its order.
    labels : tuple of BatchArray
        One for each output in its order; empty where there are none, or not as many as outputs.
    listed : bool
        Whether the inputs stand in a list, as they do in the file, rather than in a dict or alone.
    """

    inputs: tuple[BatchArray, ...]
    labels: tuple[BatchArray, ...] = ()
    listed: bool = False


def save_batch(path: Path, batch: Batch, samples: int) -> None:
    """Write the first samples of every array for the child process, and in what form they stood."""
    members: dict[str, Any] = {}
    told: dict[str, object] = {"listed": batch.listed}
    for role, arrays in (("inputs", batch.inputs), ("labels", batch.labels)):
        told[role] = [save_array(members, f"{role}.{i}", one, samples) for i, one in enumerate(arrays)]
    np.savez(path, **members, told=np.array(json.dumps(told)))


def save_array(members: dict[str, Any], key: str, array: BatchArray, samples: int) -> dict[str, object]:
    """Add the first samples of one array; says how it has to be put together again."""
    rows = first_samples(array.sequences, samples)
    if isinstance(rows, list):
        members |= {f"{key}.{k}": row for k, row in enumerate(rows)}
    else:
        members[key] = rows
    return {"name": array.name, "form": array.form, "count": len(rows)}


def first_samples(sequences: Sequences, samples: int) -> Block:
    """At most so many samples from the beginning."""
    if sequences.facts.container == "list":
        return list(islice((np.array(one) for block in sequences.blocks() for one in block), samples))
    pieces, here = [], 0
    for block in sequences.blocks():
        pieces.append(np.array(block[: samples - here]))
        here += len(pieces[-1])
        if here >= samples:
            break
    return np.concatenate(pieces) if pieces else np.asarray(sequences.whole())


def labels_of_outputs(outputs: Sequence[str], labels: Sequence[Sequences]) -> tuple[BatchArray, ...]:
    """The labels of each output, by name or else by place; nothing where they are not as many.

    One list with an array for each of several outputs is taken apart.
    """
    if len(outputs) > 1 and len(labels) == 1 and labels[0].facts.samples == len(outputs):
        only = labels[0]
        labels = only.split() if only.facts.container == "list" else labels
    if len(labels) != len(outputs):
        return ()
    named = {array.name.rpartition("/")[2]: array for array in labels}
    ordered = [named[name] for name in outputs] if set(named) == set(outputs) else labels
    return tuple(BatchArray(name, array) for name, array in zip(outputs, ordered, strict=True))
