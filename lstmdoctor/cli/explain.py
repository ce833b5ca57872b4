"""``lstmdoctor explain``."""

from __future__ import annotations

import sys

import click

from lstmdoctor.cli.output import color_option, emit, format_option, page
from lstmdoctor.text import safe

LONGEST_INPUT = 1 << 20
EPILOG = """
\b
Examples:
  lstmdoctor explain LD304
  lstmdoctor explain swapped-axes --output-format json

Exit code 0: recognised. 1: not recognised.
"""


@click.command("explain", epilog=EPILOG, short_help="Explain a fault.")
@click.argument("text")
@format_option("text", "json")
@color_option
def command(text: str, format_: str, color: str | None) -> None:
    """Explain a fault, named by its code or its name; - reads stdin."""
    from lstmdoctor.report.page import check_named, render_page, render_page_json, render_unrecognised_json

    words = sys.stdin.buffer.read(LONGEST_INPUT).decode("utf-8", "replace") if text == "-" else text
    check = check_named(words)
    look = page(color)
    if check is not None and format_ == "json":
        emit(render_page_json(check))
    elif check is not None:
        emit(render_page(check, look.width, look.color), look.color)
    else:
        if format_ == "json":
            emit(render_unrecognised_json())
        click.echo(f"not recognised: '{safe(words.strip())}'; lstmdoctor rules lists all faults", err=True)
        click.get_current_context().exit(1)
