"""Which findings of a result count: what `select` and `ignore` leave of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result
from lstmdoctor.text import safe_text


def select_findings(result: Result) -> Result:
    """The result with the findings that its task asks for."""
    match result.outcome:
        case Refusal():
            return result
        case report:
            return replace(result, outcome=filter_report(report, result.task.select, result.task.ignore))


def filter_report(report: Report, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
    """The report with the findings asked for."""
    kept = tuple(
        finding
        for finding in report.findings
        if (not select or finding.fault.code.startswith(select))
        and not (ignore and finding.fault.code.startswith(ignore))
    )
    return replace(report, findings=kept)


def unused_ignores(results: Sequence[Result]) -> tuple[str, ...]:
    """A sentence for every ignored code that hides nothing in any result of its check.

    Where a file was refused, or its values were not looked at, nobody knows.
    """
    checks: dict[str, list[Result]] = {}
    for result in results:
        checks.setdefault(result.task.check, []).append(result)
    return tuple(
        f"{check_prefix(check)}ignored {code} hides nothing: take it out"
        for check, own in checks.items()
        for code in unused_ignore_codes(own)
    )


def check_prefix(check: str) -> str:
    """``check 'forecast': ``."""
    return f"check '{safe_text(check)}': " if check else ""


def unused_ignore_codes(results: Sequence[Result]) -> tuple[str, ...]:
    """The ignored codes of one check that no finding has."""
    found = set()
    for result in results:
        if isinstance(result.outcome, Refusal) or result.task.header_only:
            return ()
        found |= {finding.fault.code for finding in result.outcome.findings}
    codes = dict.fromkeys(code for result in results for code in result.task.ignore)
    return tuple(code for code in codes if not any(one.startswith(code) for one in found))
