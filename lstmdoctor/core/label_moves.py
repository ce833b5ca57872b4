"""Whether labels stay what they are, while the samples that they belong to are changed."""

from __future__ import annotations

from collections.abc import Sequence

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Edit, Step


def moves_labels(steps: Sequence[Step], labels: Sequence[Facts]) -> bool:
    """Whether samples, or timesteps that have labels of their own, become others."""
    carried = any(step.edit.traits.carries_labels for step in steps)
    return bool(labels) and (carried or resizes_labels(steps, labels))


def resizes_labels(steps: Sequence[Step], labels: Sequence[Facts]) -> bool:
    """Whether sequences are padded or cut whose labels have one entry for each timestep."""
    return any(
        step.edit.traits.settles_time and one.rank > 1 and step.before.axes[1:2] == one.axes[1:2]
        for step in steps
        for one in labels
        if step.edit.traits.resizes
    )


def steps_of_plan(plan: Plan) -> tuple[Step, ...]:
    """What is done to an array."""
    return plan.chosen.steps if plan.chosen is not None else ()


def plan_with_labels(plans: Sequence[Plan], labels: Facts) -> Plan | None:
    """The plan that labels follow: any where all do the same to them, else the only one that pads them.

    None where nothing says which of the arrays the labels go along with.
    """
    moving = [plan for plan in plans if moves_labels(steps_of_plan(plan), [labels])]
    if not moving or all(moving_edits(plan) == moving_edits(plans[0]) for plan in plans):
        return plans[0]
    if len(moving) == 1 and not any(step.edit.traits.carries_labels for step in steps_of_plan(moving[0])):
        return moving[0]
    return None


def moving_edits(plan: Plan) -> list[Edit]:
    """What makes other samples, or other timesteps, of an array."""
    edits = [step.edit for step in steps_of_plan(plan)]
    return [edit for edit in edits if edit.traits.carries_labels or edit.traits.resizes]
