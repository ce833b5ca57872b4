"""The writing of data that is split along its time: both parts appear, each with its labels, or neither."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import IO

from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.sharding import DataPath
from lstmdoctor.data.sequences.source import Progress, Source
from lstmdoctor.data.sequences.time_part import Part, TimeCut
from lstmdoctor.errors import TOO_LARGE, Refused, Unreadable
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.publish import Output, publish_outputs, refuse_full_disk
from lstmdoctor.treatment.label_output import labels_of
from lstmdoctor.treatment.record import SplitEntry, record_json, record_path
from lstmdoctor.treatment.time_split import (
    PARTS,
    decision_of_part,
    labels_of_part,
    plan_of_part,
    plan_to_split,
    source_of_part,
)
from lstmdoctor.treatment.wanted import Wanted, path_of_part
from lstmdoctor.treatment.writing import Work
from lstmdoctor.verify.asking import NotAccepted


def split_treatment(ready: Treatment, source: Source, files: Wanted, share: Fraction) -> Treatment:
    """The treatment of the first part, with that of the second in it; raises `Usage` where none can be."""
    plan, window = plan_to_split(ready.plans)
    made = []
    for part in PARTS:
        cut = TimeCut(share, part, window.series)
        own = plan_of_part(plan, source_of_part(source, plan, cut).arrays[0].facts, window, cut)
        decision = decision_of_part(ready.decision, own, window, share)
        named = files.of_part(part)
        target = path_of_part(ready.output or "", part)
        beside = tuple(one.path for one in named.targets(target)[1:])
        made.append(replace(ready, decision=decision, output=target, beside=beside))
    return replace(made[0], validation=made[1])


def write_split(
    ready: Treatment,
    source: Source,
    labels: DataPath | None,
    files: Wanted,
    progress: Progress | None,
    digest: Digest,
) -> Treatment:
    """Write what `split_treatment` planned.

    Parameters
    ----------
    ready : Treatment
        Of all data, not yet split.
    """
    share = files.share() or Fraction(1)
    whole = split_treatment(ready, source, files, share)
    parts = (whole, whole.validation or whole)
    try:
        with Digest() as first, Digest() as second:
            works = works_of_parts(ready, parts, source, labels, files, (first, second))
            outputs = [output for work in works for output in work.outputs(progress)]
            if files.record:
                entry = SplitEntry(files.split or 1.0, parts[1].output or "", second)
                target = replace(files, output=parts[0].output)
                outputs.append(record_output(ready, source, target, (digest, first), entry))
            publish_outputs(outputs, files.force)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    except MemoryError as error:
        raise Refused(source.path, TOO_LARGE) from error
    except NotAccepted as error:
        return replace(ready, status="untreatable", output=None, verification=error.verification)
    train, validation = (replace(work.checked[-1], status="written") for work in works)
    return replace(train, validation=validation)


def works_of_parts(
    ready: Treatment,
    parts: tuple[Treatment, Treatment],
    source: Source,
    labels: DataPath | None,
    files: Wanted,
    sums: tuple[Digest, Digest],
) -> list[Work]:
    """The array of each part with what goes along with it."""
    share, (plan, window) = files.share() or Fraction(1), plan_to_split(ready.plans)
    rows = None if files.labels_output is None else labels_of(source, plan, labels, files.label_cure)

    def work_of_part(part: Part, treatment: Treatment, made: Digest) -> Work:
        cut = TimeCut(share, part, window.series)
        own = None if rows is None else labels_of_part(rows, plan, cut)
        summed = replace(files.of_part(part), record=files.record)
        return Work(treatment, source_of_part(source, plan, cut), own, labels, summed, made)

    return [work_of_part(*one) for one in zip(PARTS, parts, sums, strict=True)]


def foresee_split(
    ready: Treatment, source: Source, labels: DataPath | None, files: Wanted, share: Fraction
) -> Treatment:
    """What `write_split` would do; raises as it would before its first byte."""
    whole = split_treatment(ready, source, files, share)
    parts = (whole, whole.validation or whole)
    try:
        works = works_of_parts(ready, parts, source, labels, files, (Digest(), Digest()))
        refuse_full_disk([output for work in works for output in work.outputs(None)])
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    return whole


def record_output(
    ready: Treatment, source: Source, files: Wanted, sums: tuple[Digest, Digest], split: SplitEntry
) -> Output:
    """The record of all data and labels and of where they were cut, beside the output of `files`."""
    target = files.output or ""

    def write(file: IO[bytes]) -> None:
        model = None if ready.before is None else ready.before.model
        found = (sums[0].result(), sums[1].result())
        text = record_json(
            ready.plans, model, (source.path, target), found, source.table, split, files.kept_of_labels()
        )
        file.write(text.encode("utf-8"))

    return Output(record_path(target), write, replaces=True)
