"""A run as JSON: the report itself for a single pair, for a configuration all reports under their checks."""

from __future__ import annotations

from lstmdoctor.findings import SEVERITIES, Report
from lstmdoctor.report.entries import LONGEST_PATH, LONGEST_TEXT
from lstmdoctor.report.json_report import Json, dumps, head, report_object
from lstmdoctor.results import Refusal, Result, Run
from lstmdoctor.text import safe

STATUS = ("passed", "failed", "refused")
"""By exit code."""


def render(run: Run) -> str:
    """One JSON document."""
    match run.results:
        case (Result(outcome=Report() as report),) if run.single:
            return dumps(report_object(report))
        case results:
            return dumps(run_object(run, results))


def run_object(run: Run, results: tuple[Result, ...]) -> dict[str, Json]:
    """All results, keys in the order of the contract."""
    reports = [result.outcome for result in results if isinstance(result.outcome, Report)]
    numbers: dict[str, Json] = {
        severity: sum(report.number(severity) for report in reports) for severity in SEVERITIES
    }
    return {
        **head(),
        "checks": [result_object(result) for result in results],
        "remarks": list(run.remarks),
        "summary": {"pairs": len(results), **numbers, "refused": len(results) - len(reports)},
    }


def result_object(result: Result) -> Json:
    """One pair: what it is, how it went, and the report that `diagnose` would give."""
    task = result.task
    start: dict[str, Json] = {
        "name": safe(task.check),
        "split": task.split or None,
        "model": safe(task.model, LONGEST_PATH),
        "data": safe(task.data, LONGEST_PATH),
        "labels": None if task.labels is None else safe(task.labels, LONGEST_PATH),
        "status": STATUS[result.exit_code],
    }
    match result.outcome:
        case Refusal(path, reason):
            return {**start, "error": safe(f"{path}: {reason}", LONGEST_TEXT), "report": None}
        case report:
            return {**start, "error": None, "report": report_object(report)}
