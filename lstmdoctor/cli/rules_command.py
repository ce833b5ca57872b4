"""``lstmdoctor rules``."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import color_option, format_option, page_style, write_stdout

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

    look = page_style(color)
    if format_ == "json":
        write_stdout(render_list_json())
    else:
        write_stdout(render_list(look.width, look.color), look.color)
