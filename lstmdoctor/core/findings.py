"""The nouns of a diagnosis: faults, findings, what they were found in, and the report."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.plans import Named, Plan
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.sharding import Unread
from lstmdoctor.core.spec import InputSpec, ModelSpec
from lstmdoctor.core.tables import TableFacts

Severity = Literal["error", "warning", "note"]
Verdict = Literal["healthy", "treatable", "needs-choice", "untreatable"]
Remedy = Literal["reading", "option", "none"]
Evidence = bool | int | float | str | None | list[int] | list[str] | list[int | None]

TARGET = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*|\[('[^'\\]*'|\"[^\"\\]*\")\])*")
"""What may stand to the left of an equals sign: a name, an attribute, an item of a dict. Not ``X[0]``, which
would put the result into the array."""
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""Worst first."""
VERDICTS: tuple[Verdict, ...] = ("healthy", "treatable", "needs-choice", "untreatable")
"""Best first."""
VIEWS = {
    "text": "as_text",
    "json": "as_json",
    "fragment": "as_fragment",
    "markdown": "as_markdown",
    "page": "as_page",
}
"""What a report can show itself as, and the name of the function that does it."""
NOTEBOOK = {"text/plain": "text", "text/html": "fragment", "text/markdown": "markdown"}


@dataclass(frozen=True)
class Cure:
    """What to do about a fault where nothing more exact is known.

    Parameters
    ----------
    help : str
        Imperative, no full stop.
    python : str
        Lines for `x`, `y` and `model`; "" where no line cures it.
    """

    help: str
    python: str = ""

    @property
    def sentence(self) -> str:
        """``add the batch axis: x = x[None]``."""
        return f"{self.help}: {self.python}"


@dataclass(frozen=True)
class Fault:
    """One entry of the catalogue. A code is for ever.

    Parameters
    ----------
    code, name : str
    severity : Severity
        Of the ordinary case.
    meaning : str
        What it means for the data, as the second half of a sentence.
    cure : Cure
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    cure: Cure

    def found(
        self,
        input: str | None,
        message: str,
        help: str | None = None,
        *,
        severity: Severity | None = None,
        remedy: Remedy = "none",
        evidence: Mapping[str, Evidence] | None = None,
        fill: float | None = None,
    ) -> Finding:
        """The fault found in these files, with its own severity and cure where nothing else is said."""
        return Finding(
            self,
            severity or self.severity,
            input,
            message,
            self.cure.help if help is None else help,
            remedy=remedy,
            evidence=evidence or {},
            fill=fill,
        )


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
    place : str
        Which of several pairs it was found in ("validation_data"); "" for the first. The message says it too.
    """

    fault: Fault
    severity: Severity
    input: str | None
    message: str
    help: str
    remedy: Remedy = "none"
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    fill: float | None = None
    place: str = ""


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
    table : TableFacts or None
        Where the data is a table.
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
    table: TableFacts | None = None


def is_expression(text: str) -> bool:
    """Whether a text is Python: a batch of a generator has a name that is none."""
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


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
    table : TableFacts or None
        Where the file is a table.
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
    table: TableFacts | None = None
    words: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def location(self) -> str:
        """The path without the name of an array; taken from the names where nobody said it."""
        endings = (f"::{array.name}" for array in self.arrays if array.name)
        own = next((self.path.removesuffix(end) for end in endings if self.path.endswith(end)), self.path)
        return self.file or own

    @property
    def live(self) -> bool:
        """Whether it is no file: `path` is then an expression of the program that holds the data."""
        return self.format == "live"

    def variable(self, name: str, member: int | None) -> str:
        """The variable that holds one array of live data; ``x`` for files, and where it has no name."""
        array = next((array for array in self.arrays if array.name == name), None)
        if not self.live or array is None:
            return "x"
        position = member or 0
        if position < len(array.place.own) and TARGET.fullmatch(array.place.own[position]):
            return array.place.own[position]
        whole = array.place.python(self.path)
        own = whole if TARGET.fullmatch(whole) else "x"
        return f"{own}[{member}]" if member is not None else own

    def naming_lines(self, name: str, member: int | None) -> list[str]:
        """The line that calls an expression of the program ``x``, where nothing can be assigned to it."""
        array = next((array for array in self.arrays if array.name == name), None)
        if array is None or self.variable(name, member) not in ("x", f"x[{member}]"):
            return []
        own = array.place.own[0] if array.place.own and member is None else array.place.python(self.path)
        return [f"x = {own}"] if own != "x" and self.live and is_expression(own) else []


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


class Showing:
    """Which module shows reports; said from above, since nothing here knows of renderers."""

    module = ""


def show_reports_with(module: str) -> None:
    """Let the functions that `VIEWS` names in this module show reports; it is imported at the first look."""
    Showing.module = module


def load_view(name: str) -> Callable[[Report], str]:
    """What shows a report; `repr` where nobody said."""
    if not Showing.module:
        return repr
    function: Callable[[Report], str] = getattr(import_module(Showing.module), VIEWS[name])
    return function


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
    caller : str
        The expression of a live model where the user wrote it; "" where the model is a file.
    validation : Report or None
        The diagnosis of ``validation_data``; its findings stand among the others.
    """

    case: Case
    data: DataFile
    labels: DataFile | None
    findings: tuple[Finding, ...]
    mapping: tuple[str, ...] = ()
    verification: Verification | None = None
    caller: str = ""
    validation: Report | None = None

    @property
    def model(self) -> ModelSpec:
        return self.case.model

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What could be done to the data of every input, cheapest first."""
        return tuple(reading for pair in self.case.pairs for reading in pair.readings if reading.steps)

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.number("error")

    @property
    def verdict(self) -> Verdict:
        """`healthy` without errors; else what `fix` can do about all of them together."""
        own = self._own_verdict()
        other = self.validation.verdict if self.validation is not None else own
        return max(own, other, key=VERDICTS.index)

    def _own_verdict(self) -> Verdict:
        """The verdict on the first pair."""
        errors = [one for one in self.findings if one.severity == "error" and not one.place]
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

    def __repr__(self) -> str:
        numbers = ", ".join(f"{self.number(one)} {one}" for one in SEVERITIES)
        return f"<Report on {self.data.path} for {self.model.path}: {self.verdict}; {numbers}>"

    def __str__(self) -> str:
        """The report as text, without colours."""
        return load_view("text")(self)

    def to_json(self) -> str:
        """The report as the JSON document of the command line, ``schema_version`` 1."""
        return load_view("json")(self)

    def to_dict(self) -> dict[str, Any]:
        """The same as Python objects."""
        found: dict[str, Any] = json.loads(self.to_json())
        return found

    def to_html(self) -> str:
        """The report as a page of its own."""
        return load_view("page")(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: text, a fragment of HTML without scripts and styles, and Markdown."""
        return {kind: load_view(view)(self) for kind, view in NOTEBOOK.items()}
