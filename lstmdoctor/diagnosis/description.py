"""Files as the diagnosis takes them: opened for a model, its arrays named and looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.plans import Named, ShardFacts
from lstmdoctor.core.sharding import DataPath, Shards
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.core.tables import FILE_COLUMN, Table
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.scanning import has_numeric_dtypes, scan_sequences
from lstmdoctor.data.sequences.source import Progress, Sequences, Source
from lstmdoctor.data.stored_size import source_bytes
from lstmdoctor.diagnosis.roles_of_arrays import (
    join_many_arrays,
    join_numbered_arrays,
    one_each,
    sorted_out,
    unpacked_dict,
    with_data,
)
from lstmdoctor.edits.places import UnpackDict
from lstmdoctor.errors import TOO_LARGE, Refused, Unreadable
from lstmdoctor.roles.labels import own_labels

TABLES = ("csv", "tsv", "jsonl", "parquet", "arrow", "arrows")
SEQUENCES = 3
"""Axes of what a model of sequences takes."""


def open_source(
    data: DataPath,
    spec: ModelSpec | None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
) -> Source:
    """A data file, or several, as this model takes it, or anybody; raises `Refused`."""
    table = None if choices is None else choices.table
    how = data.how if isinstance(data, Shards) else "auto"
    opened = open_data(data, table)
    if opened.words:
        from lstmdoctor.diagnosis.shapes_of_shards import shaped_shards

        if table is None or not table.named:
            opened = replace(shaped_shards(opened, spec, how), how=how)
            opened = tables_of_other_columns(data, opened, spec)
    source = join_many_arrays(opened if spec is None else sorted_out(opened, spec))
    taken = unpacked_as_asked(source, spec, choices)
    return taken if mapping or spec is None or taken is not source else join_numbered_arrays(source, spec)


def tables_of_other_columns(data: DataPath, opened: Source, spec: ModelSpec | None) -> Source:
    """Several tables as one, whose columns have names, where there are more columns than features."""
    shape = spec.inputs[0].shape if spec is not None and len(spec.inputs) == 1 else None
    if not isinstance(data, Shards) or data.asked or opened.format not in TABLES or shape is None:
        return opened
    columns = opened.arrays[0].facts.axes[-1:]
    if len(shape) < SEQUENCES or shape[-1] is None or columns == (shape[-1],):
        return opened
    try:
        return open_data(data, Table(id=(FILE_COLUMN,)))
    except Refused:
        return opened


def unpacked_as_asked(source: Source, spec: ModelSpec | None, choices: Choices | None) -> Source:
    """The source with the arrays of a dict as one list, where the user wants them so."""
    wanted = choices is not None and UnpackDict.id in choices.cure
    return unpacked_dict(source) if wanted and (spec is None or len(spec.inputs) == 1) else source


def open_labels(labels: DataPath | None, source: Source, spec: ModelSpec) -> Source | None:
    """The file of the labels, else the data file where it holds labels, else None; `labels` holds them."""
    if labels is None:
        return replace(source, remarks=()) if source.labels else None
    from lstmdoctor.data.label_files import open_label_file

    opened = open_label_file(labels, source)
    if opened.words:
        from lstmdoctor.data.shards.opening import labels_of_shards

        return labels_of_shards(opened, source)
    places = one_each(opened, len(spec.outputs))
    parted = with_data(opened, places) if places else sorted_out(opened, spec)
    return replace(opened, labels=parted.labels or parted.arrays)


def describe_labels(
    opened: Source | None, spec: ModelSpec, header_only: bool, histograms: bool = False
) -> DataFile | None:
    """Labels as the diagnosis takes them."""
    if opened is None:
        return None
    ctc = any(output.takes_sequences for output in spec.outputs)
    arrays = describe_arrays(
        opened, opened.labels, (), len(spec.outputs), header_only, histograms=histograms, aligned=ctc
    )
    return shown_file(opened, arrays)


def describe_source(
    source: Source,
    spec: ModelSpec | None,
    header_only: bool,
    progress: Progress | None = None,
    histograms: bool = False,
) -> DataFile:
    """A source as the diagnosis takes it."""
    inputs = spec.inputs if spec is not None else ()
    known = {value for spec in inputs for value in (spec.mask_value, spec.infinite_mask)}
    masks = tuple(value for value in known if value is not None)
    arrays = describe_arrays(source, source.arrays, masks, len(inputs), header_only, progress, histograms)
    return shown_file(source, arrays)


def shown_file(source: Source, arrays: tuple[Named, ...]) -> DataFile:
    """A source with the facts of its arrays."""
    return DataFile(
        source.path,
        source.format,
        arrays,
        source.remarks,
        source.file,
        source.table,
        source.words,
        source.unread,
        source_bytes(source),
        source.how,
    )


def shard_facts(source: Source, array: Sequences) -> tuple[ShardFacts, ...]:
    """The files of an array that stands in several."""
    if not source.words:
        return ()
    from lstmdoctor.data.shards.joint import ShardedSequences

    if not isinstance(array, ShardedSequences):
        return ()
    return tuple(ShardFacts(part.path, part.facts) for part in array.parts)


def describe_arrays(
    source: Source,
    arrays: Sequence[Sequences],
    masks: tuple[float, ...],
    inputs: int,
    header_only: bool,
    progress: Progress | None = None,
    histograms: bool = False,
    aligned: bool = False,
) -> tuple[Named, ...]:
    """Names and facts; the members of a list with one for every input, or output, of the model, or nearly."""

    def look(array: Sequences) -> Facts:
        return array.facts if header_only else scan_sequences(array, masks, progress, histograms, aligned)

    def members(array: Sequences) -> tuple[Facts, ...]:
        number = array.facts.samples
        as_inputs = array.facts.container == "list" and (number == inputs or 1 < number <= 2 * inputs > 2)
        return (
            tuple(look(part) for part in array.split())
            if as_inputs and has_numeric_dtypes(array.facts)
            else ()
        )

    try:
        return tuple(
            Named(
                array.name,
                look(array),
                members(array),
                source.places.get(array.name, Place()),
                shard_facts(source, array),
            )
            for array in arrays
        )
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    except MemoryError as error:
        raise Refused(source.path, TOO_LARGE) from error


def labels_of_array(source: Source, name: str) -> Sequences | None:
    """The labels in a data file that belong to its array of this name; None where there are none."""
    both = replace(source, arrays=(*source.arrays, *source.labels))
    shown = describe_source(both, None, header_only=True).arrays
    data = [array.telling for array in shown if array.name == name]
    own = own_labels(data, shown[len(source.arrays) :])
    return next((array for array in source.labels if own and array.name == own[0].name), None)
