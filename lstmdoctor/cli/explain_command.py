"""``lstmdoctor explain``."""

from __future__ import annotations

import os
import re
import shlex
import sys

import click

from lstmdoctor.cli.output import color_option, format_option, page_style, write_stdout
from lstmdoctor.errors import Refused, Usage

FAULT_LINE = re.compile(
    r"(?:(?:error|warning|note) )?(LD[0-9]{3}):?(?: +[a-z]+(?:-[a-z]+)*)?:?", re.IGNORECASE
)
LONGEST_INPUT = 16 << 20
EPILOG = """
\b
Examples:
  lstmdoctor explain "expected ndim=3, found ndim=2"
  python train.py 2>&1 | lstmdoctor explain -
  lstmdoctor explain LD304
  lstmdoctor explain swapped-axes --output-format json

Exit code 0: recognised. 1: not recognised.
"""


@click.command("explain", epilog=EPILOG, short_help="Explain an error message or a fault.")
@click.argument("text", required=False)
@format_option("text", "json")
@color_option
def command(text: str | None, format_: str, color: str | None) -> None:
    """Explain a pasted error message or traceback, or a fault named by its code.

    TEXT is what Keras or TensorFlow printed, as much of it as there is; - reads it from stdin, as
    leaving it out does where something is piped in.
    """
    from lstmdoctor.messages import explain
    from lstmdoctor.project.fault_words import looks_like_fault, nearest_fault
    from lstmdoctor.report import explanation as report
    from lstmdoctor.report.page import check_named, render_page, render_page_json

    words = fault_of_words(pasted_text(text))
    if text is not None and os.path.isfile(text):
        raise Usage(
            f"{text} is a file, and the text itself is wanted: lstmdoctor explain - < {shlex.quote(text)}"
        )
    if not words.strip():
        raise Usage("no text is given: paste the error in quotes, or pipe it in")
    look, check = page_style(color), check_named(words)
    if check is not None:
        write_stdout(
            render_page_json(check) if format_ == "json" else render_page(check, look.width, look.color),
            look.color,
        )
        return
    if looks_like_fault(words):
        raise Usage(f"'{words.strip()}' is no code or name of a fault{nearest_fault(words)}")
    found = explain(words)
    json = format_ == "json"
    write_stdout(
        report.render_json(found) if json else report.render(found, look.width, look.color), look.color
    )
    click.get_current_context().exit(0 if found.recognised else 1)


def fault_of_words(words: str) -> str:
    """The code of ``LD207:`` and of ``LD207 swapped-axes``, as reports print it; else the words."""
    found = FAULT_LINE.fullmatch(words.strip())
    return found[1] if found is not None else words


def pasted_text(text: str | None) -> str:
    """The argument, or what is piped in where it is ``-`` or missing; raises `Refused` where that fails."""
    if text is not None and text != "-":
        return text
    if text is None and (sys.stdin is None or sys.stdin.isatty()):
        raise Usage("no text is given: paste the error in quotes, or pipe it in")
    try:
        return sys.stdin.buffer.read(LONGEST_INPUT).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused("stdin", f"cannot be read: {reason.lower()}") from error
