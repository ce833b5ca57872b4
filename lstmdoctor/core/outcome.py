"""What `fix` decided, and what became of it."""

from __future__ import annotations

from typing import Literal

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.growth import Growth
from lstmdoctor.core.label_moves import moves_labels
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.records import frozen_record

Step = Literal["write", "healthy", "needs-choice", "untreatable"]
Status = Literal["written", "would-write", "healthy", "needs-choice", "untreatable"]


@frozen_record
class Decision:
    """What is to be done with a data file.

    Parameters
    ----------
    step : {"write", "healthy", "needs-choice", "untreatable"}
        Write, or why nothing is to be written.
    data : DataFile
        What was read.
    plans : tuple of Plan
        One for every array of the output.
    before : Report or None
        Diagnosis of the data as found; None where there is no model.
    """

    step: Step
    data: DataFile
    plans: tuple[Plan, ...]
    before: Report | None = None

    @property
    def unnamed_growth(self) -> Growth | None:
        """The size of the output, where that is all that the user has to name."""
        if self.step != "needs-choice" or self.before is None:
            return None
        return self.before.unnamed_growth

    @property
    def leaves_labels(self) -> bool:
        """Whether the data has labels, and becomes other samples, or other timesteps, than they are of."""
        steps = [step for plan in self.plans if plan.chosen is not None for step in plan.chosen.steps]
        labels = self.before.case.labels if self.before is not None and self.before.labels is not None else ()
        counts = {named.facts.samples for named in labels}
        if all({plan.after.samples} == counts != {plan.slot.facts.samples} for plan in self.plans):
            return False  # they are of what is made already
        return moves_labels(steps, [named.facts for named in labels])


@frozen_record
class Treatment:
    """The outcome of `fix`.

    Parameters
    ----------
    status : Status
    decision : Decision
        What it was decided from.
    output : str or None
        Path that was written, or would be; None where there is nothing to write.
    after : Report or None
        Diagnosis of what was written; None where there is no model.
    verification : Verification or None
        What Keras said to a batch of the result, where it was asked.
    beside : tuple of str
        Paths of what goes with the output: labels, mask, record.
    labels_left : bool
        Whether there are labels that do not go along, though the samples are others now.
    growth : Growth or None
        Where the output is far larger than the data.
    validation : Treatment or None
        The part of the data behind the cut, where it was split; this is then the part in front of it.
    classes : tuple of str
        The names of the classes in the order of their ids, where labels that were text are written as ids.
    """

    status: Status
    decision: Decision
    output: str | None = None
    after: Report | None = None
    verification: Verification | None = None
    beside: tuple[str, ...] = ()
    labels_left: bool = False
    growth: Growth | None = None
    validation: Treatment | None = None
    classes: tuple[str, ...] = ()

    @property
    def data(self) -> DataFile:
        """What was read."""
        return self.decision.data

    @property
    def plans(self) -> tuple[Plan, ...]:
        """One for every array of the output."""
        return self.decision.plans

    @property
    def before(self) -> Report | None:
        """Diagnosis of the data as found."""
        return self.decision.before
