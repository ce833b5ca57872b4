"""An error of Keras that no data file is to blame for

What it is
    The model is wired in a way Keras refuses, a layer does not take a mask, weights belong to another model,
    two libraries or versions do not go together; or a warning that changes nothing.

Why it matters
    Some of these texts are full of shapes. Reshaping the data does not help and can make it wrong.

What Keras says
    ``The structure of `inputs` doesn't match the expected structure`` (a warning: the values arrive all the
    same); ``Masking is not supported for CuDNN RNNs``; ``Cannot convert a symbolic Tensor
    (lstm/strided_slice:0) to a numpy array`` (NumPy too new for this TensorFlow).

Example
    ``model(x)`` for a model whose input was given as a list of one.

Cure
    Look at the model and at the installed versions.

Risk
    None: there is nothing to change in the data.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD906",
    "not-a-data-fault",
    "error",
    meaning="the data is not at fault",
    cure=Cure("look at the model and the versions installed: no data file is at fault"),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing: files do not show it, only an error message does."""
    yield from ()
