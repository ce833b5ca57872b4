"""The verbs: read the files, decide, write. The command line calls these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstmdoctor import diagnosis
from lstmdoctor.data import open_data
from lstmdoctor.data.scan import scan
from lstmdoctor.data.source import Sequences, Source
from lstmdoctor.edits import EDIT_IDS
from lstmdoctor.edits.search import choose, readings
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.facts import Facts
from lstmdoctor.findings import DataFile, Named, Report
from lstmdoctor.models import looks_like_model, read_model
from lstmdoctor.readings import Choices, goal_of
from lstmdoctor.spec import ModelSpec
from lstmdoctor.text import safe
from lstmdoctor.treat.cure import Progress, default_output, status_of, verify, write
from lstmdoctor.treat.treatment import Plan, Treatment, plan_of
from lstmdoctor.treat.write import refuse_target


def diagnose(
    model: str,
    data: str,
    *,
    labels: str | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    header_only: bool = False,
) -> Report:
    """Say whether a data file fits a saved model, and why not.

    Parameters
    ----------
    model, data : str
        Paths; ``data`` may name one array, as in ``train.npz::X``.
    labels : str, optional
        Path of the labels; those that stand beside the data in one file are found by their names.
    mapping : mapping, optional
        Input name to array name, where neither names nor shapes tell.
    choices : Choices, optional
        Decisions that the readings must respect.
    header_only : bool
        Look at no value.

    Raises
    ------
    Refused
        A file cannot be read; the text names it and says why.
    Usage
        The request contradicts itself or the files.
    """
    spec = read_model(model)
    source = open_data(data)
    shown = described(source, spec, header_only)
    beside = open_labels(labels, source, header_only)
    return diagnosis.diagnose(spec, shown, beside, mapping, choices)


def open_labels(labels: str | None, source: Source, header_only: bool) -> DataFile | None:
    """The labels' file, else the labels that stand beside the data, else None."""
    if labels is not None:
        opened = open_data(labels)
        arrays = named(opened, opened.arrays or opened.labels, (), 0, header_only)
        return DataFile(labels, opened.format, arrays, opened.remarks)
    if source.labels:
        return DataFile(source.path, source.format, named(source, source.labels, (), 0, header_only))
    return None


def described(source: Source, spec: ModelSpec | None, header_only: bool) -> DataFile:
    """A source as the diagnosis takes it."""
    inputs = spec.inputs if spec is not None else ()
    masks = tuple({spec.mask_value for spec in inputs if spec.mask_value is not None})
    arrays = named(source, source.arrays, masks, len(inputs), header_only)
    return DataFile(source.path, source.format, arrays, source.remarks)


def named(
    source: Source, arrays: Sequence[Sequences], masks: tuple[float, ...], inputs: int, header_only: bool
) -> tuple[Named, ...]:
    """Names and facts; the members of a list that has one for every input of the model."""

    def look(array: Sequences) -> Facts:
        return array.facts if header_only else scan(array, masks)

    def members(array: Sequences) -> tuple[Facts, ...]:
        as_inputs = array.facts.container == "list" and array.facts.samples == inputs
        return tuple(look(part) for part in array.split()) if as_inputs else ()

    try:
        return tuple(Named(array.name, look(array), members(array)) for array in arrays)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error


def inspect(path: str) -> ModelSpec | DataFile:
    """What one file holds, model or data."""
    if looks_like_model(path):
        return read_model(path)
    source = open_data(path)
    arrays = named(source, (*source.arrays, *source.labels), (), 0, header_only=True)
    return DataFile(path, source.format, arrays, source.remarks)


def fix(
    model: str | None,
    data: str,
    *,
    output: str | None = None,
    labels: str | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    force: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Treatment:
    """Write the array that the model takes, when it is clear which one that is.

    Parameters
    ----------
    model : str or None
        Without a model the sequences are stacked, or padded to the longest, and what the options ask for.
    output : str, optional
        Where to; ``<stem>.fixed.npy`` beside the data unless given (``.npz`` for several arrays).
    force : bool
        Replace an output that exists.
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
        As `diagnose`; also where the output cannot be written.
    """
    decided = choices or Choices()
    source = open_data(data)
    before = None
    if model is None:
        plans = tuple(plan_alone(array, decided) for array in source.arrays)
        shown = described(source, None, header_only=True)
    else:
        spec = read_model(model)
        shown = described(source, spec, header_only=False)
        beside = open_labels(labels, source, header_only=False)
        before = diagnosis.diagnose(spec, shown, beside, mapping, decided)
        plans = tuple(plan_of(pair) for pair in before.case.pairs)
    refuse_empty_cure(plans, decided)
    status = status_of(before, plans, output, decided)
    if status not in ("written", "would-write"):
        return Treatment(status, shown, plans, None, before)
    target = output or default_output(data, len(plans))
    refuse_target(target, [path for path in (model, data, labels) if path is not None], force)
    if dry_run:
        return Treatment("would-write", shown, plans, target, before)
    after: list[Report] = []

    def check(temporary: str) -> None:
        written = described(open_data(temporary), None, header_only=True)
        verify(written, plans)
        if before is not None:
            after.append(healthy(before.model, replace(written, path=target)))

    try:
        write(source, plans, target, check, force, progress)
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error
    return Treatment("written", shown, plans, target, before, after[0] if after else None)


def healthy(model: ModelSpec, written: DataFile) -> Report:
    """The diagnosis of a result; raises `Refused` where that does not fit, so that it is not published."""
    report = diagnosis.diagnose(model, written)
    if report.verdict != "healthy":
        raise Refused(written.path, f"would still not fit: {report.findings[0].message}; nothing was written")
    return report


def plan_alone(array: Sequences, choices: Choices) -> Plan:
    """The plan for an array when there is no model."""
    goal = goal_of(None, choices)
    found = readings(array.facts, goal, choices)
    return Plan(array.name, array.name, None, array.facts, found, choose(found))


def refuse_empty_cure(plans: Sequence[Plan], choices: Choices) -> None:
    """Raise `Usage` where ``--cure`` names what leads nowhere."""
    if not choices.cure:
        return
    unknown = [name for name in choices.cure if name not in EDIT_IDS]
    if unknown:
        raise Usage(f"--cure: '{safe(unknown[0])}' is no edit, the edits are {', '.join(EDIT_IDS)}")
    if not any(plan.readings for plan in plans):
        raise Usage(
            f"--cure {'+'.join(choices.cure)} does not lead to what the model takes: "
            "see the readings that lstmdoctor diagnose offers"
        )
