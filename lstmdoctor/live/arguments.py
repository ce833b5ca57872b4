"""The keyword arguments of `fix`, as the search takes them; what is none is refused in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Literal

from lstmdoctor.core.choices import DTYPES, MOST_TIMESTEPS, NEEDED, Choices, Side, is_length_word
from lstmdoctor.core.labels import LABEL_CURES
from lstmdoctor.core.tables import Table
from lstmdoctor.text import kind_text, unknown_word_text

STEPS = "a number of timesteps (1 or more)"
LENGTHS = "a number of timesteps (1 or more), 'longest', 'p1' to 'p100', or 'x8' for a multiple of 8"
WORDS: dict[str, tuple[str, ...]] = {
    "padding": ("auto", "pre", "post"),
    "truncate": ("pre", "post"),
    "remainder": ("drop", "pad"),
    "dtype": (*DTYPES, "keep"),
}


def choices_from(
    pad: int | str | None,
    padding: Literal["auto", "pre", "post"],
    truncate: Side | None,
    pad_value: float | None,
    window: int | None,
    stride: int,
    horizon: int | None,
    remainder: Literal["drop", "pad"] | None,
    fill_nan: float | None,
    dtype: str | None,
    cure: str | Sequence[str],
    label_cure: str | Sequence[str] = (),
) -> Choices:
    """The choices; raises `TypeError` or `ValueError` for what no option would be."""
    words = {"padding": padding, "truncate": truncate, "remainder": remainder, "dtype": dtype}
    for name, word in words.items():
        require_known_word(name, word)
    if not isinstance(pad, str):
        require_count("pad", pad, LENGTHS)
    elif not is_length_word(pad):
        raise ValueError(f"pad={pad!r}: {LENGTHS} is expected")
    for name, count in (("window", window), ("stride", stride), ("horizon", horizon)):
        require_count(name, count, STEPS)
    for name, value in (("pad_value", pad_value), ("fill_nan", fill_nan)):
        require_finite_number(name, value)
    if not isinstance(cure, str | list | tuple):
        raise TypeError(f"cure: is {kind_text(cure)}, and ids of edits are expected, such as 'stack+pad'")
    named = tuple(cure.split("+")) if isinstance(cure, str) and cure else tuple(cure)
    given = {"window": window, "cure": named, "horizon": horizon, "stride": stride if stride != 1 else None}
    for name, beside in NEEDED.items():
        if given[name] and not any(given[one] for one in beside):
            raise ValueError(f"{name}={given[name]}: has no effect without {' or '.join(beside)}")
    sizes = (named, pad, padding, truncate, pad_value, window, stride)
    return Choices(*sizes, remainder, dtype, fill_nan, horizon, label_cure=label_cures_of(label_cure))


def label_cures_of(words: str | Sequence[str]) -> tuple[str, ...]:
    """Cures of labels as one word or several; raises `ValueError` for what is none."""
    wish = tuple(words.split("+")) if isinstance(words, str) and words else tuple(words)
    for word in wish:
        if word not in LABEL_CURES:
            raise ValueError(f"label_cure: {unknown_word_text(word, 'no cure of labels', LABEL_CURES)}")
    return wish


def require_known_word(name: str, word: object) -> None:
    """Raise `ValueError` for a word that an argument does not know."""
    if word is not None and word not in WORDS[name]:
        raise ValueError(f"{name}={word!r}: one of {', '.join(map(repr, WORDS[name]))} is expected")


def require_count(name: str, number: object, wanted: str) -> None:
    """Raise `TypeError` or `ValueError` for what is no number of timesteps."""
    if number is None:
        return
    if isinstance(number, bool) or not hasattr(number, "__index__"):
        raise TypeError(f"{name}={number!r}: is {kind_text(number)}, and {wanted} is expected")
    if not 1 <= int(number) <= MOST_TIMESTEPS:
        raise ValueError(f"{name}={number}: {wanted} is expected")


def require_finite_number(name: str, value: object) -> None:
    """Raise `TypeError` or `ValueError` for what is no number to fill with."""
    if value is None:
        return
    if isinstance(value, bool | str | bytes) or not hasattr(value, "__float__"):
        raise TypeError(f"{name}={value!r}: is {kind_text(value)}, and a number is expected")
    if not isfinite(value):
        raise ValueError(f"{name}={value}: a finite number is expected")


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
        require_count(name, number, STEPS)
    return replace(
        own,
        table=named if named.named else own.table,
        horizon=own.horizon if horizon is None else horizon,
        window=own.window if window is None else window,
    )
