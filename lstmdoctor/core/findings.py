"""The nouns of a diagnosis: faults, findings, what they were found in, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.sharding import Unread
from lstmdoctor.core.spec import InputSpec, ModelSpec

Severity = Literal["error", "warning", "note"]
Verdict = Literal["healthy", "treatable", "needs-choice", "untreatable"]
Remedy = Literal["reading", "option", "none"]
Evidence = bool | int | float | str | None | list[int] | list[str] | list[int | None]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""Worst first."""


@dataclass(frozen=True)
class Fault:
    """One entry of the catalogue. A code is for ever."""

    code: str
    name: str
    severity: Severity


@dataclass(frozen=True)
class Finding:
    """A fault found in these files.

    Parameters
    ----------
    fault : Fault
    severity : Severity
        That of the fault, unless the case at hand is milder.
    input : str or None
        Name of the input it concerns; None where it concerns the whole.
    message : str
        What is and what is wanted, with sizes; lower case, no full stop, no advice.
    help : str
        What to do, as an imperative.
    remedy : {"reading", "option", "none"}
        What of `fix` cures it: the readings of its input, an option, or nothing.
    evidence : mapping
        The numbers behind the message, for machines.
    fill : float or None
        The value that ``--fill-nan`` would have to be given; None where that cures nothing.
    """

    fault: Fault
    severity: Severity
    input: str | None
    message: str
    help: str
    remedy: Remedy = "none"
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    fill: float | None = None


@dataclass(frozen=True)
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
        return bool(self.readings) and all(step.edit.traits.of_values for step in self.readings[0].steps)


@dataclass(frozen=True)
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
    undecided : tuple of InputSpec
        Inputs of equal shape that only ``--map`` can tell apart.
    mapped : tuple of str
        Inputs that the user gave their array.
    """

    model: ModelSpec
    pairs: tuple[Pair, ...]
    missing: tuple[InputSpec, ...] = ()
    unknown: tuple[Named, ...] = ()
    labels: tuple[Named, ...] = ()
    misnamed: Mapping[str, str] = field(default_factory=dict)
    undecided: tuple[InputSpec, ...] = ()
    mapped: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True)
class DataFile:
    """A data file as reports show it.

    Parameters
    ----------
    path : str
        As the user gave it.
    format : str
    arrays : tuple of Named
    remarks : tuple of str
        What a reader should know and nobody would ask.
    file : str
        The file itself, where `path` names one array in it; "" where there is no file.
    words : tuple of str
        The paths and patterns that the user gave, where the data stands in several files.
    unread : tuple of Unread
        Files that were left out, because they cannot be read.
    """

    path: str
    format: str
    arrays: tuple[Named, ...]
    remarks: tuple[str, ...] = ()
    file: str = ""
    words: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def location(self) -> str:
        """The path without the name of an array; taken from the names where nobody said it."""
        endings = (f"::{array.name}" for array in self.arrays if array.name)
        own = next((self.path.removesuffix(end) for end in endings if self.path.endswith(end)), self.path)
        return self.file or own


@dataclass(frozen=True)
class Verification:
    """What the real Keras said to one batch.

    Parameters
    ----------
    status : {"accepted", "refused", "not tried"}
    reason : str
        One sentence: the shape that came back, what Keras answered first, or why it was not asked.
    """

    status: Literal["accepted", "refused", "not tried"]
    reason: str


@dataclass(frozen=True)
class Report:
    """The whole diagnosis.

    Parameters
    ----------
    case : Case
    data, labels : DataFile
        What was read, with the paths as the user gave them.
    findings : tuple of Finding
        Worst first, then by code.
    mapping : tuple of str
        ``INPUT=ARRAY`` pairs the user gave.
    verification : Verification or None
        None where nobody asked Keras.
    """

    case: Case
    data: DataFile
    labels: DataFile | None
    findings: tuple[Finding, ...]
    mapping: tuple[str, ...] = ()
    verification: Verification | None = None

    @property
    def model(self) -> ModelSpec:
        return self.case.model

    @property
    def verdict(self) -> Verdict:
        """`healthy` without errors; else what `fix` can do about all of them together."""
        errors = [finding for finding in self.findings if finding.severity == "error"]
        if not errors:
            return "healthy"
        if any(finding.remedy == "none" for finding in errors):
            return "untreatable"
        wrong = {finding.input for finding in errors if finding.remedy == "reading"}
        pairs = [pair for pair in self.case.pairs if pair.input.name in wrong]
        if not all(pair.readings for pair in pairs):
            return "untreatable"
        by_itself = all(pair.chosen is not None for pair in pairs)
        only_readings = all(finding.remedy == "reading" for finding in errors)
        return "treatable" if by_itself and only_readings else "needs-choice"

    @property
    def fill(self) -> float | None:
        """The value for what is not finite, without which no command leads to the end."""
        named = (finding.fill for finding in self.findings if finding.remedy == "option")
        return next((value for value in named if value is not None), None)

    @property
    def wants_only_fill(self) -> bool:
        """Whether a value for what is not finite is all that the user has to name."""
        named = [finding for finding in self.findings if finding.remedy == "option"]
        chosen = all(pair.chosen is not None for pair in self.case.pairs)
        return self.verdict == "needs-choice" and chosen and all(one.fill is not None for one in named)

    def number(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)
