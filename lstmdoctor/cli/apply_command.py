"""``lstmdoctor apply``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lstmdoctor.cli.idle_options import refuse_idle_options
from lstmdoctor.cli.label_options import apply_label_options
from lstmdoctor.cli.meter import Meter
from lstmdoctor.cli.output import color_option, format_option, page_style, render_treatment, write_stdout
from lstmdoctor.cli.shard_options import shard_options

if TYPE_CHECKING:
    from lstmdoctor.core.sharding import How, Shards

EPILOG = """
\b
Examples:
  lstmdoctor fix model.keras train.pkl -o t.npy
  lstmdoctor apply t.npy.treatment.json today.pkl -o today.npy
  lstmdoctor apply t.npy.treatment.json today.pkl --output-format json
  lstmdoctor apply t.npy.treatment.json today.pkl -o today.npy --force
  lstmdoctor apply t.npy.treatment.json val.pkl --labels val_y.npy \\
      --labels-output val_labels.npy
  lstmdoctor fix model.keras 'train/*.pkl' -o out/
  lstmdoctor apply out/lstmdoctor.treatment.json 'val/*.pkl' -o v/ --jobs 4
  lstmdoctor apply out/lstmdoctor.treatment.json 'val/*.pkl' -o v/ --resume
  lstmdoctor apply out/lstmdoctor.treatment.json a.pkl b.pkl \\
      -o ab/ --shards rows
  lstmdoctor apply out/lstmdoctor.treatment.json 'test/*.pkl' \\
      -o test_out/ --executor processes

Exit code 0: written. 2: wrong usage, a refused file, or data that the treatment does not apply to.
"""


@click.command("apply", epilog=EPILOG, short_help="Repeat a recorded treatment on other data.")
@click.argument("treatment")
@click.argument("data", nargs=-1, required=True, metavar="DATA")
@click.option("-o", "--output", metavar="OUT", help="Where to write; <stem>.fixed.npy beside the data.")
@apply_label_options
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--resume", is_flag=True, help="Go on with a folder of shards that was not finished.")
@shard_options
@format_option("text", "json")
@color_option
def command(
    treatment: str,
    data: tuple[str, ...],
    output: str | None,
    labels: str | None,
    labels_output: str | None,
    force: bool,
    resume: bool,
    shards: How,
    jobs: int | None,
    executor: str,
    format_: str,
    color: str | None,
) -> None:
    """Repeat on DATA what `fix` did and wrote down in TREATMENT.

    Data of tomorrow must be padded as the training set was: to the same length, on the same side, with the
    same value. `fix` writes <out>.treatment.json beside its output. Where the treatment does not apply, one
    sentence says why.
    """
    from lstmdoctor.core.sharding import Shards

    refuse_idle_options(click.get_current_context(), data)
    asked = Shards(data, shards, jobs, executor)
    refuse_idle_options(click.get_current_context())
    repeat_and_tell(treatment, asked, output, force, resume, format_, color, (labels, labels_output))


def repeat_and_tell(
    treatment: str,
    data: Shards,
    output: str | None,
    force: bool,
    resume: bool,
    format_: str,
    color: str | None,
    labels: tuple[str | None, str | None] = (None, None),
) -> None:
    """Repeat a treatment, and say what was written; `labels` are those of the data and of the result."""
    from dataclasses import replace

    from lstmdoctor.report.commands import Request
    from lstmdoctor.treatment.applying import apply

    with Meter(f"writing {output or 'the result'}") as meter:
        given, written = labels
        done = apply(
            treatment,
            replace(data, tell=meter.tell_shards),
            output=output,
            labels=given,
            labels_output=written,
            force=force,
            resume=resume,
            progress=meter,
        )
    words = data.words
    look = page_style(color)
    request = Request(None, words[0], output=output, force=force, repeats=True, more=words[1:])
    write_stdout(render_treatment(done, request, format_, look), look.color)
