"""What the data should become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lstmdoctor.core.choices import Choices, Side
from lstmdoctor.core.facts import Axis, Facts
from lstmdoctor.core.spec import InputSpec, Shape
from lstmdoctor.records import frozen_record


@frozen_record
class MisplacedPadding:
    """Padding that was found in an array, of another value than the model masks.

    Parameters
    ----------
    value : float
    side : {"pre", "post"}
    axes : tuple of Axis
        Of the array that it was found in.
    """

    value: float
    side: Side
    axes: tuple[Axis, ...]


@frozen_record
class Goal:
    """What the data should become.

    Parameters
    ----------
    shape : tuple of int or None, or None
        As in `InputSpec.shape`; None as a whole: there is no model, any single array will do.
    timesteps : int or None
        Length of axis 1 that the model or the user wants; None leaves it free.
    batch : int or None
        The number of samples must be a multiple of this.
    labels : int or None
        Number of labels, evidence for which axis holds the samples.
    mask_value : float or None
        Value that the model skips, an infinity included; None where it does not mask.
    dtype : str
        dtype that the model computes its input in.
    timed : bool
        Whether axis 1 is time (an input of rank 2 that feeds no `Embedding` has features there).
    no_model : bool
        Nothing is wanted but a single array.
    ids : bool
        Whether the values are ids of an `Embedding`, whole numbers whatever their dtype.
    read_evenly : bool
        As in `InputSpec`: no side is right for padding that nothing masks.
    unmasked : bool
        Whether the layers are known, and mask nothing.
    opaque : bool
        Whether there is a model of which no layer is known: nobody can tell whether it masks.
    padding : MisplacedPadding or None
        Padding in the data that the mask does not meet.
    """

    shape: Shape | None = None
    timesteps: int | None = None
    batch: int | None = None
    labels: int | None = None
    mask_value: float | None = None
    dtype: str = "float32"
    timed: bool = True
    no_model: bool = False
    ids: bool = False
    read_evenly: bool = False
    unmasked: bool = False
    opaque: bool = False
    padding: MisplacedPadding | None = None

    @property
    def rank(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    @property
    def features(self) -> int | None:
        """Size of the last axis where the model fixes one."""
        return self.shape[-1] if self.shape else None

    def fits(self, facts: Facts) -> bool:
        """Whether an array with these facts is exactly what is wanted, the fixed batch included."""
        return self.fits_shape(facts) and not (self.batch and facts.samples % self.batch)

    def fits_shape(self, facts: Facts) -> bool:
        """Whether rank and every fixed axis agree; the number of samples is not looked at."""
        if facts.container != "array" or facts.mixed_rank:
            return False
        if self.shape is None:
            return self.timesteps is None or facts.axes[1:2] in ((), (self.timesteps,))
        if facts.rank != len(self.shape):
            return False
        if self.timesteps is not None and self.timed and facts.axes[1] != self.timesteps:
            return False
        wanted = zip(self.shape[1:], facts.axes[1:], strict=True)
        return all(size is None or size == axis for size, axis in wanted)


def goal_of(spec: InputSpec | None, choices: Choices, labels: int | None = None) -> Goal:
    """The goal that one input of a model and the user's options set together."""
    wanted = choices.pad if isinstance(choices.pad, int) else choices.window
    if spec is None:
        return Goal(timesteps=wanted, labels=labels, no_model=True, dtype="")
    shape = spec.shape
    timed = shape is None or len(shape) >= 3 or spec.embedding is not None
    own = shape[1] if shape is not None and len(shape) >= 2 and timed else None
    masked = spec.mask_value if spec.infinite_mask is None else spec.infinite_mask
    return Goal(
        shape=shape,
        timesteps=own if own is not None else wanted,
        batch=spec.batch,
        labels=labels,
        mask_value=masked,
        dtype=spec.dtype,
        timed=timed,
        ids=spec.ids is not None,
        read_evenly=spec.read_evenly,
        unmasked=bool(spec.path) and masked is None,
        opaque=not spec.path,
    )


def result_dtype(dtypes: tuple[str, ...]) -> str:
    """The dtype that NumPy gives a stack of arrays of these dtypes; "mixed" for numbers beside text."""
    try:
        joined: np.dtype[Any] = np.result_type(*(np.dtype(name) for name in dtypes))
    except TypeError:
        return dtypes[0] if len(dtypes) == 1 else "mixed"
    if len(dtypes) > 1 and joined.kind not in "biufc":
        return "mixed"
    return joined.name if joined.isnative else joined.newbyteorder("=").name


def batch_first(spec: InputSpec) -> InputSpec:
    """The input as it would be with the samples first."""
    if not spec.time_major or spec.shape is None or len(spec.shape) < 2:
        return spec
    first, second, *rest = spec.shape
    return replace(spec, shape=(second, first, *rest))
