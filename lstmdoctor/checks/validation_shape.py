"""Validation data of another shape than the training data

What it is
    The training data fits the model and ``validation_data`` does not: another length, one axis less, or a
    rest that does not fill a fixed batch. Between the splits of a check in ``pyproject.toml`` another dtype
    and another encoding of the labels are reported as well, as warnings where Keras takes them.

Why it matters
    The first epoch runs to its end and is lost. The message says ``input`` and never ``validation_data``,
    so the wrong array is searched.

What Keras says
    What it says of training data: ``expected lstm_1_input to have shape (973, 215) but got array with shape
    (61, 215)``, ``expected shape=..., found shape=...``. The traceback passes through ``evaluate`` or
    ``test_function``.

Example
    A table split along time: 973 timesteps to train on, 61 to validate with, for a model of 973.

Cure
    Prepare both parts with one function: ``x_val`` gets the windows, the padding and the axes of ``x``.

Risk
    A split along time after windows were cut puts the same rows into both parts: split first.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD903",
    "validation-shape",
    "error",
    meaning="the validation data has another shape than the training data",
    cure=Cure("bring the validation data to the shape of the training data", "print(x.shape, x_val.shape)"),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing: one data file does not show it; `lstmdoctor.project.splits` compares several."""
    yield from ()
