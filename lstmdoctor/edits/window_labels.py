"""The labels of windows, from those of the timesteps or of the sequences that they are cut of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.labels import LabelAt, LabelVariable
from lstmdoctor.core.readings import Array
from lstmdoctor.edits.labels import is_label_per_step


def window_labels(steps: Array, size: int, stride: int, horizon: int, at: LabelAt) -> Array:
    """Labels of the windows of one sequence from those of its timesteps: their own, or those behind them."""
    if not horizon:
        return sequence_window_labels(steps, size, stride, at)
    single = steps[:, 0] if steps.ndim == 2 and steps.shape[1] == 1 else steps
    return horizon_labels(single, size, stride, horizon)


def sequence_window_labels(steps: Array, size: int, stride: int, at: LabelAt) -> Array:
    """Labels of the windows of one sequence from the labels of its timesteps."""
    number = max(0, (len(steps) - size) // stride + 1)
    starts = np.arange(number) * stride
    match at:
        case "first":
            wanted = starts
        case "last":
            wanted = starts + size - 1
        case "every":
            wanted = starts[:, None] + np.arange(size)
    return np.take(steps, wanted, axis=0)


def window_labels_code(labels: LabelVariable, size: int, stride: int, horizon: int) -> str:
    """The expression of the labels of the windows of one sequence, from those of its timesteps."""
    name, rows = labels.name, labels.facts
    if horizon:
        single = rows.rank == 2 and rows.axes[1] == 1
        ahead = f"{name}[{size}:{', 0' if single else ''}]"
        return runs_of_steps_code(ahead, horizon, stride, 1 if single else rows.rank)
    last = "" if stride == 1 else f":{stride}"
    match labels.at:
        case "every":
            return runs_of_steps_code(name, size, stride, rows.rank)
        case "first":
            return f"{name}[:{'' if size == 1 else 1 - size}{last}]"
        case "last":
            return f"{name}[{size - 1}:{last}]"


def runs_of_steps_code(steps: str, size: int, stride: int, rank: int) -> str:
    """The expression of all runs of `size` rows, one every `stride`."""
    runs = f"np.lib.stride_tricks.sliding_window_view({steps}, {size}, axis=0)"
    return f"{runs if rank < 2 else f'np.moveaxis({runs}, -1, 1)'}{'' if stride == 1 else f'[::{stride}]'}"


def horizon_labels(steps: Array, size: int, stride: int, horizon: int) -> Array:
    """Labels of the `horizon` steps behind each window of one sequence: (windows, horizon, ...)."""
    number = max(0, (len(steps) - size - horizon) // stride + 1)
    starts = np.arange(number) * stride + size
    return np.take(steps, starts[:, None] + np.arange(horizon), axis=0)


def labels_of_sequences_code(
    labels: LabelVariable, data: str, before: Facts, size: int, stride: int, horizon: int
) -> str:
    """The expression of the labels of the windows of all sequences, before the `data` is cut."""
    span, rows = size + horizon, labels.facts
    if is_label_per_step(rows, before):
        one = replace(labels, name="one", facts=replace(rows, axes=rows.axes[1:]))
        each = window_labels_code(one, size, stride, horizon)
        return f"np.concatenate([{each} for one in {labels.name} if len(one) >= {span}])"
    number = f"len(one) - {span}" if stride == 1 else f"(len(one) - {span}) // {stride}"
    return f"np.repeat({labels.name}, [max(0, {number} + 1) for one in {data}], axis=0)"
