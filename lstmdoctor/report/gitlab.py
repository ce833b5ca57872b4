"""The Code Quality report of GitLab: a JSON array of findings, each with a fingerprint of its own."""

from __future__ import annotations

from lstmdoctor.core.faults import Severity
from lstmdoctor.core.run import Run
from lstmdoctor.report.entries import UNREADABLE, Entry, entries_of_run, path_with_slashes
from lstmdoctor.report.json_report import Json, dump_json

SEVERITY: dict[Severity, str] = {"error": "critical", "warning": "minor", "note": "info"}


def render(run: Run) -> str:
    """All findings; GitLab itself compares them with those of the target branch."""
    return dump_json([gitlab_item(entry) for entry in entries_of_run(run)])


def gitlab_item(entry: Entry) -> Json:
    """One finding, at line 1 of a file that has no lines."""
    return {
        "description": f"{entry.code} {entry.name}: {entry.sentence}",
        "check_name": entry.code,
        "fingerprint": entry.fingerprint,
        "severity": "blocker" if entry.code == UNREADABLE[0] else SEVERITY[entry.severity],
        "location": {"path": path_with_slashes(entry.path), "lines": {"begin": 1}},
    }
