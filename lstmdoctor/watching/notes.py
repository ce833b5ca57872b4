"""A diagnosis in at most 12 lines: the user's call, the worst findings, the cure, where to read more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.cured_code import cure_lines_of, is_conversion_of_keras, label_variable
from lstmdoctor.core.data_file import is_expression
from lstmdoctor.core.explanation import Explanation
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.labels import LabelVariable
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.changed_call import Replaced, changed_call, replaced_data
from lstmdoctor.live.cure_code import label_array_lines, renaming_lines
from lstmdoctor.live.live_report import VALIDATION
from lstmdoctor.report.commands import command, request_of
from lstmdoctor.text import count_noun, safe_text

HEAD = "lstmdoctor: "
MOST_LINES = 12
MOST_FINDINGS = 3
MOST_CURES = 3
LONGEST = 400
"""Columns of one line."""
OF_SHAPES = ("LD2", "LD3")
FAILED = "an earlier call of this model failed"
AGAIN = "compile the model again (an optimizer by its name, or a new one), then repeat the call"


def call_line(site: CallSite, verb: str) -> str:
    """``lstmdoctor: model.fit(sequences, y) in train.py:42``."""
    text = site.text or f"model.{verb}(...)" if verb != "__call__" else site.text or "model(...)"
    where = f" in {site.place}" if site.place else ""
    return f"{HEAD}{safe_text(text, LONGEST)}{safe_text(where, LONGEST)}"


def note_text(report: Report, site: CallSite, verb: str, stale: str = "") -> str:
    """The note for a report with findings; `stale` is where an earlier call of the model failed."""
    findings = without_repeated(report.findings)
    shown = findings[:MOST_FINDINGS]
    lines = [call_line(site, verb)]
    for finding in shown:
        lines.append(f"  {finding.fault.code} {safe_text(finding.message, LONGEST)}")
        if finding.help and (finding.remedy != "reading" or finding.input is None):
            lines.append(f"    help:  {safe_text(finding.help, LONGEST)}")
    left = len(findings) - len(shown)
    more = f" ({count_noun(left, 'more finding')})" if left else ""
    remarks = (f"{FAILED} ({stale}): {AGAIN}",) if stale else report.data.remarks[:1]
    end = [f"  note:  {safe_text(one, LONGEST)}" for one in remarks]
    end += [f"  more:  lstmdoctor explain {shown[0].fault.code}{more}"]
    room = MOST_LINES - len(lines) - len(end)
    return "\n".join([*lines, *cure_lines(report, shown, site)[:room], *end])


def stale_text(place: str, site: CallSite, verb: str) -> str:
    """The note for data that fits a model of which an earlier call failed."""
    said = f"  LD906 the data fits; {FAILED} ({place}), and Keras keeps what it traced"
    more = "  more:  lstmdoctor explain LD906"
    return "\n".join([call_line(site, verb), said, f"    help:  {AGAIN}", more])


def without_repeated(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, what is wrong with data and validation data alike told once."""
    own = {finding.fault.code for finding in findings if not finding.place}
    again = {finding.fault.code: finding.place for finding in findings if finding.place}
    return tuple(
        replace(one, message=f"{one.message}; so for {again[one.fault.code]}")
        if one.fault.code in again and one.fault.code in own
        else one
        for one in findings
        if not (one.place and one.fault.code in own)
    )


def cure_lines(report: Report, shown: Sequence[Finding], site: CallSite, parameter: str = "x") -> list[str]:
    """The cure of the first input that one of these findings is about, of what `parameter` is given."""
    renamed = renaming_lines(report)
    if renamed and shown[0].fault.code == "LD105" and not shown[0].place:
        whole = Replaced(parameter, report.data.path, report.data.free or "x")
        again = [] if where_made(report) else changed_call(site, [whole])
        return headed_lines(f"cure{where_made(report)}:", [*renamed, *again])
    wrong = {finding.input for finding in shown if finding.remedy == "reading" and not finding.place}
    other = report.validation
    if not wrong and other is not None and any(finding.place for finding in shown):
        of_other = tuple(one for one in other.findings if one.severity == "error")
        return cure_lines(other, of_other, site, VALIDATION) if of_other else []
    for pair in report.case.pairs:
        offered = [reading for reading in pair.readings if reading.steps]
        if pair.input.name in wrong and offered:
            lines = chosen_lines if pair.chosen else choice_lines
            return lines(pair, report, site, parameter)
    return []


