"""The table that `check` prints: a line for every pair, and below it the numbers and the way on."""

from __future__ import annotations

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result, Run, Task
from lstmdoctor.report import text
from lstmdoctor.report.paper import Paper, drawn_text
from lstmdoctor.report.shell_words import path_word, quoted_shell_word
from lstmdoctor.report.words import severity_tally
from lstmdoctor.text import count_noun, safe_text

WORDS = ("ok", "failed", "refused")
STYLES = ("green", "bold red", "bold red")
"""By exit code."""
WIDEST = 40


def render(run: Run, width: int, color: bool, verbose: bool = False) -> str:
    """The table as text; with `verbose` the whole report of every pair stands under it."""
    return drawn_text(lambda paper: draw_run(run, paper, verbose), width, color)


def draw_run(run: Run, paper: Paper, verbose: bool) -> None:
    """The table, and what stands below it."""
    names = [safe_text(result.task.title, WIDEST) for result in run.results]
    files = [shorten_path(result.task.data) for result in run.results]
    columns = max(map(len, names), default=0), max(map(len, files), default=0)
    for result, name, file in zip(run.results, names, files, strict=True):
        code = result.exit_code
        paper.line(
            (f"{WORDS[code]:<7}  ", STYLES[code]),
            (f"{name:<{columns[0]}}  ", "bold"),
            (f"{file:<{columns[1]}}  ", ""),
            (result_summary(result), "dim" if not code else ""),
        )
    paper.gap()
    paper.line((run_totals(run), "bold" if run.exit_code else "green"))
    draw_run_advice(run, paper)
    if verbose:
        for result in run.results:
            if isinstance(result.outcome, Report):
                paper.gap()
                text.draw_report(result.outcome, paper, verbose)


def shorten_path(path: str) -> str:
    """The end of a long path says more than its beginning."""
    whole = safe_text(path, 4096)
    return whole if len(whole) <= WIDEST else "…" + whole[1 - WIDEST :]


def result_summary(result: Result) -> str:
    """``2 errors: LD207, LD301``, or why there is no report."""
    match result.outcome:
        case Refusal(path, reason):
            of_data = path == result.task.data
            return safe_text(reason if of_data else f"{path}: {reason}", 300)
        case report:
            codes = ", ".join(dict.fromkeys(finding.fault.code for finding in report.findings))
            return f"{severity_tally(report)}: {codes}" if codes else ""


def run_totals(run: Run) -> str:
    """``3 pairs: 1 ok, 1 failed, 1 refused``."""
    codes = [result.exit_code for result in run.results]
    numbers = [f"{codes.count(code):,} {word}" for code, word in enumerate(WORDS) if code in codes]
    return f"{count_noun(len(codes), 'pair')}: {', '.join(numbers)}"


def draw_run_advice(run: Run, paper: Paper) -> None:
    """The command that says why the first pair failed."""
    for result in run.results:
        if result.exit_code == 1:
            paper.line(("why: ", "cyan"), (diagnose_command(result.task), ""))
            return


def diagnose_command(task: Task) -> str:
    """The command line that diagnoses one pair, with the options that say what its data is."""
    shards = task.shards
    words = ["lstmdoctor", "diagnose", path_word(task.model), path_word(task.data)]
    words += ["--labels", path_word(task.labels)] if task.labels else []
    for name, array in task.mapping.items():
        words += ["--map", quoted_shell_word(f"{name}={array}")]
    words += map(quoted_shell_word, task.table.options())
    words += ["--horizon", str(task.horizon)] if task.horizon is not None else []
    return " ".join(words if shards is None or shards.how == "auto" else [*words, "--shards", shards.how])
