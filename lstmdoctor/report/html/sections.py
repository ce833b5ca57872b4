"""One report as markup: verdict, shapes, findings, cures, then a figure for each thing that was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.reports import Report
from lstmdoctor.report.html.features import draw_features
from lstmdoctor.report.html.findings import SIGNS, cures_section, findings_section
from lstmdoctor.report.html.lengths import draw_lengths
from lstmdoctor.report.html.markup import escape_html, html_element
from lstmdoctor.report.html.padding import draw_padding
from lstmdoctor.report.html.shapes import draw_shapes
from lstmdoctor.report.html.values import draw_ids, draw_label_counts, draw_not_finite, draw_values
from lstmdoctor.report.words import array_words, model_words, verdict_words
from lstmdoctor.text import count_noun, safe_text, shape_text

Drawing = Callable[[Pair], str]
MOST_PAIRS = 6
"""Inputs that get figures; a model with more has a page too long to read."""


def report_sections(report: Report, scripted: bool) -> str:
    """Everything that is said of one model and its data."""
    parts = [verdict_block(report), files_block(report)]
    parts += [titled_section(title, body) for title, body in titled_sections(report, scripted) if body]
    return "".join(parts)


def titled_sections(report: Report, scripted: bool) -> Iterator[tuple[str, str]]:
    """Heading and body of each section, in the order in which they help."""
    pairs = report.case.pairs[:MOST_PAIRS]
    yield "Data and model", each_pair(pairs, report, draw_shapes)
    yield "Findings", findings_section(report)
    yield "Cure", cures_section(report, scripted)
    yield "Lengths", each_pair(pairs, report, draw_lengths)
    yield "Where padding stands", each_pair(pairs, report, lambda pair: draw_padding(pair.facts.values))
    yield "Features", each_pair(pairs, report, lambda pair: draw_features(pair.facts.values))
    yield "Values that are not finite", each_pair(pairs, report, lambda p: draw_not_finite(p.facts.values))
    yield "Values", each_pair(pairs, report, draw_values_or_ids)
    yield "Labels", labels_figures(report)


def titled_section(title: str, body: str) -> str:
    """A section under its heading."""
    return html_element("section", html_element("h2", escape_html(title)) + body)


def each_pair(pairs: tuple[Pair, ...], report: Report, draw: Drawing) -> str:
    """The figure of every input, under its name where there are several."""
    several = len(report.model.inputs) > 1
    found = [(pair.input.name, draw(pair)) for pair in pairs]
    return "".join(
        (html_element("h3", escape_html(f"input {name}")) if several else "") + body
        for name, body in found
        if body
    )


def draw_values_or_ids(pair: Pair) -> str:
    """Ids for an input that feeds an Embedding, values by power of two for all others."""
    spread = pair.facts.values.histograms if pair.facts.values is not None else None
    rows = pair.input.embedding.options.get("input_dim") if pair.input.embedding is not None else None
    if isinstance(rows, int) and spread is not None and spread.only_whole:
        return draw_ids(spread, rows)
    return draw_values(pair.facts.values)


def labels_figures(report: Report) -> str:
    """The labels, and against them the units of the output where there is one."""
    outputs = report.model.outputs
    shape = outputs[0].shape if len(outputs) == 1 else None
    units = shape[-1] if shape else None
    return "".join(draw_label_counts(array.facts.values, units) for array in report.case.labels[:MOST_PAIRS])


def verdict_block(report: Report) -> str:
    """The answer, first: what was found and whether `fix` cures it."""
    worst = report.findings[0].severity if report.findings else ""
    if not worst:
        sign = html_element("span", "✓", class_="sign", aria_hidden="true")
        return html_element("p", sign + "healthy: the data is what the model takes", class_="verdict good")
    sign = html_element("span", SIGNS[report.findings[0].severity], class_="sign", aria_hidden="true")
    return html_element("p", sign + escape_html(verdict_words(report)), class_=f"verdict {worst}")


def files_block(report: Report) -> str:
    """Which files, and what they hold."""
    arrays = "; ".join(
        f"{safe_text(one.name)} {array_words(one.facts)}".strip() for one in report.data.arrays
    )
    takes = "; ".join(
        f"{one.name} {'a shape the file does not say' if one.shape is None else shape_text(one.shape)}"
        for one in report.model.inputs
    )
    rows = [
        ("Model", report.model.path, f"{model_words(report.model)}, takes {takes}"),
        ("Data", report.data.path, arrays),
    ]
    if report.labels is not None:
        rows.append(("Labels", report.labels.path, count_noun(len(report.labels.arrays), "array")))
    if report.verification is not None:
        rows.append(("Keras", report.verification.status, report.verification.reason))
    cells = (
        html_element("dt", escape_html(name))
        + html_element("dd", escape_html(path) + " " + html_element("span", escape_html(what), class_="soft"))
        for name, path, what in rows
    )
    return html_element("dl", "".join(cells), class_="files")
