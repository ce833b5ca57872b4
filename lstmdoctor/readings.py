"""The nouns of the search: what the data should become, what may be done to it, and what that explains.

An `Edit` undoes one mishap. A `Reading` is a sequence of edits that takes the data as found to what the
model takes: it is at once the explanation, the plan of the cure, and what the writer executes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt

from lstmdoctor.facts import Facts
from lstmdoctor.spec import InputSpec, Shape

Array = npt.NDArray[Any]
Block = Array | list[Array]
Side = Literal["pre", "post"]
Argument = int | float | str | bool | None
OF_VALUES = frozenset({"fill-nan", "cast"})
"""Edits that change values and no shape; they come last in every reading."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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
        Value that the model skips; None where it does not mask.
    dtype : str
        dtype that the model computes its input in.
    timed : bool
        Whether axis 1 is time (an input of rank 2 that feeds no `Embedding` has features there).
    no_model : bool
        Nothing is wanted but a single array.
    ids : bool
        Whether the values are ids of an `Embedding`, whole numbers whatever their dtype.
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


class Edit(Protocol):
    """One mishap undone. A frozen dataclass, decided before any value is read."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Name in readings, plans and ``--cure``."""

    @property
    def cost(self) -> int:
        """How unlikely the mishap is that this edit undoes; costs of a sequence add up."""

    @property
    def local(self) -> bool:
        """Whether ``apply(a + b) == apply(a) + apply(b)`` along the first axis, for every split."""

    @property
    def whole(self) -> bool:
        """Whether it can only be made on all samples at once; it is then a view and costs nothing."""

    def facts(self, before: Facts) -> Facts:
        """Facts of the result."""

    def apply(self, block: Block) -> Block:
        """The edit itself, on all samples or, for a local edit, on any run of them."""

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """The edit on samples that arrive in runs; not for an edit that needs the whole."""

    def python(self, name: str) -> str:
        """Code that does the same to the variable `name` in a training script."""

    def sentence(self) -> str:
        """What is done, for the report: ``swapped timesteps and features``."""

    def args(self) -> Mapping[str, Argument]:
        """The parameters, for the report."""

    def alone(self, goal: Goal, choices: Choices) -> bool:
        """Whether it may be applied without being asked for."""

    def asked(self, choices: Choices) -> bool:
        """Whether an option of the user names this edit."""

    def keeps_values(self, before: Facts) -> bool:
        """Whether every value of the data is still there afterwards."""

    def options(self) -> tuple[str, ...]:
        """Command-line arguments that ask for it; empty where only ``--cure`` does."""


class Always(ABC):
    """What most edits have in common: nothing is lost, nothing to be told, no permission needed."""

    @property
    def local(self) -> bool:
        return True

    @property
    def whole(self) -> bool:
        return not self.local

    @abstractmethod
    def apply(self, block: Block) -> Block:
        """See `Edit`."""

    def flow(self, blocks: Iterator[Block]) -> Iterator[Block]:
        return map(self.apply, blocks)

    def args(self) -> Mapping[str, Argument]:
        return {}

    def alone(self, goal: Goal, choices: Choices) -> bool:
        return True

    def asked(self, choices: Choices) -> bool:
        return False

    def keeps_values(self, before: Facts) -> bool:
        return True

    def options(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Step:
    """An edit in its place: what it met and what it left."""

    edit: Edit
    before: Facts
    after: Facts


@dataclass(frozen=True)
class Reading:
    """One explanation of the data, cheapest sequence first.

    Parameters
    ----------
    steps : tuple of Step
        In order; empty where the data fits as it is.
    cost : int
        Sum of the costs of the edits.
    by_itself : bool
        Whether it may be applied without being asked for.
    """

    steps: tuple[Step, ...]
    cost: int
    by_itself: bool

    @property
    def id(self) -> str:
        """Ids of the edits joined by ``+``; edits of values are named only where they stand alone.

        They follow from options whatever the shapes are, so they do not tell readings apart.
        """
        named = [step.edit.id for step in self.steps if step.edit.id not in OF_VALUES]
        return "+".join(named or [step.edit.id for step in self.steps])

    @property
    def keeps_values(self) -> bool:
        return all(step.edit.keeps_values(step.before) for step in self.steps)

    @property
    def result(self) -> Facts | None:
        return self.steps[-1].after if self.steps else None

    def has(self, edit_id: str) -> bool:
        return any(step.edit.id == edit_id for step in self.steps)


def goal_of(spec: InputSpec | None, choices: Choices, labels: int | None = None) -> Goal:
    """The goal that one input of a model and the user's options set together."""
    wanted = choices.pad if isinstance(choices.pad, int) else choices.window
    if spec is None:
        return Goal(timesteps=wanted, labels=labels, no_model=True, dtype="")
    shape = spec.shape
    timed = shape is None or len(shape) >= 3 or spec.embedding is not None
    own = shape[1] if shape is not None and len(shape) >= 2 and timed else None
    return Goal(
        shape=shape,
        timesteps=own if own is not None else wanted,
        batch=spec.batch,
        labels=labels,
        mask_value=spec.mask_value,
        dtype=spec.dtype,
        timed=timed,
        ids=spec.ids is not None,
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
