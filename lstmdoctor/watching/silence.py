"""What Keras says of itself, and what it passes over: the second has to be told before the first step."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report

LOUD = frozenset(
    {
        "LD101", "LD102", "LD103", "LD105", "LD106", "LD107", "LD108", "LD109", "LD202", "LD203", "LD204",
        "LD206", "LD207", "LD208", "LD209", "LD210", "LD211", "LD299", "LD301", "LD309", "LD401", "LD604",
        "LD605", "LD701", "LD702", "LD704", "LD706", "LD901", "LD905",
    }
)  # fmt: skip
"""Errors that Keras refuses, as measured on Keras 3.15 and tf.keras 2.15 (tests/keras_judge). Where one of
them passes after all (a subclass takes what its code takes) it is told when the call has returned."""
OF_THE_FILE = ("LD801", "LD802", "LD803", "LD804")
"""Findings about what a model file says; a running program has no use for them."""
ZEROED = "LD502"
"""Data of nothing but 0."""
TIMESTEPS = "LD302"
"""Keras 3 trains a Sequential on any number of timesteps; a Functional, and Keras 2, refuse."""


def telling_report(report: Report) -> Report:
    """The report with the errors and warnings that somebody who trains has to know."""
    kept = tuple(
        one
        for one in report.findings
        if one.severity != "note" and one.fault.code not in OF_THE_FILE and not is_warming_up(one, report)
    )
    return replace(report, findings=kept)


def is_warming_up(finding: Finding, report: Report) -> bool:
    """Whether floats of nothing but 0 came without labels: a call that builds a model, or warms it up."""
    evidence = finding.evidence
    floats = str(evidence.get("dtype", "")).startswith("float")
    return finding.fault.code == ZEROED and not report.case.labels and evidence.get("share") == 1 and floats


def is_refused_by_keras(finding: Finding, report: Report) -> bool:
    """Whether Keras will raise an error of its own."""
    if finding.severity != "error":
        return False
    if finding.fault.code == TIMESTEPS:
        version = report.model.keras_version or ""
        return report.model.kind == "functional" or version.startswith("2.")
    return finding.fault.code in LOUD


def is_loud(report: Report) -> bool:
    """Whether any finding of a report is one that Keras refuses."""
    return any(is_refused_by_keras(finding, report) for finding in report.findings)
