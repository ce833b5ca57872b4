"""A finished run goes out: files first, then stdout, then the remarks and the exit code."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from lstmdoctor.cli.output import Command, PageStyle, page_style, write_stdout
from lstmdoctor.cli.report_files import ReportFile, write_report_files
from lstmdoctor.cli.targets import TEXT, ReportTarget
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.report import load_renderer
from lstmdoctor.text import count_noun, safe_text

if TYPE_CHECKING:
    from lstmdoctor.core.run import Run

SUMMARY = "GITHUB_STEP_SUMMARY"
SUMMARY_SIZE = 1 << 20
"""Bytes of all that a step may write into its summary; more, and nothing of it is shown."""
MOST_REMARKS = 20
LINE_COMMAND = r"(?m)^(\s*):(?=:)|(?<=#)#(?=\[)"


def baseline_options(function: Command) -> Command:
    """``--baseline`` and ``--write-baseline``."""
    function = click.option(
        "--write-baseline",
        metavar="FILE",
        help="Write what is found into a file of known findings: --write-baseline known.json; exit code 0.",
    )(function)
    return click.option(
        "--baseline",
        metavar="FILE",
        help="Leave out the findings that this file knows: --baseline known.json.",
    )(function)


def one_baseline(baseline: str | None, write_baseline: str | None) -> None:
    """Raise `Usage` where both are asked for: what is known would be missing from the new file."""
    if baseline is not None and write_baseline is not None:
        raise Usage("--write-baseline writes everything that is found: leave --baseline out")


def publish_reports(
    run: Run,
    found: Sequence[ReportTarget],
    write_baseline: str | None,
    inputs: Sequence[str | None],
    color: str | None,
    text: Callable[[PageStyle], str],
) -> None:
    """Every report to its place, and what is found into the baseline, if one is asked for.

    Parameters
    ----------
    write_baseline : str or None
        The baseline to write.
    inputs : sequence of str or None
        Files that are read, to which no summary of a job may be added.
    text : callable
        Writes the report for people.
    """

    def words(target: ReportTarget) -> str:
        styled = target.format == TEXT
        return text(page_style(color, target.path)) if styled else load_renderer(target.format)(run)

    files = [ReportFile(target.path, words(target)) for target in found if target.path is not None]
    if write_baseline is not None:
        from lstmdoctor.project.baseline import render

        files.append(ReportFile(write_baseline, render(run.results)))
    write_report_files(files)
    for target in found:
        if target.path is None:
            said = words(target)
            write_stdout(
                without_line_commands(said) if target.format == TEXT else said, page_style(color).color
            )
    if any(target.format == "github" for target in found):
        append_job_summary(run, inputs)
    for remark in run.remarks[:MOST_REMARKS]:
        print_note(remark)
    if len(run.remarks) > MOST_REMARKS:
        print_note(f"and {len(run.remarks) - MOST_REMARKS:,} more of these")


def without_line_commands(words: str) -> str:
    """The text for a log in which a line that begins with two colons is a command to the runner."""
    return re.sub(LINE_COMMAND, r"\1\\x3a", words) if os.environ.get("GITHUB_ACTIONS") else words


def append_job_summary(run: Run, inputs: Sequence[str | None]) -> None:
    """Add the Markdown report to the summary of the job, where there is one and it has room."""
    name = os.environ.get(SUMMARY)
    if not name:
        return
    from pathlib import Path

    from lstmdoctor.files.targets import Target, refuse_targets

    words = load_renderer("markdown")(run)
    try:
        path = Path(name)
        refuse_targets([Target(name, report=True)], inputs)
        if path.exists() and not path.is_file():
            raise Refused(name, "is not a regular file")
        there = path.stat().st_size if path.exists() else 0
        if there + len(words.encode()) >= SUMMARY_SIZE:
            print_note("the summary of this step has no room left for the report")
            return
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(words)
    except Refused as error:
        print_note(f"the summary of this step cannot be written: {error.reason}")
    except OSError as error:
        print_note(f"the summary of this step cannot be written: {(error.strerror or str(error)).lower()}")


def print_note(sentence: str) -> None:
    """A sentence on stderr."""
    click.echo(f"note: {safe_text(sentence, 2000)}", err=True)


def exit_with_run(run: Run, write_baseline: str | None) -> None:
    """Say what went into the baseline, if one was written, and exit with the code of the worst result."""
    from lstmdoctor.core.reports import Report

    code = run.exit_code
    if write_baseline is not None:
        reports = [result.outcome for result in run.results if isinstance(result.outcome, Report)]
        known = sum(len(report.findings) for report in reports)
        print_note(f"{count_noun(known, 'known finding')} written to {write_baseline}")
        code = 2 if code == 2 else 0
    click.get_current_context().exit(code)
