"""The verb `fix`: read, decide, write; each stands in a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.sharding import DataPath, Shards
from lstmdoctor.data.sequences.source import Progress
from lstmdoctor.diagnosis.description import describe_labels, describe_source, open_labels, open_source
from lstmdoctor.diagnosis.output_size import growth_of
from lstmdoctor.diagnosis.overlaps import with_overlaps
from lstmdoctor.errors import Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.targets import refuse_targets
from lstmdoctor.models import read_model_for
from lstmdoctor.treatment.content import default_output
from lstmdoctor.treatment.decision import decide_alone, decide_for_model, refuse_unknown_edit
from lstmdoctor.treatment.label_output import wanted_label_cure, with_class_names
from lstmdoctor.treatment.output_place import place_of_output
from lstmdoctor.treatment.remarks import with_horizon_remark, with_mask_remark
from lstmdoctor.treatment.shard_folder import foresee_shards, write_shards
from lstmdoctor.treatment.split_writing import foresee_split, write_split
from lstmdoctor.treatment.time_split import plan_to_split
from lstmdoctor.treatment.wanted import Wanted, names_any_output
from lstmdoctor.treatment.writing import foresee_treatment, write_treatment


def fix(
    model: str | None,
    data: DataPath,
    *,
    wanted: Wanted | None = None,
    labels: DataPath | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Treatment:
    """Write the array that the model takes, when it is clear which one that is.

    Parameters
    ----------
    model : str or None
        Without a model the sequences are stacked, or padded to the longest, and what the options ask for.
    data : str or Shards
        A path, which may name one array; a pattern, or several paths.
    wanted : Wanted, optional
        Which files to write, and where.
    labels : str or Shards, optional
        Path of the labels, or several; those that stand beside the data in one file are found by their names.
    dry_run : bool
        Decide everything, write nothing.
    progress : callable, optional
        Told the samples written so far and all samples.

    Returns
    -------
    Treatment
        With status "written", "would-write", "healthy" (nothing to do), "needs-choice" or "untreatable".

    Raises
    ------
    Refused, Usage
        As `diagnose`; also where an output cannot be written.
    """
    decided, files = choices or Choices(), (wanted or Wanted()).on_disks()
    refuse_unknown_edit(decided)
    if files.verify and model is None:
        raise Usage("--verify asks a model, and none is given")
    if decided.label_cure and files.labels_output is None and not files.code:
        raise Usage(f"--label-cure {decided.label_cure[0]} has no effect without --labels-output")
    share = files.share()
    place = place_of_output(data, files, decided.table.named != ())
    files = place.wanted
    beside = labels.words if isinstance(labels, Shards) else (labels,)
    inputs = (model, *place.words, *beside)
    place.refuse_output(inputs)
    spec = read_model_for(model, data) if model is not None else None
    files = replace(files, label_cure=wanted_label_cure(decided.label_cure, spec))
    with Digest() as digest:
        if files.record and not dry_run and not place.several:
            digest.read(split_array_path(place.words[0])[0])
        source = open_source(data, spec, mapping, decided)
        shown = describe_source(source, spec, header_only=spec is None, progress=progress)
        copy = names_any_output(files) or source.table is not None  # no model reads a table
        if spec is None:
            decision = decide_alone(shown, decided, copy)
        else:
            opened = open_labels(labels, source, spec)
            answers = with_overlaps(describe_labels(opened, spec, header_only=False), opened, source)
            decision = decide_for_model(spec, shown, answers, mapping, decided, copy)
        if share is not None and decision.step in ("write", "healthy"):
            plan_to_split(decision.plans)
        unlabelled = labels is None and not source.labels
        decision = with_horizon_remark(with_mask_remark(decision, files), unlabelled)
        if decision.step != "write":
            return Treatment(decision.step, decision, growth=decision.unnamed_growth)
        growth = growth_of(decision.plans, shown.stored, decided)
        if growth is not None and not growth.named:
            return Treatment("needs-choice", decision, growth=growth)
        if place.folder is not None:
            left = decision.leaves_labels
            ready = Treatment("would-write", decision, place.folder, labels_left=left, growth=growth)
            if dry_run:
                foresee_shards(ready, source, files)
                return ready
            return write_shards(ready, source, place, files, progress)
        cure = with_class_names(files.label_cure, source, decision.plans[0], labels)
        files = replace(files, label_cure=cure)
        target = files.output or default_output(place.words[0], len(decision.plans))
        targets = files.targets(target)
        refuse_targets(targets, inputs)
        left = files.labels_output is None and decision.leaves_labels
        others = tuple(one.path for one in targets[1:])
        ready = Treatment("would-write", decision, target, beside=others, labels_left=left, growth=growth)
        ready = replace(ready, label_at=files.label_at, label_cure=files.label_cure)
        if dry_run and share is not None:
            return foresee_split(ready, source, labels, files, share)
        if dry_run:
            foresee_treatment(ready, source, labels, files)
            return ready
        write = write_treatment if share is None else write_split
        return write(ready, source, labels, files, progress, digest)
