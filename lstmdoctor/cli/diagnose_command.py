"""``lstmdoctor diagnose``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from lstmdoctor.cli import values
from lstmdoctor.cli.idle_options import refuse_idle_options
from lstmdoctor.cli.meter import Meter
from lstmdoctor.cli.output import PageStyle, color_option
from lstmdoctor.cli.publish import baseline_options, exit_with_run, one_baseline, publish_reports
from lstmdoctor.cli.shard_options import shard_options
from lstmdoctor.cli.table_options import table_of_options, table_options
from lstmdoctor.cli.targets import Reporting, output_options, refuse_all, report_targets

if TYPE_CHECKING:
    from lstmdoctor.core.run import FailOn, Run
    from lstmdoctor.core.sharding import How

WHILE_WAITING = (
    "lstmdoctor.project.checking",
    "lstmdoctor.models.config.model_spec",
    "lstmdoctor.data.formats.readers",
    "lstmdoctor.report.text",
)
"""Modules with what a diagnosis needs once the file of the model is read."""
EPILOG = """
\b
Examples:
  lstmdoctor diagnose model.keras train.npy
  lstmdoctor diagnose model.keras train.npz::X --labels train.npz::y
  lstmdoctor diagnose two.keras pairs.npz --map enc=a --map dec=b
  lstmdoctor diagnose model.keras x.npy --output-format json -o report.json
  lstmdoctor diagnose model.keras x.npy --output-format sarif -o x.sarif
  lstmdoctor diagnose model.keras x.npy --fail-on warning --ignore LD504,LD3
  lstmdoctor diagnose model.keras x.npy --write-baseline known.json
  lstmdoctor diagnose model.keras x.npy --baseline known.json
  lstmdoctor diagnose model.keras x.npy --header-only --select LD2
  lstmdoctor diagnose model.keras x.npy --verify
  lstmdoctor diagnose model.keras t.csv --id patient --time day --target risk
  lstmdoctor diagnose five.keras p.csv --values open,close --horizon 5
  lstmdoctor diagnose model.keras 'train/*.npy' --labels 'y/*.npy' --jobs 4
  lstmdoctor diagnose model.keras 'train/*.npy' --executor processes:2
  lstmdoctor diagnose model.keras p0.npy p1.npy --shards rows --keep-going
  lstmdoctor diagnose model.keras x.npy --output-format html -o report.html
  lstmdoctor diagnose model.keras x.npy --histograms --verbose

Exit code 0: nothing at or above --fail-on. 1: findings. 2: wrong usage, or a file that cannot be read.
"""


@click.command(
    "diagnose", cls=Reporting, epilog=EPILOG, short_help="Say whether a data file fits a model, and why not."
)
@click.argument("model")
@click.argument("data", nargs=-1, required=True, metavar="DATA")
@click.option(
    "--labels",
    metavar="FILE",
    help="The labels, to be checked too: --labels y.npy; train.npz::y for one array in a file.",
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="INPUT=ARRAY",
    callback=values.parse_map_option,
    help="Which array goes into which input of the model: --map enc=a --map dec=b.",
)
@table_options
@output_options
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    show_default=True,
    help="The mildest finding that makes the exit code 1: --fail-on warning.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    callback=values.parse_code_options,
    help="Report these faults only: --select LD207,LD3, where LD3 is all that begin so; repeatable.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODES",
    callback=values.parse_code_options,
    help="Leave these faults out: --ignore LD504.",
)
@click.option("--header-only", is_flag=True, help="Look at shapes and dtypes, not at values.")
@click.option(
    "--histograms",
    is_flag=True,
    help="Count how the values are spread as well: -v draws it as a line, html asks for it by itself.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Let Keras predict on a batch of the data as stored, and train one step on its labels.",
)
@shard_options
@click.option("--keep-going", is_flag=True, help="Leave out shards that cannot be read, and say which.")
@baseline_options
@click.option("-v", "--verbose", is_flag=True, help="Everything, not only what fits one screen.")
@color_option
def command(
    model: str,
    data: tuple[str, ...],
    labels: str | None,
    mapping: Mapping[str, str],
    ids: tuple[str, ...],
    time: str | None,
    columns: tuple[str, ...],
    target: str | None,
    horizon: int | None,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    fail_on: FailOn,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    header_only: bool,
    histograms: bool,
    verify: bool,
    shards: How,
    jobs: int | None,
    executor: str,
    keep_going: bool,
    baseline: str | None,
    write_baseline: str | None,
    verbose: bool,
    color: str | None,
) -> None:
    """Say whether the DATA file fits the saved MODEL, and why not.

    DATA may name one array inside a file: train.npz::X. Several files, or one quoted pattern as in
    'train/part-*.npy', are shards of one data set.
    """
    from lstmdoctor.api import diagnose
    from lstmdoctor.core.choices import Choices
    from lstmdoctor.core.sharding import Shards
    from lstmdoctor.files.hdf5_child import import_while_waiting

    refuse_idle_options(click.get_current_context(), data)
    found = report_targets(formats, outputs)
    one_baseline(baseline, write_baseline)
    inputs = (model, *data, labels, baseline)
    refuse_all(found, write_baseline, inputs)
    table = table_of_options(ids, time, columns, target)
    import_while_waiting(*WHILE_WAITING)
    with Meter(f"reading {data[0]}") as meter:
        asked = Shards(data, shards, jobs, executor, keep_going, tell=meter.tell_shards)
        report = diagnose(
            model,
            asked,
            labels=labels,
            mapping=mapping,
            choices=Choices(horizon=horizon, table=table),
            header_only=header_only,
            histograms=histograms or any(one.format == "html" for one in found),
            verify=verify,
            progress=meter,
        )
    from lstmdoctor.core.run import Result, Task
    from lstmdoctor.project.checking import reported_run

    task = Task(
        model,
        data[0],
        labels,
        mapping=mapping,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        header_only=header_only,
        table=table,
        horizon=horizon,
    )
    run = reported_run([Result(task, report)], baseline, single=True, whole=False)
    publish_reports(
        run, found, write_baseline, inputs, color, lambda look: diagnosis_text(run, look, verbose)
    )
    exit_with_run(run, write_baseline)


def diagnosis_text(run: Run, look: PageStyle, verbose: bool) -> str:
    """The report for people."""
    from lstmdoctor.core.reports import Report
    from lstmdoctor.report import text

    reports = [result.outcome for result in run.results if isinstance(result.outcome, Report)]
    return "".join(text.render(report, look.width, look.color, verbose) for report in reports)
