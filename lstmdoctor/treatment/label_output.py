"""The labels of a result: what its samples did, they do, and what the user wants of them beside that."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.labels import LabelAt, LabelCure, Labels
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Array
from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data import only_array
from lstmdoctor.data.label_files import open_label_file
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.edits.label_cures import class_ids, cured_label_blocks, label_cure_for
from lstmdoctor.errors import Usage
from lstmdoctor.files.publish import Writer
from lstmdoctor.roles.labels import own_labels
from lstmdoctor.treatment.content import ignore_progress, sequences_of
from lstmdoctor.treatment.follow import labels_for_reading
from lstmdoctor.treatment.label_stream import LabelStream
from lstmdoctor.treatment.write import write_npy


def wanted_label_cure(wish: tuple[str, ...], model: ModelSpec | None) -> LabelCure | None:
    """The cure of the labels of a model's only output; None where none is wanted.

    Raises
    ------
    Usage
        There is no model, or it has several outputs, or its output has no classes.
    """
    if not wish:
        return None
    if model is None or len(model.outputs) != 1:
        raise Usage(f"--label-cure {wish[0]} wants a model of one output, which says what classes there are")
    return label_cure_for(wish, model.outputs[0].shape)


def labels_of(source: Source, plan: Plan, labels: DataPath | None) -> Sequences:
    """The labels of a plan: those of a file, else those that stand beside its data; raises `Usage`."""
    given = None if labels is None else only_array(open_label_file(labels, source), labels)
    found = labels_beside(source, plan) if given is None else given
    if found is None:
        raise Usage("--labels-output: there are no labels, name them with --labels")
    return found


def label_content(
    source: Source, plan: Plan, labels: Sequences, at: LabelAt, cure: LabelCure | None
) -> tuple[Writer, int, Facts]:
    """What writes the labels of the result, how many bytes they are, and what they will be.

    Raises
    ------
    Usage
        The labels match neither the samples nor the timesteps of the data, or are none of the classes.
    """
    sequences = sequences_of(source, plan)
    listed = sequences.facts.container == "list"
    lengths = [len(one) for block in sequences.blocks() for one in block] if listed else []
    stream = LabelStream(plan.chosen, labels, at, lengths, cure)
    shape, dtype = stream.shape_and_dtype()
    size = math.prod(shape) * dtype.itemsize
    blocks = (np.ascontiguousarray(rows, dtype) for rows in stream.cured_blocks())
    write = partial(write_npy, shape=shape, dtype=str(dtype), blocks=blocks, step=ignore_progress)
    return write, size, Facts(shape, "array", (dtype.name,))


def labels_in_memory(plan: Plan, labels: Labels, cure: LabelCure | None) -> Array:
    """The labels of the result as one array; the very rows where nothing is done to them."""
    if cure is None:
        return labels_for_reading(plan.chosen, labels)
    rows = labels_for_reading(plan.chosen, replace(labels, rows=class_ids(labels.rows, cure)))
    return np.concatenate(list(cured_label_blocks(rows, cure)))


def labels_beside(source: Source, plan: Plan) -> Sequences | None:
    """The labels in the data file that belong to the array of a plan."""
    named = shown_arrays(source).arrays
    data = [array.telling for array in named if array.name == plan.slot.array.name]
    own = own_labels(data, named[len(source.arrays) :])
    return next((array for array in source.labels if own and array.name == own[0].name), None)


def shown_arrays(source: Source) -> DataFile:
    """Data and labels of a file, as their headers tell."""
    return describe_source(replace(source, arrays=(*source.arrays, *source.labels)), None, header_only=True)
