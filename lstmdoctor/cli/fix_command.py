"""``lstmdoctor fix``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import click

from lstmdoctor.cli.fix_options import Side, length_options, result_options
from lstmdoctor.cli.idle_options import refuse_idle_options
from lstmdoctor.cli.label_options import label_cure_option
from lstmdoctor.cli.meter import Meter
from lstmdoctor.cli.output import color_option, format_option, page_style, render_treatment, write_stdout
from lstmdoctor.cli.shard_options import shard_options
from lstmdoctor.cli.table_options import table_of_options, table_options
from lstmdoctor.cli.values import parse_map_option
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.text import safe_text

if TYPE_CHECKING:
    from lstmdoctor.core.sharding import How, Shards

EPILOG = """
\b
Examples:
  lstmdoctor fix model.keras sequences.pkl
  lstmdoctor fix model.keras sequences.pkl --pad p95 --truncate pre -o out.npy
  lstmdoctor fix model.keras series.npy --window 60 --stride 10
  lstmdoctor fix model.keras t.csv --id patient --time day --target risk
  lstmdoctor fix model.keras p.csv --window 60 --values open,high \\
      --target close --horizon 1 --labels-output close.npy
  lstmdoctor fix model.keras series.npy --window 60 --split 0.8 -o w.npy
  lstmdoctor fix model.keras rows.npy --cure add-time-axis --dry-run
  lstmdoctor fix model.keras train.npy --dry-run --output-format json
  lstmdoctor fix model.keras seqs.pkl --dry-run --verbose
  lstmdoctor fix m.h5 long.npz --window 60 --label-at first \\
      --labels-output long_y.npy
  lstmdoctor fix model.keras time_first.npy --labels labels.npy
  lstmdoctor fix two.keras pairs.npz --map enc=a --map dec=b
  lstmdoctor fix model.keras seqs.pkl --pad x8 --padding pre --pad-value -1
  lstmdoctor fix model.keras train.pkl --mask-output m.npy --no-treatment
  lstmdoctor fix model.keras gaps.npy --fill-nan 0 --dtype keep --verify
  lstmdoctor fix stateful.keras train.npy --remainder drop --force
  lstmdoctor fix chars.keras ids.npy --cure one-hot -o vectors.npy
  lstmdoctor fix masked.keras zeros.npy --cure move-padding
  lstmdoctor fix m.h5 d.npz --label-cure one-hot --labels-output k.npy
  lstmdoctor fix m.h5 words.npz --label-cure encode --labels-output c.npy
  lstmdoctor fix model.keras sequences.pkl --python
  lstmdoctor fix sequences.pkl --pad longest -o longest.npy
  lstmdoctor fix model.keras 'train/*.pkl' -o padded/ --resume --jobs 4
  lstmdoctor fix model.keras a.npy b.npy -o ab/ --shards rows
  lstmdoctor fix 'val/*.pkl' --like padded/lstmdoctor.treatment.json -o v/
  lstmdoctor fix model.keras 'train/*.pkl' -o t/ --executor processes

Without a model the sequences are stacked or padded, as the options and --cure say. The output is
<stem>.fixed.npy beside the data unless -o says otherwise (.npz for several inputs). It appears whole or not
at all, and beside it <out>.treatment.json, with which lstmdoctor apply does the same to other data.
--split writes <out>.train.npy and <out>.validation.npy, and labels likewise.

