"""``lstmdoctor check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lstmdoctor.cli.meter import Meter
from lstmdoctor.cli.output import color_option
from lstmdoctor.cli.publish import baseline_options, exit_with_run, one_baseline, publish_reports
from lstmdoctor.cli.targets import Reporting, output_options, refuse_all, report_targets

if TYPE_CHECKING:
    from lstmdoctor.core.run import Task

EPILOG = """
\b
Examples:
  lstmdoctor check
  lstmdoctor check forecast --config ci/checks.toml -v
  lstmdoctor check --output-format github --output-format sarif -o results.sarif
  lstmdoctor check --write-baseline known.json
  lstmdoctor check --baseline known.json

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
@output_options
@baseline_options
@click.option("-v", "--verbose", is_flag=True, help="The whole report of every pair under the table.")
@color_option
def command(
    names: tuple[str, ...],
    config: str,
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
    from lstmdoctor.report import run_text

    found = report_targets(formats, outputs)
    one_baseline(baseline, write_baseline)
    tasks = read_config(config, names)
    inputs = (config, baseline, *task_files(tasks))
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


def task_files(tasks: tuple[Task, ...]) -> tuple[str | None, ...]:
    """All files that are read, each once."""
    return tuple(dict.fromkeys(path for task in tasks for path in (task.model, task.data, task.labels)))
