"""A run as JSON: the report itself for a single pair, for a configuration all reports under their checks."""

from __future__ import annotations

from textwrap import indent

from lstmdoctor.core.faults import SEVERITIES
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result, Run
from lstmdoctor.report.entries import LONGEST_PATH, LONGEST_TEXT
from lstmdoctor.report.json_report import Json, document_head, dump_json, report_object
from lstmdoctor.text import safe_text

EMPTY, PLACE = '"checks": []', "    "
"""Where the results stand, and how far in."""
STATUS = ("passed", "failed", "refused")
"""By exit code."""


def render(run: Run) -> str:
    """One JSON document."""
    match run.results:
        case (Result(outcome=Report() as report),) if run.single:
            return dump_json(report_object(report))
        case results:
            pieces = ",\n".join(map(result_piece, results))
            filled = f'"checks": [\n{pieces}\n  ]' if results else EMPTY
            return dump_json(run_object(run, results)).replace(EMPTY, filled, 1)


def result_piece(result: Result) -> str:
    """One pair as it stands in the document; as text one after the other they are many times smaller."""
    return indent(dump_json(result_object(result)).rstrip(), PLACE)


def run_object(run: Run, results: tuple[Result, ...]) -> dict[str, Json]:
    """Everything but the results, which have their place in it; keys in the order of the contract."""
    reports = [result.outcome for result in results if isinstance(result.outcome, Report)]
    numbers: dict[str, Json] = {
        severity: sum(report.number(severity) for report in reports) for severity in SEVERITIES
    }
    return {
        **document_head(),
        "checks": [],
        "remarks": list(run.remarks),
        "summary": {"pairs": len(results), **numbers, "refused": len(results) - len(reports)},
    }


def result_object(result: Result) -> Json:
    """One pair: what it is, how it went, and the report that `diagnose` would give."""
    task = result.task
    start: dict[str, Json] = {
        "name": safe_text(task.check),
        "split": task.split or None,
        "model": safe_text(task.model, LONGEST_PATH),
        "data": safe_text(task.data, LONGEST_PATH),
        "labels": None if task.labels is None else safe_text(task.labels, LONGEST_PATH),
        "status": STATUS[result.exit_code],
    }
    match result.outcome:
        case Refusal(path, reason):
            return {**start, "error": safe_text(f"{path}: {reason}", LONGEST_TEXT), "report": None}
        case report:
            return {**start, "error": None, "report": report_object(report)}
