"""The report for people: what the data is over what the model takes, the findings, the cure.

What draws findings and cures is imported where there are some: a healthy report does without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.report.paper import Paper, drawn_text
from lstmdoctor.report.words import (
    array_words,
    container_words,
    file_name,
    join_with_and,
    looked_at_words,
    verdict_words,
)
from lstmdoctor.text import count_noun, safe_text, shape_text

if TYPE_CHECKING:
    from lstmdoctor.report.align import Column
    from lstmdoctor.report.commands import Request

COLORS = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
VERIFIED = {"accepted": "bold green", "refused": "bold red", "not tried": "bold yellow"}
SHOWN_PAIRS = 4
SHOWN_FINDINGS = 6
ROOMY = 3
"""So many findings get an empty line between them."""


def render(
    report: Report, width: int, color: bool, verbose: bool = False, request: Request | None = None
) -> str:
    """The report as text.

    Parameters
    ----------
    width : int
        Columns that sentences are wrapped to; commands and code are never broken.
    color : bool
        Whether to add terminal colours.
    verbose : bool
        Show everything instead of one screen.
    request : Request, optional
        What the commands in the report repeat; the report's own files unless given.
    """
    return drawn_text(lambda paper: draw_report(report, paper, verbose, request), width, color)


def draw_report(report: Report, paper: Paper, verbose: bool = False, request: Request | None = None) -> None:
    """The whole report: shapes, findings, cures."""
    if not report.findings:
        draw_healthy_summary(report, paper)
        draw_verification(report.verification, paper)
        if not verbose:
            return
    from lstmdoctor.report.commands import request_of, request_with_needs
    from lstmdoctor.report.cure import draw_cures
    from lstmdoctor.report.ragged import ragged_table

    draw_shape_comparison(report, paper, verbose)
    draw_labels(report, paper)
    draw_findings(report, paper, verbose)
    for pair in report.case.pairs:
        ragged_table(pair, report, paper, verbose)
    if verbose:
        from lstmdoctor.report.spread import draw_value_lines

        draw_value_lines(report, paper)
    draw_cures(report, request_with_needs(request, report) if request else request_of(report), paper, verbose)
    if report.validation is not None:
        draw_validation(report.validation, paper, verbose)
    if report.data.live:
        for remark in report.data.remarks:
            paper.paragraph(0, ("note: ", "dim"), (remark, "dim"))
    if report.findings:
        paper.gap()
        style = "green" if report.verdict == "healthy" else "bold"
        paper.line((verdict_words(report), style))
        if report.verdict == "healthy":
            paper.paragraph(0, (looked_at_words(report), "dim"))
        draw_verification(report.verification, paper)


def draw_validation(report: Report, paper: Paper, verbose: bool) -> None:
    """Shapes and cures of the validation data, where something is wrong with them."""
    if not report.ok:
        from lstmdoctor.report.commands import request_of
        from lstmdoctor.report.cure import draw_cures

        paper.gap()
        paper.line(("validation_data", "bold"))
        draw_shape_comparison(report, paper, verbose)
        draw_cures(report, request_of(report), paper, verbose)


def draw_verification(verification: Verification | None, paper: Paper) -> None:
    """What Keras said, where it was asked."""
    if verification is not None:
        style = VERIFIED[verification.status]
        paper.paragraph(0, (verification.status, style), (f"  {verification.reason}", ""))


def draw_healthy_summary(report: Report, paper: Paper) -> None:
    """The one or two lines that data without findings deserves."""
    model = file_name(report.model.path)
    if not report.case.pairs:
        paper.line(("no findings", "bold"), (f" in {file_name(report.data.path)} for {model}", ""))
        return
    shapes = join_with_and([array_words(pair.facts) for pair in report.case.pairs[:SHOWN_PAIRS]])
    fits = all(pair.fits for pair in report.case.pairs)
    word, style = ("healthy", "bold green") if fits else ("no findings", "bold")
    relation = "is what" if fits else "for what"
    paper.paragraph(
        0, (word, style), (f"  {file_name(report.data.path)} {shapes} {relation} {model} takes", "")
    )
    paper.paragraph(0, (looked_at_words(report), "dim"))


def draw_shape_comparison(report: Report, paper: Paper, verbose: bool) -> None:
    """Data over model, for every input that does not fit, or all of them."""
    pairs = [pair for pair in report.case.pairs if verbose or not pair.fits] or list(report.case.pairs)
    shown = pairs if verbose else pairs[:SHOWN_PAIRS]
    for pair in shown:
        draw_axis_columns(pair, report, paper)
        paper.gap()
    if len(shown) < len(pairs):
        paper.line((f"  and {count_noun(len(pairs) - len(shown), 'more input')}: add -v", "dim"))
        paper.gap()


def draw_axis_columns(pair: Pair, report: Report, paper: Paper) -> None:
    """Two rows with the axes in columns, and carets under those that differ."""
    if pair.facts.mixed_rank or pair.input.shape is None:
        draw_separate_shapes(pair, report, paper)
        return
    from lstmdoctor.report.align import columns_of_pair

    found = columns_of_pair(pair)
    kind = container_words(pair.facts)
    kind = "" if kind in ("array", "list") else f"{kind}, "
    where = f"::{safe_text(pair.array.name)}" if pair.array.name else ""
    where += f"[{pair.member}]" if pair.member is not None else ""
    name = f"{file_name(report.data.path).removesuffix(where)}{where}"
    if report.data.live:
        name = safe_text(report.data.label(pair.array.name, pair.member))
    data = f"{name}, {kind}{safe_text(pair.facts.dtype)}"
    several = f" input '{safe_text(pair.input.name)}'," if len(report.model.inputs) > 1 else ""
    model = f"{file_name(report.model.path)},{several} {safe_text(pair.input.dtype)}"
    widths = [max(len(column.name), len(column.data), len(column.model)) for column in found]
    cells = list(zip(found, widths, strict=True))
    paper.line(("         ", ""), *((f"{column.name:>{width}}   ", "dim") for column, width in cells))
    top = [column_cell(column, column.data, width) for column, width in cells]
    paper.cut_line(("  data   ", "bold"), *top, (data, "dim"))
    bottom = [column_cell(column, column.model, width) for column, width in cells]
    paper.cut_line(("  model  ", "bold"), *bottom, (model, "dim"))
    if any(column.differs for column in found):
        paper.line(
            ("         ", ""), *((f"{column_carets(column):>{width}}   ", "red") for column, width in cells)
        )


def draw_separate_shapes(pair: Pair, report: Report, paper: Paper) -> None:
    """Data and model on two lines, where one of them has no axes to put into columns."""
    shown = unknown_shape_words(report) if pair.input.shape is None else shape_text(pair.input.shape)
    paper.line(
        ("  data   ", "bold"), (f"{array_words(pair.facts)}   ", ""), (file_name(report.data.path), "dim")
    )
    paper.line(("  model  ", "bold"), (f"{shown}   ", ""), (file_name(report.model.path), "dim"))


def draw_labels(report: Report, paper: Paper) -> None:
    """Labels over the outputs of the model, where a finding is about them."""
    if not any(finding.fault.code.startswith("LD7") for finding in report.findings):
        return
    for array in report.case.labels[:SHOWN_PAIRS]:
        name = labels_name(report, array.name)
        paper.line(("  labels ", "bold"), (f"{array_words(array.facts)}   ", ""), (name, "dim"))
    for output in report.model.outputs[:SHOWN_PAIRS]:
        axes = unknown_shape_words(report) if output.shape is None else shape_text(output.shape)
        own = f"'{output.name}'" if len(report.model.outputs) > 1 else ""
        ending = ", ".join(safe_text(word) for word in (own, output.activation, output.loss) if word)
        paper.line(("  output ", "bold"), (f"{axes} {safe_text(output.dtype)}   ", ""), (ending, "dim"))
    paper.gap()


def labels_name(report: Report, array: str) -> str:
    """The file of the labels, and the array in it where there are several; or how the program writes it."""
    if report.labels is None:
        return ""
    if report.labels.live:
        return safe_text(report.labels.label(array, None))
    name = file_name(report.labels.path)
    return f"{name}::{safe_text(array)}" if len(report.labels.arrays) > 1 and array else name


def unknown_shape_words(report: Report) -> str:
    """Why no shape stands where one of the model should."""
    return "not known before it is built" if report.model.format == "live" else "the file does not say"


def column_cell(column: Column, text: str, width: int) -> tuple[str, str]:
    """One size, loud where the two sides differ."""
    return f"{text:>{width}}   ", "bold red" if column.differs else ""


def column_carets(column: Column) -> str:
    """Carets as wide as what they stand under."""
    return "^" * max(len(column.data), len(column.model)) if column.differs else ""


def draw_findings(report: Report, paper: Paper, verbose: bool) -> None:
    """All findings, worst first; on one screen the first few, without the help that the cure below says."""
    from lstmdoctor.report.cure import pairs_with_cure

    shown = report.findings if verbose else report.findings[:SHOWN_FINDINGS]
    told = {pair.input.name for pair in pairs_with_cure(report) if pair.chosen is not None}
    hides = not verbose and report.verdict != "healthy"
    for finding in shown:
        if len(shown) <= ROOMY:
            paper.gap()
        cured = finding.remedy == "reading" and finding.input in told
        one_finding(finding, len(report.model.inputs) > 1, paper, helped=not (hides and cured))
    if len(shown) < len(report.findings):
        left = count_noun(len(report.findings) - len(shown), "more finding")
        paper.line((f"and {left}: add -v", "dim"))


def one_finding(finding: Finding, several: bool, paper: Paper, *, helped: bool = True) -> None:
    """Code, name and severity; the message; the help, unless something else says it."""
    where = f"  input '{safe_text(finding.input)}'" if several and finding.input is not None else ""
    paper.line(
        (finding.severity, COLORS[finding.severity]),
        (f" {finding.fault.code} ", "bold"),
        (finding.fault.name, ""),
        (where, "dim"),
    )
    paper.paragraph(2, (safe_text(finding.message, 2000), ""))
    if finding.help and helped:
        paper.paragraph(2, ("help: ", "cyan"), (safe_text(finding.help, 2000), ""))
