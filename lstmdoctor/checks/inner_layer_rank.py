"""A layer inside the model that gets no sequence

What it is
    A recurrent layer follows a layer that gives one vector per sample: another recurrent layer without
    ``return_sequences=True``, a Flatten or a pooling over time. Or the other way round: a layer that takes
    vectors follows one that gives sequences.

Why it matters
    The shape in the message is that of a tensor inside the model. It is often taken for that of the data,
    and the data is then reshaped for nothing.

What Keras says
    ``Input 0 of layer "lstm_1" is incompatible with the layer: expected ndim=3, found ndim=2. Full shape
    received: (None, 32)``: a numbered layer, a free batch axis, and the units of the layer before.

Example
    ``Sequential([Input((50, 3)), LSTM(32), LSTM(16)])``.

Cure
    ``LSTM(32, return_sequences=True)`` for every recurrent layer that another one follows;
    ``RepeatVector(T)`` between an encoder and a decoder.

Risk
    None for the data. Weights trained before the change do not fit a model of other layers.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD902",
    "inner-layer-rank",
    "error",
    meaning="the layer before gives no sequence",
    cure=Cure(
        "let every recurrent layer that another one follows give its whole sequence",
        "layers.LSTM(units, return_sequences=True)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing: files do not show it, only an error message does."""
    yield from ()
