"""What a diagnosis looks at: inputs with the arrays that go into them, and all of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.spec import InputSpec, ModelSpec
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from lstmdoctor.core.growth import Growth


@frozen_record
class Pair:
    """One input of the model and what becomes of the array that goes into it.

    Parameters
    ----------
    input : InputSpec
    plan : Plan
        The array, or a member of it, with its readings.
    goal : Goal
    cause : Reading or None
        The one whose edits name the faults; where nothing fits, the reading of the data with its last
        axis overlooked.
    """

    input: InputSpec
    plan: Plan
    goal: Goal
    cause: Reading | None

    @property
    def array(self) -> Named:
        """The array as the file has it."""
        return self.plan.slot.array

    @property
    def member(self) -> int | None:
        """Position in `array` where that is a list of inputs."""
        return self.plan.slot.member

    @property
    def facts(self) -> Facts:
        """Of the array, or of the member of it that goes into the input."""
        return self.plan.slot.facts

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Worth offering, cheapest first; one without steps where the data fits."""
        return self.plan.readings

    @property
    def chosen(self) -> Reading | None:
        """The one that `fix` applies; None where the user has to choose or nothing fits."""
        return self.plan.chosen

    @property
    def fits(self) -> bool:
        """Whether the shape is exactly what the model takes; values may still be filled or converted."""
        traits = [step.edit.traits for step in self.readings[0].steps] if self.readings else []
        return bool(self.readings) and all(one.of_values or one.of_places for one in traits)


@frozen_record
class Case:
    """Everything that checks look at.

    Parameters
    ----------
    pairs : tuple of Pair
        Inputs that found their array, in the order of the model.
    missing : tuple of InputSpec
        Inputs without an array.
    unknown : tuple of Named
        Arrays that no input takes.
    labels : tuple of Named
    misnamed : mapping
        Input name to array name, where shapes and not names decided.
    swapped : mapping
        Input name to the name of another, where the arrays of both have changed places: their shapes want it,
        or the user.
    undecided : tuple of InputSpec
        Inputs of equal shape that only ``--map`` can tell apart.
    mapped : tuple of str
        Inputs that the user gave their array.
    table : TableFacts or None
        Where the data is a table.
    growth : Growth or None
        Where what `fix` would write by itself is far larger than the data.
    crossed : Named or None
        What was given as labels, where it is the data, and the data the labels; `labels` is empty then.
    """

    model: ModelSpec
    pairs: tuple[Pair, ...]
    missing: tuple[InputSpec, ...] = ()
    unknown: tuple[Named, ...] = ()
    labels: tuple[Named, ...] = ()
    misnamed: Mapping[str, str] = field(default_factory=dict)
    swapped: Mapping[str, str] = field(default_factory=dict)
    undecided: tuple[InputSpec, ...] = ()
    mapped: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)
    table: TableFacts | None = None
    growth: Growth | None = None
    crossed: Named | None = None
