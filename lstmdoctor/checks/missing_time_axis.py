"""Samples of features without an axis for time

What it is
    The data is (N, features) and the model takes (N, timesteps, features).

Why it matters
    A recurrent layer needs steps to go through. A table with a row per sample has none; whether its rows are
    samples of one step, or the steps of one long sequence, is not in the numbers.

What Keras says
    Keras 3 Sequential: ``Invalid input shape for input Tensor(...). Expected shape (None, 1, 8), but input
    has incompatible shape (200, 8)``. Keras 3 Functional and tf.keras 2:
    ``expected shape=(None, 1, 8), found shape=(None, 8)``. A layer called directly:
    ``expected ndim=3, found ndim=2``.

Example
    ``x`` of shape (200, 8) for a model of ``Input((1, 8))``.

Cure
    ``x = x[:, None]``: (200, 1, 8), every sample a sequence of one step.

Risk
    With one step a recurrent layer has nothing to remember. If the rows follow each other in time, cut
    windows (``lstmdoctor fix --window N``). ``x[..., None]`` makes 8 steps of one feature: other data
    altogether.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import edit_findings
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD202",
    "missing-time-axis",
    "error",
    meaning="the time axis is missing",
    cure=Cure("add a time axis of one step", "x = x[:, None]"),
)


def find(case: Case) -> Iterator[Finding]:
    """An `add-time-axis`."""
    return edit_findings(case, FAULT)
