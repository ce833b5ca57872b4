"""What goes along with cured live data: its labels, and the mask of its real timesteps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lstmdoctor.core.labels import LabelCure, Labels
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Array, Block
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import is_path
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.errors import Usage
from lstmdoctor.live.pairs import Asked, lone_labels, open_with_name, shapes_of_outputs, source_of_labels
from lstmdoctor.treatment.content import is_mask_idle, masked_value, sequences_of
from lstmdoctor.treatment.follow import timestep_mask
from lstmdoctor.treatment.label_output import labels_in_memory, moving_edits, wanted_label_cure


def has_steps(plan: Plan) -> bool:
    """Whether a plan does anything."""
    return plan.chosen is not None and bool(plan.chosen.steps)


def cure_of_labels(before: Report) -> LabelCure | None:
    """How the labels are written anew, as the caller chose."""
    return wanted_label_cure(before.case.choices.label_cure, before.model)


def leading_plan(plans: Sequence[Plan]) -> Plan:
    """The plan that labels follow: any where all do the same to them, else one that does nothing."""
    first = plans[0]
    alike = all(moving_edits(plan) == moving_edits(first) for plan in plans)
    return first if alike else replace(first, chosen=None)


def labels_of_plan(source: Source, plans: Sequence[Plan], y: object, before: Report, asked: Asked) -> object:
    """The labels of the samples of the result; as they are where the samples stay what they are."""
    cure = cure_of_labels(before)
    if y is None and source.table is not None and source.labels:
        return labels_along(source, plans[0], source.labels[0].whole(), cure)
    if y is None and cure is not None:
        raise Usage("label_cure: there are no labels")
    if y is not None and source.table is not None:
        found = source_of_labels(y, asked.site.expression("y"), source, before.model, asked)
        if is_path(y) and len(found) == len(plans) == 1:
            return labels_along(source, plans[0], found[0].whole(), cure)
    plan = leading_plan(plans)
    idle = cure is None and not has_steps(plan)
    if y is None or is_path(y) or isinstance(y, Mapping) or idle:
        return y
    alone, item = lone_labels(y, before.model)
    name = asked.site.expression("y") + item
    opened = open_with_name(alone, name, asked.look, shapes_of_outputs(before.model))
    if len(opened.arrays) != 1 or len(before.model.outputs) > 1:
        return y
    rows = opened.arrays[0].whole()
    made = labels_along(source, plan, rows, cure)
    return y if made is rows else np.array(made)


def labels_along(source: Source, plan: Plan, rows: Block, cure: LabelCure | None) -> Array:
    """The labels of the samples that a plan makes."""
    lengths = sequence_lengths(sequences_of(source, plan))
    return labels_in_memory(plan, Labels(rows, "last", lengths), cure)


def sequence_lengths(data: Sequences) -> list[int]:
    """Timesteps of every sequence of a list; empty for an array."""
    if data.facts.container != "list":
        return []
    return [len(one) for block in data.blocks() for one in block]


def mask_of_plan(source: Source, plan: Plan, before: Report) -> Array | None:
    """The mask of real timesteps of one array; None where there are none."""
    if plan.after.rank < 2:
        return None
    shape, masked = (
        tuple(axis for axis in plan.after.axes[:2] if isinstance(axis, int)),
        masked_value(before, plan),
    )
    if is_mask_idle(plan, masked):
        return np.ones(shape, bool)
    rows = timestep_mask(sequences_of(source, plan), plan.chosen, masked)
    return np.concatenate([np.zeros(0, bool), *(run.ravel() for run in rows)]).reshape(shape)
