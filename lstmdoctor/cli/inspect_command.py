"""``lstmdoctor inspect``."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import color_option, format_option, page_style, write_stdout

EPILOG = """
\b
Examples:
  lstmdoctor inspect model.keras
  lstmdoctor inspect model.keras --verbose
  lstmdoctor inspect train.npz --output-format json
"""


@click.command("inspect", epilog=EPILOG, short_help="Show what a model or data file holds.")
@click.argument("file")
@format_option("text", "json")
@click.option("-v", "--verbose", is_flag=True, help="All layers, all arrays.")
@color_option
def command(file: str, format_: str, verbose: bool, color: str | None) -> None:
    """Show what a model takes and gives, or what arrays a data FILE holds.

    Nothing is loaded: shapes come from headers and configuration.
    """
    from lstmdoctor.api import inspect
    from lstmdoctor.report import inspection, json_report

    found = inspect(file)
    look = page_style(color)
    if format_ == "json":
        write_stdout(json_report.render_inspection(found))
    else:
        write_stdout(inspection.render(found, look.width, look.color, verbose), look.color)
