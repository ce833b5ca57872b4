"""Where the output goes, how wide it is and whether it has colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

import click

from lstmdoctor.records import frozen_record
from lstmdoctor.report.paper import ascii_only

if TYPE_CHECKING:
    from lstmdoctor.core.outcome import Treatment
    from lstmdoctor.report.commands import Request

WIDEST = 100
"""Sentences longer than this are tiring to read."""
Command = Callable[..., Any]


@frozen_record
class PageStyle:
    """How text is to look: columns, colour."""

    width: int
    color: bool


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """The decorator that gives a command these options, in this order."""

    def decorated(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


def color_option(function: Command) -> Command:
    """``--color`` behind the name of the command, where people type it too."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default=None,
        help="Colour the output; auto: on a terminal.",
    )(function)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--output-format`` with these formats, the first being the default."""
    return click.option(
        "--output-format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the report is written.",
    )


def page_style(color: str | None, output: str | None = None) -> PageStyle:
    """The page for stdout, or for a file."""
    context = click.get_current_context(silent=True)
    given = color or (context.obj if context is not None else None) or "auto"
    return PageStyle(
        min(terminal_columns(), WIDEST), has_color(given, sys.stdout) if output is None else given == "always"
    )


def terminal_columns() -> int:
    """Columns of the terminal, or what ``COLUMNS`` says; 80 where there is neither."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return 80
    import shutil

    return shutil.get_terminal_size((80, 24)).columns or 80


def has_color(given: str, stream: IO[str]) -> bool:
    """The option, else ``NO_COLOR``, else ``FORCE_COLOR``, else whether the stream is a terminal.

    ``TTY_COMPATIBLE`` says of a stream that is none, such as the log of a CI job, whether it shows colours.
    """
    if given != "auto":
        return given == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TTY_COMPATIBLE") in ("0", "1"):
        return os.environ["TTY_COMPATIBLE"] == "1"
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def write_stdout(text: str, color: bool = False) -> None:
    """Write to stdout, in ASCII where its encoding knows no better."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = ascii_only(text)
    click.echo(text, file=sys.stdout, nl=False, color=color)


def render_treatment(
    treatment: Treatment, request: Request, format_: str, look: PageStyle, verbose: bool = False
) -> str:
    """The outcome in one of the formats."""
    from lstmdoctor.report import outcome, outcome_json

    match format_:
        case "python":
            return outcome.treatment_code(treatment)
        case "json":
            return outcome_json.render(treatment, request)
        case _:
            return outcome.render(treatment, request, look.width, look.color, verbose)
