"""Values of options: read, or refused in a sentence. Each function is a click callback."""

from __future__ import annotations

import math
from collections.abc import Sequence

import click

from lstmdoctor.text import safe_text

MOST_DIGITS = 40
"""Of a number that is read; a longer one is too large for anything."""


def parse_pad_option(ctx: click.Context, param: click.Parameter, value: str | None) -> int | str | None:
    """A number of timesteps, ``longest``, ``p1`` to ``p100``, or ``x8`` for a multiple of 8."""
    from lstmdoctor.core.choices import is_length_word

    if value is None or is_length_word(value):
        return value
    if value.isascii() and value.isdecimal() and int(value[: MOST_DIGITS + 1]):
        return require_positive_option(ctx, param, int(value[: MOST_DIGITS + 1]))
    raise click.BadParameter(
        f"'{safe_text(value)}' is no number of timesteps (1 or more), longest, p1 to p100, or x8 for a "
        "multiple of 8"
    )


def require_positive_option(ctx: click.Context, param: click.Parameter, value: int | None) -> int | None:
    """A number of at least 1, and no larger than an axis can be."""
    from lstmdoctor.core.choices import MOST_TIMESTEPS

    if value is not None and value < 1:
        raise click.BadParameter(f"{value} is no number of timesteps (1 or more)")
    if value is not None and value > MOST_TIMESTEPS:
        shown = f"{value:,}" if value < 10**MOST_DIGITS else "a number of many digits"
        raise click.BadParameter(f"{shown} is too large, {MOST_TIMESTEPS:,} timesteps are the most")
    return value


def require_share_option(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """A number between 0 and 1."""
    if value is not None and not 0 < value < 1:
        raise click.BadParameter(f"{value:g} is no share between 0 and 1, as in 0.8")
    return value


def require_finite_option(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """A number that is not NaN and not infinite."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is no finite number")
    return value


def parse_dtype_option(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The name of a real NumPy dtype, or ``keep``."""
    from lstmdoctor.core.choices import DTYPES

    if value is None or value in (*DTYPES, "keep"):
        return value
    raise click.BadParameter(f"'{value}' is not one of {', '.join(DTYPES)}, keep")


def parse_joined_words(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    """Words joined by ``+``, of an option that may be given more than once."""
    return tuple(word for one in value for word in one.split("+"))


def parse_column_list(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names of columns; one that holds a comma stands in double quotes, as in a CSV file."""
    if value is None:
        return ()
    import csv

    names = tuple(name.strip() for name in next(csv.reader([value], skipinitialspace=True), []))
    if not names or not all(names):
        raise click.BadParameter(f"'{value}' is no list of columns, as in A,B,C")
    return names


def parse_map_option(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> dict[str, str]:
    """Pairs ``INPUT=ARRAY``."""
    pairs: dict[str, str] = {}
    for word in value:
        name, equals, array = word.partition("=")
        if not (name and equals and array):
            raise click.BadParameter(f"'{word}' is not INPUT=ARRAY")
        if name in pairs:
            raise click.BadParameter(f"input '{name}' is given twice")
        pairs[name] = array
    return pairs


def parse_code_options(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    """Codes of faults, beginnings of codes, or names, in lists separated by commas; given back as codes."""
    if not value:
        return ()
    from lstmdoctor.project.fault_words import code_of_word, nearest_fault

    words = [word.strip() for part in value for word in part.split(",") if word.strip()]
    codes = []
    for word in words:
        code = code_of_word(word)
        if code is None:
            advice = nearest_fault(word) or "; lstmdoctor rules lists them"
            raise click.BadParameter(f"'{word}' is no code, beginning of a code or name of a fault{advice}")
        codes.append(code)
    if not codes:
        raise click.BadParameter("no code given")
    return tuple(codes)
