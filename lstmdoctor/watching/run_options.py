"""How a program is run under watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from lstmdoctor.core.run import FailOn
    from lstmdoctor.watching.watcher import Level


MARK = "lstmdoctor"
"""What every report of a run holds."""


@frozen_record
class Running:
    """How a program is run.

    Parameters
    ----------
    check, fail_on
        As for `watch`.
    report : str or None
        File for all findings.
    output : str or None
        File for the executed notebook.
    is_module : bool
        Whether the target is the name of a module.
    """

    check: Level = "header"
    fail_on: FailOn = "never"
    report: str | None = None
    output: str | None = None
    is_module: bool = False
