"""The nouns of the search: what the data should become, what may be done to it, and what that explains.

An `Edit` undoes one mishap. A `Reading` is a sequence of edits that takes the data as found to what the
model takes: it is at once the explanation, the plan of the cure, and what the writer executes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from lstmdoctor.core.labels import Labels
    from lstmdoctor.core.traits import Traits

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Block = Array | list[Array]
Argument = int | float | str | bool | None


class Edit(Protocol):
    """One mishap undone. A frozen dataclass, decided before any value is read."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Name in readings, plans and ``--cure``."""

    @property
    def name(self) -> str:
        """The word of ``--cure``: its id, and what tells it from another of that id where two are offered."""

    @property
    def cost(self) -> int:
        """How unlikely the mishap is that this edit undoes; costs of a sequence add up."""

    @property
    def traits(self) -> Traits:
        """What is true of it whatever the data is."""

    @property
    def fault(self) -> str:
        """Code of the fault that it explains; "" where that is told by the values, not by the edit."""

    @property
    def quality(self) -> str:
        """What it says of data that wants it, behind ``200 samples of 50 timesteps``; "" for nothing."""

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
        """The edit on samples that arrive in runs; not for an edit that needs the whole.

        What comes out of it at a time is bounded by `OUTPUT_BYTES`, however much an edit makes of a sample.
        """

    def python(self, name: str) -> str:
        """Code that does the same to the variable `name` in a training script."""

    def sentence(self, *, done: bool) -> str:
        """What was done, or what to do: ``swapped`` or ``swap the axes of timesteps and features``."""

    def args(self) -> Mapping[str, Argument]:
        """The parameters, for the report."""

    def alone(self, goal: Goal, choices: Choices) -> bool:
        """Whether it may be applied without being asked for."""

    def asked(self, choices: Choices) -> bool:
        """Whether an option of the user names this edit."""

    def keeps_values(self, before: Facts) -> bool:
        """Whether every value of the data is still there afterwards."""

    def knows_how(self, choices: Choices) -> bool:
        """Whether nothing of how it is made is left for the user to say."""

    def options(self) -> tuple[str, ...]:
        """Command-line arguments that ask for it; empty where only ``--cure`` does."""

    def added_axis(self, before: Facts) -> int | None:
        """Position of the axis that it adds, in the result; None where it adds none."""

    def dropped_axis(self) -> int | None:
        """Position of the axis that it takes away, in the data; None where all stay."""

    def misfit(self, before: Facts) -> str:
        """Why it cannot be made of data with these facts, after the name of the data; "" where it can."""

    def record(self) -> Mapping[str, Argument]:
        """What was decided, enough to do it again to other data."""

    def on_presence(self) -> Edit:
        """The same edit on truth values that say where a value is real."""

    def follow(self, labels: Labels, before: Facts, after: Facts) -> Block:
        """The labels of the result, from those of the data."""

    def follow_python(self, labels: str, data: str, rows: Facts, before: Facts) -> str:
        """Code that does the same to the variable `labels`, before `data` is changed; "" where they stay."""


@frozen_record
class Step:
    """An edit in its place: what it met and what it left."""

    edit: Edit
    before: Facts
    after: Facts


@frozen_record
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
        named = [step.edit.name for step in self.steps if not step.edit.traits.of_values]
        return "+".join(named or [step.edit.name for step in self.steps])

    @property
    def keeps_values(self) -> bool:
        return all(step.edit.keeps_values(step.before) for step in self.steps)

    @property
    def result(self) -> Facts | None:
        return self.steps[-1].after if self.steps else None

    def has(self, edit_id: str) -> bool:
        return any(step.edit.id == edit_id for step in self.steps)
