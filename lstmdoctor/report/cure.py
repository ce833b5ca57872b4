"""The cure in the text report: as a command, as Python, or as the choice between several."""

from __future__ import annotations

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.cured_code import (
    is_conversion_of_keras,
    lines_before,
)
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.report.commands import (
    Request,
    command,
    edit_code_lines,
    value_cure_command,
)
from lstmdoctor.report.loading import ArrayInCode, loading_code
from lstmdoctor.report.paper import Paper
from lstmdoctor.report.words import edit_words, growth_words, result_words, side_words
from lstmdoctor.text import safe_text

SHOWN = 5
LABELS_ANEW = "write the labels anew"


def draw_cures(report: Report, request: Request, paper: Paper, verbose: bool) -> None:
    """What to do about every input whose findings a reading cures, and about values that are not finite."""
    if report.verdict == "healthy" and not verbose:
        return
    curable = report.verdict != "untreatable"
    later = "" if curable else ", once the other errors are put right"
    curing = pairs_with_cure(report)
    for pair in curing:
        offered = [reading for reading in pair.readings if reading.steps]
        paper.gap()
        where = f" for input '{safe_text(pair.input.name)}'" if len(report.model.inputs) > 1 else ""
        if pair.chosen is not None:
            one_cure(pair, pair.chosen, report, request, paper, where + later, verbose)
        else:
            draw_reading_choice(
                offered, pair.goal, request if curable else None, paper, where + later, verbose
            )
    if wrong_inputs(report) or report.verdict != "needs-choice":
        return
    words = value_cure_words(report)
    if words:
        draw_value_cure(f"would {words}", request, paper)


def value_cure_words(report: Report) -> str:
    """What would become of values that are not finite, and of labels; "" where nothing is done to either."""
    fills = [pair.plan.fill for pair in report.case.pairs if pair.plan.fill is not None]
    filled = [fill.sentence(done=False) for fill in fills[:1]]
    return " and ".join([*filled, *([LABELS_ANEW] if report.label_cure else [])])


def wrong_inputs(report: Report) -> set[str | None]:
    """Inputs with a finding that a reading cures."""
    return {finding.input for finding in report.findings if finding.remedy == "reading"}


def pairs_with_cure(report: Report) -> list[Pair]:
    """The pairs that a cure, or a choice between several, is drawn for where anything is wrong."""
    wrong = wrong_inputs(report)
    pairs = report.case.pairs
    return [pair for pair in pairs if pair.input.name in wrong and any(one.steps for one in pair.readings)]


def draw_value_cure(sentence: str, request: Request, paper: Paper) -> None:
    """The cure of data and labels in which nothing but values is wrong."""
    paper.gap()
    paper.line(("cure", "bold yellow"), (": done only if you say so", ""))
    paper.gap()
    paper.paragraph(2, (sentence, ""))
    paper.code(4, value_cure_command(request))


def one_cure(
    pair: Pair, reading: Reading, report: Report, request: Request, paper: Paper, where: str, verbose: bool
) -> None:
    """The cure that needs no choice, except where values are to be filled.

    What is in a file needs no line that loads it, unless it is one array of several.
    """
    fill, growth = pair.plan.unasked_fill(reading), report.unnamed_growth
    unasked = fill is None and growth is None and not report.label_cure
    style = "bold green" if unasked else "bold yellow"
    paper.line((f"cure{where}", style), (f": {result_words(reading)}", ""))
    asked = ([fill.sentence(done=False)] if fill is not None else []) + (
        [LABELS_ANEW] if report.label_cure else []
    )
    also = f", then {' and '.join(asked)}, if you say so" if asked else ""
    why = side_words(reading, pair.goal, report.case.choices)
    paper.paragraph(
        2, (f"would {edit_words(reading, done=False)}{also}", ""), (f": {why}" if why else "", "dim")
    )
    if growth is not None:
        paper.paragraph(2, (f"done only if you name the size: {growth_words(growth, report.data)}", ""))
    if report.verdict == "treatable" or growth is not None or report.wants_only_values:
        paper.code(4, command(reading, pair.chosen, pair.goal, request))
        paper.gap()
    is_whole_file = not pair.array.name and pair.member is None
    if not request.live and (verbose or not is_whole_file):
        paper.code(4, loading_code(report.data, pair.array.name, pair.member), "dim")
    place = ArrayInCode(report.data, pair.array.name, pair.member, report.labels)
    first = lines_before(report.data, pair.array.name, pair.member, report.labels)
    lines = place.cured(reading, fill)
    if not request.live or fill is not None or not all(map(is_conversion_of_keras, reading.steps)):
        paper.code(4, "\n".join([*first, *lines]))


def draw_reading_choice(
    offered: list[Reading], goal: Goal, request: Request | None, paper: Paper, where: str, verbose: bool
) -> None:
    """Every reading with the command that chooses it; without a request no command would do it yet."""
    shown = offered if verbose else offered[:SHOWN]
    one = "done only if you say so" if len(offered) == 1 else "choose what the data is meant to be"
    paper.line((f"cure{where}", "bold yellow"), (f": {one}", ""))
    for reading in shown:
        paper.gap()
        paper.paragraph(2, *reading_title(reading))
        told = "" if request is None else command(reading, None, goal, request)
        paper.code(4, told)
        if verbose or (request is not None and not told):
            paper.code(4, "\n".join(edit_code_lines(reading)), "dim")
    if len(shown) < len(offered):
        paper.gap()
        paper.line((f"  and {len(offered) - len(shown)} more: add -v", "dim"))


def reading_title(reading: Reading) -> list[tuple[str, str]]:
    """What a reading does, what it gives, and what it costs."""
    loss = "" if reading.keeps_values else " (loses values)"
    unsaid = any(step.edit.id == "window" and step.edit.args()["timesteps"] is None for step in reading.steps)
    result = "put a number for N" if unsaid else result_words(reading)
    return [(edit_words(reading, done=False), ""), (f": {result}{loss}", "dim")]
