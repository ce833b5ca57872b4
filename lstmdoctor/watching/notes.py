"""A diagnosis in at most 12 lines: the user's call, the worst findings, the cure, where to read more."""

from __future__ import annotations

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.explanation import Explanation
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report
from lstmdoctor.live.callers import CallSite
from lstmdoctor.report.commands import command, edit_code_lines, renaming_code, request_of
from lstmdoctor.text import safe_text

HEAD = "lstmdoctor: "
MOST_LINES = 12
MOST_FINDINGS = 3
MOST_CURES = 3
LONGEST = 400
"""Columns of one line."""


def call_line(site: CallSite, verb: str) -> str:
    """``lstmdoctor: model.fit(sequences, y) in train.py:42``."""
    text = site.text or f"model.{verb}(...)" if verb != "__call__" else site.text or "model(...)"
    where = f" in {site.place}" if site.place else ""
    return f"{HEAD}{safe_text(text, LONGEST)}{safe_text(where, LONGEST)}"


def note_text(report: Report, site: CallSite, verb: str) -> str:
    """The note for a report with findings."""
    shown = report.findings[:MOST_FINDINGS]
    lines = [call_line(site, verb)]
    for finding in shown:
        lines.append(f"  {finding.fault.code} {safe_text(finding.message, LONGEST)}")
        if finding.remedy != "reading" and finding.help:
            lines.append(f"    help:  {safe_text(finding.help, LONGEST)}")
    cures = cure_lines(report, shown)
    left = len(report.findings) - len(shown)
    codes = " ".join(dict.fromkeys(finding.fault.code for finding in shown[:1]))
    end = [f"  more:  lstmdoctor explain {codes}" + (f" ({left} more findings)" if left else "")]
    end = [*(f"  note:  {safe_text(one, LONGEST)}" for one in report.data.remarks[:1]), *end]
    room = MOST_LINES - len(lines) - len(end)
    return "\n".join([*lines, *cures[:room], *end])


def cure_lines(report: Report, shown: tuple[Finding, ...]) -> list[str]:
    """The cure of the first input that one of these findings is about."""
    renamed = renaming_code(report)
    if renamed and shown[0].fault.code == "LD105" and not shown[0].place:
        return [f"  cure:  {safe_text(renamed, LONGEST)}"]
    wrong = {finding.input for finding in shown if finding.remedy == "reading" and not finding.place}
    other = report.validation
    if not wrong and other is not None and any(finding.place for finding in shown):
        return cure_lines(other, tuple(one for one in other.findings if one.severity == "error"))
    for pair in report.case.pairs:
        offered = [reading for reading in pair.readings if reading.steps]
        if pair.input.name in wrong and offered:
            return chosen_lines(pair, report) if pair.chosen is not None else choice_lines(pair, report)
    return []


def chosen_lines(pair: Pair, report: Report) -> list[str]:
    """The cure as code, in the variables of the program."""
    if pair.chosen is None:
        return []
    place = (pair.array.name, pair.member)
    code = edit_code_lines(pair.chosen, report.data.variable(*place))
    code = report.data.naming_lines(*place) + code
    lines = [line for one in code for line in one.splitlines()][: MOST_CURES + 1]
    return [f"  {'cure:' if not i else '     '}  {safe_text(line, LONGEST)}" for i, line in enumerate(lines)]


def choice_lines(pair: Pair, report: Report) -> list[str]:
    """The calls that choose, where the data can be read in several ways."""
    request = request_of(report)
    offered = [reading for reading in pair.readings if reading.steps][:MOST_CURES]
    calls = [command(reading, None, pair.goal, request) for reading in offered]
    return [
        f"  {'choose:' if not i else '       '}  {safe_text(one, LONGEST)}" for i, one in enumerate(calls)
    ]


def explanation_text(found: Explanation, site: CallSite, verb: str) -> str:
    """The note where there is only the text of the error to go by."""
    lines = [call_line(site, verb), f"  {found.code} {safe_text(found.message, LONGEST)}"]
    lines += [f"    help:  {safe_text(found.help, LONGEST)}"] if found.help else []
    return "\n".join([*lines, f"  more:  lstmdoctor explain {found.code}"])
