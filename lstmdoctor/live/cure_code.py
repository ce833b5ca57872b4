"""The cure of live data as code, on the variables of the program that holds it."""

from __future__ import annotations

from collections.abc import Sequence

from lstmdoctor.core.cured_code import cure_lines_of, label_variable, table_features_code, with_imports
from lstmdoctor.core.data_file import own_expression
from lstmdoctor.core.label_code import counting_lines, encoding_lines, labels_as_counted, labels_behind_all
from lstmdoctor.core.labels import LabelCure, LabelVariable
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Step
from lstmdoctor.core.reports import Report
from lstmdoctor.text import python_literal


def cure_code(before: Report, leading: Plan, cure: LabelCure | None) -> str:
    """The cure of every input and of the labels, which follow one plan; "" where nothing is to be done.

    An expression that can be no target is called ``x`` first, once for all the parts of it that are changed.
    """
    renamed, labels, table = renaming_lines(before), label_variable(before.labels), before.data.table
    lines = [] if table is None else table_features_code(before.data, table, before.labels).splitlines()
    if cure is not None and labels is not None:
        lines += [*labels.first, *counting_lines(labels, cure)]
        labels = labels_as_counted(labels, cure)
    for place, pair in enumerate(before.case.pairs):
        slot, steps = (pair.array.name, pair.member), pair.chosen.steps if pair.chosen is not None else ()
        if table is None and steps:
            lines += [line for line in before.data.naming_lines(*slot) if line not in lines]
        followed = labels if not place and leading.chosen is pair.chosen else None
        lines += cure_lines_of(steps, before.data.variable(*slot), followed)
    if cure is not None and labels is not None:
        steps = leading.chosen.steps if leading.chosen is not None else ()
        lines += encoding_lines(labels_behind_all(labels, steps), cure)
    elif lines or renamed:
        steps = leading.chosen.steps if leading.chosen is not None else ()
        lines += label_array_lines(before, labels, steps)
    return with_imports("\n".join([*lines, *renamed])) if lines or renamed else ""


def label_array_lines(report: Report, labels: LabelVariable | None, steps: Sequence[Step]) -> list[str]:
    """The line that makes an array of labels in a list, of which `fit` takes one for each output."""
    refused = any(one.fault.code == "LD706" and one.severity == "error" for one in report.findings)
    if labels is None or not refused:
        return []
    behind = labels_behind_all(labels, steps)
    if behind.facts.container != "list":
        return []
    return [*behind.first, f"{labels.name} = np.asarray({labels.name})"]


def renaming_lines(report: Report) -> list[str]:
    """The dict that gives live arrays to the inputs whose shapes they have; none where names or places do."""
    if not report.data.live or not report.case.misnamed:
        return []
    lines, named = [], []
    for pair in report.case.pairs:
        slot = (pair.array.name, pair.member)
        written = (
            "" if pair.chosen is not None and pair.chosen.steps else own_expression(pair.array, pair.member)
        )
        lines += [] if written else report.data.naming_lines(*slot)
        named.append(f"{python_literal(pair.input.name)}: {written or report.data.variable(*slot)}")
    return [*dict.fromkeys(lines), f"{report.data.free or 'x'} = {{{', '.join(named)}}}"]
