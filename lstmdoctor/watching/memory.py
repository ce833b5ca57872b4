"""Batches of a generator, remembered by their shapes while it hands them on; nothing of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.live.batches import fed_from_element
from lstmdoctor.live.live_report import diagnose_fed
from lstmdoctor.live.pairs import Asked
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.signatures import signature_of
from lstmdoctor.watching.silence import telling_report

KNOWN_SHAPES = 10_000
"""Kinds of batches that are told apart; more are not looked at."""


@dataclass
class Memory:
    """What was seen of the batches of one generator.

    Parameters
    ----------
    read_spec : callable
        Reads the model, which may be built by the first batch only.
    asked : Asked
    tell : callable
        Told the report on the first batch with a finding, before that batch is handed on.
    number : int
        Batches so far.
    report : Report or None
        On the first batch with an error, else with a warning.
    spec : ModelSpec or None
        The model as it was last read.
    """

    read_spec: Callable[[], ModelSpec]
    asked: Asked
    tell: Callable[[Report], None]
    number: int = 0
    report: Report | None = None
    spec: ModelSpec | None = None
    known: set[object] = field(default_factory=set)

    def look(self, batch: object) -> None:
        """Remember one batch."""
        self.number += 1
        with let_user_continue():
            shape = signature_of(batch, first_axis=False)
            if shape in self.known or len(self.known) > KNOWN_SHAPES:
                return
            self.known.add(shape)
            if self.spec is None or any(one.shape is None for one in self.spec.inputs):
                self.spec = self.read_spec()
            fed = fed_from_element(batch, f"batch {self.number} of the generator", "generator")
            found = telling_report(diagnose_fed(self.spec, fed, self.asked, ("x", "y")))
            if found.findings and (self.report is None or (self.report.ok and not found.ok)):
                self.report = found
                self.tell(found)


def remember_batches(batches: Iterator[object], memory: Memory) -> Generator[object, None, None]:
    """A true generator around another, for which Keras asks; it lets go of a batch when it hands it on."""
    for batch in batches:
        memory.look(batch)
        held = [batch]
        del batch
        yield held.pop()
