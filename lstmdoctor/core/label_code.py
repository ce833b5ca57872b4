"""Labels as lines of Python: what a step makes of them, and other ways to write the same classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.labels import LabelCure, LabelVariable
from lstmdoctor.core.readings import Step


def labels_behind(labels: LabelVariable, step: Step) -> LabelVariable:
    """The labels behind a step; where it changes them they are in their variable from then on."""
    if not step.edit.follow_python(labels, "x", step.before):
        return labels
    return replace(labels, facts=step.edit.facts_of_labels(labels, step.before, step.after), first=())


def labels_behind_all(labels: LabelVariable, steps: Sequence[Step]) -> LabelVariable:
    """The labels behind all steps."""
    for step in steps:
        labels = labels_behind(labels, step)
    return labels


def counting_lines(labels: LabelVariable, cure: LabelCure) -> list[str]:
    """The lines that make class ids from 0 on; the labels follow the samples after them."""
    name, listed = labels.name, labels.facts.container == "list"
    if cure.encode and labels.facts.rank < 2:
        return [f"classes, {name} = np.unique({name}, return_inverse=True)"]
    if cure.encode:  # NumPy 1 gives the places of all texts in one row
        ids = f"[np.searchsorted(classes, one) for one in {name}]"
        whole = f"np.concatenate({name})" if listed else name
        return [
            f"classes = np.unique({whole})",
            f"{name} = {ids if listed else f'np.searchsorted(classes, {name})'}",
        ]
    if not cure.from_zero:
        return []
    return [f"{name} = [one - 1 for one in {name}]" if listed else f"{name} = {name} - 1"]


def labels_as_counted(labels: LabelVariable, cure: LabelCure) -> LabelVariable:
    """The labels behind these lines."""
    dtypes = ("int64",) if cure.encode else labels.facts.dtypes
    return replace(labels, facts=replace(labels.facts, dtypes=dtypes), first=())


def encoding_lines(labels: LabelVariable, cure: LabelCure) -> list[str]:
    """The line that gives each class a value of its own; an axis of 1 in the place of the classes goes."""
    if not cure.one_hot:
        return []
    name, rows = labels.name, labels.facts
    array = f"np.asarray({name})" if rows.container == "list" else name
    ids = f"{array}[..., 0]" if rows.rank == cure.rank and rows.axes[-1] == 1 else array
    whole = all(dtype_kind(dtype) in tuple("iu") for dtype in rows.dtypes)
    return [f'{name} = np.eye({cure.classes}, dtype="float32")[{ids if whole else f"{ids}.astype(int)"}]']
