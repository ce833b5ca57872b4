"""The nouns of a run over many files: what was asked of each pair, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from lstmdoctor.core.faults import SEVERITIES
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import Shards
from lstmdoctor.core.tables import Table
from lstmdoctor.records import frozen_record

FailOn = Literal["error", "warning", "note", "never"]
FAIL_ON: tuple[FailOn, ...] = (*SEVERITIES, "never")
SPLITS = ("train", "validation", "test")


@frozen_record
class Task:
    """One model, one data file, and how strictly they are judged.

    Parameters
    ----------
    model, data : str
        Paths; ``data`` may name one array.
    labels : str or None
    check : str
        Name of the table that asks for it; "" outside a configuration.
    split : str
        "train", "validation", "test", or "" where the data is not split.
    mapping : mapping
        Input name to array name.
    select, ignore : tuple of str
        Codes or beginnings of codes.
    fail_on : {"error", "warning", "note", "never"}
        The mildest finding that fails.
    header_only : bool
        Look at no value.
    table : Table
        What the columns are for, where the data is a table.
    horizon : int or None
        Steps behind a window that are its labels.
    shards, label_shards : Shards or None
        The files of the data and of the labels, where several are one data set.
    """

    model: str
    data: str
    labels: str | None = None
    check: str = ""
    split: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn = "error"
    header_only: bool = False
    table: Table = field(default_factory=Table)
    horizon: int | None = None
    shards: Shards | None = None
    label_shards: Shards | None = None

    @property
    def title(self) -> str:
        """``forecast`` or ``forecast, validation``."""
        return f"{self.check}, {self.split}" if self.split else self.check


@frozen_record
class Refusal:
    """Why there is no report.

    Parameters
    ----------
    path : str
        The file that could not be read, or the data where the request was wrong.
    reason : str
        Without the path.
    file : str
        The file itself, where `path` names one array in it.
    """

    path: str
    reason: str
    file: str = ""

    @property
    def location(self) -> str:
        """The path without the name of an array."""
        return self.file or self.path


@frozen_record
class Result:
    """A task and its outcome."""

    task: Task
    outcome: Report | Refusal

    @property
    def exit_code(self) -> Literal[0, 1, 2]:
        """0: nothing at or above the limit; 1: findings, or Keras refused the data; 2: no report."""
        match self.outcome:
            case Refusal():
                return 2
            case report:
                left_out = bool(report.data.unread) and self.task.fail_on != "never"
                return 1 if left_out or has_failing_finding(report, self.task.fail_on) else 0


@frozen_record
class Run:
    """All results of one command.

    Parameters
    ----------
    results : tuple of Result
        In the order they were asked for.
    single : bool
        One pair was named on the command line; its report is the whole document.
    remarks : tuple of str
        Sentences about files, and about ignores and known findings that hide nothing.
    """

    results: tuple[Result, ...]
    single: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """That of the worst result."""
        return max((result.exit_code for result in self.results), default=0)


def has_failing_finding(report: Report, fail_on: FailOn) -> bool:
    """Whether a finding is at least as severe as `fail_on`, or Keras refused the data."""
    severe = FAIL_ON[: FAIL_ON.index(fail_on) + 1] if fail_on != "never" else ()
    refused = report.verification is not None and report.verification.status == "refused"
    return any(finding.severity in severe for finding in report.findings) or (refused and bool(severe))
