"""``lstmdoctor apply``."""

from __future__ import annotations

import click

from lstmdoctor.cli.meter import Meter
from lstmdoctor.cli.output import color_option, format_option, page_style, write_stdout

EPILOG = """
\b
Examples:
  lstmdoctor fix model.keras train.pkl -o train.npy
  lstmdoctor apply train.npy.treatment.json today.pkl -o today.npy

Exit code 0: written. 2: wrong usage, a refused file, or data that the treatment does not apply to.
"""


@click.command("apply", epilog=EPILOG, short_help="Repeat a recorded treatment on other data.")
@click.argument("treatment")
@click.argument("data")
@click.option("-o", "--output", metavar="OUT", help="Where to write; <stem>.fixed.npy beside the data.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@format_option("text", "json")
@color_option
def command(
    treatment: str, data: str, output: str | None, force: bool, format_: str, color: str | None
) -> None:
    """Repeat on DATA what `fix` did and wrote down in TREATMENT.

    Data of tomorrow must be padded as the training set was: to the same length, on the same side, with the
    same value. `fix` writes <out>.treatment.json beside its output. Where the treatment does not apply, one
    sentence says why.
    """
    from lstmdoctor.report import outcome, outcome_json
    from lstmdoctor.report.commands import Request
    from lstmdoctor.treatment.fixing import apply

    with Meter(f"writing {output or 'the result'}") as meter:
        done = apply(treatment, data, output=output, force=force, progress=meter)
    look, request = page_style(color), Request(None, data, output=output, force=force, repeats=True)
    text = (
        outcome_json.render(done, request)
        if format_ == "json"
        else outcome.render(done, request, look.width, look.color)
    )
    write_stdout(text, look.color)
