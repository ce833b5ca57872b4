"""What comes of live data: a cured array, or an error that carries the whole report."""

from __future__ import annotations

from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report
from lstmdoctor.core.showing import show_nouns_with

show_nouns_with("lstmdoctor.report.views")


class DataShapeError(ValueError):
    """Data that does not fit a model.

    Parameters
    ----------
    report : Report
        The diagnosis; `str` of the error is its text.

    Attributes
    ----------
    report : Report
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return str(self.report)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Worst first."""
        return self.report.findings
