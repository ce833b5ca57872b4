"""What `fix` did, for machines: the diagnosis of the data as found, and under ``fix`` what became of it."""

from __future__ import annotations

from lstmdoctor.findings import SEVERITIES, Verdict
from lstmdoctor.readings import goal_of
from lstmdoctor.report.commands import Request
from lstmdoctor.report.json_report import (
    LONGEST_PATH,
    Json,
    data_object,
    dumps,
    finding_object,
    head,
    name,
    reading_object,
    report_object,
    sizes,
    verify_object,
)
from lstmdoctor.text import safe
from lstmdoctor.treat.treatment import Plan, Treatment


def render(treatment: Treatment, request: Request) -> str:
    """The outcome as one JSON document with all keys of a diagnosis and ``fix`` after them."""
    report = treatment.before
    before = alone(treatment, request) if report is None else report_object(report, request)
    return dumps({**before, "fix": fix_object(treatment)})


def fix_object(treatment: Treatment) -> Json:
    """Status, output and arrays; the diagnosis of what was written."""
    after = treatment.after
    return {
        "status": treatment.status,
        "output": None if treatment.output is None else safe(treatment.output, LONGEST_PATH),
        "arrays": [plan_object(plan) for plan in treatment.plans] if treatment.output is not None else [],
        "verdict": None if after is None else after.verdict,
        "findings": [] if after is None else [finding_object(finding) for finding in after.findings],
        **verify_object(treatment.verification),
    }


def plan_object(plan: Plan) -> Json:
    """One array of the output."""
    return {
        "name": name(plan.name),
        "from": sizes(plan.facts),
        "to": sizes(plan.after),
        "dtype": plan.after.dtype,
        "reading": None if plan.chosen is None or not plan.chosen.steps else plan.chosen.id,
    }


def alone(treatment: Treatment, request: Request) -> dict[str, Json]:
    """The keys of a diagnosis where there is no model to diagnose with."""
    goal = goal_of(None, request.choices)
    return {
        **head(),
        "model": None,
        "data": data_object(treatment.data),
        "labels": None,
        "verdict": verdict(treatment),
        "findings": [],
        "readings": [
            reading_object(reading, plan, goal, treatment.data, request)
            for plan in treatment.plans
            for reading in plan.readings
            if reading.steps
        ],
        "summary": dict.fromkeys(SEVERITIES, 0),
    }


def verdict(treatment: Treatment) -> Verdict:
    """What can be done about the data, from what was done."""
    match treatment.status:
        case "needs-choice" | "untreatable":
            return treatment.status
        case _:
            changed = any(plan.chosen is not None and plan.chosen.steps for plan in treatment.plans)
            return "treatable" if changed else "healthy"
