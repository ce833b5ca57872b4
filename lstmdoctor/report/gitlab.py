"""The Code Quality report of GitLab: a JSON array of findings, each with a fingerprint of its own."""

from __future__ import annotations

from lstmdoctor.findings import Severity
from lstmdoctor.report.entries import UNREADABLE, Entry, entries, slashed
from lstmdoctor.report.json_report import Json, dumps
from lstmdoctor.results import Run

SEVERITY: dict[Severity, str] = {"error": "critical", "warning": "minor", "note": "info"}


def render(run: Run) -> str:
    """All findings; GitLab itself compares them with those of the target branch."""
    return dumps([item(entry) for entry in entries(run)])


def item(entry: Entry) -> Json:
    """One finding, at line 1 of a file that has no lines."""
    return {
        "description": f"{entry.code} {entry.name}: {entry.sentence}",
        "check_name": entry.code,
        "fingerprint": entry.fingerprint,
        "severity": "blocker" if entry.code == UNREADABLE[0] else SEVERITY[entry.severity],
        "location": {"path": slashed(entry.path), "lines": {"begin": 1}},
    }
