"""The verbs that write: `fix` and `apply`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.findings import DataFile, Report, Verification
from lstmdoctor.core.goal import goal_of
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data import open_array, open_data, split_array_path
from lstmdoctor.data.formats.numbered import numbered_npz_sequences
from lstmdoctor.data.sequences.source import Progress, Sequences, Source
from lstmdoctor.diagnosis import diagnosing as diagnosis
from lstmdoctor.diagnosis.description import describe_labels, describe_source, open_labels, open_source
from lstmdoctor.diagnosis.roles_of_arrays import with_data
from lstmdoctor.edits import EDIT_IDS
from lstmdoctor.edits.search import CARRIES_LABELS, choose_reading, find_readings
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files.digest import Digest
from lstmdoctor.files.publish import Output, publish_outputs
from lstmdoctor.models import read_model
from lstmdoctor.roles.labels import own_labels
from lstmdoctor.text import safe_text
from lstmdoctor.treatment.content import (
    as_planned,
    default_output,
    label_content,
    mask_content,
    result_content,
    status_of,
)
from lstmdoctor.treatment.plan import Plan, Treatment, plan_of
from lstmdoctor.treatment.record import Recorded, plan_from_record, read_record, record_json, record_path
from lstmdoctor.treatment.wanted import Wanted, refuse_targets
from lstmdoctor.verify.asking import NotAccepted, verify_batch
from lstmdoctor.verify.batch import Batch, BatchArray


def fix(
    model: str | None,
    data: str,
    *,
    wanted: Wanted | None = None,
    labels: str | None = None,
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
    wanted : Wanted, optional
        Which files to write, and where.
    labels : str, optional
        Path of the labels; those that stand beside the data in one file are found by their names.
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
    decided, files = choices or Choices(), wanted or Wanted()
    if files.verify and model is None:
        raise Usage("--verify asks a model, and none is given")
    spec = read_model(model) if model is not None else None
    with Digest() as digest:
        if files.record and not dry_run:
            digest.read(split_array_path(data)[0])
        source = open_data(data) if spec is None else open_source(data, spec, mapping)
        decision = decide_treatment(spec, source, labels, mapping, decided, progress)
        refuse_empty_cure(decision.plans, decided, alone=spec is None)
        status = status_of(decision.before, decision.plans, files.output, decided)
        if status not in ("written", "would-write"):
            return replace(decision, status=status)
        target = files.output or default_output(data, len(decision.plans))
        inputs = [path for path in (model, data, labels) if path is not None]
        refuse_targets(files.paths(target), inputs, files.force)
        beside = tuple(files.paths(target)[1:])
        left = files.labels_output is None and labels_left(decision)
        ready = replace(decision, output=target, beside=beside, labels_left=left)
        if dry_run:
            return replace(ready, status="would-write")
        return write_treatment(ready, source, labels, files, progress, digest)


def decide_treatment(
    spec: ModelSpec | None,
    source: Source,
    labels: str | None,
    mapping: Mapping[str, str] | None,
    choices: Choices,
    progress: Progress | None,
) -> Treatment:
    """What would be done, nothing written."""
    if spec is None:
        shown = describe_source(source, None, header_only=True)
        return Treatment("untreatable", shown, tuple(plan_alone(array, choices) for array in source.arrays))
    shown = describe_source(source, spec, header_only=False, progress=progress)
    beside = describe_labels(open_labels(labels, source, spec), spec, header_only=False)
    before = diagnosis.diagnose_facts(spec, shown, beside, mapping, choices)
    plans = tuple(plan_of(pair) for pair in before.case.pairs)
    return Treatment("untreatable", shown, plans, before=before)


def write_treatment(
    ready: Treatment,
    source: Source,
    labels: str | None,
    files: Wanted,
    progress: Progress | None,
    digest: Digest,
) -> Treatment:
    """Write everything that was asked for; the result is diagnosed before it appears."""
    target = ready.output or ""
    after: list[Report] = []
    asked: list[Verification] = []

    def check(temporary: str) -> None:
        result = with_data(open_data(temporary), [plan.name for plan in ready.plans])
        written = describe_source(result, None, header_only=True)
        as_planned(written, ready.plans)
        if ready.before is not None:
            after.append(require_healthy(ready.before.model, replace(written, path=target)))
            if files.verify:
                asked.append(require_accepted(ready.before.model, ready.plans, result))

    def write_record(file: IO[bytes]) -> None:
        spec = ready.before.model if ready.before is not None else None
        sums = (digest.result(), made.result())
        file.write(record_json(ready.plans, spec, (source.path, target), sums).encode("utf-8"))

    try:
        with Digest() as made:
            write = result_content(source, ready.plans, target, progress)
            appended = not target.endswith(".npz")
            outputs = [Output(target, write, check, made if files.record else None, appended)]
            outputs += extra_outputs(ready, source, labels, files)
            if files.record:
                outputs.append(Output(record_path(target), write_record, replaces=True))
            publish_outputs(outputs, files.force)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    except NotAccepted as error:
        return replace(ready, status="untreatable", output=None, verification=error.verification)
    return replace(
        ready,
        status="written",
        after=after[0] if after else None,
        verification=asked[0] if asked else None,
    )


def labels_left(decision: Treatment) -> bool:
    """Whether the data has labels and becomes other samples than those that they belong to."""
    steps = [step for plan in decision.plans if plan.chosen is not None for step in plan.chosen.steps]
    labelled = decision.before is not None and decision.before.labels is not None
    return labelled and any(step.edit.id in CARRIES_LABELS for step in steps)


def require_accepted(model: ModelSpec, plans: Sequence[Plan], result: Source) -> Verification:
    """What Keras says to a batch of the result; raises `NotAccepted` where it refuses."""
    arrays = {plan.name: array for plan, array in zip(plans, result.arrays, strict=True)}
    inputs = tuple(BatchArray(spec.name, arrays[spec.name]) for spec in model.inputs if spec.name in arrays)
    verification = verify_batch(model, Batch(inputs))
    if verification.status == "refused":
        raise NotAccepted(verification)
    return verification


def extra_outputs(ready: Treatment, source: Source, labels: str | None, files: Wanted) -> list[Output]:
    """The mask and the labels, where they were asked for."""
    if files.labels_output is None and files.mask_output is None:
        return []
    if len(ready.plans) != 1:
        raise Usage("--mask-output and --labels-output go with data for one input")
    plan, outputs = ready.plans[0], []
    if files.mask_output is not None:
        outputs.append(Output(files.mask_output, mask_content(source, plan)))
    if files.labels_output is not None:
        found = open_array(labels) if labels is not None else labels_beside(source, plan)
        if found is None:
            raise Usage("--labels-output: there are no labels, name them with --labels")
        outputs.append(Output(files.labels_output, label_content(source, plan, found, files.label_at)))
    return outputs


def labels_beside(source: Source, plan: Plan) -> Sequences | None:
    """The labels in the data file that belong to the array of a plan."""
    named = describe_source(
        replace(source, arrays=(*source.arrays, *source.labels)), None, header_only=True
    ).arrays
    data = [array.telling for array in named if array.name == plan.array]
    own = own_labels(data, named[len(source.arrays) :])
    return next((array for array in source.labels if own and array.name == own[0].name), None)


def apply(
    treatment: str,
    data: str,
    *,
    output: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Treatment:
    """Repeat a recorded treatment on other data.

    Parameters
    ----------
    treatment : str
        A file that `fix` wrote: ``<out>.treatment.json``.
    data : str
        Data of the same kind: same container, rank and features; any number of samples.
    output : str, optional
        As for `fix`.

    Raises
    ------
    Refused
        A file cannot be read, or the treatment does not apply to this data.
    """
    recorded = read_record(treatment)
    source = as_recorded(with_data(open_data(data), [one.array for one in recorded]), recorded)
    shown = describe_source(source, None, header_only=True)
    try:
        plans = tuple(
            plan_from_record(one, array_of(source, one.array, one.member).facts) for one in recorded
        )
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    if len(plans) == 1:
        plans = (replace(plans[0], array=array_of(source, plans[0].array, None).name),)
    target = output or default_output(data, len(plans))
    refuse_targets([target], [treatment, data], force)
    ready = Treatment("untreatable", shown, plans, target)
    return write_treatment(ready, source, None, Wanted(output, record=False, force=force), progress, Digest())


def as_recorded(source: Source, recorded: Sequence[Recorded]) -> Source:
    """A source with arrays that only have numbers as one list, where the treatment was made for a list."""
    listed = numbered_npz_sequences(source.arrays)
    names = {array.name for array in source.arrays}
    wanted = any(one.container == "list" and one.array not in names for one in recorded)
    return source if listed is None or not wanted else replace(source, arrays=(listed,))


def array_of(source: Source, name: str, member: int | None) -> Sequences:
    """The array of this name, or the only one there is."""
    found = [array for array in source.arrays if array.name == name or len(source.arrays) == 1]
    if not found:
        names = ", ".join(safe_text(array.name) for array in source.arrays)
        raise Unreadable(f"has no array '{safe_text(name)}', it has {names}")
    return found[0] if member is None else found[0].split()[member]


def require_healthy(model: ModelSpec, written: DataFile) -> Report:
    """The diagnosis of a result; raises `Refused` where that does not fit, so that it is not published."""
    report = diagnosis.diagnose_facts(model, written)
    if report.verdict != "healthy":
        raise Refused(written.path, f"would still not fit: {report.findings[0].message}; nothing was written")
    return report


def plan_alone(array: Sequences, choices: Choices) -> Plan:
    """The plan for an array when there is no model."""
    goal = goal_of(None, choices)
    found = find_readings(array.facts, goal, choices)
    return Plan(array.name, array.name, None, array.facts, found, choose_reading(found))


FOR_A_MODEL = frozenset({"split-flat", "drop-remainder", "pad-batch"})
"""Edits whose sizes only a model gives."""


def refuse_empty_cure(plans: Sequence[Plan], choices: Choices, alone: bool) -> None:
    """Raise `Usage` where ``--cure`` names what leads nowhere."""
    if not choices.cure:
        return
    unknown = [name for name in choices.cure if name not in EDIT_IDS]
    if unknown:
        raise Usage(f"--cure: '{safe_text(unknown[0])}' is no edit, the edits are {', '.join(EDIT_IDS)}")
    if not any(plan.readings for plan in plans):
        named = f"--cure {'+'.join(choices.cure)}"
        if alone and FOR_A_MODEL.intersection(choices.cure):
            raise Usage(f"{named} needs a model, which says how large the axes are to become")
        if alone:
            raise Usage(
                f"{named} does not lead from this data to one array: name every edit on the way, "
                "as in stack+swap-batch-time for a list"
            )
        raise Usage(
            f"{named} does not lead to what the model takes: see the readings that lstmdoctor diagnose offers"
        )
