"""Where the output goes, how wide it is and whether it has colour."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from lstmdoctor.errors import Refused
from lstmdoctor.report.paper import ascii_only

WIDEST = 100
"""Sentences longer than this are tiring to read."""
Command = Callable[..., Any]


@dataclass(frozen=True)
class PageStyle:
    """How text is to look: columns, colour."""

    width: int
    color: bool


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
    width = min(shutil.get_terminal_size((80, 24)).columns or 80, WIDEST)
    return PageStyle(width, has_color(given, sys.stdout) if output is None else given == "always")


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


def deliver_report(text: str, output: str | None, inputs: Iterable[str | None], color: bool) -> None:
    """Write to stdout, or to a file that appears whole or not at all.

    Raises
    ------
    Refused
        The file is a folder or one of the inputs, or cannot be written.
    """
    if output is None:
        write_stdout(text, color)
        return
    target = Path(output)
    refuse_report_path(target, output, inputs)
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_text(text, encoding="utf-8")  # a terminal, a pipe, /dev/null
        else:
            replace_report(target.resolve(), text)
    except OSError as error:
        raise Refused(output, f"cannot be written: {(error.strerror or str(error)).lower()}") from error


def refuse_report_path(target: Path, output: str, inputs: Iterable[str | None]) -> None:
    """Raise `Refused` where a report may not go."""
    if target.is_dir():
        raise Refused(output, "is a folder: name a file")
    if not target.parent.is_dir():
        raise Refused(output, f"the folder {target.parent} does not exist")
    for name in inputs:
        with suppress(OSError, ValueError):
            if name is not None and target.samefile(name.partition("::")[0]):
                raise Refused(output, "is one of the inputs: choose another file")


def replace_report(target: Path, text: str) -> None:
    """Put a finished file in the place of the old one, with the rights a new file would have."""
    number, temporary = tempfile.mkstemp(prefix=".lstmdoctor-", dir=target.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
