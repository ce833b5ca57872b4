"""The report for people: what the data is over what the model takes, the findings, the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmdoctor.findings import Finding, Pair, Report, Verification
from lstmdoctor.report.align import Column, columns
from lstmdoctor.report.commands import Request, completed, request_of
from lstmdoctor.report.cure import cures
from lstmdoctor.report.paper import Paper, written
from lstmdoctor.report.ragged import ragged_table
from lstmdoctor.report.words import array_words, container_words, file_name, listed, tally
from lstmdoctor.text import count, safe, shape

if TYPE_CHECKING:
    from rich.console import Console

COLORS = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
VERIFIED = {"accepted": "bold green", "refused": "bold red", "not tried": "bold yellow"}
SHOWN_PAIRS = 4
SHOWN_FINDINGS = 6
ROOMY = 3
"""So many findings get an empty line between them."""
VERDICTS = {
    "healthy": "healthy",
    "treatable": "lstmdoctor fix cures it",
    "needs-choice": "lstmdoctor fix cures it once you have chosen",
    "untreatable": "lstmdoctor cannot cure this",
}


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
    return written(lambda console: paint(report, console, verbose, request), width, color)


def paint(report: Report, console: Console, verbose: bool = False, request: Request | None = None) -> None:
    """Draw the report on a rich console, which may be one that records."""
    paper = Paper(console)
    if not report.findings:
        healthy(report, paper)
        verified(report.verification, paper)
        if not verbose:
            return
    comparison(report, paper, verbose)
    labels(report, paper)
    findings(report, paper, verbose)
    for pair in report.case.pairs:
        ragged_table(pair, report, paper, verbose)
    cures(report, completed(request, report) if request else request_of(report), paper, verbose)
    if report.findings:
        paper.gap()
        style = "green" if report.verdict == "healthy" else "bold"
        paper.line((tally(report), style), (f": {VERDICTS[report.verdict]}", ""))
        verified(report.verification, paper)


def verified(verification: Verification | None, paper: Paper) -> None:
    """What Keras said, where it was asked."""
    if verification is not None:
        style = VERIFIED[verification.status]
        paper.paragraph(0, (verification.status, style), (f"  {verification.reason}", ""))


def healthy(report: Report, paper: Paper) -> None:
    """The one or two lines that data without findings deserves."""
    model = file_name(report.model.path)
    if not report.case.pairs:
        paper.line(("no findings", "bold"), (f" in {file_name(report.data.path)} for {model}", ""))
        return
    shapes = listed([array_words(pair.facts) for pair in report.case.pairs[:SHOWN_PAIRS]])
    fits = all(pair.fits for pair in report.case.pairs)
    word, style = ("healthy", "bold green") if fits else ("no findings", "bold")
    relation = "is what" if fits else "for what"
    paper.line((word, style), (f"  {file_name(report.data.path)} {shapes} {relation} {model} takes", ""))


def comparison(report: Report, paper: Paper, verbose: bool) -> None:
    """Data over model, for every input that does not fit, or all of them."""
    pairs = [pair for pair in report.case.pairs if verbose or not pair.fits] or list(report.case.pairs)
    shown = pairs if verbose else pairs[:SHOWN_PAIRS]
    for pair in shown:
        aligned(pair, report, paper)
        paper.gap()
    if len(shown) < len(pairs):
        paper.line((f"  and {count(len(pairs) - len(shown), 'more input')}: add -v", "dim"))
        paper.gap()


def aligned(pair: Pair, report: Report, paper: Paper) -> None:
    """Two rows with the axes in columns, and carets under those that differ."""
    if pair.facts.mixed_rank or pair.input.shape is None:
        apart(pair, report, paper)
        return
    found = columns(pair)
    kind = container_words(pair.facts)
    kind = "" if kind in ("array", "list") else f"{kind}, "
    where = f"::{safe(pair.array.name)}" if pair.array.name else ""
    where += f"[{pair.member}]" if pair.member is not None else ""
    data = f"{file_name(report.data.path).removesuffix(where)}{where}, {kind}{safe(pair.facts.dtype)}"
    several = f" input '{safe(pair.input.name)}'," if len(report.model.inputs) > 1 else ""
    model = f"{file_name(report.model.path)},{several} {safe(pair.input.dtype)}"
    widths = [max(len(column.name), len(column.data), len(column.model)) for column in found]
    cells = list(zip(found, widths, strict=True))
    paper.line(("         ", ""), *((f"{column.name:>{width}}   ", "dim") for column, width in cells))
    top = [cell(column, column.data, width) for column, width in cells]
    paper.cut_line(("  data   ", "bold"), *top, (data, "dim"))
    bottom = [cell(column, column.model, width) for column, width in cells]
    paper.cut_line(("  model  ", "bold"), *bottom, (model, "dim"))
    if any(column.differs for column in found):
        paper.line(("         ", ""), *((f"{marks(column):>{width}}   ", "red") for column, width in cells))


def apart(pair: Pair, report: Report, paper: Paper) -> None:
    """Data and model on two lines, where one of them has no axes to put into columns."""
    shown = "the file does not say" if pair.input.shape is None else shape(pair.input.shape)
    paper.line(
        ("  data   ", "bold"), (f"{array_words(pair.facts)}   ", ""), (file_name(report.data.path), "dim")
    )
    paper.line(("  model  ", "bold"), (f"{shown}   ", ""), (file_name(report.model.path), "dim"))


def labels(report: Report, paper: Paper) -> None:
    """Labels over the outputs of the model, where a finding is about them."""
    if not any(finding.fault.code.startswith("LD7") for finding in report.findings):
        return
    name = file_name(report.labels.path) if report.labels is not None else ""
    for array in report.case.labels[:SHOWN_PAIRS]:
        paper.line(("  labels ", "bold"), (f"{array_words(array.facts)}   ", ""), (name, "dim"))
    for output in report.model.outputs[:SHOWN_PAIRS]:
        axes = "a shape that the file does not say" if output.shape is None else shape(output.shape)
        ending = ", ".join(safe(word) for word in (output.activation, output.loss) if word)
        paper.line(("  output ", "bold"), (f"{axes} {safe(output.dtype)}   ", ""), (ending, "dim"))
    paper.gap()


def cell(column: Column, text: str, width: int) -> tuple[str, str]:
    """One size, loud where the two sides differ."""
    return f"{text:>{width}}   ", "bold red" if column.differs else ""


def marks(column: Column) -> str:
    """Carets as wide as what they stand under."""
    return "^" * max(len(column.data), len(column.model)) if column.differs else ""


def findings(report: Report, paper: Paper, verbose: bool) -> None:
    """All findings, worst first; on one screen the first few."""
    shown = report.findings if verbose else report.findings[:SHOWN_FINDINGS]
    for finding in shown:
        if len(shown) <= ROOMY:
            paper.gap()
        one_finding(finding, len(report.model.inputs) > 1, paper)
    if len(shown) < len(report.findings):
        left = count(len(report.findings) - len(shown), "more finding")
        paper.line((f"and {left}: add -v", "dim"))


def one_finding(finding: Finding, several: bool, paper: Paper) -> None:
    """Code, name and severity; the message; the help."""
    where = f"  input '{safe(finding.input)}'" if several and finding.input is not None else ""
    paper.line(
        (finding.severity, COLORS[finding.severity]),
        (f" {finding.fault.code} ", "bold"),
        (finding.fault.name, ""),
        (where, "dim"),
    )
    paper.paragraph(2, (safe(finding.message, 2000), ""))
    if finding.help:
        paper.paragraph(2, ("help: ", "cyan"), (safe(finding.help, 2000), ""))
