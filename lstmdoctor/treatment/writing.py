"""The writing of a treatment: everything that was asked for, looked at before it appears."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field, replace
from typing import IO

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Progress, Sequences, Source
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.diagnosis.diagnosing import diagnose_facts, with_kept_warnings, with_written_padding
from lstmdoctor.diagnosis.output_size import planned_bytes
from lstmdoctor.diagnosis.roles_of_arrays import with_data
from lstmdoctor.errors import TOO_LARGE, Refused, Unreadable, Usage
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.publish import Output, publish_outputs, refuse_full_disk
from lstmdoctor.records import frozen_record
from lstmdoctor.treatment.content import as_planned, mask_content, masked_value, result_content
from lstmdoctor.treatment.label_output import label_content, labels_of, plan_of_labels
from lstmdoctor.treatment.record import record_json, record_path
from lstmdoctor.treatment.wanted import Wanted
from lstmdoctor.verify.asking import NotAccepted, verify_batch
from lstmdoctor.verify.batch import Batch, BatchArray

TIMED_AXES = 2
"""Axes of an output without timesteps."""


def write_treatment(
    ready: Treatment,
    source: Source,
    labels: DataPath | None,
    files: Wanted,
    progress: Progress | None,
    digest: Digest,
) -> Treatment:
    """Write everything that was asked for; the result is checked before it appears."""
    target, before = ready.output or "", ready.before

    def write_record(file: IO[bytes]) -> None:
        sums, paths = (digest.result(), work.made.result()), (source.path, target)
        model = before.model if before is not None else None
        text = record_json(ready.plans, model, paths, sums, source.table, labels=files.kept_of_labels())
        file.write(text.encode("utf-8"))

    try:
        rows = rows_to_write(ready, source, labels, files)
        with Digest() as made:
            work = Work(ready, source, rows, labels, files, made)
            outputs = work.outputs(progress)
            if files.record:
                outputs.append(Output(record_path(target), write_record, replaces=True))
            publish_outputs(outputs, files.force)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    except MemoryError as error:
        raise Refused(source.path, TOO_LARGE) from error
    except NotAccepted as error:
        return replace(ready, status="untreatable", output=None, verification=error.verification)
    return replace(work.checked[-1], status="written")


@frozen_record
class Work:
    """One array file with what goes along with it.

    Parameters
    ----------
    ready : Treatment
    source : Source
    labels : Sequences or None
        Those to write.
    label_path : str, Shards or None
        Where they come from; None for the data itself.
    files : Wanted
    made : Digest
        Takes the checksum of the array.
    checked : list of Treatment
        The treatment with what is to say of the file, once that was looked at.
    """

    ready: Treatment
    source: Source
    labels: Sequences | None
    label_path: DataPath | None
    files: Wanted
    made: Digest
    checked: list[Treatment] = field(default_factory=list)

    def outputs(self, progress: Progress | None) -> list[Output]:
        """The files, in the order in which they are written; without the record."""
        ready, target, sum_ = self.ready, self.ready.output or "", self.made if self.files.record else None
        write = result_content(self.source, ready.plans, target, progress)
        size = sum(planned_bytes(plan.after) for plan in ready.plans)
        appended = not target.endswith(".npz")
        array = Output(target, write, self.check, sum_, appended, size=size)
        return [array, *self.extra_outputs()]

    def extra_outputs(self) -> list[Output]:
        """The mask and the labels, where they were asked for."""
        ready, source, files, outputs = self.ready, self.source, self.files, list[Output]()
        if files.mask_output is not None:
            if len(ready.plans) > 1:
                raise Usage("--mask-output goes with data for one input")
            plan = ready.plans[0]
            steps = math.prod(axis for axis in plan.after.axes[:2] if isinstance(axis, int))
            mask = mask_content(source, plan, masked_value(ready.before, plan))
            outputs.append(Output(files.mask_output, mask, size=steps))
        if files.labels_output is not None and self.labels is not None:
            followed = plan_of_labels(ready.plans, self.labels.facts)
            write, size, facts = label_content(
                source, followed, self.labels, files.label_at, files.label_cure, self.label_path
            )
            refuse_misfit_labels(ready, followed, facts, files)
            outputs.append(Output(files.labels_output, write, size=size))
        return outputs

    def check(self, temporary: str) -> None:
        """Look at the array before it appears; raises as `check_result`."""
        self.checked.append(check_result(self.ready, temporary, self.files.verify))


def foresee_treatment(ready: Treatment, source: Source, labels: DataPath | None, files: Wanted) -> None:
    """Raise as `write_treatment` would before its first byte: of labels that do not go along, a full disk."""
    try:
        rows = rows_to_write(ready, source, labels, files)
        refuse_full_disk(Work(ready, source, rows, labels, files, Digest()).outputs(None))
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error


def rows_to_write(
    ready: Treatment, source: Source, labels: DataPath | None, files: Wanted
) -> Sequences | None:
    """The labels that go along with the data; None where nobody asked for them."""
    return (
        None if files.labels_output is None else labels_of(source, ready.plans[0], labels, files.label_cure)
    )


def check_result(ready: Treatment, temporary: str, verify: bool) -> Treatment:
    """The treatment with what is to say of the file that it wrote.

    Raises
    ------
    Unreadable, Refused, NotAccepted
        The file does not hold what was planned, does not fit the model, or Keras refuses a batch of it.
    """
    result = with_data(open_data(temporary), [plan.name for plan in ready.plans])
    moved = any(plan.chosen is not None and plan.chosen.has("move-padding") for plan in ready.plans)
    spec = ready.before.model if ready.before is not None else None
    written = describe_source(result, spec, header_only=not moved)
    as_planned(written, ready.plans)
    if ready.before is None:
        return ready
    model = ready.before.model
    fitting = require_healthy(model, replace(written, path=ready.output or "", file=ready.output or ""))
    after = with_kept_warnings(with_written_padding(fitting, ready.plans), ready.before, ready.plans)
    asked = require_accepted(model, ready.plans, result) if verify else None
    return replace(ready, after=after, verification=asked)


def require_accepted(model: ModelSpec, plans: Sequence[Plan], result: Source) -> Verification:
    """What Keras says to a batch of the result; raises `NotAccepted` where it refuses."""
    arrays = {plan.name: array for plan, array in zip(plans, result.arrays, strict=True)}
    inputs = tuple(BatchArray(spec.name, arrays[spec.name]) for spec in model.inputs if spec.name in arrays)
    verification = verify_batch(model, Batch(inputs))
    if verification.status == "refused":
        raise NotAccepted(verification)
    return verification


def refuse_misfit_labels(ready: Treatment, plan: Plan, facts: Facts, files: Wanted) -> None:
    """Raise `Refused` where the model would not take the labels that are to be written."""
    if ready.before is None or len(ready.before.model.outputs) != 1:
        return
    model, path = ready.before.model, files.labels_output or ""
    arrays = tuple(Named(one.name, one.after) for one in ready.plans)
    written = DataFile(ready.output or "", "npy" if len(arrays) == 1 else "npz", arrays)
    report = diagnose_facts(model, written, DataFile(path, "npy", (Named("", facts),)))
    wrong = next((one for one in report.findings if one.severity == "error"), None)
    if wrong is None:
        return
    windows = plan.chosen is not None and plan.chosen.has("window") and files.label_at != "every"
    every = windows and len(model.outputs[0].shape or ()) > TIMED_AXES
    more = ": --label-at every writes a label for each timestep" if every else ""
    raise Refused(path, f"would not fit: {wrong.message}; nothing was written{more}")


def require_healthy(model: ModelSpec, written: DataFile) -> Report:
    """The diagnosis of a result; raises `Refused` where that does not fit, so that it is not published."""
    report = diagnose_facts(model, written)
    if report.verdict != "healthy":
        raise Refused(written.path, f"would still not fit: {report.findings[0].message}; nothing was written")
    return report
