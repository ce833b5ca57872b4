"""Several reports at once: which format goes where."""

from __future__ import annotations

from collections.abc import Sequence

import click

from lstmdoctor.cli.output import Command
from lstmdoctor.errors import Usage
from lstmdoctor.records import frozen_record
from lstmdoctor.report import RENDERERS

TEXT = "text"
ORDER = "lstmdoctor.order"
"""Where a context keeps in which order the two options were given."""


@frozen_record
class ReportTarget:
    """A format and the file it goes to; None for stdout."""

    format: str
    path: str | None


class Reporting(click.Command):
    """A command that remembers the order of its options, which pairs formats with files."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(list(args))
            ctx.meta[ORDER] = [param.name for param in order if param.name in ("formats", "outputs")]
        return super().parse_args(ctx, args)


def output_options(function: Command) -> Command:
    """``--output-format`` and ``-o``, both repeatable."""
    function = click.option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        metavar="FILE",
        help="Write the report here instead of to stdout: --output-format sarif -o x.sarif; repeatable: "
        "each belongs to the format before it.",
    )(function)
    return click.option(
        "--output-format",
        "formats",
        multiple=True,
        type=click.Choice((TEXT, *RENDERERS)),
        help="How the report is written, text unless given; repeatable: --output-format github "
        "--output-format junit -o report.xml.",
    )(function)


def report_targets(formats: Sequence[str], outputs: Sequence[str]) -> tuple[ReportTarget, ...]:
    """The formats and their files in the order they were given.

    Raises
    ------
    Usage
        Two reports go to stdout.
    """
    if len(formats) <= 1 and len(outputs) <= 1:
        return (ReportTarget(*formats or (TEXT,), *outputs or (None,)),)
    order: list[str] = click.get_current_context().meta[ORDER]
    found = pair_formats(order, list(formats), list(outputs))
    if sum(target.path is None for target in found) > 1:
        raise Usage("two reports go to stdout: name a file for one of them with -o")
    return tuple(found)


def pair_formats(order: Sequence[str], formats: list[str], outputs: list[str]) -> list[ReportTarget]:
    """Each format with the file that follows it; a file without a format gets text."""
    found: list[ReportTarget] = []
    waiting: list[str] = []
    for name in order:
        if name == "outputs":
            found.append(ReportTarget(waiting.pop() if waiting else TEXT, outputs.pop(0)))
        else:
            found += [ReportTarget(format_, None) for format_ in waiting]
            waiting = [formats.pop(0)]
    return found + [ReportTarget(format_, None) for format_ in waiting]


def refuse_all(found: Sequence[ReportTarget], baseline: str | None, inputs: Sequence[str | None]) -> None:
    """Raise for a file that nothing may be written to, before the work begins.

    Parameters
    ----------
    baseline : str or None
        The baseline that is to be written.
    inputs : sequence of str or None
        Files that are read.

    Raises
    ------
    Refused
        A file is a folder, one of the inputs, in a folder that is not there, or something else than what
        lstmdoctor wrote before.
    Usage
        Two things go to one file.
    """
    files = [path for path in (*(target.path for target in found), baseline) if path is not None]
    if not files:
        return
    from lstmdoctor.files.own_reports import refuse_other_content
    from lstmdoctor.files.targets import Target, refuse_targets

    refuse_targets([Target(path, report=True) for path in files], inputs)
    for target in found:
        if target.path is not None:
            refuse_other_content(target.path)
    if baseline is not None:
        refuse_other_content(baseline, "baseline")
