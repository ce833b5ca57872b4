"""Options that are about labels."""

from __future__ import annotations

import click

from lstmdoctor.cli.output import Command
from lstmdoctor.text import unknown_word_text


def parse_label_cure(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``encode``, ``from-zero``, ``one-hot``, or two of them joined by ``+``."""
    from lstmdoctor.core.labels import LABEL_CURES

    words = tuple(value.split("+")) if value is not None else ()
    for word in words:
        if word not in LABEL_CURES:
            raise click.BadParameter(unknown_word_text(word, "no cure of labels", LABEL_CURES))
    return words


def label_cure_option(function: Command) -> Command:
    """``--label-cure``."""
    return click.option(
        "--label-cure",
        callback=parse_label_cure,
        metavar="encode|from-zero|one-hot",
        help="Write the labels anew: names of classes as the loss takes them, ids 1 to K from 0 on, or ids "
        "as one value for each class.",
    )(function)


def apply_label_options(function: Command) -> Command:
    """``--labels`` and ``--labels-output`` of `apply`."""
    function = click.option(
        "--labels-output", metavar="FILE", help="Write the labels of the result, cured as those of fix were."
    )(function)
    return click.option("--labels", metavar="FILE", help="The labels of DATA.")(function)
