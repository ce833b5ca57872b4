"""JUnit XML: a suite for every pair of files, a test case for every check that looked at it.

Only what the strictest schema in use allows is written. Dashboards show little of a failure but its text, so
the text says everything.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lstmdoctor.checks import CHECKS
from lstmdoctor.core.faults import Fault, Finding
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.core.run import FAIL_ON, Refusal, Result, Run
from lstmdoctor.report.entries import LONGEST_TEXT, UNREADABLE, VERIFY, cure_command
from lstmdoctor.text import safe_text

OF_MESSAGES = "LD9"
"""Faults that no check finds in a file; a test case only where the splits of a check showed one."""


def render(run: Run) -> str:
    """One document with a suite for every result."""
    root, suites = Element("testsuites", name="lstmdoctor"), list[str]()
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)
    for result in run.results:  # as text one after the other: many times smaller than all elements
        suite = junit_suite(result)
        totals = {total: number + int(suite.get(total, "0")) for total, number in totals.items()}
        indent(suite, level=1)
        suites.append(f"\n  {tostring(suite, encoding='unicode').rstrip()}")
    for total, number in totals.items():
        root.set(total, str(number))
    root.text = "\n"
    head, _, end = tostring(root, encoding="unicode").partition("\n")
    return "".join(['<?xml version="1.0" encoding="utf-8"?>\n', head, *suites, "\n", end, "\n"])


def junit_suite(result: Result) -> Element:
    """The test cases of one pair."""
    files = f"{safe_text(result.task.data)} for {safe_text(result.task.model)}"
    name = f"{safe_text(result.task.title)}: {files}" if result.task.title else files
    found = Element("testsuite", name=name)
    match result.outcome:
        case Refusal(path, reason):
            case = SubElement(found, "testcase", name=f"{UNREADABLE[1]}: {files}", classname=name)
            words = safe_text(f"{path}: {reason}", LONGEST_TEXT)
            SubElement(case, "error", type=UNREADABLE[0], message=words).text = words
        case report:
            for fault in looked_for(result, report):
                found.append(test_case(fault, result, report, files, name))
            if report.verification is not None:
                found.append(verification_case(report.verification, files, name))
    for total, path in (("tests", "testcase"), ("failures", "*/failure"), ("errors", "*/error")):
        found.set(total, str(len(found.findall(path))))
    return found


def looked_for(result: Result, report: Report) -> list[Fault]:
    """The faults that were asked for and looked for."""
    select, ignore = result.task.select, result.task.ignore
    shown = {finding.fault.code for finding in report.findings}
    return [
        check.FAULT
        for check in CHECKS
        if check.FAULT.code in shown
        or (
            not check.FAULT.code.startswith(OF_MESSAGES)
            and (not select or check.FAULT.code.startswith(select))
            and not (ignore and check.FAULT.code.startswith(ignore))
        )
    ]


def test_case(fault: Fault, result: Result, report: Report, files: str, suite_name: str) -> Element:
    """One check: failed by findings that fail the run, passed with a word about milder ones."""
    case = Element("testcase", name=f"{fault.code} {fault.name}: {files}", classname=suite_name)
    found = [finding for finding in report.findings if finding.fault == fault]
    failing = [finding for finding in found if is_failing_finding(finding, result)]
    if failing:
        first = failing[0]
        failure = SubElement(
            case, "failure", type=first.severity, message=safe_text(first.message, LONGEST_TEXT)
        )
        failure.text = "\n\n".join(finding_text(finding, report) for finding in found)
    elif found:
        SubElement(case, "system-out").text = "\n\n".join(finding_text(finding, report) for finding in found)
    return case


def verification_case(verification: Verification, files: str, suite_name: str) -> Element:
    """What Keras said to a batch, where it was asked."""
    case = Element("testcase", name=f"{VERIFY[0]}: {files}", classname=suite_name)
    said = safe_text(verification.reason, LONGEST_TEXT)
    if verification.status == "refused":
        SubElement(case, "failure", type=VERIFY[1], message=said).text = said
    else:
        SubElement(case, "system-out").text = f"{verification.status}: {said}"
    return case


def is_failing_finding(finding: Finding, result: Result) -> bool:
    """Whether a finding is at least as severe as the limit."""
    limit = result.task.fail_on
    return limit != "never" and FAIL_ON.index(finding.severity) <= FAIL_ON.index(limit)


def finding_text(finding: Finding, report: Report) -> str:
    """Everything about one finding."""
    where = f" (input '{safe_text(finding.input)}')" if finding.input else ""
    lines = [
        f"{finding.severity} {finding.fault.code} {finding.fault.name}{where}",
        safe_text(finding.message, LONGEST_TEXT),
        f"help: {safe_text(finding.help, LONGEST_TEXT)}" if finding.help else "",
        f"cure: {command}" if (command := cure_command(report, finding)) else "",
    ]
    return "\n".join(line for line in lines if line)
