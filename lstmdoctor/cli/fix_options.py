"""Options of `fix` that say what the result is to be: its timesteps, and what else becomes of values."""

from __future__ import annotations

from typing import Literal

import click

from lstmdoctor.cli import values
from lstmdoctor.cli.output import with_options

Side = Literal["pre", "post"]

length_options = with_options(
    click.option(
        "--cure",
        multiple=True,
        callback=values.parse_joined_words,
        metavar="ID",
        help="The reading to apply, as diagnose names it; edits are joined by +, or given one after "
        "the other.",
    ),
    click.option(
        "--pad",
        callback=values.parse_pad_option,
        metavar="N|longest|pNN|xN",
        help="Timesteps to bring every sequence to.",
    ),
    click.option(
        "--padding",
        type=click.Choice(["auto", "pre", "post"]),
        default="auto",
        show_default=True,
        help="Side to pad; auto: the end where the model masks or none is given, else the front.",
    ),
    click.option(
        "--truncate", type=click.Choice(["pre", "post"]), help="Side to cut sequences that are too long."
    ),
    click.option(
        "--pad-value",
        type=float,
        callback=values.require_finite_option,
        metavar="V",
        help="Padding; the model's mask value, else 0.",
    ),
    click.option(
        "--window",
        type=int,
        callback=values.require_positive_option,
        metavar="N",
        help="Cut windows of N timesteps.",
    ),
    click.option(
        "--stride",
        type=int,
        callback=values.require_positive_option,
        default=1,
        metavar="N",
        help="One window every N steps.",
    ),
)
"""``--cure``, ``--pad``, ``--padding``, ``--truncate``, ``--pad-value``, ``--window`` and ``--stride``."""

result_options = with_options(
    click.option(
        "--split",
        type=float,
        callback=values.require_share_option,
        metavar="S",
        help="Cut along time before windows are cut, and write two files: --split 0.8 trains on the "
        "first 80 %.",
    ),
    click.option(
        "--remainder", type=click.Choice(["drop", "pad"]), help="Samples that do not fill a fixed batch."
    ),
    click.option(
        "--dtype",
        callback=values.parse_dtype_option,
        metavar="D|keep",
        help="dtype of the result; the model's, else as found.",
    ),
    click.option(
        "--fill-nan",
        type=float,
        callback=values.require_finite_option,
        metavar="V",
        help="Value for NaN and infinities.",
    ),
)
"""``--split``, ``--remainder``, ``--dtype`` and ``--fill-nan``."""
