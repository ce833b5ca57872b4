"""Labels that go along with the data through a treatment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
    Block = Array | list[Array]
LabelAt = Literal["last", "first", "every"]
LABEL_CURES = ("encode", "from-zero", "one-hot")
"""What ``--label-cure`` names, in the order in which they are made."""


@frozen_record
class LabelCure:
    """What is done to labels beside what the samples do: another way to write the same classes.

    Parameters
    ----------
    from_zero : bool
        Whether the ids 1 to K become 0 to K - 1.
    one_hot : bool
        Whether each id becomes a row with one value for each class.
    classes : int
        Number of classes that the output of the model has.
    rank : int
        Axes of that output.
    encode : bool
        Whether the labels are text, and become the places of their names among `names`.
    names : tuple of str
        The names of the classes in the order of their ids, once they are known; else empty.
    """

    from_zero: bool
    one_hot: bool
    classes: int
    rank: int
    encode: bool = False
    names: tuple[str, ...] = ()


@frozen_record
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
