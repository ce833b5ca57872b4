"""Faults as the catalogue names them, what cures them, and the findings of them in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from lstmdoctor.records import frozen_record

Severity = Literal["error", "warning", "note"]
Remedy = Literal["reading", "option", "none"]
Evidence = bool | int | float | str | None | list[int] | list[str] | list[int | None]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""Worst first."""


@frozen_record
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


@frozen_record
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
    stays : bool
        Whether a result has it still where it has other samples than the data.
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    cure: Cure
    stays: bool = False

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
        label_cure: tuple[str, ...] = (),
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
            label_cure=label_cure,
        )


@frozen_record
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
    label_cure : tuple of str
        What ``--label-cure`` would have to name; empty where that cures nothing.
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
    label_cure: tuple[str, ...] = ()
    place: str = ""
