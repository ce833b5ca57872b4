"""What a treatment says beside what it does: what it leaves, and what was asked for without effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.outcome import Decision
from lstmdoctor.core.plans import Plan
from lstmdoctor.treatment.content import is_mask_idle, masked_value
from lstmdoctor.treatment.wanted import Wanted


def with_mask_remark(decision: Decision, files: Wanted) -> Decision:
    """The decision with a word on a mask that is asked for and says nothing."""
    wanted = files.mask_output is not None and decision.step == "write"
    if not wanted or not all(
        is_mask_idle(plan, masked_value(decision.before, plan)) for plan in decision.plans
    ):
        return decision
    masking = "" if decision.before is None else " and the model masks nothing"
    remark = f"nothing was padded here{masking}: the mask is True everywhere"
    data = decision.data
    return replace(decision, data=replace(data, remarks=(*data.remarks, remark)))


def with_horizon_remark(decision: Decision, unlabelled: bool) -> Decision:
    """The decision with a word on steps that are left for labels of which there are none."""
    steps = [step for plan in decision.plans if plan.chosen is not None for step in plan.chosen.steps]
    ahead = next((step.edit.args()["horizon"] for step in steps if "horizon" in step.edit.args()), None)
    if not unlabelled or ahead is None or decision.step != "write":
        return decision
    remark = (
        f"--horizon {ahead} leaves the last steps out of the windows, for labels, and there are none: name "
        "them with --labels or --target, or leave --horizon out"
    )
    data = decision.data
    return replace(decision, data=replace(data, remarks=(*data.remarks, remark)))


def gap_remarks(data: DataFile, plans: Sequence[Plan]) -> list[str]:
    """What is not finite in data that a treatment is repeated on, where it fills nothing."""
    filled = {
        plan.slot.array.name for plan in plans if plan.chosen is not None and plan.chosen.has("fill-nan")
    }
    looked_at = [(array.name, array.facts.values) for array in data.arrays if array.name not in filled]
    return [
        f"{values.nan + values.infinite:,} of {values.number:,} values are not finite, the first in sample "
        f"{values.first_bad[0]:,}: the treatment fills none, see lstmdoctor fix --fill-nan"
        for _, values in looked_at
        if values is not None and values.first_bad is not None
    ]
