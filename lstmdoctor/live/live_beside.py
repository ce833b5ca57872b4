"""What goes along with cured live data: its labels, and the mask of its real timesteps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lstmdoctor.core.label_moves import moving_edits
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
from lstmdoctor.treatment.label_output import (
    cure_with_names,
    labels_in_memory,
    numbered_labels,
    wanted_label_cure,
)

NO_LABELS = "label_cure: there are no labels"


def has_steps(plan: Plan) -> bool:
    """Whether a plan does anything."""
    return plan.chosen is not None and bool(plan.chosen.steps)


def live_label_cure(source: Source, y: object, before: Report, asked: Asked) -> LabelCure | None:
    """What becomes of the labels beside what their samples do, with the names of classes that are text."""
    cure = wanted_label_cure(before.case.choices.label_cure, before.model)
    if cure is None or not cure.encode:
        return cure
    if y is None and not source.labels:
        raise Usage(NO_LABELS)
    return cure_with_names(
        cure, source.labels[0] if y is None else labels_of_caller(source, y, before, asked)
    )


def labels_of_caller(source: Source, y: object, before: Report, asked: Asked) -> Sequences:
    """The labels that the caller has."""
    if is_path(y):
        return source_of_labels(y, asked.site.expression("y"), source, before.model, asked)[0]
    alone, item = lone_labels(y, before.model)
    name = asked.site.expression("y") + item
    return open_with_name(alone, name, asked.look, shapes_of_outputs(before.model)).arrays[0]


def leading_plan(plans: Sequence[Plan]) -> Plan:
    """The plan that labels follow: any where all do the same to them, else one that does nothing."""
    first = plans[0]
    alike = all(moving_edits(plan) == moving_edits(first) for plan in plans)
    return first if alike else replace(first, chosen=None)


def labels_of_plan(
    source: Source,
    plans: Sequence[Plan],
    y: object,
    before: Report,
    asked: Asked,
    cure: LabelCure | None,
) -> object:
    """The labels of the samples of the result; as they are where the samples stay what they are."""
    if y is None and source.table is not None and source.labels:
        return labels_along(source, plans[0], numbered_labels(source.labels[0], cure).whole(), cure)
    if y is None and cure is not None:
        raise Usage(NO_LABELS)
    if y is not None and source.table is not None:
        found = source_of_labels(y, asked.site.expression("y"), source, before.model, asked)
        if is_path(y) and len(found) == len(plans) == 1:
            return labels_along(source, plans[0], numbered_labels(found[0], cure).whole(), cure)
    plan = leading_plan(plans)
    idle = cure is None and not has_steps(plan)
    if y is None or is_path(y) or isinstance(y, Mapping) or idle:
        return y
    alone, item = lone_labels(y, before.model)
    name = asked.site.expression("y") + item
    opened = open_with_name(alone, name, asked.look, shapes_of_outputs(before.model))
    if len(opened.arrays) != 1 or len(before.model.outputs) > 1:
        return y
    rows = numbered_labels(opened.arrays[0], cure).whole()
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
