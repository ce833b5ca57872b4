"""What `fix` did, would do, or refused to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.findings import DataFile, Pair, Report, Verification
from lstmdoctor.core.readings import Reading
from lstmdoctor.treatment.growth import Growth

Status = Literal["written", "would-write", "healthy", "needs-choice", "untreatable"]


@dataclass(frozen=True)
class Plan:
    """What one array becomes.

    Parameters
    ----------
    name : str
        Name of the array in the output: that of the model's input, or of the array where there is no model.
    array : str
        Name of the array in the data file.
    member : int or None
        Position in it, where it is a list of inputs.
    facts : Facts
        Of the data as found.
    readings : tuple of Reading
        What could be done, cheapest first.
    chosen : Reading or None
        What is done; None where the user has to choose.
    """

    name: str
    array: str
    member: int | None
    facts: Facts
    readings: tuple[Reading, ...]
    chosen: Reading | None

    @property
    def after(self) -> Facts:
        """Facts of the result; those of the data where nothing is done."""
        result = self.chosen.result if self.chosen is not None else None
        return self.facts if result is None else result


@dataclass(frozen=True)
class Treatment:
    """The outcome of `fix`.

    Parameters
    ----------
    status : Status
    data : DataFile
        What was read.
    plans : tuple of Plan
        One for every array of the output.
    output : str or None
        Path that was written, or would be; None where there is nothing to write.
    before, after : Report or None
        Diagnoses of the data and of what was written; None where there is no model.
    verification : Verification or None
        What Keras said to a batch of the result, where it was asked.
    beside : tuple of str
        Paths of what goes with the output: labels, mask, record.
    labels_left : bool
        Whether there are labels that do not go along, though the samples are others now.
    growth : Growth or None
        Where the output is far larger than the data.
    """

    status: Status
    data: DataFile
    plans: tuple[Plan, ...]
    output: str | None = None
    before: Report | None = None
    after: Report | None = None
    verification: Verification | None = None
    beside: tuple[str, ...] = ()
    labels_left: bool = False
    growth: Growth | None = None


def plan_of(pair: Pair) -> Plan:
    """The plan for one input of a diagnosed model."""
    return Plan(pair.input.name, pair.array.name, pair.member, pair.facts, pair.readings, pair.chosen)
