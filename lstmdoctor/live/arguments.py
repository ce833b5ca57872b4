"""What the arguments of the verbs decide, as the search takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from lstmdoctor.core.choices import LENGTH_WORD, MOST_TIMESTEPS, Choices, Side
from lstmdoctor.core.tables import Table


def choices_from(
    pad: int | str | None,
    padding: Literal["auto", "pre", "post"],
    truncate: Side | None,
    pad_value: float | None,
    window: int | None,
    stride: int,
    remainder: Literal["drop", "pad"] | None,
    dtype: str | None,
    fill_nan: float | None,
    cure: str | Sequence[str],
    horizon: int | None = None,
) -> Choices:
    """The arguments as the search takes them; raises `ValueError` for what no option would be."""
    for name, value, known in (
        ("padding", padding, ("auto", "pre", "post")),
        ("truncate", truncate, ("pre", "post", None)),
        ("remainder", remainder, ("drop", "pad", None)),
    ):
        if value not in known:
            words = ", ".join(repr(one) for one in known if one is not None)
            raise ValueError(f"{name}={value!r}: one of {words} is expected")
    for name, number in (("pad", pad), ("window", window), ("stride", stride), ("horizon", horizon)):
        if isinstance(number, int) and number < 1:
            raise ValueError(f"{name}={number}: at least 1 is expected")
        if isinstance(number, int) and number > MOST_TIMESTEPS:
            raise ValueError(f"{name}: at most {MOST_TIMESTEPS:,} timesteps are expected")
    if isinstance(pad, str) and not LENGTH_WORD.fullmatch(pad):
        raise ValueError(f"pad={pad!r}: a number, 'longest', 'p1' to 'p100' or 'x8' is expected")
    named = tuple(cure.split("+")) if isinstance(cure, str) and cure else tuple(cure)
    lengths = (named, pad, padding, truncate, pad_value, window, stride)
    return Choices(*lengths, remainder, dtype, fill_nan, horizon)


def with_columns(
    choices: Choices | None,
    id: str | Sequence[str],
    time: str | None,
    values: str | Sequence[str],
    target: str | None,
    horizon: int | None,
    window: int | None,
) -> Choices | None:
    """The choices with what the arguments say of the columns, and of the windows that are cut of them."""
    own = choices or Choices()
    named = Table(
        (id,) if isinstance(id, str) else tuple(id),
        time,
        tuple(values.split(",")) if isinstance(values, str) else tuple(values),
        target,
    )
    if not named.named and horizon is None and window is None:
        return choices
    for name, number in (("window", window), ("horizon", horizon)):
        if number is not None and number < 1:
            raise ValueError(f"{name}={number}: at least 1 is expected")
    return replace(
        own,
        table=named if named.named else own.table,
        horizon=own.horizon if horizon is None else horizon,
        window=own.window if window is None else window,
    )
