"""One call of a verb under watch: looked at before, and again where it fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field, replace
from types import FrameType, GeneratorType

from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import has_failing_finding
from lstmdoctor.data.live.look import Look
from lstmdoctor.errors import LstmdoctorError
from lstmdoctor.live.asking import explained_text
from lstmdoctor.live.callers import CallSite, call_site, parsed_call
from lstmdoctor.live.live_report import diagnose_objects, diagnose_validation
from lstmdoctor.live.outcome import DataShapeError
from lstmdoctor.live.pairs import Asked, spec_of_model
from lstmdoctor.live.tracebacks import ENGINES, VERBS, is_raised_in_package
from lstmdoctor.records import mutable_record
from lstmdoctor.watching.cleared import is_of_other_code
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.item_search import report_on_bad_item
from lstmdoctor.watching.memory import Memory, remember_batches
from lstmdoctor.watching.notes import explanation_text, has_note, is_disproved, note_text, stale_text
from lstmdoctor.watching.signatures import signature_of
from lstmdoctor.watching.silence import is_loud, telling_report
from lstmdoctor.watching.verb_arguments import DATA, Given, Named, Verb, arguments_of, parameters_of
from lstmdoctor.watching.watcher import Watcher

Generator = Iterator[object]
STALE = "LD906"
MODEL = re.compile(r"[^\W\d][\w.]*")
HEADER = Look(header_only=True, batches=0)
VALUES = Look(header_only=False, batches=0, whole_bytes=32 << 20)
"""A few milliseconds: arrays up to 32 MB as a whole, larger ones at three places of 4 MB."""


@mutable_record
class Visit:
    """What is known of a call while it runs.

    Parameters
    ----------
    watcher : Watcher
    verb : str
    original : callable
    frame : frame or None
        Of the user's function, until somebody wants to know the words of its call.
    place : CallSite
        File and line of the call, and its words once somebody has asked.
    given, named
        What the verb is called with: the user's own arguments, but for a generator that is remembered.
    report : Report or None
    memories : list of Memory
        Of the generators whose batches are looked at while Keras takes them.
    looked_at_values : bool
    """

    watcher: Watcher
    verb: str
    original: Verb
    frame: FrameType | None
    place: CallSite
    given: Given
    named: Named
    report: Report | None = None
    memories: list[Memory] = field(default_factory=list)
    looked_at_values: bool = False

    @property
    def remembers(self) -> bool:
        """Whether batches of a generator are looked at."""
        return bool(self.memories)

    @property
    def known(self) -> Report | None:
        """What is known of the data: the report, else that on the last kind of batch, which was well."""
        seen = [memory.healthy for memory in self.memories if memory.name == "x"]
        return self.report or (seen[0] if seen else None)

    @property
    def site(self) -> CallSite:
        """The user's call in its own words; they are read from its source at the first look alone."""
        frame, self.frame = self.frame, None
        if frame is not None:
            with let_user_continue():
                self.place = call_site(frame, parameters_of(self.verb, self.original), verb=self.verb)
        return self.place

    def remember_batches(self, name: str, generator: Generator) -> None:
        """Put a generator that remembers in the place of one of the user's own."""
        with let_user_continue():
            model, built = self.given[0], self.given[0] in self.watcher.built
            asked = Asked(self.site, HEADER)
            memory = Memory(lambda: spec_of_model(model, built), asked, self.tell_batch, name)
            batches = remember_batches(generator, memory)
            given = tuple(batches if one is generator else one for one in self.given)
            named = {key: batches if one is generator else one for key, one in self.named.items()}
            self.given, self.named = given, named
            self.memories.append(memory)

    def tell_batch(self, report: Report) -> None:
        """Tell of a batch that Keras would train on without a word."""
        self.report = report
        if not is_loud(report) and not is_failing_report(self.watcher, report):
            self.watcher.tell(report, self.site, self.verb)
        raise_where_failing(report if is_failing_report(self.watcher, report) else None)

    def look_before(self, arguments: Mapping[str, object]) -> None:
        """Diagnose what is given."""
        self.looked_at_values = self.watcher.check == "values"
        look = VALUES if self.looked_at_values else HEADER
        with let_user_continue():
            self.report = report_on(self.watcher, self.given[0], arguments, self.site, look)

    def tell_before(self) -> None:
        """Tell what Keras will not."""
        if self.report is not None and self.report.findings and not is_loud(self.report):
            self.watcher.tell(self.report, self.site, self.verb)

    def passed(self) -> None:
        """Tell what Keras was expected to refuse, and took."""
        self.watcher.forget_failure(self.given[0])
        if self.report is not None and is_loud(self.report):
            self.watcher.tell(self.report, self.site, self.verb)

    def failed(self, error: Exception) -> None:
        """Add the diagnosis to an exception, once."""
        if isinstance(error, DataShapeError) or has_note(error):
            return
        report = self.report
        before = self.earlier_failure(error)
        if not self.remembers and not self.looked_at_values:
            report = self.second_look() or report
        if report is not None and report.ok and is_raised_in_package(error, ENGINES):
            report = self.bad_item() or report
        stale = "" if report is not None and is_loud(report) else before
        if report is not None and not report.ok:
            self.watcher.collect(report, self.site)
            error.add_note(note_text(report, self.site, self.verb, stale))
            return
        x = arguments_of(self.verb, self.original, self.given, self.named).get("x")
        found = explained_text(error, x)
        report = report or self.known
        if stale and (not found.recognised or STALE in found.codes or is_disproved(found, report)):
            error.add_note(stale_text(stale, self.site, self.verb))
        elif found.recognised and found.code != STALE and not is_of_other_code(found, self.known):
            error.add_note(explanation_text(found, self.site, self.verb))

    def earlier_failure(self, error: Exception) -> str:
        """Where Keras failed before with this model as it is compiled; "" where it did not, or not now."""
        if not is_raised_in_package(error):
            return ""
        return self.watcher.failure_before(self.given[0], self.site.place or self.verb)

    def bad_item(self) -> Report | None:
        """The report on an item of a `PyDataset` that nobody has looked at before."""
        found, model = arguments_of(self.verb, self.original, self.given, self.named), self.given[0]
        with let_user_continue():
            spec = spec_of_model(model, model in self.watcher.built)
            return report_on_bad_item(spec, found, Asked(self.site, HEADER))
        return None

    def second_look(self) -> Report | None:
        """The report with the values looked at, now that something is wrong."""
        found = arguments_of(self.verb, self.original, self.given, self.named)
        with suppress(LstmdoctorError):
            return report_on(self.watcher, self.given[0], found, self.site, VALUES)
        return None


