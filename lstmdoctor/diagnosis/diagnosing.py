"""From a model, facts and choices to a report. Pure: no file, no clock, no print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstmdoctor.checks import CHECKS, does_not_fit
from lstmdoctor.checks.sample_count import PossibleSamples
from lstmdoctor.checks.unmasked_padding import written_padding_finding
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.faults import SEVERITIES, Finding
from lstmdoctor.core.growth import Growth
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.diagnosis.crossed_labels import without_crossed_labels
from lstmdoctor.diagnosis.output_size import growth_of
from lstmdoctor.diagnosis.pair_readings import placed_pair
from lstmdoctor.edits.fill import needed_fill
from lstmdoctor.edits.places import SwapInputs
from lstmdoctor.edits.search import choose_reading
from lstmdoctor.errors import Usage
from lstmdoctor.roles.labels import own_labels
from lstmdoctor.roles.pairing import pair_inputs
from lstmdoctor.text import count_noun


def diagnose_facts(
    model: ModelSpec,
    data: DataFile,
    labels: DataFile | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
) -> Report:
    """Everything that is to say about these files together.

    Raises
    ------
    Usage
        An option contradicts the model or the data.
    """
    case = case_of(model, data, labels, mapping or {}, choices or Choices())
    found = [finding for check in CHECKS for finding in check.find(case)]
    pairs = tuple(f"{name}={array}" for name, array in (mapping or {}).items())
    report = Report(case, data, labels, tuple(sorted(without_explained(found, case), key=worst_first)), pairs)
    return with_fills(report)


def with_fills(report: Report) -> Report:
    """The report with the edit in each plan that the value of a finding leads to, if the user names it."""
    if report.fill is None or report.case.choices.fill_nan is not None:
        return report
    choices = replace(report.case.choices, fill_nan=report.fill)
    pairs = tuple(
        replace(pair, plan=replace(pair.plan, fill=needed_fill(pair.facts, pair.goal, choices)))
        for pair in report.case.pairs
    )
    return replace(report, case=replace(report.case, pairs=pairs))


def with_written_padding(report: Report, plans: Sequence[Plan]) -> Report:
    """The diagnosis of what was written, with a warning where the padding in it is read as data."""
    readings = {plan.name: plan.chosen for plan in plans}
    found = (written_padding_finding(spec, readings.get(spec.name)) for spec in report.model.inputs)
    more = (*report.findings, *(finding for finding in found if finding is not None))
    return replace(report, findings=tuple(sorted(more, key=worst_first)))


def with_kept_warnings(report: Report, before: Report, plans: Sequence[Plan]) -> Report:
    """The diagnosis of what was written, with the warnings that it does not tell of any more."""
    kept = {
        plan.name
        for plan in plans
        if plan.chosen is None or all(step.edit.traits.keeps_samples for step in plan.chosen.steps)
    }
    known = {(finding.input, finding.fault.code) for finding in report.findings}
    more = [
        finding
        for finding in before.findings
        if (finding.severity, finding.remedy) == ("warning", "none")
        and (finding.input in kept or finding.fault.stays)
        and (finding.input, finding.fault.code) not in known
    ]
    return replace(report, findings=tuple(sorted((*report.findings, *more), key=worst_first)))


def without_explained(found: Sequence[Finding], case: Case) -> list[Finding]:
    """The findings without those that say again, or of the whole, what another one says better."""
    explained = {finding.input for finding in found if finding.fault.code in does_not_fit.EXPLAIN}
    if case.crossed is not None:  # what else is said of an input is said of labels
        found = [finding for finding in found if finding.input is None or finding.fault.code == "LD105"]
    by_shard = any(finding.fault.code == "LD161" for finding in found)
    return [
        finding
        for finding in found
        if not (finding.fault == does_not_fit.FAULT and finding.input in explained)
        and not (finding.fault.code == "LD701" and by_shard)
    ]


def worst_first(finding: Finding) -> tuple[int, str]:
    """Sort key of findings."""
    return SEVERITIES.index(finding.severity), finding.fault.code


def case_of(
    model: ModelSpec,
    data: DataFile,
    labels: DataFile | None,
    mapping: Mapping[str, str],
    choices: Choices,
) -> Case:
    """Pair the inputs with arrays and read each pair."""
    paired = pair_inputs(model.inputs, data.arrays, mapping, swap=SwapInputs.id in choices.cure)
    shown = [slot.array.telling for slot in paired.slots.values()]
    outputs = [output.name for output in model.outputs]
    number = label_count(own_labels(shown, labels.arrays if labels else (), outputs))
    pairs = tuple(
        placed_pair(spec, paired.slots[spec.name], number, choices, paired.swapped)
        for spec in model.inputs
        if spec.name in paired.slots
    )
    if choices.cure and any(pair.readings for pair in pairs):
        # The cure that was named is for the inputs that it leads somewhere.
        others = replace(choices, cure=())
        pairs = tuple(
            pair
            if pair.readings
            else placed_pair(pair.input, paired.slots[pair.input.name], number, others, paired.swapped)
            for pair in pairs
        )
    pairs = compatible_pairs(pairs)
    if data.table is not None:
        from lstmdoctor.diagnosis.table_readings import with_table_readings

        pairs = tuple(with_table_readings(pair, data.table, choices) for pair in pairs)
    refuse_contradiction(pairs, choices)
    refuse_other_horizon(model, choices)
    case = Case(
        model=model,
        pairs=pairs,
        missing=tuple(paired.missing),
        unknown=tuple(paired.unknown),
        labels=labels.arrays if labels else (),
        misnamed=paired.misnamed,
        swapped=paired.swapped,
        undecided=tuple(paired.undecided),
        mapped=tuple(mapping),
        choices=choices,
        table=labelled_table(data, labels),
        growth=growth_of_pairs(pairs, data.stored, choices),
    )
    return without_crossed_labels(case)


def labelled_table(data: DataFile, labels: DataFile | None) -> TableFacts | None:
    """The table of the data, with the column of the labels where they were named as a column of it."""
    table, beside = data.table, None if labels is None else labels.table
    if table is None or beside is None or beside.taken.target is None or beside.columns != table.columns:
        return table
    return replace(table, taken=replace(table.taken, target=beside.taken.target))


def growth_of_pairs(pairs: Sequence[Pair], read: int, choices: Choices) -> Growth | None:
    """How much larger than the data that is which `fix` would write by itself."""
    decided = pairs and all(pair.chosen is not None for pair in pairs)
    return growth_of([pair.plan for pair in pairs], read, choices) if decided else None


def compatible_pairs(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """The pairs without readings that give one input samples which no reading of another has.

    Where none is left all are shown, for the faults that they name, but for windows: nothing goes with those.
    """
    possible = PossibleSamples(pairs)
    return tuple(with_compatible_readings(pair, possible) for pair in pairs)


def with_compatible_readings(pair: Pair, possible: PossibleSamples) -> Pair:
    """One pair with the readings that go with those of the others."""
    kept = tuple(reading for reading in pair.readings if possible.allow(reading, pair))
    kept = kept or tuple(reading for reading in pair.readings if not reading.has("window"))
    plan = replace(pair.plan, readings=kept, chosen=choose_reading(kept))
    return replace(pair, plan=plan, cause=kept[0] if kept else pair.cause)


def refuse_contradiction(pairs: Sequence[Pair], choices: Choices) -> None:
    """Raise `Usage` where a length was asked for that no input of the model takes."""
    for option, wanted in (("--pad", choices.pad), ("--window", choices.window)):
        taken = {pair.goal.timesteps for pair in pairs if pair.goal.timed}
        if wanted not in (None, "longest") and taken and None not in taken and wanted not in taken:
            raise Usage(f"{option} {wanted}: the model takes {', '.join(map(str, taken))} timesteps")
    for pair in pairs:
        refuse_mask_fill(pair, choices)


def refuse_mask_fill(pair: Pair, choices: Choices) -> None:
    """Raise `Usage` where ``--fill-nan`` would make gaps of what is masked, or data of the padding."""
    fill, values = choices.fill_nan, pair.facts.values
    if fill is None or values is None or not values.nan + values.infinite:
        return
    if fill == pair.input.mask_value:
        raise Usage(f"--fill-nan {fill:g}: the model masks {fill:g}, name a value that is data")
    if pair.input.infinite_mask is not None and values.infinite:
        raise Usage(
            f"--fill-nan {fill:g}: the model masks {pair.input.infinite_mask:g}, and filling it would make "
            "data of the padding"
        )


def refuse_other_horizon(model: ModelSpec, choices: Choices) -> None:
    """Raise `Usage` where the only output has one value for each step ahead, and not as many as asked for.

    An output of probabilities has one value for each class instead.
    """
    if choices.horizon is None or len(model.outputs) != 1:
        return
    output = model.outputs[0]
    units = output.shape[-1] if output.shape is not None and len(output.shape) == 2 else None
    classes = output.activation == "softmax" or "categorical" in (output.loss or "")
    if units is not None and units != choices.horizon and not classes:
        raise Usage(f"--horizon {choices.horizon}: the model gives {count_noun(units, 'value')} for a window")


def label_count(labels: Sequence[Named]) -> int | None:
    """Number of labels; None without labels, or where several arrays of them differ."""
    numbers = {named.facts.samples for named in labels}
    return numbers.pop() if len(numbers) == 1 else None
