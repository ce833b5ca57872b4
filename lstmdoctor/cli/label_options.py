"""Options that are about labels."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import Command


def parse_label_cure(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``from-zero``, ``one-hot``, or both joined by ``+``."""
    from lstmdoctor.core.labels import LABEL_CURES

    words = tuple(value.split("+")) if value is not None else ()
    for word in words:
        if word not in LABEL_CURES:
            raise click.BadParameter(f"'{word}' is not one of {', '.join(LABEL_CURES)}")
    return words


def label_cure_option(function: Command) -> Command:
    """``--label-cure``."""
    return click.option(
        "--label-cure",
        callback=parse_label_cure,
        metavar="from-zero|one-hot",
        help="Write the labels anew: ids 1 to K from 0 on, or ids as one value for each class.",
    )(function)


def apply_label_options(function: Command) -> Command:
    """``--labels`` and ``--labels-output`` of `apply`."""
    function = click.option(
        "--labels-output", metavar="FILE", help="Write the labels of the result, cured as those of fix were."
    )(function)
    return click.option("--labels", metavar="FILE", help="The labels of DATA.")(function)
