"""What a watch knows: how closely to look, what it has told, and the reports it was asked to keep."""

from __future__ import annotations

import sys
from dataclasses import field
from typing import Literal
from weakref import WeakKeyDictionary, WeakSet, ref

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import FailOn
from lstmdoctor.live.callers import CallSite
from lstmdoctor.records import mutable_record
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.notes import note_text

Level = Literal["header", "values", "off"]
LEVELS: tuple[Level, ...] = ("header", "values", "off")
MOST_PLACES = 1_000
"""Places and shapes that are remembered; beyond that a loop has too many to be told apart."""
MOST_REPORTS = 100


@mutable_record
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
        Place and shapes, with the model and the report that fails there, if any.
    built : weak set
        Models that were built by the first batch that they met.
    failures : weak mapping
        Models of which a call failed in Keras, and where: it keeps what it traced then, until it is compiled
        again.
    calls : int
        Calls that were looked at.
    collected : list
        Reports with findings, worst kept to the end, one for each place.
    """

    check: Level = "header"
    fail_on: FailOn | None = None
    keeps: bool = False
    told: set[str] = field(default_factory=set)
    seen: dict[object, tuple[ref[object], Report | None]] = field(default_factory=dict)
    built: WeakSet[object] = field(default_factory=WeakSet)
    failures: WeakKeyDictionary[object, tuple[str, object]] = field(default_factory=WeakKeyDictionary)
    calls: int = 0
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

    def failure_before(self, model: object, place: str) -> str:
        """Where a call of a model failed before, "" where none did since it was compiled; notes this one."""
        before, compiled = self.failures.get(model, ("", None)), loss_of_compile(model)
        if before[0] and before[1] is compiled:
            return before[0]
        self.failures[model] = (place, compiled)
        return ""

    def forget_failure(self, model: object) -> None:
        """Note that a call of a model came through."""
        self.failures.pop(model, None)

    def remember(self, key: object, model: object, failing: Report | None) -> None:
        """Note that these shapes were looked at in this place, for this model."""
        if len(self.seen) < MOST_PLACES or key in self.seen:
            self.seen[key] = (ref(model), failing)

    def knows(self, key: object, model: object) -> bool:
        """Whether these shapes were looked at for this model, and not for one that is gone."""
        return key in self.seen and self.seen[key][0]() is model

    def failing(self, key: object) -> Report | None:
        """The report that fails in a place that is known."""
        return self.seen[key][1]


def loss_of_compile(model: object) -> object:
    """What every `compile` makes anew, in Keras 3 and in tf.keras 2; None where there is none."""
    return getattr(model, "_compile_loss", None) or getattr(model, "compiled_loss", None)
