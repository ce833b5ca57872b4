"""The verb `apply`: a recorded treatment on other data, which is taken as the one it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.outcome import Decision, Treatment
from lstmdoctor.core.plans import Slot
from lstmdoctor.core.sharding import DataPath, Shards
from lstmdoctor.core.tables import FILE_COLUMN, Table
from lstmdoctor.data import open_data
from lstmdoctor.data.formats.numbered import numbered_npz_sequences
from lstmdoctor.data.sequences.source import Progress, Source
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.diagnosis.output_size import growth_of
from lstmdoctor.diagnosis.roles_of_arrays import join_many_arrays, unpacked_dict, with_data
from lstmdoctor.diagnosis.shapes_of_shards import shaped_shards
from lstmdoctor.edits.places import UnpackDict
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.patterns import names_shards
from lstmdoctor.files.targets import refuse_targets
from lstmdoctor.text import safe_text
from lstmdoctor.treatment.content import default_output
from lstmdoctor.treatment.output_place import place_of_output
from lstmdoctor.treatment.recorded import read_record
from lstmdoctor.treatment.recorded_arrays import Recorded
from lstmdoctor.treatment.recorded_table import (
    RecordedTable,
    missing_columns,
    refuse_moved_columns,
    table_to_ask,
)
from lstmdoctor.treatment.remarks import gap_remarks
from lstmdoctor.treatment.repeated import edits_for_table, repeat_treatment, sequences_as_list
from lstmdoctor.treatment.shard_folder import write_shards
from lstmdoctor.treatment.wanted import Wanted
from lstmdoctor.treatment.writing import write_treatment


def apply(
    treatment: str,
    data: DataPath,
    *,
    output: str | None = None,
    labels: str | None = None,
    labels_output: str | None = None,
    force: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Treatment:
    """Repeat a recorded treatment on other data.

    Parameters
    ----------
    treatment : str
        A file that `fix` wrote: ``<out>.treatment.json``.
    data : str or Shards
        Data of the same kind: same container, rank and features; any number of samples.
    output : str, optional
        As for `fix`.
    labels, labels_output : str, optional
        The labels of this data, and where to write those of the result, cured as those of `fix` were.
    resume : bool
        Go on where a treatment of many files ended.

    Raises
    ------
    Refused
        A file cannot be read, or the treatment does not apply to this data.
    """
    if labels is not None and labels_output is None:
        raise Usage("--labels has no effect without --labels-output")
    files = Wanted(output, labels_output, record=False, force=force, resume=resume).on_disks()
    record = read_record(treatment)
    place = place_of_output(data, files, record.table is not None)
    files = place.wanted
    place.refuse_output((treatment, *place.words, labels))
    recorded = record.arrays
    files = replace(files, label_at=record.labels.at, label_cure=record.labels.cure)
    own = labels is None and labels_output is not None  # those that stand in the table
    taken = open_data(data) if record.table is None else open_recorded_table(data, record.table, own)
    if record.table is not None and taken.table is not None:
        recorded = edits_for_table(recorded, record.table, taken.table)
    opened = shards_as_recorded(taken, data, recorded)
    source = as_recorded(with_data(opened, [one.array for one in recorded]), recorded)
    shown = describe_source(source, None, header_only=True)
    try:
        plans = tuple(repeat_treatment(one, recorded_slot(shown, source, one)) for one in recorded)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    shown = replace(
        shown, remarks=(*shown.remarks, *gap_remarks(describe_source(source, None, False), plans))
    )
    growth = growth_of(plans, shown.stored, Choices())
    if place.folder is not None:
        ready = Treatment("would-write", Decision("write", shown, plans), place.folder, growth=growth)
        return write_shards(ready, source, place, files, progress)
    target = files.output or default_output(place.words[0], len(plans))
    targets = files.targets(target)
    refuse_targets(targets, (treatment, *place.words, labels))
    others = tuple(one.path for one in targets[1:])
    ready = Treatment("would-write", Decision("write", shown, plans), target, beside=others, growth=growth)
    ready = replace(ready, label_cure=files.label_cure if files.makes_labels else None)
    return write_treatment(ready, source, labels, files, progress, Digest())


def open_recorded_table(data: DataPath, recorded: RecordedTable, labels: bool) -> Source:
    """A table as the treatment took it, with its labels where they are wanted.

    Raises
    ------
    Refused
        Its columns are others, or elsewhere.
    Usage
        There is no column of the labels that are wanted.
    """
    data = as_several_tables(data, recorded)
    if isinstance(data, Shards) and not recorded.table.id:
        raise Usage("the treatment was made for a table, and goes with one table: name one file")
    source = open_data(data, Table(id=recorded.table.id[:1]) if isinstance(data, Shards) else None)
    if source.table is None:
        raise Refused(source.path, "the treatment was made for a table with columns, and this is none")
    try:
        missing = missing_columns(recorded, source.table)
        if missing:
            raise Unreadable(f"has no column '{safe_text(missing[0])}', which the treatment takes")
        refuse_moved_columns(recorded, source.table)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    return open_data(data, table_to_ask(recorded, source.table, labels))


def as_several_tables(data: DataPath, recorded: RecordedTable) -> DataPath:
    """The tables of a treatment that was made for several: one alone is then such a file as well."""
    shards = data if isinstance(data, Shards) else Shards((data,))
    several = shards.joint or names_shards(shards.words) or FILE_COLUMN in recorded.table.id
    return replace(shards, joint=True) if several else shards.words[0]


def shards_as_recorded(source: Source, data: DataPath, recorded: Sequence[Recorded]) -> Source:
    """A source of several files, each of them one sequence where the treatment was made for a list."""
    how = data.how if isinstance(data, Shards) else "auto"
    if how == "auto":
        how = "sequences" if recorded[0].container == "list" else "rows"
    return shaped_shards(source, None, how)


def as_recorded(source: Source, recorded: Sequence[Recorded]) -> Source:
    """A source with arrays that only have numbers as one list, where the treatment was made for a list."""
    if any(edit.id == UnpackDict.id for one in recorded for edit in one.edits):
        return unpacked_dict(source)
    if source.table is not None and any(one.container == "list" for one in recorded):
        return sequences_as_list(source)
    listed = numbered_npz_sequences(source.arrays) or join_many_arrays(source).arrays[0]
    names = {array.name for array in source.arrays}
    wanted = any(one.container == "list" and one.array not in names for one in recorded)
    return replace(source, arrays=(listed,)) if wanted and listed not in source.arrays else source


def recorded_slot(shown: DataFile, source: Source, recorded: Recorded) -> Slot:
    """The array of the recorded name, or the only one there is, or the recorded member of it."""
    found = [array for array in shown.arrays if array.name == recorded.array or len(shown.arrays) == 1]
    if not found:
        names = ", ".join(safe_text(array.name) for array in shown.arrays)
        raise Unreadable(f"has no array '{safe_text(recorded.array)}', it has {names}")
    if recorded.member is None:
        return Slot(found[0], None, found[0].facts)
    if found[0].facts.container != "list" or recorded.member >= found[0].facts.samples:
        raise Unreadable(f"holds no member {recorded.member:,}, which the treatment was made for")
    member = next(array for array in source.arrays if array.name == found[0].name).split()[recorded.member]
    return Slot(found[0], recorded.member, member.facts)
