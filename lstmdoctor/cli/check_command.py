"""``lstmdoctor check``."""

from __future__ import annotations

import os

import click

from lstmdoctor.cli.idle_options import refuse_idle_options
from lstmdoctor.cli.meter import Meter
from lstmdoctor.cli.output import color_option, write_stdout
from lstmdoctor.cli.publish import baseline_options, exit_with_run, one_baseline, print_note, publish_reports
from lstmdoctor.cli.targets import Reporting, output_options, refuse_all, report_targets
from lstmdoctor.errors import Usage
from lstmdoctor.text import safe_text

EPILOG = """
\b
Examples:
  lstmdoctor check
  lstmdoctor check forecast --config ci/checks.toml -v
  lstmdoctor check --output-format github --output-format sarif -o x.sarif
  lstmdoctor check --write-baseline known.json
  lstmdoctor check --baseline known.json
  lstmdoctor check --init

\b
In pyproject.toml:
  [tool.lstmdoctor.checks.forecast]
  model = "models/forecast.keras"
  data = {train = "data/train.npz", validation = "data/val.npz"}
  fail-on = "warning"
  ignore = {LD504 = "the cast to float32 is wanted"}

Exit code of the worst pair. 0: nothing at or above its fail-on. 1: findings. 2: wrong usage, or a file that
cannot be read.
"""


@click.command("check", cls=Reporting, epilog=EPILOG, short_help="Check all pairs that pyproject.toml names.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--config",
    metavar="FILE",
    default="pyproject.toml",
    show_default=True,
    help="The TOML file with the checks: --config ci/checks.toml; its paths are relative to it.",
)
@click.option(
    "--init",
    is_flag=True,
    help="Write commented checks for the models and data that lie here; what is there stays as it is.",
)
@output_options
@baseline_options
@click.option("-v", "--verbose", is_flag=True, help="The whole report of every pair under the table.")
@color_option
def command(
    names: tuple[str, ...],
    config: str,
    init: bool,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    verbose: bool,
    color: str | None,
) -> None:
    """Check every pair of model and data that [tool.lstmdoctor.checks.NAME] names, or those of some NAMEs.

    A model is read once for all of its data. Training, validation and test data are also compared with each
    other.
    """
    from lstmdoctor.project.checking import check_project, reported_run
    from lstmdoctor.project.config import read_config
    from lstmdoctor.project.input_files import files_of_all_checks
    from lstmdoctor.report import run_text

    refuse_idle_options(click.get_current_context())
    if init:
        if names:
            raise Usage("--init takes no names: it looks at all that lies there")
        write_first_checks(config)
        return
    found = report_targets(formats, outputs)
    one_baseline(baseline, write_baseline)
    tasks = read_config(config, names)
    inputs = (config, baseline, *files_of_all_checks(config))
    refuse_all(found, write_baseline, inputs)
    with Meter("checking") as meter:
        pictures = any(one.format == "html" for one in found)
        results = check_project(tasks, meter, histograms=pictures, tell=meter.tell_shards)
    run = reported_run(results, baseline, whole=not names)
    publish_reports(
        run,
        found,
        write_baseline,
        inputs,
        color,
        lambda look: run_text.render(run, look.width, look.color, verbose),
    )
    exit_with_run(run, write_baseline)


def write_first_checks(config: str) -> None:
    """Write what `check --init` proposes; print it where there are checks already."""
    from lstmdoctor.project.first_checks import add_checks, can_add_checks
    from lstmdoctor.project.proposal import proposed_checks

    text = proposed_checks(os.path.dirname(config) or ".")
    if not text:
        raise Usage(f"no model lies below {safe_text(os.path.dirname(config) or 'this folder')}")
    if reason := can_add_checks(config, text):
        write_stdout(text)
        print_note(f"nothing was written: {reason}")
        return
    add_checks(config, text)
    write_stdout(f"wrote  {safe_text(config)}\n\n{text}")
