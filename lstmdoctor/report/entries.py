"""A run as one list of findings, each with all that a line in a log or a dashboard says of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from posixpath import normpath

from lstmdoctor.core.faults import SEVERITIES, Evidence, Finding, Severity
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result, Run
from lstmdoctor.records import frozen_record
from lstmdoctor.report.commands import NOTHING, command, request_of
from lstmdoctor.text import safe_text

LONGEST_PATH = 4096
LONGEST_TEXT = 2000
UNREADABLE = ("unreadable", "unreadable-file")
VERIFY = ("verify", "refused-by-keras")
"""Codes and names of what is no fault of the catalogue: a file that was refused, data that Keras refused."""


@frozen_record
class Entry:
    """One finding, or one refusal. Every text is printable and bounded.

    Parameters
    ----------
    severity : Severity
    code, name : str
        As in the catalogue.
    title : str
        The check and split that found it; "" for a single pair.
    path : str
        The file to look at, without the name of an array. Not escaped: formats do that in their own ways.
    input : str
        Input of the model; "" where it concerns the whole.
    message, help : str
    cure : str
        The command that cures it; "" where there is none or a choice is open.
    fingerprint : str
        32 hexadecimal digits, equal from run to run and unique within one.
    """

    severity: Severity
    code: str
    name: str
    title: str
    path: str
    input: str
    message: str
    help: str
    cure: str
    fingerprint: str
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Where, what, and what to do, in one line."""
        where = f"{self.title}: " if self.title else ""
        return f"{where}{self.message}" + (f" (help: {self.help})" if self.help else "")


def entries_of_run(run: Run) -> tuple[Entry, ...]:
    """All findings of all results, worst first, refusals before everything."""
    seen: Counter[str] = Counter()
    found = [entry for result in run.results for entry in of_result(result, seen)]
    return tuple(sorted(found, key=entry_sort_key))


def entry_sort_key(entry: Entry) -> tuple[bool, int]:
    """Sort key, worst first."""
    return entry.code != UNREADABLE[0], SEVERITIES.index(entry.severity)


def of_result(result: Result, seen: Counter[str]) -> Iterator[Entry]:
    """The entries of one result; `seen` counts what looks the same."""
    task, title = result.task, safe_text(result.task.title)
    match result.outcome:
        case Refusal(reason=reason) as refusal:
            print_ = finding_fingerprint(UNREADABLE[0], result, "", seen)
            words = safe_text(reason, LONGEST_TEXT)
            yield Entry(
                "error",
                *UNREADABLE,
                title,
                refusal.location,
                "",
                words,
                "",
                "",
                print_,
                {"model": task.model},
            )
        case report:
            for finding in report.findings:
                yield Entry(
                    finding.severity,
                    finding.fault.code,
                    finding.fault.name,
                    title,
                    path_of_finding(report, finding),
                    safe_text(finding.input or ""),
                    safe_text(finding.message, LONGEST_TEXT),
                    safe_text(finding.help, LONGEST_TEXT),
                    cure_command(report, finding),
                    finding_fingerprint(finding.fault.code, result, finding.input or "", seen),
                    finding.evidence,
                )
            yield from of_keras(result, report, seen)


def of_keras(result: Result, report: Report, seen: Counter[str]) -> Iterator[Entry]:
    """The entry for data that Keras itself refused."""
    asked = report.verification
    if asked is not None and asked.status == "refused":
        path, title, words = (
            report.data.location,
            safe_text(result.task.title),
            asked.reason,
        )
        print_ = finding_fingerprint(VERIFY[0], result, "", seen)
        yield Entry("error", *VERIFY, title, path, "", safe_text(words, LONGEST_TEXT), "", "", print_)


def path_of_finding(report: Report, finding: Finding) -> str:
    """The file that a finding is about: the model's for LD8, that of the labels for LD7, else the data's."""
    match finding.fault.code[:3]:
        case "LD8":
            return report.model.path
        case "LD7" if report.labels is not None:
            return report.labels.location
        case _:
            return report.data.location


def cure_command(report: Report, finding: Finding) -> str:
    """The command that applies the one clear reading, or writes values anew; "" without one."""
    if finding.remedy == "option" and report.wants_only_values:
        pair = report.case.pairs[0]
        return command(pair.chosen or NOTHING, pair.chosen or NOTHING, pair.goal, request_of(report))
    if finding.remedy != "reading":
        return ""
    for pair in report.case.pairs:
        if pair.input.name == finding.input and pair.chosen is not None:
            return command(pair.chosen, pair.chosen, pair.goal, request_of(report))
    return ""


def finding_fingerprint(code: str, result: Result, name: str, seen: Counter[str]) -> str:
    """A number for one finding that stays the same while it is not cured, whatever its message says."""
    task = result.task
    parts = [code, task.check, task.split, path_with_slashes(task.model), path_with_slashes(task.data), name]
    text = "\0".join(parts)
    seen[text] += 1
    whole = f"{text}\0{seen[text]}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:32]


def path_with_slashes(path: str) -> str:
    """A path in the one form that all systems share, without ``.`` and ``..``."""
    return normpath(path.replace("\\", "/"))
