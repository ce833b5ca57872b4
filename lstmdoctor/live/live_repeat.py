"""The same treatment for other live data: its arrays found by name, its plans made anew."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.plans import Plan, Slot
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import Shape
from lstmdoctor.core.tables import without_target
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.errors import Unreadable
from lstmdoctor.live.live_beside import has_steps
from lstmdoctor.live.pairs import Asked
from lstmdoctor.text import safe_text
from lstmdoctor.treatment.recorded_arrays import Recorded
from lstmdoctor.treatment.repeated import repeat_treatment, without_horizon


def knows_labels(before: Report, source: Source) -> bool:
    """Whether a frame has the column of the labels that the first one had."""
    target = before.data.table.taken.target if before.data.table is not None else None
    return target is None or bool(source.labels)


def choices_again(asked: Asked, before: Report, x: object) -> Choices | None:
    """What was asked, with the columns that it came to: those of tomorrow's frame, perhaps without labels."""
    table = before.data.table
    if asked.choices is None or table is None:
        return asked.choices
    taken = replace(table.taken, values=table.values)
    known = {str(name) for name in getattr(x, "columns", ())}
    return replace(asked.choices, table=taken if taken.target in known else without_target(taken))


def slot_of(plan: Plan, shown: DataFile) -> Slot:
    """The array of other data that a plan is for; raises `Unreadable` where there is none."""
    name, member = plan.slot.array.name, plan.slot.member
    array = next((array for array in shown.arrays if array.name == name), None)
    if array is None:
        raise Unreadable(f"there is no array '{safe_text(name)}'")
    inner = member is not None and member < len(array.members)
    return Slot(array, member, array.members[member or 0] if inner else array.facts)


def plan_for_new(plan: Plan, slot: Slot, ahead: bool = True) -> Plan:
    """A plan on other facts; raises `Unreadable` where it would lead elsewhere.

    Parameters
    ----------
    ahead : bool
        Whether the steps behind a window are left for its labels, where they were.
    """
    if not has_steps(plan) or plan.chosen is None:
        return replace(plan, slot=slot, chosen=None)
    edits = tuple(step.edit for step in plan.chosen.steps)
    result: Shape = (None, *(axis for axis in plan.after.axes[1:] if isinstance(axis, int)))
    facts, name = plan.slot.facts, plan.slot.array.name
    recorded = Recorded(
        plan.name,
        name,
        plan.slot.member,
        facts.container,
        facts.rank,
        edits if ahead else without_horizon(edits),
        result,
        plan.after.dtype,
        "x",
    )
    return repeat_treatment(recorded, slot)
