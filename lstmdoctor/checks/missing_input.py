"""An input of the model without an array

What it is
    The model has several inputs and the data file has no array for one of them.

Why it matters
    Keras cannot run a part of a model.

What Keras says
    A dict without the key: ``Missing data for input "static_in". You passed a data dictionary with keys
    ['seq_in']. Expected the following keys: ['seq_in', 'static_in']``. One array for two inputs: ``Layer
    "mi" expects 2 named input(s) with keys ['seq_in', 'static_in'], but it received 1 input tensors`` (Keras
    3) or ``Layer "mi" expects 2 input(s), but it received 1 input tensors`` (tf.keras 2).

Example
    An ``.npz`` with ``seq_in`` alone for a model of the inputs ``seq_in`` and ``static_in``.

Cure
    Add the array to the file. Where it is there under another name, say which: ``--map static_in=extra``.

Risk
    None: nothing is written until every input has its array.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.samples import features_apart, samples_apart
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD103",
    "missing-input",
    "error",
    meaning="an input of the model has no array",
    cure=Cure(
        "give every input of the model its array, in the order of model.inputs", "print(model.input_names)"
    ),
)

MOST_NAMES = 64
"""Arrays without an input that are named."""


def find(case: Case) -> Iterator[Finding]:
    """Inputs that nothing is left for; those that wait for a choice are another fault."""
    undecided = {spec.name for spec in case.undecided}
    spare = [safe_text(array.name) for array in case.unknown if array.name]
    for spec in () if samples_apart(case) or features_apart(case) else case.missing:
        if spec.name in undecided:
            continue
        name = safe_text(spec.name)
        rest = f", and {count_noun(len(spare), 'array')} that no input takes" if spare else ""
        yield FAULT.found(
            spec.name,
            f"no array for input '{name}': the model has {count_noun(len(case.model.inputs), 'input')}, "
            f"the data has {count_noun(len(case.pairs), 'array')} for them{rest}",
            f"say which array it is: --map {name}={spare[0]}"
            if spare
            else f"add the array of input '{name}'",
            remedy="option" if spare else "none",
            evidence={
                "inputs": [i.name for i in case.model.inputs],
                "unknown": [a.name for a in case.unknown[:MOST_NAMES]],
            },
        )
