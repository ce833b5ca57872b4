"""The HTML report: one file that asks no other for anything, whole without scripts, bounded by design.

Aggregates alone are drawn, never values: the size follows from the number of figures, not from the data. The
same run gives the same bytes.
"""

from __future__ import annotations

import json

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result, Run
from lstmdoctor.report import json_report, run_json
from lstmdoctor.report.html.markup import escape_html, html_element, html_table
from lstmdoctor.report.html.sections import report_sections
from lstmdoctor.report.html.style import POLICY, SCRIPT, STYLE
from lstmdoctor.report.run_text import WORDS, result_summary, run_totals
from lstmdoctor.report.words import file_name
from lstmdoctor.version import __version__

PICTURED = 8
"""Pairs of a run over many that get figures, the failing ones first; all others are rows of the table."""
MOST_DATA = 60_000
"""Characters of JSON in the page; a run with more is left to ``--output-format json``."""


def render(run: Run) -> str:
    """The page of a run."""
    reports = [one.outcome for one in run.results if isinstance(one.outcome, Report)]
    if run.single and len(reports) == len(run.results) == 1:
        return html_document(single_title(reports[0]), report_sections(reports[0], scripted=True), run)
    return html_document(f"lstmdoctor: {run_totals(run)}", run_body(run), run)


def report_document(report: Report) -> str:
    """The page of one report."""
    body = report_sections(report, scripted=True)
    return page_of_parts(single_title(report), body, json_report.render(report))


def report_fragment(report: Report) -> str:
    """The same without head and script, for a notebook: its style reaches nothing outside."""
    body = html_element("p", escape_html(single_title(report)), class_="soft") + report_sections(
        report, scripted=False
    )
    return html_element(
        "div", html_element("style", STYLE.strip()) + html_element("div", body), class_="lstmdoctor"
    )


def single_title(report: Report) -> str:
    """``train.npy for model.keras``."""
    return f"{file_name(report.data.path)} for {file_name(report.model.path)}"


def run_body(run: Run) -> str:
    """A row for every pair, then the figures of the worst; one sentence where a run found nothing."""
    remarks = "".join(html_element("p", escape_html(remark), class_="soft") for remark in run.remarks)
    if not run.results:
        return html_element("p", "no findings") + remarks
    rows = [
        (WORDS[one.exit_code], one.task.title, one.task.model, one.task.data, result_summary(one))
        for one in run.results
    ]
    parts = [html_table(("result", "check", "model", "data", "what"), rows, "All pairs")]
    for result in sorted(run.results, key=lambda one: -one.exit_code)[:PICTURED]:
        parts.append(result_section(result))
    return "".join(parts) + remarks


def result_section(result: Result) -> str:
    """One pair of many, closed unless it failed."""
    name = result.task.title or result.task.data
    summary = html_element("summary", escape_html(f"{WORDS[result.exit_code]}: {name}"))
    match result.outcome:
        case Refusal(path, reason):
            body = html_element("p", escape_html(f"{path}: {reason}"), class_="error")
        case report:
            body = report_sections(report, scripted=True)
    return html_element("details", summary + body, **({"open": "open"} if result.exit_code else {}))


def html_document(title: str, body: str, run: Run) -> str:
    """The page with the facts of the run as JSON in it."""
    return page_of_parts(title, body, run_json.render(run))


def page_of_parts(title: str, body: str, data: str) -> str:
    """Head, body, facts for machines, script."""
    head = (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="color-scheme" content="light dark">'
    )
    head += html_element("title", escape_html(title)) + html_element("style", STYLE.strip())
    heading = html_element("h1", escape_html(title))
    said = html_element("p", "", id="said", class_="said", aria_live="polite")
    footer = html_element("footer", escape_html(f"lstmdoctor {__version__}"))
    main = html_element("main", heading + body + footer + said)
    scripts = embedded_json(data) + html_element("script", SCRIPT.strip())
    inner = html_element("head", head) + html_element("body", main + scripts, class_="lstmdoctor page")
    return "<!doctype html>\n" + html_element("html", inner, lang="en") + "\n"


def embedded_json(data: str) -> str:
    """The report for machines inside the page, in which nothing can end the element."""
    compact = json.dumps(json.loads(data), separators=(",", ":"), ensure_ascii=True)
    if len(compact) > MOST_DATA:
        return ""
    safe = compact.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return html_element("script", safe, type="application/json", id="lstmdoctor-report")
