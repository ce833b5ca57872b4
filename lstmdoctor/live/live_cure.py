"""Data cured in memory: new arrays for x and y, the mask, and the same treatment for other data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace

import numpy as np

from lstmdoctor.core.labels import LabelCure
from lstmdoctor.core.plans import Plan
from lstmdoctor.core.readings import Array
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import is_path
from lstmdoctor.data.live.batches import batch_kind_of
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.diagnosis.description import describe_source
from lstmdoctor.errors import Usage
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.cure_code import cure_code
from lstmdoctor.live.live_beside import (
    has_steps,
    labels_of_plan,
    leading_plan,
    live_label_cure,
    mask_of_plan,
)
from lstmdoctor.live.live_repeat import choices_again, knows_labels, plan_for_new, slot_of
from lstmdoctor.live.live_report import diagnose_objects
from lstmdoctor.live.live_split import live_parts
from lstmdoctor.live.outcome import DataShapeError
from lstmdoctor.live.pairs import (
    Asked,
    open_data_object,
    plain_python_errors,
    source_of_data,
)
from lstmdoctor.models.live import FORMAT
from lstmdoctor.records import frozen_record
from lstmdoctor.text import kind_text, with_article
from lstmdoctor.treatment.content import sequences_of
from lstmdoctor.treatment.decision import refuse_unknown_edit
from lstmdoctor.treatment.repeated import sequences_as_list
from lstmdoctor.treatment.stream import stream_reading

Arrays = Array | list[Array] | dict[str, Array]


@frozen_record
class Fixed:
    """Data that the model takes.

    Parameters
    ----------
    x : ndarray, list or dict of ndarray
        New arrays of shape (samples, timesteps, features), or the given ones where nothing was to be done;
        for several inputs a list in the order of the model, or a dict where `x` was one.
    y : object
        The labels of those samples: as given where they stay as they are, else an array.
    mask : ndarray of bool or None
        (samples, timesteps), True where a timestep is real; None for several inputs and for data without
        timesteps.
    report : Report
        The diagnosis of the result.
    before : Report
        The diagnosis of the data as it was.
    python : str
        The same cure as code, on the variables of the call; of all the data, where it was split.
    validation : Fixed or None
        The data behind the cut, where it was split; this is then the data in front of it.
    classes : tuple of str
        The names of the classes in the order of their ids, where labels that were text became ids.
    """

    x: object
    y: object
    mask: Array | None
    report: Report
    before: Report
    python: str
    treat: Callable[[object, object], Fixed] = field(repr=False, compare=False)
    validation: Fixed | None = None
    classes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Fixed: {self.report!r}>"

    def apply(self, x_new: object, y_new: object = None) -> Fixed:
        """The same treatment for other data of the same kind: padded to the same length, on the same side.

        Raises
        ------
        ValueError
            The data is of another kind, and would become something else.
        """
        return self.treat(x_new, y_new)


def fix_objects(model: object, x: object, y: object, asked: Asked, split: float | None = None) -> Fixed:
    """Cure live data, when it is clear how; `split` is the share of it, along its time, that is for training.

    Raises
    ------
    DataShapeError
        A choice is open, or nothing cures it; the text names the arguments that choose.
    LstmdoctorError
        As `diagnose_objects`.
    """
    if not is_path(x) and batch_kind_of(x) is not None:
        raise Usage(
            f"{asked.site.expression('x')}: is {kind_text(x)}, which makes its batches itself: "
            "cure what it makes them of; arrays are wanted"
        )
    if asked.choices is not None:
        refuse_unknown_edit(asked.choices)
    before = diagnose_objects(model, x, y, None, asked)
    refuse_unbuilt_model(before)
    if before.verdict in ("needs-choice", "untreatable"):
        raise DataShapeError(before)
    source = source_of_data(x, asked.site.expression("x"), before.model, as_read_whole(asked))
    plans = tuple(pair.plan for pair in before.case.pairs)
    cure = live_label_cure(source, y, before, asked)
    if split is None:
        return treated_source(before, source, x, y, plans, asked, cure)
    if cure is not None and cure.encode:
        raise Usage("label_cure='encode' does not go with split: number the labels first")
    train, validation = (
        treated_source(before, part.source, x, part.labels, (part.plan,), asked, cure)
        for part in live_parts(source, y, plans, before, asked, split)
    )
    return replace(train, validation=validation)


def refuse_unbuilt_model(before: Report) -> None:
    """Raise `Usage` for a live model that was never built: nobody knows what it takes."""
    if before.model.format == FORMAT and any(one.shape is None for one in before.model.inputs):
        raise Usage(
            f"{before.caller}: is {with_article(before.model.class_name)} that was never built, and nobody "
            "knows what it takes: call it on data of the right shape, or give it an Input"
        )


def as_read_whole(asked: Asked) -> Asked:
    """The same, but for data that is read to be written: a sample of it will not do."""
    return replace(asked, look=replace(asked.look, whole_bytes=sys.maxsize))


def treated_source(
    before: Report,
    source: Source,
    x: object,
    y: object,
    plans: Sequence[Plan],
    asked: Asked,
    cure: LabelCure | None,
) -> Fixed:
    """The result of plans, diagnosed again before it is handed out."""
    arrays = {plan.name: result_array(source, plan) for plan in plans}
    renamed = bool(before.case.misnamed)
    changed = renamed or source.table is not None or any(has_steps(plan) for plan in plans)
    made = (dict(arrays) if renamed else shaped_as(x, plans, arrays)) if changed else x
    labels = labels_of_plan(source, plans, y, before, asked, cure)
    report = diagnose_objects(before.model, made, labels, None, replace(asked, choices=None))
    report = replace(report, caller=before.caller)
    if not report.ok:
        raise DataShapeError(report)

    def again(x_new: object, y_new: object) -> Fixed:
        return repeated_treatment(before, plans, x_new, y_new, asked, cure)

    alone = plans[0] if len(plans) == 1 else None
    mask = None if alone is None else mask_of_plan(source, alone, before)
    decided = [pair.plan for pair in before.case.pairs]
    code, names = cure_code(before, leading_plan(decided), cure), () if cure is None else cure.names
    return Fixed(made, labels, mask, report, before, code, again, classes=names)


def result_array(source: Source, plan: Plan) -> Array:
    """One array of the result, which shares no memory with the data; streamed into its place."""
    shape = tuple(axis for axis in plan.after.axes if isinstance(axis, int))
    made, done = np.empty(shape, plan.after.dtype), 0
    for rows in stream_reading(sequences_of(source, plan), plan.chosen):
        made[done : done + len(rows)] = rows
        done += len(rows)
    if done != len(made):
        raise Usage(f"{source.path}: {done:,} samples came instead of {len(made):,}: it changed meanwhile")
    return made


def shaped_as(x: object, plans: Sequence[Plan], arrays: Mapping[str, Array]) -> Arrays:
    """The arrays in the container that `fit` takes them in."""
    unpacked = any(plan.chosen is not None and plan.chosen.has("unpack-dict") for plan in plans)
    if isinstance(x, Mapping) and not unpacked:
        return dict(arrays)
    return arrays[plans[0].name] if len(plans) == 1 else list(arrays.values())


def repeated_treatment(
    before: Report, plans: Sequence[Plan], x: object, y: object, asked: Asked, cure: LabelCure | None
) -> Fixed:
    """The same plans on other data."""
    with plain_python_errors():
        named = replace(asked, site=CallSite(), choices=choices_again(asked, before, x))
        _, shown = open_data_object(x, "x_new", before.model, named)
        source = source_of_data(x, "x_new", before.model, as_read_whole(named))
        if source.table is not None and any(plan.slot.facts.container == "list" for plan in plans):
            source = sequences_as_list(source)
            shown = describe_source(source, before.model, header_only=True)
        slots = [slot_of(plan, shown) for plan in plans]
        ahead = before.data.table is None or source.table is None or knows_labels(before, source)
        again = [plan_for_new(plan, slot, ahead) for plan, slot in zip(plans, slots, strict=True)]
        labelled = y is not None or bool(source.labels)
        return treated_source(before, source, x, y, again, named, cure if labelled else None)
