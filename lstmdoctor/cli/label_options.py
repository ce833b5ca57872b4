"""Options that are about labels."""

from __future__ import annotations

from collections.abc import Sequence

import click

from lstmdoctor.cli.output import with_options
from lstmdoctor.cli.values import parse_joined_words
from lstmdoctor.text import unknown_word_text


def parse_label_cure(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    """``encode``, ``from-zero``, ``one-hot``, or two of them: joined by ``+``, or one option for each."""
    from lstmdoctor.core.labels import LABEL_CURES

    words = parse_joined_words(ctx, param, value)
    for word in words:
        if word not in LABEL_CURES:
            raise click.BadParameter(unknown_word_text(word, "no cure of labels", LABEL_CURES))
    return words


label_cure_option = click.option(
    "--label-cure",
    multiple=True,
    callback=parse_label_cure,
    metavar="encode|from-zero|one-hot",
    help="Write the labels anew: names of classes as the loss takes them, ids 1 to K from 0 on, or ids "
    "as one value for each class; two are joined by +, as in from-zero+one-hot, or given one by one.",
)

apply_label_options = with_options(
    click.option("--labels", metavar="FILE", help="The labels of DATA."),
    click.option(
        "--labels-output", metavar="FILE", help="Write the labels of the result, cured as those of fix were."
    ),
)
"""``--labels`` and ``--labels-output`` of `apply`."""
