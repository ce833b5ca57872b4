"""What a report shows itself as, for `str`, for programs and for notebooks."""

from __future__ import annotations

from lstmdoctor.core.explanation import Explanation
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Result, Run, Task
from lstmdoctor.report import json_report, markdown, text
from lstmdoctor.report.explanation import render as render_explanation
from lstmdoctor.report.html.document import report_document, report_fragment
from lstmdoctor.report.page import check_named, render_page

WIDTH = 80
"""Columns of a report that nobody gave a width."""


def as_text(report: Report) -> str:
    """Plain text of 80 columns, without a newline at the end."""
    return text.render(report, WIDTH, color=False).rstrip("\n")


def as_explanation(found: Explanation) -> str:
    """What an error means; the page of a fault that was asked for by its code."""
    check = check_named(found.code or "") if found.named else None
    text = render_page(check, WIDTH, False) if check is not None else render_explanation(found, WIDTH, False)
    return text.rstrip("\n")


def as_json(report: Report) -> str:
    """The document of the contract."""
    return json_report.render(report)


def as_markdown(report: Report) -> str:
    """Markdown, as for a pull request."""
    task = Task(report.model.path, report.data.path)
    return markdown.render(Run((Result(task, report),), single=True))


def as_fragment(report: Report) -> str:
    """A fragment of HTML without scripts, for a notebook."""
    return report_fragment(report)


def as_page(report: Report) -> str:
    """A page of its own."""
    return report_document(report)
