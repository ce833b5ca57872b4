"""The labels of a result: what its samples did, they do, and what the user wants of them beside that."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.label_moves import plan_with_labels
from lstmdoctor.core.labels import LabelAt, LabelCure, Labels
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Array, Block
from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec, OutputSpec
from lstmdoctor.data import only_array
from lstmdoctor.data.label_files import open_label_file
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.data.sequences.source import Sequences, Source, Textual
from lstmdoctor.diagnosis.description import labels_of_array
from lstmdoctor.edits.class_names import class_names_of, ids_of_names
from lstmdoctor.edits.label_cures import class_ids, cured_label_blocks, label_cure_for
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.patterns import joint_path
from lstmdoctor.files.publish import Writer
from lstmdoctor.treatment.content import ignore_progress, sequences_of
from lstmdoctor.treatment.follow import labels_for_reading
from lstmdoctor.treatment.label_stream import LabelStream
from lstmdoctor.treatment.write import write_npy

TIMED = 2
"""Axes of labels of timesteps."""


def wanted_label_cure(wish: tuple[str, ...], model: ModelSpec | None) -> LabelCure | None:
    """The cure of the labels of a model's only output; None where none is wanted.

    Raises
    ------
    Usage
        There is no model, or it has several outputs, or its output has no classes, or its loss takes others.
    """
    if not wish:
        return None
    if model is None or len(model.outputs) != 1:
        raise Usage(f"--label-cure {wish[0]} wants a model of one output, which says what classes there are")
    refuse_cure_beside_loss(wish, model.outputs[0])
    return label_cure_for(wish_for_loss(wish, model.outputs[0]), model.outputs[0].shape)


def wish_for_loss(wish: tuple[str, ...], output: OutputSpec) -> tuple[str, ...]:
    """The wish, and that names of classes become what the loss of the output takes."""
    return (*wish, "one-hot") if "encode" in wish and takes_one_hot(output) else wish


def takes_one_hot(output: OutputSpec) -> bool:
    """Whether a loss takes a value for each class, and not its id; where there is no loss nothing says so."""
    units = output.shape[-1] if output.shape else None
    match output.comparison:
        case "categorical":
            return True
        case "elementwise" | "strict":
            return (units or 0) > 1
        case _:
            return False


def refuse_cure_beside_loss(wish: tuple[str, ...], output: OutputSpec) -> None:
    """Raise `Usage` where the loss of an output does not take the labels that a cure makes."""
    loss, comparison = output.loss, output.comparison
    if "one-hot" in wish and comparison in ("sparse", "sequence"):
        raise Usage(f"--label-cure one-hot: the loss {loss} takes class ids, not a value for each class")
    if "encode" in wish and output.is_quantity:
        raise Usage(
            f"--label-cure encode: the loss {loss} compares one number, and would learn the ids of classes "
            'as quantities; read text as numbers: np.asarray(y, dtype="float32")'
        )
    counted = next((word for word in ("from-zero", "encode") if word in wish), None)
    if counted is not None and comparison == "sequence":
        raise Usage(f"--label-cure {counted}: the loss {loss} takes 0 for its blank, and labels count from 1")


def labels_of(source: Source, plan: Plan, labels: DataPath | None, cure: LabelCure | None) -> Sequences:
    """The labels of a plan: those of a file, else those that stand beside its data; raises `Usage`.

    Text whose names are known comes as ids.
    """
    given = None if labels is None else only_array(open_label_file(labels, source), labels)
    found = labels_of_array(source, plan.slot.array.name) if given is None else given
    if found is None:
        raise Usage("there are no labels, name them with --labels")
    with named_labels(labels):
        return numbered_labels(found, cure)


@contextmanager
def named_labels(labels: DataPath | None) -> Iterator[None]:
    """Name the file of the labels where they cannot be read; without one they stand in that of the data.

    Raises
    ------
    Refused
    """
    try:
        yield
    except Unreadable as error:
        if labels is None:
            raise
        path = labels if isinstance(labels, str) else joint_path(labels.words)
        raise Refused(path, str(error)) from error


def blocks_of_labels(blocks: Iterator[Array], labels: DataPath | None) -> Iterator[Array]:
    """The blocks of labels as they are read, which may fail late."""
    with named_labels(labels):
        yield from blocks


def with_class_names(
    cure: LabelCure | None, source: Source, plan: Plan, labels: DataPath | None
) -> LabelCure | None:
    """The cure with the names of the classes that the labels of a plan have, where they are text.

    Raises
    ------
    Refused, Usage
        The labels cannot be read, or hold no text, or more different ones than there are classes.
    """
    if cure is None or not cure.encode:
        return cure
    try:
        with named_labels(labels):
            return cure_with_names(cure, labels_of(source, plan, labels, None))
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error


def cure_with_names(cure: LabelCure, labels: Sequences) -> LabelCure:
    """The cure with the names of the classes that stand among labels."""
    return replace(cure, names=class_names_of(texts_of_labels(labels), cure.classes))


def numbered_labels(labels: Sequences, cure: LabelCure | None) -> Sequences:
    """Labels as ids, where the names of their classes are known."""
    if cure is None or not cure.names:
        return labels
    ids = ids_of_names(texts_of_labels(labels), cure.names)
    if isinstance(ids, list):
        return ListSequences(labels.name, ids)
    return ArraySequences(labels.name, ids)


def texts_of_labels(labels: Sequences) -> Block:
    """Labels as they are, in memory; raises `Usage` where they can be no text."""
    if isinstance(labels, Textual) and not (labels.facts.ragged and labels.facts.rank > TIMED):
        return labels.texts()
    if labels.facts.dtype in ("str", "bytes"):
        raise Usage("--label-cure encode: text is not read out of this file, save it with np.save(path, y)")
    raise Usage(
        f"--label-cure encode: the labels are {labels.facts.dtype}, and text is wanted, one for each sample "
        "or one for each timestep"
    )


def plan_of_labels(plans: Sequence[Plan], labels: Facts) -> Plan:
    """The plan that labels follow: any where all do the same to them, else the only one that pads them.

    Raises
    ------
    Usage
        Nothing says which of the arrays the labels go along with.
    """
    samples = {plan.after.samples for plan in plans}
    if len(samples) > 1:
        numbers = " and ".join(f"{number:,}" for number in sorted(samples))
        raise Usage(
            f"--labels-output: the arrays become {numbers} samples, and labels go along with one number"
        )
    followed = plan_with_labels(plans, labels)
    if followed is not None:
        return followed
    raise Usage(
        "--labels-output: the arrays are not all changed in the same way, and nothing says which of them the "
        "labels go along with"
    )


def label_content(
    source: Source,
    plan: Plan,
    labels: Sequences,
    at: LabelAt,
    cure: LabelCure | None,
    path: DataPath | None,
) -> tuple[Writer, int, Facts]:
    """What writes the labels of the result, how many bytes they are, and what they will be.

    Parameters
    ----------
    path : str, Shards or None
        Where the labels come from; None for the data itself.

    Raises
    ------
    Usage
        The labels match neither the samples nor the timesteps of the data, or are none of the classes.
    """
    sequences = sequences_of(source, plan)
    listed = sequences.facts.container == "list"
    lengths = [len(one) for block in sequences.blocks() for one in block] if listed else []
    with named_labels(path):
        stream = LabelStream(plan.chosen, labels, at, lengths, cure)
        shape, dtype = stream.shape_and_dtype()
    size = math.prod(shape) * dtype.itemsize
    blocks = (np.ascontiguousarray(rows, dtype) for rows in blocks_of_labels(stream.cured_blocks(), path))
    write = partial(write_npy, shape=shape, dtype=str(dtype), blocks=blocks, step=ignore_progress)
    return write, size, Facts(shape, "array", (dtype.name,))


def labels_in_memory(plan: Plan, labels: Labels, cure: LabelCure | None) -> Array:
    """The labels of the result as one array; the very rows where nothing is done to them."""
    if cure is None:
        return labels_for_reading(plan.chosen, labels)
    rows = labels_for_reading(plan.chosen, replace(labels, rows=class_ids(labels.rows, cure)))
    return np.concatenate(list(cured_label_blocks(rows, cure)))
