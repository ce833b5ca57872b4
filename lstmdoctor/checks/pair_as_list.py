"""Data and labels handed over as a list

What it is
    ``[x, y]`` stands where ``x, y`` is meant: as the only argument of ``fit``, in what a generator yields, or
    in what a Dataset is made of.

Why it matters
    To Keras a tuple is data, labels and weights; a list is the inputs of the model, one array each. The
    labels become an input.

What Keras says
    Keras 2 and 3: ``Layer "model" expects 1 input(s), but it received 2 input tensors``. Keras 3 also
    ``None values not supported`` for labels that are in the list, and ``the generator must return a tuple``.
    In ``validation_data`` and in what a ``PyDataset`` or ``Sequence`` gives Keras 3 and tf.keras 2.15 take a
    list for the pair, tf.keras 2.15 that of a generator too; older tf.keras took such lists for inputs, and
    said so when the first epoch was over.

Example
    ``model.fit([x, y])``; a generator with ``yield [x, y]``.

Cure
    ``model.fit(x, y)``; in a generator ``yield x, y``; ``validation_data=(x_val, y_val)``.

Risk
    None: the arrays stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD901",
    "pair-as-list",
    "error",
    meaning="data and labels came in a list, which is taken for inputs",
    cure=Cure(
        "hand data and labels over as a tuple, not as a list",
        "model.fit(x, y, validation_data=(x_val, y_val))",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing: files do not show it; a call does, and an error message."""
    yield from ()