Exit code 0: written, or nothing to do. 1: not fixed, nothing written. 2: wrong usage, or a refused file.
"""


@click.command("fix", epilog=EPILOG, short_help="Write the array that the model takes.")
@click.argument("paths", nargs=-1, metavar="[MODEL] DATA")
@click.option("-o", "--output", metavar="OUT", help="Where to write.")
@length_options
@table_options
@result_options
@click.option("--labels", metavar="FILE", help="The labels: their number tells which axis holds the samples.")
@click.option("--labels-output", metavar="FILE", help="Write the labels of the samples that are written.")
@label_cure_option
@click.option(
    "--label-at",
    type=click.Choice(["last", "first", "every"]),
    default="last",
    show_default=True,
    help="Timestep that gives the label of a window, where every timestep has one.",
)
@click.option("--mask-output", metavar="FILE", help="Write (samples, timesteps), True where a step is real.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="INPUT=ARRAY",
    callback=parse_map_option,
    help="Which array goes into which input of the model; repeatable.",
)
@click.option("--no-treatment", is_flag=True, help="Leave out the record <out>.treatment.json.")
@click.option(
    "--python",
    "code",
    is_flag=True,
    help="Print the cure of data and labels as Python, write nothing.",
)
@click.option("--verify", is_flag=True, help="Let Keras predict on a batch of the result first.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, write nothing.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--resume", is_flag=True, help="Go on with a folder of shards that was not finished.")
@click.option("--like", metavar="TREATMENT", help="Do what this record says, as lstmdoctor apply does.")
@shard_options
@format_option("text", "json")
@click.option("-v", "--verbose", is_flag=True, help="Everything, not only what fits one screen.")
@color_option
def command(
    paths: tuple[str, ...],
    output: str | None,
    cure: tuple[str, ...],
    pad: int | str | None,
    padding: Literal["auto", "pre", "post"],
    truncate: Side | None,
    pad_value: float | None,
    window: int | None,
    stride: int,
    ids: tuple[str, ...],
    time: str | None,
    columns: tuple[str, ...],
    target: str | None,
    horizon: int | None,
    split: float | None,
    remainder: Literal["drop", "pad"] | None,
    dtype: str | None,
    fill_nan: float | None,
    labels: str | None,
    labels_output: str | None,
    label_cure: tuple[str, ...],
    label_at: Literal["last", "first", "every"],
    mask_output: str | None,
    no_treatment: bool,
    code: bool,
    verify: bool,
    mapping: Mapping[str, str],
    dry_run: bool,
    force: bool,
    resume: bool,
    like: str | None,
    shards: How,
    jobs: int | None,
    executor: str,
    format_: str,
    verbose: bool,
    color: str | None,
) -> None:
    """Write the array that MODEL takes, when it is clear which one that is.

    Where the data can be read in several ways nothing is written: every way is shown with the command that
    chooses it. No value is lost and none is cut unless an option asks for it.
    """
    from lstmdoctor.core.choices import Choices
    from lstmdoctor.core.sharding import Shards
    from lstmdoctor.report.commands import Request
    from lstmdoctor.treatment.fixing import fix
    from lstmdoctor.treatment.wanted import Wanted

    context = click.get_current_context()
    if like is not None:
        refuse_idle_options(context, paths)
        command_like(like, Shards(paths, shards, jobs, executor), output, force, resume, format_, color)
        return
    model, words = split_paths(paths)
    refuse_idle_options(context, words, model=model is not None)
    table = table_of_options(ids, time, columns, target)
    lengths = (cure, pad, padding, truncate, pad_value, window, stride)
    choices = Choices(*lengths, remainder, dtype, fill_nan, horizon, table, label_cure)
    wanted = Wanted(
        output,
        labels_output,
        mask_output,
        label_at,
        record=not no_treatment,
        force=force or code,
        verify=verify,
        resume=resume,
        split=split,
        code=code,
    )
    with Meter(f"writing {output or 'the result'}") as meter:
        data = Shards(words, shards, jobs, executor, tell=meter.tell_shards)
        treatment = fix(
            model,
            data,
            wanted=wanted,
            labels=labels,
            mapping=mapping,
            choices=choices,
            dry_run=dry_run or code,
            progress=meter,
        )
    pairs = tuple(f"{name}={array}" for name, array in mapping.items())
    request = Request(
        *(model, words[0], labels, pairs, choices, output, force),
        more=words[1:],
        split=split,
        labels_output=labels_output,
        how=shards,
    )
    look = page_style(color)
    failed = treatment.status in ("needs-choice", "untreatable")
    write_stdout(
        render_treatment(treatment, request, "python" if code and not failed else format_, look, verbose),
        look.color,
    )
    click.get_current_context().exit(1 if failed else 0)


def split_paths(paths: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Model and data; one path is the data."""
    match paths:
        case ():
            raise click.UsageError("no data file is given", click.get_current_context())
        case (_,):
            return None, paths
        case _:
            return paths[0], paths[1:]


def command_like(
    like: str,
    data: Shards,
    output: str | None,
    force: bool,
    resume: bool,
    format_: str,
    color: str | None,
) -> None:
    """`lstmdoctor apply` under another name."""
    from lstmdoctor.cli.apply_command import repeat_and_tell
    from lstmdoctor.project.checking import model_or_refusal

    if not data.words:
        raise click.UsageError("no data file is given", click.get_current_context())
    if not isinstance(model_or_refusal(data.words[0]), Refused):
        raise Usage(f"--like takes no MODEL, which the record tells of: leave {safe_text(data.words[0])} out")
    repeat_and_tell(like, data, output, force, resume, format_, color)
