"""A recorded treatment on other data: whether it goes with it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import numpy as np

from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Facts, Varies
from lstmdoctor.core.goal import result_dtype
from lstmdoctor.core.plans import Plan, Slot
from lstmdoctor.core.readings import Edit, Reading, Step
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.tables.table_sequences import TableSequences
from lstmdoctor.edits.windows import Window
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import byte_size_text, safe_text, shape_text
from lstmdoctor.treatment.recorded_arrays import Recorded, is_shape_of, words_of
from lstmdoctor.treatment.recorded_table import RecordedTable

MOST_GROWTH = 1000
"""How many times as large padding may make data that is padded to what other data was padded to."""
FREE_BYTES = 64 << 20
"""Up to here nobody minds."""


def repeat_treatment(recorded: Recorded, slot: Slot) -> Plan:
    """The plan that repeats a treatment on an array.

    Raises
    ------
    Unreadable
        The treatment does not lead to what it was made for, or would lose or invent too much on the way.
    """
    refuse_other_kind(recorded, slot.facts)
    steps: list[Step] = []
    here = slot.facts
    for place, edit in enumerate(recorded.edits):
        misfit = edit.misfit(here)
        if misfit:
            raise Unreadable(misfit)
        step = Step(edit, here, edit.facts(here))
        refuse_growth(step, f"{recorded.place}.edits[{place}]")
        steps.append(step)
        here = step.after
    if not is_shape_of(here.axes, recorded.result) or here.dtypes != (recorded.dtype,):
        raise Unreadable(
            f"the treatment leads to {shape_text(recorded.result)} {safe_text(recorded.dtype)}, "
            f"with this data to {shape_text(here.axes)} {safe_text(here.dtype)}"
        )
    if not here.samples:
        raise Unreadable(f"the treatment leaves no sample of this data, {words_of(slot.facts)}")
    reading = Reading(tuple(steps), 0, True)
    return Plan(recorded.name, slot, (reading,), reading)


def without_horizon(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits for data whose labels nobody knows yet: no step is left behind the last window for them."""
    return tuple(replace(edit, horizon=0) if isinstance(edit, Window) else edit for edit in edits)


def sequences_as_list(source: Source) -> Source:
    """A table whose sequences are a list, though they may have one length today."""
    arrays, labels = (
        tuple(
            replace(one, listed=True) if isinstance(one, TableSequences) and one.grouped else one
            for one in group
        )
        for group in (source.arrays, source.labels)
    )
    return replace(source, arrays=arrays, labels=labels)


def edits_for_table(
    recorded: Sequence[Recorded], table: RecordedTable, found: TableFacts
) -> tuple[Recorded, ...]:
    """The treatment for a table of tomorrow: one that does not know its labels yet keeps its last windows."""
    target = table.table.target
    if target is None or found.column(target) is not None:
        return tuple(recorded)
    return tuple(replace(one, edits=without_horizon(one.edits)) for one in recorded)


def refuse_other_kind(recorded: Recorded, facts: Facts) -> None:
    """Raise where the data is not of the kind that the treatment was made for."""
    if facts.rank != recorded.rank or facts.container != recorded.container or facts.mixed_rank:
        article = "an array" if recorded.container == "array" else "a list"
        raise Unreadable(
            f"the treatment was made for {article} of rank {recorded.rank}, this is {words_of(facts)}"
        )
    if facts.dtypes == (recorded.dtype,):
        return
    for found in facts.dtypes:
        if found.startswith("complex") and not recorded.dtype.startswith("complex"):
            raise Unreadable(
                f"holds {safe_text(facts.dtype)}, of which {recorded.dtype} would drop the imaginary part"
            )
        if dtype_kind(found) not in tuple("biufcO"):
            raise Unreadable(f"holds {safe_text(facts.dtype)}, the treatment was made for numbers")
    for edit in recorded.edits:
        refuse_lossy_dtype(edit, result_dtype(facts.dtypes))
        if "dtype" in edit.record():
            return


def refuse_lossy_dtype(edit: Edit, found: str) -> None:
    """Raise where an edit of shapes would round or wrap numbers; a cast looks at them one by one."""
    wanted = edit.record().get("dtype")
    if edit.traits.of_values or not isinstance(wanted, str) or dtype_kind(found) not in tuple("biuf"):
        return
    if dtype_kind(wanted) in tuple("biu") and not np.can_cast(found, wanted, "safe"):
        raise Unreadable(f"holds {found}, the treatment was made for {wanted}, which has not all its values")


def refuse_growth(step: Step, place: str) -> None:
    """Raise where samples are filled up with more than anybody padded them for."""
    if not (step.edit.traits.keeps_axes and step.edit.traits.sized):
        return
    size = np.dtype(step.after.dtypes[0]).itemsize
    before, after = value_count(step.before) * size, value_count(step.after) * size
    if after > max(FREE_BYTES, MOST_GROWTH * before):
        raise Unreadable(
            f"{place} of the treatment makes {byte_size_text(after)} of {byte_size_text(before)}, "
            f"more than {MOST_GROWTH:,} times as much"
        )


def value_count(facts: Facts) -> int:
    """Number of values; of unequal sequences by their longest where nothing more is known."""
    varying = [axis for axis in facts.axes if isinstance(axis, Varies)]
    fixed = prod(axis for axis in facts.axes if isinstance(axis, int))
    if len(varying) == 1 and varying[0].counts and facts.samples:
        return fixed // facts.samples * sum(size * number for size, number in varying[0].counts)
    return fixed * prod(axis.high for axis in varying)
