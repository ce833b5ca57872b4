"""Options that say what the columns of a table are for; the same in every command that reads data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lstmdoctor.cli import values
from lstmdoctor.cli.output import with_options

if TYPE_CHECKING:
    from lstmdoctor.core.tables import Table

table_options = with_options(
    click.option(
        "--id",
        "ids",
        multiple=True,
        metavar="COLUMN",
        help="Column that tells the sequences of a table apart: --id patient; repeatable.",
    ),
    click.option(
        "--time", "time", metavar="COLUMN", help="Column that tells the order of the rows: --time date."
    ),
    click.option(
        "--values",
        "columns",
        callback=values.parse_column_list,
        metavar="A,B,C",
        help="Columns that are features: --values open,close; every other numeric one unless named.",
    ),
    click.option("--target", metavar="COLUMN", help="Column that holds the labels: --target price."),
    click.option(
        "--horizon",
        type=int,
        callback=values.require_positive_option,
        metavar="H",
        help="The labels of a window are those of the H steps behind it: --horizon 5.",
    ),
)
"""``--id``, ``--time``, ``--values``, ``--target`` and ``--horizon``."""


def table_of_options(
    ids: tuple[str, ...], time: str | None, columns: tuple[str, ...], target: str | None
) -> Table:
    """What the user said of the columns."""
    from lstmdoctor.core.tables import Table

    return Table(ids, time, columns, target)