def chosen_lines(pair: Pair, report: Report, site: CallSite, parameter: str) -> list[str]:
    """The cure as code, in the variables of the program; a batch is cured where it is made."""
    if pair.chosen is None:
        return []
    place, labels = (pair.array.name, pair.member), label_variable(report.labels)
    code = code_of_reading(pair.chosen, report.data.variable(*place), labels)
    listed = label_array_lines(report, labels, pair.chosen.steps)
    named = report.data.naming_lines(*place)
    lines = [line for one in (*named, *code) for line in one.splitlines()][: MOST_CURES + max(1, len(named))]
    moved = labels if labels is not None and any(one in (*lines, *listed) for one in labels.first) else None
    again = [] if where_made(report) else changed_call(site, replaced_data(pair, report, moved, parameter))
    return headed_lines(f"cure{where_made(report)}:", [*lines, *listed, *again])


def choice_lines(pair: Pair, report: Report, site: CallSite, parameter: str) -> list[str]:
    """The calls that choose, where the data can be read in several ways, and what takes what they make.

    For batches there is the code of each way.
    """
    request = request_of(report)
    offered = [reading for reading in pair.readings if reading.steps][:MOST_CURES]
    if where_made(report):
        codes = ["; ".join(code_of_reading(one, "x")) for one in offered]
        return headed_lines("choose where they are made:", codes)
    name = site.free_name("fixed")
    calls = [f"{name} = {command(reading, None, pair.goal, request)}" for reading in offered]
    made = Replaced(parameter, report.data.path, f"{name}.x")
    beside = (
        [] if report.labels is None else [replace(made, expression=report.labels.path, variable=f"{name}.y")]
    )
    labels = [replace(one, parameter="y") for one in beside] if parameter == "x" else beside
    again = [] if report.data.unsaid else changed_call(site, [made, *labels])
    told = again or [f"# {name}.x is the data{f', {name}.y its labels' if labels else ''}"]
    return [*headed_lines("choose:", calls), *headed_lines("then:  ", told)]


def headed_lines(head: str, lines: Sequence[str]) -> list[str]:
    """Lines under each other, the first behind its head."""
    heads = [head, *[" " * len(head)] * len(lines)]
    return [f"  {own}  {safe_text(one, LONGEST)}" for own, one in zip(heads, lines, strict=False)]


def where_made(report: Report) -> str:
    """`` where they are made``, for the batches of something that no assignment changes."""
    return "" if is_expression(report.data.path) else " where they are made"


def code_of_reading(reading: Reading, variable: str, labels: LabelVariable | None = None) -> list[str]:
    """One line for every edit but for what Keras does with every batch: floats become those of the model."""
    steps = [step for step in reading.steps if not is_conversion_of_keras(step)]
    return cure_lines_of(steps or reading.steps, variable, labels)


def explanation_text(found: Explanation, site: CallSite, verb: str) -> str:
    """The note where there is only the text of the error to go by."""
    lines = [call_line(site, verb), f"  {found.code} {safe_text(found.message, LONGEST)}"]
    lines += [f"    help:  {safe_text(found.help, LONGEST)}"] if found.help else []
    return "\n".join([*lines, f"  more:  lstmdoctor explain {found.code}"])


def is_disproved(found: Explanation, report: Report | None) -> bool:
    """Whether a text speaks of a shape of data that was looked at, and fits a model that says its shapes."""
    known = report is not None and all(one.shape is not None for one in report.model.inputs)
    return known and (found.code or "").startswith(OF_SHAPES)


def has_note(error: BaseException) -> bool:
    """Whether an exception has been told before: it is raised again, or came out of a verb within."""
    return any(note.startswith(HEAD) for note in getattr(error, "__notes__", ()))
