"""Labels that go along with the data through a treatment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy.typing as npt

Array = npt.NDArray[Any]
Block = Array | list[Array]
LabelAt = Literal["last", "first", "every"]


@dataclass(frozen=True)
class Labels:
    """Labels on their way along the steps of a reading.

    Parameters
    ----------
    rows : ndarray or list of ndarray
        One entry a sample, or one a timestep while the data is one series.
    at : {"last", "first", "every"}
        Which timestep of a window gives its label, where there is one for every timestep.
    lengths : sequence of int
        Timesteps of every sequence, while the data is a list of them.
    first : int
        Number of the first sample, where these are a run of all.
    """

    rows: Block
    at: LabelAt
    lengths: Sequence[int]
    first: int = 0
