"""``lstmdoctor diagnose``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from lstmdoctor.cli import values
from lstmdoctor.cli.output import Page, color_option, deliver, format_option, page

if TYPE_CHECKING:
    from lstmdoctor.findings import Report

EPILOG = """
\b
Examples:
  lstmdoctor diagnose model.keras train.npy
  lstmdoctor diagnose model.keras train.npz::X --labels train.npz::y
  lstmdoctor diagnose model.keras train.npz --map enc=a --map dec=b
  lstmdoctor diagnose model.keras x.npy --output-format json -o report.json
  lstmdoctor diagnose model.keras x.npy --fail-on warning --ignore LD504,LD3

Exit code 0: nothing at or above --fail-on. 1: findings. 2: wrong usage, or a file that cannot be read.
"""


@click.command("diagnose", epilog=EPILOG, short_help="Say whether a data file fits a model, and why not.")
@click.argument("model")
@click.argument("data")
@click.option(
    "--labels", metavar="FILE", help="The labels, to be checked too; FILE::NAME for one array in a file."
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="INPUT=ARRAY",
    callback=values.mapping,
    help="Which array goes into which input of the model; repeatable.",
)
@format_option("text", "json")
@click.option("-o", "--output", metavar="FILE", help="Write the report here instead of to stdout.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    callback=values.codes,
    help="Report these faults only: LD301, or LD3 for all that begin so; repeatable, or separated by commas.",
)
@click.option(
    "--ignore", multiple=True, metavar="CODES", callback=values.codes, help="Leave these faults out."
)
@click.option("--header-only", is_flag=True, help="Look at shapes and dtypes, not at values.")
@click.option("--verify", is_flag=True, help="Let Keras itself predict on a batch of the data.")
@click.option("-v", "--verbose", is_flag=True, help="Everything, not only what fits one screen.")
@color_option
def command(
    model: str,
    data: str,
    labels: str | None,
    mapping: Mapping[str, str],
    format_: str,
    output: str | None,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    header_only: bool,
    verify: bool,
    verbose: bool,
    color: str | None,
) -> None:
    """Say whether the DATA file fits the saved MODEL, and why not.

    DATA may name one array inside a file: train.npz::X.
    """
    from lstmdoctor.api import diagnose

    report = diagnose(model, data, labels=labels, mapping=mapping, header_only=header_only, verify=verify)
    report = filtered(report, select, ignore)
    look = page(color, output)
    deliver(rendered(report, format_, look, verbose), output, (model, data, labels), look.color)
    click.get_current_context().exit(1 if fails(report, fail_on) else 0)


def filtered(report: Report, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
    """The report with the findings asked for."""
    kept = tuple(
        finding
        for finding in report.findings
        if (not select or finding.fault.code.startswith(select))
        and not (ignore and finding.fault.code.startswith(ignore))
    )
    return replace(report, findings=kept)


def rendered(report: Report, format_: str, look: Page, verbose: bool) -> str:
    """The report in one of the formats."""
    from lstmdoctor.report import json_report, text

    match format_:
        case "json":
            return json_report.render(report)
        case _:
            return text.render(report, look.width, look.color, verbose)


def fails(report: Report, fail_on: str) -> bool:
    """Whether a finding is at least as severe as `fail_on`, or Keras refused the data."""
    from lstmdoctor.findings import SEVERITIES

    order: list[str] = list(SEVERITIES)
    severe = order[: order.index(fail_on) + 1] if fail_on in order else []
    refused = report.verification is not None and report.verification.status == "refused"
    return any(finding.severity in severe for finding in report.findings) or (refused and bool(severe))