def begun_visit(
    watcher: Watcher, verb: str, original: Verb, given: Given, named: Named, frame: FrameType
) -> Visit:
    """Look at a call before it runs.

    Raises
    ------
    DataShapeError
        With ``fail_on``, where a finding is as bad as that.
    """
    arguments = arguments_of(verb, original, given, named)
    place = CallSite(frame.f_code.co_filename, frame.f_lineno or 0)
    visit = Visit(watcher, verb, original, frame, place, given, named)
    watcher.calls += 1
    if watcher.check == "off":
        return visit
    for name, value in arguments.items():
        if isinstance(value, GeneratorType):
            visit.remember_batches(name, value)
    key = (place.file, place.line, verb, id(given[0]), signature_of(tuple(arguments.values())))
    if watcher.knows(key, given[0]):
        raise_where_failing(watcher.failing(key))
        return visit
    visit.look_before(arguments)
    failing = visit.report if is_failing_report(watcher, visit.report) else None
    watcher.remember(key, given[0], failing)
    if failing is not None:
        watcher.collect(failing, visit.site)
    raise_where_failing(failing)
    visit.tell_before()
    return visit


def is_failing_report(watcher: Watcher, report: Report | None) -> bool:
    """Whether a report is to stop the call."""
    return watcher.fail_on is not None and report is not None and has_failing_finding(report, watcher.fail_on)


def raise_where_failing(report: Report | None) -> None:
    """Raise `DataShapeError` for a report that is to stop the call."""
    if report is not None:
        raise DataShapeError(report)


def report_on(
    watcher: Watcher, model: object, arguments: Mapping[str, object], site: CallSite, look: Look
) -> Report:
    """The diagnosis of a call, with what somebody who trains has to know; generators are left alone."""
    kept = {name: value for name, value in arguments.items() if not isinstance(value, GeneratorType)}
    x, y, validation = (kept.get(name) for name in DATA)
    asked = Asked(site, look, built_by_data=model in watcher.built)
    if x is None and validation is not None:
        report = diagnose_validation(model, validation, asked)
    else:
        report = diagnose_objects(model, x, y, validation, asked)
    if any(one.shape is None for one in report.model.inputs):
        watcher.built.add(model)
    return telling_report(replace(report, caller=model_expression(site)))


def model_expression(site: CallSite) -> str:
    """The model in the user's call: ``model`` of ``model.fit(x, y)``; ``model`` too where a call makes it."""
    call = parsed_call(site.text)
    called = None if call is None else call.func
    if isinstance(called, ast.Attribute) and called.attr in VERBS:
        called = called.value
    text = "" if called is None else ast.unparse(called)
    return text if MODEL.fullmatch(text) else "model"
