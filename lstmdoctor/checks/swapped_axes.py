"""Timesteps and features in each other's place

What it is
    The data is (N, features, timesteps) and the model takes (N, timesteps, features).

Why it matters
    Where the sizes differ Keras refuses it. Where timesteps are free and features happen to agree nothing
    can tell. A reshape instead of a transpose silences Keras and mixes the values of all timesteps.

What Keras says
    Keras 3 Functional and Keras 2: ``expected shape=(None, 50, 100), found shape=(None, 100, 50)``. Keras 3
    Sequential: an error of the matrix product inside the cell,
    ``Dimensions must be equal, but are 50 and 100``.

Example
    ``x`` of shape (200, 100, 50) for a model of ``Input((50, 100))``.

Cure
    ``x = np.swapaxes(x, 1, 2)``.

Risk
    None: every value is kept and stays with its timestep. ``x.reshape(200, 50, 100)`` has the right shape
    and the wrong values.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    cure_choice_advice,
    cure_remedy,
    pairs_of_fault,
    shape_evidence,
    shape_mismatch_message,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD207",
    "swapped-axes",
    "error",
    meaning="timesteps and features are swapped",
    cure=Cure("swap them with a transpose, not with a reshape", "x = np.swapaxes(x, 1, 2)"),
)


def find(case: Case) -> Iterator[Finding]:
    """A `swap-time-features`."""
    for pair, step in pairs_of_fault(case, FAULT):
        yield FAULT.found(
            pair.input.name,
            shape_mismatch_message(pair, step, FAULT.meaning),
            cure_choice_advice(pair, FAULT.cure.help),
            remedy=cure_remedy(pair),
            evidence={
                **shape_evidence(pair),
                "after": [axis for axis in step.after.axes if isinstance(axis, int)],
            },
        )
