"""What `fix` did, for machines: the diagnosis of the data as found, and under ``fix`` what became of it."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.faults import SEVERITIES
from lstmdoctor.core.goal import goal_of
from lstmdoctor.core.growth import Growth
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.reports import Verdict
from lstmdoctor.report.commands import Request
from lstmdoctor.report.json_report import (
    LONGEST_PATH,
    Json,
    data_object,
    document_head,
    dump_json,
    finding_object,
    printable_name,
    reading_object,
    report_object,
    sizes_of_axes,
    verify_object,
)
from lstmdoctor.text import safe_text


def render(treatment: Treatment, request: Request) -> str:
    """The outcome as one JSON document with all keys of a diagnosis and ``fix`` after them."""
    report = treatment.before
    if treatment.growth is not None and not treatment.growth.named:
        request = replace(request, sized=treatment.growth.decided)
    before = object_without_model(treatment, request) if report is None else report_object(report, request)
    if treatment.growth is not None and treatment.status == "needs-choice":
        before["verdict"] = "needs-choice"
    return dump_json({**before, "fix": fix_object(treatment)})


def fix_object(treatment: Treatment) -> Json:
    """Status, output and arrays; the diagnosis of what was written."""
    after = treatment.after
    return {
        "status": treatment.status,
        "output": None if treatment.output is None else safe_text(treatment.output, LONGEST_PATH),
        "arrays": [plan_object(plan) for plan in treatment.plans] if treatment.output is not None else [],
        "verdict": None if after is None else after.verdict,
        "findings": [] if after is None else [finding_object(finding) for finding in after.findings],
        **({"classes": list(map(printable_name, treatment.classes))} if treatment.classes else {}),
        **growth_object(treatment.growth),
        **verify_object(treatment.verification),
        **({} if treatment.validation is None else {"validation": fix_object(treatment.validation)}),
    }


def growth_object(growth: Growth | None) -> dict[str, Json]:
    """How large the output is beside the data, where it is far larger; nothing else."""
    if growth is None:
        return {}
    return {"growth": {"bytes": growth.written, "data_bytes": growth.read}}


def plan_object(plan: Plan) -> Json:
    """One array of the output."""
    return {
        "name": printable_name(plan.name),
        "from": sizes_of_axes(plan.slot.facts),
        "to": sizes_of_axes(plan.after),
        "dtype": plan.after.dtype,
        "reading": None if plan.chosen is None or not plan.chosen.steps else plan.chosen.id,
    }


def object_without_model(treatment: Treatment, request: Request) -> dict[str, Json]:
    """The keys of a diagnosis where there is no model to diagnose with."""
    goal = goal_of(None, request.choices)
    return {
        **document_head(),
        "model": None,
        "data": data_object(treatment.data),
        "labels": None,
        "verdict": treatment_verdict(treatment),
        "findings": [],
        "readings": [
            reading_object(reading, plan, goal, treatment.data, None, request)
            for plan in treatment.plans
            for reading in plan.readings
            if reading.steps
        ],
        "summary": dict.fromkeys(SEVERITIES, 0),
    }


def treatment_verdict(treatment: Treatment) -> Verdict:
    """What can be done about the data, from what was done."""
    match treatment.status:
        case "needs-choice" | "untreatable":
            return treatment.status
        case _:
            changed = any(plan.chosen is not None and plan.chosen.steps for plan in treatment.plans)
            return "treatable" if changed else "healthy"
