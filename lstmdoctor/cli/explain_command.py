"""``lstmdoctor explain``."""

from __future__ import annotations

import sys

import click

from lstmdoctor.cli.output import color_option, format_option, page_style, write_stdout
from lstmdoctor.errors import Refused

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
@click.argument("text")
@format_option("text", "json")
@color_option
def command(text: str, format_: str, color: str | None) -> None:
    """Explain a pasted error message or traceback, or a fault named by its code.

    TEXT is what Keras or TensorFlow printed, as much of it as there is; - reads it from stdin.
    """
    from lstmdoctor.messages import explain
    from lstmdoctor.report import explanation as report
    from lstmdoctor.report.page import check_named, render_page, render_page_json

    words = read_stdin() if text == "-" else text
    look, check = page_style(color), check_named(words)
    if check is not None:
        write_stdout(
            render_page_json(check) if format_ == "json" else render_page(check, look.width, look.color),
            look.color,
        )
        return
    found = explain(words)
    json = format_ == "json"
    write_stdout(
        report.render_json(found) if json else report.render(found, look.width, look.color), look.color
    )
    click.get_current_context().exit(0 if found.recognised else 1)


def read_stdin() -> str:
    """What is piped or pasted; raises `Refused` where it cannot be read."""
    try:
        return sys.stdin.buffer.read(LONGEST_INPUT).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused("stdin", f"cannot be read: {reason.lower()}") from error
