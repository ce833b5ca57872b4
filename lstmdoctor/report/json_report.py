"""The report for machines. Every key is written by hand: this is a contract, `SCHEMA_VERSION` its number."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Varies, fixed_axis_sizes, length_percentile
from lstmdoctor.core.faults import SEVERITIES, Finding
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.readings import Reading, Step
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.core.spec import InputSpec, ModelSpec, OutputSpec
from lstmdoctor.report.commands import (
    Request,
    command,
    request_of,
    request_with_needs,
    value_cure_command,
)
from lstmdoctor.report.lengths import histogram_of
from lstmdoctor.report.loading import ArrayInCode
from lstmdoctor.text import safe_text
from lstmdoctor.version import __version__

SCHEMA_VERSION = 1
LONGEST_PATH = 4096
MOST_ARRAYS = 256
"""Arrays of a file that are described one by one; a model of so many inputs is not known to exist."""
Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def render(report: Report) -> str:
    """The whole diagnosis as one JSON document."""
    return dump_json(report_object(report))


def render_inspection(found: ModelSpec | DataFile) -> str:
    """One model or data file as one JSON document."""
    start: dict[str, Json] = {"schema_version": SCHEMA_VERSION}
    match found:
        case ModelSpec():
            return dump_json({**start, "kind": "model", "model": model_object(found)})
        case DataFile():
            return dump_json({**start, "kind": "data", "data": data_object(found)})


def dump_json(value: Json) -> str:
    """Strict JSON in ASCII, whatever the names and numbers are; ends with a newline."""
    return json.dumps(clean_json_value(value), indent=2, allow_nan=False) + "\n"


def clean_json_value(value: Json) -> Json:
    """Names made safe to print, and numbers that JSON has no literal for as words."""
    match value:
        case str():
            return "\n".join(safe_text(line, LONGEST_PATH) for line in value.split("\n"))
        case float() if not math.isfinite(value):
            return str(value)
        case Mapping():
            return {safe_text(key): clean_json_value(item) for key, item in value.items()}
        case list() | tuple():
            return [clean_json_value(item) for item in value]
        case _:
            return value


def report_object(report: Report, request: Request | None = None) -> dict[str, Json]:
    """The report, keys in the order of the contract."""
    asked = request_with_needs(request, report) if request else request_of(report)
    return {
        **document_head(),
        "model": model_object(report.model),
        "data": data_object(report.data),
        "labels": data_object(report.labels) if report.labels is not None else None,
        "verdict": report.verdict,
        "findings": [finding_object(finding) for finding in report.findings],
        "readings": [
            reading_object(reading, pair.plan, pair.goal, report.data, report.labels, asked)
            for pair in report.case.pairs
            for reading in pair.readings
            if reading.steps
        ],
        "summary": {severity: report.number(severity) for severity in SEVERITIES},
        **value_cure_object(report, asked),
        **verify_object(report.verification),
    }


def value_cure_object(report: Report, asked: Request) -> dict[str, Json]:
    """The command that cures values and labels, where nothing else is wrong and no reading carries it."""
    if not report.wants_only_values or report.readings:
        return {}
    return {"command": value_cure_command(asked)}


def verify_object(verification: Verification | None) -> dict[str, Json]:
    """What Keras said, where it was asked; nothing else, so that the keys stay as they are."""
    if verification is None:
        return {}
    return {"verify": {"status": verification.status, "reason": verification.reason}}


def document_head() -> dict[str, Json]:
    """What every document starts with."""
    return {"schema_version": SCHEMA_VERSION, "tool": {"name": "lstmdoctor", "version": __version__}}


def model_object(model: ModelSpec) -> Json:
    """The model as its file describes it."""
    return {
        "path": safe_text(model.path, LONGEST_PATH),
        "format": model.format,
        "keras_version": printable_name(model.keras_version),
        "class": printable_name(model.class_name),
        "inputs": [end_object(end) for end in model.inputs],
        "outputs": [end_object(end) for end in model.outputs],
    }


def end_object(end: InputSpec | OutputSpec) -> Json:
    """One input or output."""
    return {
        "name": printable_name(end.name),
        "shape": None if end.shape is None else list(end.shape),
        "dtype": printable_name(end.dtype),
    }


def data_object(data: DataFile) -> Json:
    """A data file or a file of labels."""
    return {
        "path": safe_text(data.path, LONGEST_PATH),
        "format": data.format,
        "arrays": [array_object(array) for array in data.arrays[:MOST_ARRAYS]],
        **({"arrays_left_out": left} if (left := len(data.arrays) - MOST_ARRAYS) > 0 else {}),
    }


def array_object(array: Named) -> Json:
    """One array or list of sequences."""
    facts = array.facts
    return {
        "name": printable_name(array.name),
        "container": facts.container,
        "shape": sizes_of_axes(facts),
        "dtype": facts.dtype,
        "samples": int(facts.samples),
        "lengths": lengths_object(facts),
    }


def lengths_object(facts: Facts) -> Json:
    """The lengths of ragged sequences in numbers; null where all have one length."""
    axis = next((axis for axis in facts.axes[1:] if isinstance(axis, Varies)), None)
    if axis is None:
        return None
    histogram = histogram_of(axis)
    total = sum(number for _, number in histogram)
    mean = sum(size * number for size, number in histogram) / total if total else None
    return {
        "min": axis.low,
        "max": axis.high,
        "mean": None if mean is None else round(mean, 6),
        "p50": length_percentile(histogram, 50),
        "p95": length_percentile(histogram, 95),
    }


def finding_object(finding: Finding) -> Json:
    """One finding."""
    return {
        "code": finding.fault.code,
        "name": finding.fault.name,
        "severity": finding.severity,
        "input": printable_name(finding.input),
        "message": finding.message,
        "evidence": dict(finding.evidence),
        "help": finding.help,
    }


def reading_object(
    reading: Reading, plan: Plan, goal: Goal, data: DataFile, labels: DataFile | None, request: Request
) -> Json:
    """One reading of the array of one input, with what applies it."""
    also = plan.unasked_fill(reading)
    return {
        "input": printable_name(plan.name),
        "id": reading.id,
        "steps": [step_object(step) for step in reading.steps],
        "result": sizes_of_axes(reading.result) if reading.result is not None else None,
        "keeps_values": reading.keeps_values,
        "by_itself": reading == plan.chosen and request.sized is None,
        "command": command(reading, plan.chosen, goal, request),
        "python": ArrayInCode(data, plan.slot.array.name, plan.slot.member, labels).whole(reading, also),
    }


def step_object(step: Step) -> Json:
    """One edit in its place."""
    return {
        "edit": step.edit.id,
        "args": dict(step.edit.args()),
        "from": sizes_of_axes(step.before),
        "to": sizes_of_axes(step.after),
    }


def sizes_of_axes(facts: Facts) -> list[Json]:
    """A shape; null for an axis that varies."""
    return [*fixed_axis_sizes(facts)]


def printable_name(text: str | None) -> str | None:
    """A name out of a file, escaped and cut."""
    return None if text is None else safe_text(text)
