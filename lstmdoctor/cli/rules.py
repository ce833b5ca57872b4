"""``lstmdoctor rules``."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import color_option, emit, format_option, page

EPILOG = """
\b
Examples:
  lstmdoctor rules
  lstmdoctor rules --output-format json
"""


@click.command("rules", epilog=EPILOG, short_help="List all faults.")
@format_option("text", "json")
@color_option
def command(format_: str, color: str | None) -> None:
    """List all faults that lstmdoctor knows, with their severity."""
    from lstmdoctor.report.page import render_list, render_list_json

    look = page(color)
    if format_ == "json":
        emit(render_list_json())
    else:
        emit(render_list(look.width, look.color), look.color)
