"""What the user decided."""

from __future__ import annotations

import re
from dataclasses import field
from typing import Literal

from lstmdoctor.core.tables import Table
from lstmdoctor.records import frozen_record

Side = Literal["pre", "post"]
MOST_TIMESTEPS = 2**31
"""Longest sequence that is made, and largest axis that a model can name: kernels count steps in 32 bits."""
DTYPES = (
    "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "bool",
)  # fmt: skip
"""What a result may be made of."""
NEEDED: dict[str, tuple[str, ...]] = {"stride": ("window", "cure"), "horizon": ("window", "cure")}
"""What has no effect, unless one of these stands beside it."""


@frozen_record
class Choices:
    """What the user decided; None where nothing was said.

    Parameters
    ----------
    cure : tuple of str
        Ids of the edits of one reading, in order.
    pad : int, "longest", "pNN" or "xN"
        Length to bring every sequence to: so many steps, the longest, a percentile of the lengths, or the
        next multiple of N that holds the longest.
    padding : {"auto", "pre", "post"}
        Side that padding is added to.
    truncate : {"pre", "post"} or None
        Side that steps are cut from where a sequence is too long.
    pad_value : float or None
        Value of added steps; None takes the model's mask value, else 0.
    window, stride : int
        Timesteps per window, and steps between the starts of two windows.
    remainder : {"drop", "pad"} or None
        What to do with samples that do not fill a fixed batch.
    dtype : str or None
        NumPy dtype of the result, "keep", or None for the model's float type.
    fill_nan : float or None
        What takes the place of NaN and infinities.
    horizon : int or None
        The labels of a window are those of so many steps after its last one.
    table : Table
        What the columns of a table are for.
    label_cure : tuple of {"encode", "from-zero", "one-hot"}
        How the labels are to be written anew.
    """

    cure: tuple[str, ...] = ()
    pad: int | str | None = None
    padding: Literal["auto", "pre", "post"] = "auto"
    truncate: Side | None = None
    pad_value: float | None = None
    window: int | None = None
    stride: int = 1
    remainder: Literal["drop", "pad"] | None = None
    dtype: str | None = None
    fill_nan: float | None = None
    horizon: int | None = None
    table: Table = field(default_factory=Table)
    label_cure: tuple[str, ...] = ()


def is_length_word(text: str) -> bool:
    """Whether this is a length that is no number: the longest, a percentile, a multiple."""
    return re.fullmatch(r"longest|p([1-9][0-9]?|100)|x[1-9][0-9]{0,5}", text) is not None
