"""A model without a recurrent layer

What it is
    None of the layers in the file is an LSTM, a GRU, a SimpleRNN or a ConvLSTM.

Why it matters
    The rules about rank, timesteps and masks are those of recurrent models. Shapes are compared all the
    same.

What Keras says
    Nothing: there is nothing wrong with such a model.

Example
    A model of ``Conv1D`` and ``Dense`` layers given in the place of the recurrent one beside it.

Cure
    None needed. Check that it is the model that was meant.

Risk
    None.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD804",
    "no-recurrent-layer",
    "note",
    meaning="no layer of the model is recurrent",
    cure=Cure("check that this is the model that was meant"),
)


def find(case: Case) -> Iterator[Finding]:
    """A model whose layers are all known and none of them recurrent."""
    model = case.model
    if model.layers and not model.recurrent and not model.code and model.kind != "other":
        layers = count_noun(len(model.layers), "layer")
        yield FAULT.found(
            None,
            f"the model has {layers}, and none of them is recurrent",
            evidence={"layers": [layer.class_name for layer in model.layers[:20]]},
        )
