"""Findings worst first, and the cures of a report as commands and Python to copy."""

from __future__ import annotations

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.report.commands import NOTHING, command, request_of
from lstmdoctor.report.cure import value_cure_words
from lstmdoctor.report.html.markup import code_block, escape_html, html_element
from lstmdoctor.report.loading import ArrayInCode
from lstmdoctor.report.page import check_named, page_of
from lstmdoctor.report.words import edit_words, growth_words, result_words

SIGNS = {"error": "✕", "warning": "▲", "note": "●"}
"""A sign beside every colour."""
SHOWN_READINGS = 5


def findings_section(report: Report) -> str:
    """Every finding with what it means and what to do."""
    several = len(report.model.inputs) > 1
    return "".join(finding_article(finding, several) for finding in report.findings)


def finding_article(finding: Finding, several: bool) -> str:
    """One finding; why it matters is folded, the rest is read at once."""
    where = f" · input {finding.input}" if several and finding.input is not None else ""
    head = html_element("span", SIGNS[finding.severity], class_="sign", aria_hidden="true")
    head += escape_html(f"{finding.severity} {finding.fault.code} {finding.fault.name}{where}")
    parts = [
        html_element("h3", head, class_=finding.severity),
        html_element("p", escape_html(finding.message)),
    ]
    if finding.help:
        parts.append(html_element("p", escape_html(finding.help), class_="soft"))
    why = why_it_matters(finding)
    if why:
        parts.append(html_element("details", html_element("summary", "Why it matters") + why))
    return html_element("article", "".join(parts), class_="finding")


def why_it_matters(finding: Finding) -> str:
    """That section of the page of the fault, paragraph by paragraph."""
    check = check_named(finding.fault.code)
    text = page_of(check).sections.get("Why it matters", "") if check is not None else ""
    paragraphs = (" ".join(one.replace("``", "`").split()) for one in text.split("\n\n"))
    return "".join(html_element("p", escape_html(one)) for one in paragraphs if one)


def cures_section(report: Report, scripted: bool) -> str:
    """The cure of each input that a reading cures, or the readings to choose from."""
    wrong = {finding.input for finding in report.findings if finding.remedy == "reading"}
    pairs = [pair for pair in report.case.pairs if pair.input.name in wrong]
    return "".join(pair_cures(pair, report, scripted) for pair in pairs) or value_cure(report, scripted)


def value_cure(report: Report, scripted: bool) -> str:
    """The cure of data and labels in which nothing but values is wrong."""
    words = value_cure_words(report)
    if not words or not report.wants_only_values:
        return ""
    line = command(NOTHING, NOTHING, report.case.pairs[0].goal, request_of(report))
    title = html_element("h3", escape_html(f"{words}: done only if you say so"))
    return html_element(
        "article", title + code_block("Command", line, "the command", scripted), class_="finding"
    )


def pair_cures(pair: Pair, report: Report, scripted: bool) -> str:
    """One input: what is done by itself, or what has to be chosen."""
    offered = [reading for reading in pair.readings if reading.steps]
    where = f" for input {pair.input.name}" if len(report.model.inputs) > 1 else ""
    if pair.chosen is not None and pair.chosen.steps:
        growth, said = report.unnamed_growth, ""
        if growth is not None:
            words = f"Done only if you name the size: {growth_words(growth, report.data)}."
            said = html_element("p", escape_html(words))
        return said + one_reading(pair, pair.chosen, report, scripted, where)
    if not offered:
        return ""
    head = html_element(
        "p", escape_html(f"Choose what the data is meant to be{where}; nothing is done unasked.")
    )
    return head + "".join(one_reading(pair, one, report, scripted, where) for one in offered[:SHOWN_READINGS])


def one_reading(pair: Pair, reading: Reading, report: Report, scripted: bool, where: str) -> str:
    """What a reading does and gives, the command, and the same in Python."""
    loss = "" if reading.keeps_values else " (loses values)"
    title = f"{edit_words(reading, done=False)}: {result_words(reading)}{loss}"
    line = command(reading, pair.chosen, pair.goal, request_of(report))
    code = ArrayInCode(report.data, pair.array.name, pair.member, report.labels).whole(reading)
    blocks = code_block("Command", line, f"the command{where}", scripted) if line else ""
    blocks += code_block("Python", code, f"the Python code{where}", scripted)
    return html_element("article", html_element("h3", escape_html(title)) + blocks, class_="finding")
