"""What a watch knows: how closely to look, what it has told, and the reports it was asked to keep."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakSet

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import FailOn
from lstmdoctor.live.callers import CallSite
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.notes import note_text

Level = Literal["header", "values", "off"]
LEVELS: tuple[Level, ...] = ("header", "values", "off")
MOST_PLACES = 1_000
"""Places and shapes that are remembered; beyond that a loop has too many to be told apart."""
MOST_REPORTS = 100


@dataclass
class Watcher:
    """The state of one watch.

    Parameters
    ----------
    check : {"header", "values", "off"}
        What is looked at before a verb runs.
    fail_on : FailOn or None
        The mildest finding that raises before the first step; None for none.
    keeps : bool
        Whether reports are kept for a file.
    told : set
        Places in the code that were told.
    seen : dict
        Place and shapes, and the report that fails there, if any.
    built : weak set
        Models that were built by the first batch that they met.
    collected : list
        Reports with findings, worst kept to the end, one for each place.
    """

    check: Level = "header"
    fail_on: FailOn | None = None
    keeps: bool = False
    told: set[str] = field(default_factory=set)
    seen: dict[object, Report | None] = field(default_factory=dict)
    built: WeakSet[object] = field(default_factory=WeakSet)
    collected: list[tuple[str, Report]] = field(default_factory=list)

    def tell(self, report: Report, site: CallSite, verb: str) -> None:
        """Say it on stderr, once for every place in the code."""
        place = site.place or f"{verb}"
        self.collect(report, site)
        if place in self.told:
            return
        self.told.add(place)
        with let_user_continue():
            if sys.stderr is not None:
                sys.stderr.write(note_text(report, site, verb) + "\n")
                sys.stderr.flush()

    def collect(self, report: Report, site: CallSite) -> None:
        """Keep a report for the file that was asked for."""
        places = [place for place, _ in self.collected]
        if self.keeps and site.place not in places and len(self.collected) < MOST_REPORTS:
            self.collected.append((site.place, report))

    def remember(self, key: object, failing: Report | None) -> None:
        """Note that these shapes were looked at in this place."""
        if len(self.seen) < MOST_PLACES:
            self.seen[key] = failing
