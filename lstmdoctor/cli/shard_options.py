"""Options for data in several files."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import with_options

shard_options = with_options(
    click.option(
        "--shards",
        type=click.Choice(["auto", "rows", "sequences"]),
        default="auto",
        show_default=True,
        help="Whether each of several files holds samples or is one sequence.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Shards that are looked at a time: --jobs 4.",
    ),
    click.option(
        "--executor",
        default="threads",
        metavar="ENGINE",
        show_default=True,
        help="What looks at the shards: threads[:N], processes[:N], dask:ADDRESS, or module:callable that "
        "gives a concurrent.futures.Executor.",
    ),
)
"""``--shards``, ``--jobs`` and ``--executor``."""
