"""A stateful layer without a fixed batch size

What it is
    A recurrent layer has ``stateful=True`` and the model leaves its batch axis free.

Why it matters
    The states are kept from batch to batch in a variable with one row per sample, so the number of rows has
    to be known when the layer is built.

What Keras says
    Keras 3: ``When using `stateful=True` in a RNN, the batch size must be static``. Keras 2: ``If a RNN is
    stateful, it needs to know its batch size``. Keras 1: ``a complete input_shape must be provided
    (including batch size)``.

Example
    ``Sequential([Input((50, 3)), LSTM(8, stateful=True)])``.

Cure
    ``keras.Input(batch_shape=(4, 50, 3))`` as the first layer; ``batch_input_shape`` in Keras 1 and 2. It
    counts on the first layer only.

Risk
    Every batch must then have that size, the last one and the validation batches included.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD904",
    "stateful-needs-batch",
    "error",
    meaning="a stateful layer has to know its batch size",
    cure=Cure("give the model a fixed batch size", "keras.Input(batch_shape=(batch, timesteps, features))"),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing: files do not show it, only an error message does."""
    yield from ()
