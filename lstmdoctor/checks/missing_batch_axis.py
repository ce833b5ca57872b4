"""One sample without a batch axis

What it is
    The data is one sample, (timesteps, features), and the model takes a batch of them.

Why it matters
    Keras takes the first axis for the samples, so the timesteps become samples.

What Keras says
    Keras 3 Sequential: ``Invalid input shape for input Tensor(...). Expected shape (None, 50, 100), but
    input has incompatible shape (50, 100)``. Keras 3 Functional:
    ``expected shape=(None, 50, 100), found shape=(50, 100)``. tf.keras 2: the same with
    ``found shape=(None, 100)``.

Example
    ``model.predict(x[0])`` with ``x`` of (200, 50, 100) for a model of ``Input((50, 100))``.

Cure
    ``x = x[None]``: (1, 50, 100). For a row out of an array, ``x[0:1]`` keeps the axis.

Risk
    None: every value is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import edit_findings
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD203",
    "missing-batch-axis",
    "error",
    meaning="this is one sample, the batch axis is missing",
    cure=Cure("add the batch axis", "x = x[None]"),
)


def find(case: Case) -> Iterator[Finding]:
    """An `add-batch-axis`."""
    return edit_findings(case, FAULT)
