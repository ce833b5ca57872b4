"""What may be done to data, one module per family of edits.

Every module has ``propose(facts, goal, choices)``: the edits of its family that make sense where the search
stands. A new edit is one class with the members of `lstmdoctor.core.readings.Edit`, and one line in its
family's ``propose``; a new family is one module and one line in `FAMILIES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.readings import Edit
from lstmdoctor.edits import axes, batch, cast, collect, fill, length, order, regroup

FAMILIES: tuple[Callable[[Facts, Goal, Choices], Iterable[Edit]], ...] = (
    collect.propose,
    length.propose,
    axes.propose,
    order.propose,
    regroup.propose,
    batch.propose,
)
EDITS: dict[str, type[Edit]] = {
    edit.id: edit
    for edit in (
        collect.Stack,
        length.Pad,
        length.Truncate,
        axes.AddFeatureAxis,
        axes.AddTimeAxis,
        axes.AddBatchAxis,
        axes.DropAxis,
        regroup.SplitFlat,
        regroup.Window,
        order.SwapTimeFeatures,
        order.SwapBatchTime,
        regroup.MergeBatches,
        batch.DropRemainder,
        batch.PadBatch,
        fill.FillNan,
        cast.Cast,
    )
}
EDIT_IDS: tuple[str, ...] = tuple(EDITS)
