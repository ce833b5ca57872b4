"""Batches of a generator, remembered by their shapes while it hands them on; nothing of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import field

from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.live.batches import fed_from_element
from lstmdoctor.live.live_report import diagnose_fed
from lstmdoctor.live.pairs import Asked
from lstmdoctor.records import mutable_record
from lstmdoctor.watching.guard import let_user_continue
from lstmdoctor.watching.signatures import signature_of
from lstmdoctor.watching.silence import telling_report

KNOWN_SHAPES = 10_000
"""Kinds of batches that are told apart; more are not looked at."""


@mutable_record
class Memory:
    """What was seen of the batches of one generator.

    Parameters
    ----------
    read_spec : callable
        Reads the model, which may be built by the first batch only.
    asked : Asked
    tell : callable
        Told the report on the first batch with a finding, before that batch is handed on.
    name : {"x", "validation_data"}
        The argument that the generator is.
    number : int
        Batches so far.
    report : Report or None
        On the first batch with an error, else with a warning.
    healthy : Report or None
        On the last kind of batch, while all were well.
    spec : ModelSpec or None
        The model as it was last read.
    """

    read_spec: Callable[[], ModelSpec]
    asked: Asked
    tell: Callable[[Report], None]
    name: str = "x"
    number: int = 0
    report: Report | None = None
    healthy: Report | None = None
    spec: ModelSpec | None = None
    known: set[object] = field(default_factory=set)

    def look(self, batch: object) -> None:
        """Remember one batch; raises what `tell` raises, and nothing else."""
        self.number += 1
        found: Report | None = None
        with let_user_continue():
            found = self.report_on_batch(batch)
        if found is not None:
            self.report = found
            self.tell(found)

    def report_on_batch(self, batch: object) -> Report | None:
        """The report on a batch of a shape that is new; None where it tells no more than is known."""
        shape = signature_of(batch, first_axis=False)
        if shape in self.known or len(self.known) > KNOWN_SHAPES:
            return None
        self.known.add(shape)
        if self.spec is None or any(one.shape is None for one in self.spec.inputs):
            self.spec = self.read_spec()
        whose = "the generator" if self.name == "x" else f"the generator of {self.name}"
        fed = fed_from_element(batch, f"batch {self.number} of {whose}", "generator")
        found = telling_report(diagnose_fed(self.spec, fed, self.asked, (self.name, f"{self.name}[1]")))
        self.healthy = found if found.ok and self.report is None else None
        worse = self.report is None or (self.report.ok and not found.ok)
        return found if found.findings and worse else None


def remember_batches(batches: Iterator[object], memory: Memory) -> Generator[object, None, None]:
    """A true generator around another, for which Keras asks; it lets go of a batch when it hands it on."""
    for batch in batches:
        memory.look(batch)
        held = [batch]
        del batch
        yield held.pop()
