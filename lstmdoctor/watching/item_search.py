"""The one bad item of a `PyDataset`, looked for once a call has failed and the items that are known are well.

Before the call the first, middle and last item are looked at; when it has failed all others may be, for as
long as nobody minds who waits for a traceback.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from dataclasses import replace
from time import monotonic

from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.live.batches import (
    fed_from_element,
    holds_py_dataset,
    tuple_of_list,
    unchanged_random,
)
from lstmdoctor.data.live.look import Fed
from lstmdoctor.data.live.names_of_types import attribute_or_none
from lstmdoctor.live.live_report import VALIDATION, diagnose_fed, with_validation
from lstmdoctor.live.pairs import Asked
from lstmdoctor.watching.signatures import signature_of
from lstmdoctor.watching.silence import telling_report

MOST_ITEMS = 10_000
MOST_SECONDS = 3.0
"""Items may be read from disk; beyond this the search ends without an answer."""
WHERE = {"x": "the PyDataset", VALIDATION: f"the PyDataset of {VALIDATION}"}


def report_on_bad_item(spec: ModelSpec, arguments: Mapping[str, object], asked: Asked) -> Report | None:
    """The report on the first item with an error, of the data or of the validation data; None without one."""
    for name, whose in WHERE.items():
        x = arguments.get(name)
        if not holds_py_dataset(x):
            continue
        for fed in new_items(x, whose):
            found = telling_report(diagnose_fed(spec, fed, asked, (name, f"{name}[1]")))
            if not found.ok:
                return found if name == "x" else with_validation(replace(found, findings=()), found)
    return None


def new_items(x: object, whose: str) -> Iterator[Fed]:
    """The items whose shapes have not been met before, with their numbers."""
    take, known, begun = attribute_or_none(x, "__getitem__"), set[object](), monotonic()
    number = len(x) if isinstance(x, Sized) else 0
    for position in range(min(number, MOST_ITEMS)):
        if not callable(take) or monotonic() - begun > MOST_SECONDS:
            return
        with unchanged_random():
            element = tuple_of_list(take(position))
        shape = signature_of(element, first_axis=False)
        if shape not in known:
            known.add(shape)
            yield fed_from_element(element, f"item {position} of {whose}", "PyDataset")
