"""Options that are about labels."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import Command
from lstmdoctor.core.labels import LABEL_CURES


def label_cure_option(function: Command) -> Command:
    """``--label-cure``, which may be given for each cure."""
    return click.option(
        "--label-cure",
        type=click.Choice(LABEL_CURES),
        multiple=True,
        help="Write the labels anew: ids 1 to K as 0 to K-1, ids as one value for each class.",
    )(function)


def apply_label_options(function: Command) -> Command:
    """``--labels`` and ``--labels-output`` of `apply`."""
    function = click.option(
        "--labels-output", metavar="FILE", help="Write the labels of the result, cured as those of fix were."
    )(function)
    return click.option("--labels", metavar="FILE", help="The labels of DATA.")(function)
