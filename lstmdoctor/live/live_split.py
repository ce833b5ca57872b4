"""Live data cut along its time, as ``fix --split`` cuts files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lstmdoctor.core.plans import Plan
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import is_path
from lstmdoctor.data import only_array
from lstmdoctor.data.label_files import open_label_file, refuse_moved_rows
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.data.sequences.time_part import TimeCut
from lstmdoctor.live.pairs import Asked, lone_labels, open_with_name, shapes_of_outputs
from lstmdoctor.records import frozen_record
from lstmdoctor.treatment.time_split import (
    PARTS,
    labels_of_part,
    plan_of_part,
    plan_to_split,
    source_of_part,
)
from lstmdoctor.treatment.wanted import share_of_split


@frozen_record
class LivePart:
    """The data in front of the cut, or behind it; `labels` is None where the source has them, or nobody."""

    source: Source
    labels: object
    plan: Plan


def live_parts(
    source: Source, y: object, plans: Sequence[Plan], before: Report, asked: Asked, split: float
) -> Iterator[LivePart]:
    """Both parts; raises `Usage` where the data cannot be cut along its time."""
    share = share_of_split(split)
    plan, window = plan_to_split(plans)
    beside = source.labels[0] if source.labels else None
    rows = beside if y is None else label_sequences(source, y, before, asked)
    for part in PARTS:
        cut = TimeCut(share, part, window.series)
        own = source_of_part(source, plan, cut)
        kept = plan_of_part(plan, own.arrays[0].facts, window, cut)
        labels = None if rows is None else labels_of_part(rows, plan, cut)
        own = replace(own, labels=(labels,) if labels is not None and y is None else ())
        yield LivePart(own, None if labels is None or y is None else labels.whole(), kept)


def label_sequences(source: Source, y: object, before: Report, asked: Asked) -> Sequences:
    """The labels as the caller has them; raises `Usage` where the rows of a table are in another order."""
    if is_path(y):
        return only_array(open_label_file(os.fspath(y), source), os.fspath(y))
    alone, item = lone_labels(y, before.model)
    name = asked.site.expression("y") + item
    refuse_moved_rows(source, name)
    return open_with_name(alone, name, asked.look, shapes_of_outputs(before.model)).arrays[0]
