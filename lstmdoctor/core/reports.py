"""The report of a diagnosis, and how it shows itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from lstmdoctor.core.cases import Case
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.faults import SEVERITIES, Finding, Severity
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.showing import view_text
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from lstmdoctor.core.growth import Growth

Verdict = Literal["healthy", "treatable", "needs-choice", "untreatable"]
VERDICTS: tuple[Verdict, ...] = ("healthy", "treatable", "needs-choice", "untreatable")
"""Best first."""
NOTEBOOK = {"text/plain": "text", "text/html": "fragment", "text/markdown": "markdown"}


@frozen_record
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


@frozen_record
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
        if not all(pair.readings and pair.input.shape is not None for pair in pairs):
            return "untreatable"  # nobody knows that the result is what a model takes that says no shape
        by_itself = all(pair.chosen is not None for pair in pairs)
        only_readings = all(finding.remedy == "reading" for finding in errors)
        named = self.case.growth is None or self.case.growth.named
        return "treatable" if by_itself and only_readings and named else "needs-choice"

    @property
    def unnamed_growth(self) -> Growth | None:
        """The size of the output, where that is all that the user has to name."""
        growth = self.case.growth
        cured = all(one.remedy == "reading" for one in self.findings if one.severity == "error")
        return growth if growth is not None and not growth.named and cured else None

    @property
    def fill(self) -> float | None:
        """The value for what is not finite, without which no command leads to the end."""
        named = (finding.fill for finding in self.findings if finding.remedy == "option")
        return next((value for value in named if value is not None), None)

    @property
    def label_cure(self) -> tuple[str, ...]:
        """What ``--label-cure`` has to name, without which no command leads to the end."""
        named = (finding.label_cure for finding in self.findings if finding.remedy == "option")
        return next((cures for cures in named if cures), ())

    @property
    def wants_only_values(self) -> bool:
        """Whether a value for what is not finite, or a cure of labels, is all that the user has to name."""
        named = [finding for finding in self.findings if finding.remedy == "option"]
        chosen = all(pair.chosen is not None for pair in self.case.pairs)
        valued = all(one.fill is not None or one.label_cure for one in named)
        return self.verdict == "needs-choice" and chosen and valued

    def number(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def __repr__(self) -> str:
        numbers = ", ".join(f"{self.number(one)} {one}" for one in SEVERITIES)
        return f"<Report on {self.data.path} for {self.model.path}: {self.verdict}; {numbers}>"

    def __str__(self) -> str:
        """The report as text, without colours; only its findings where a module hides what draws it."""
        try:
            return view_text("text", self)
        except ImportError:
            return "\n".join([repr(self), *(f"{one.fault.code} {one.message}" for one in self.findings)])

    def to_json(self) -> str:
        """The report as the JSON document of the command line, ``schema_version`` 1."""
        return view_text("json", self)

    def to_dict(self) -> dict[str, Any]:
        """The same as Python objects."""
        found: dict[str, Any] = json.loads(self.to_json())
        return found

    def to_html(self) -> str:
        """The report as a page of its own."""
        return view_text("page", self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: text, a fragment of HTML without scripts and styles, and Markdown."""
        return {kind: view_text(view, self) for kind, view in NOTEBOOK.items()}
