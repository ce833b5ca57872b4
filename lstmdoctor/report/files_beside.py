"""The files that a printed command writes beside the data: labels that change, the mask that they need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.label_moves import moves_labels, resizes_labels
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report


def facts_of_labels(report: Report) -> tuple[Facts, ...]:
    """The labels that can go along with the data: one array, for data of one input."""
    alone = len(report.case.pairs) == len(report.case.labels) == 1
    sharded = report.data.words and report.data.table is None
    return tuple(named.facts for named in report.case.labels) if alone and not sharded else ()


def files_beside(
    reading: Reading, goal: Goal, labels: Sequence[Facts], named: str | None, paths: tuple[str, str | None]
) -> dict[str, str]:
    """The options that name these files.

    Parameters
    ----------
    labels : sequence of Facts
        Of the labels; empty where there are none that could go along.
    named : str or None
        The file for the labels that the user named.
    paths : tuple of str or None
        Data, and the labels where they have a file of their own.
    """
    steps, (data, own) = reading.steps, paths
    if named is None and not moves_labels(steps, labels):
        return {}
    found = {"--labels-output": named or labels_path(data, own)}
    padded = any(step.edit.traits.resizes and step.edit.keeps_values(step.before) for step in steps)
    if padded and resizes_labels(steps, labels) and goal.mask_value is None:
        found["--mask-output"] = path_beside(data, "mask")
    return found


def labels_path(data: str, labels: str | None) -> str:
    """Where the labels go: ``y.fixed.npy`` beside ``y.npy``, ``d.labels.npy`` beside ``d.npz``."""
    return path_beside(data, "labels") if labels is None else path_beside(labels, "fixed")


def path_beside(path: str, word: str) -> str:
    """A file beside another."""
    whole = PurePath(path.partition("::")[0])
    return str(whole.with_name(f"{whole.stem}.{word}.npy")) if whole.stem else f"{word}.npy"
