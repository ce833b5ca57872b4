"""Options for data in several files."""

from __future__ import annotations

from collections.abc import Sequence

import click

from lstmdoctor.cli.idle_options import options_given
from lstmdoctor.cli.output import Command

OF_SHARDS = ("--shards", "--jobs", "--executor", "--keep-going")


def shard_options(function: Command) -> Command:
    """``--shards``, ``--jobs`` and ``--executor``."""
    function = click.option(
        "--executor",
        default="threads",
        metavar="ENGINE",
        show_default=True,
        help="What looks at the shards: threads[:N], processes[:N], dask:ADDRESS, or module:callable that "
        "gives a concurrent.futures.Executor.",
    )(function)
    function = click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Shards that are looked at a time: --jobs 4.",
    )(function)
    return click.option(
        "--shards",
        type=click.Choice(["auto", "rows", "sequences"]),
        default="auto",
        show_default=True,
        help="Whether each of several files holds samples or is one sequence.",
    )(function)


def refuse_idle_shard_options(words: Sequence[str]) -> None:
    """Raise `click.UsageError` for an option that means nothing for one file."""
    from lstmdoctor.files.patterns import names_shards

    ctx = click.get_current_context()
    given = options_given(ctx)
    idle = [option for option in OF_SHARDS if option in given]
    if idle and not names_shards(words):
        raise click.UsageError(f"{idle[0]} has no effect on one file: name several, or a quoted pattern", ctx)
