"""A stateful model, for which order matters

What it is
    A recurrent layer of the model has ``stateful=True``: sample i of one batch goes on where sample i of the
    batch before ended.

Why it matters
    The order of the samples is part of the data. ``fit`` shuffles unless told not to, and nothing forgets
    the states between two passes unless asked to.

What Keras says
    Nothing about the order. About another batch size: ``If an RNN is stateful, the batch size of the input
    sequences must be the same as the batch size of the initial state``, or ``Incompatible shapes``.

Example
    ``LSTM(8, stateful=True)`` behind ``Input(batch_shape=(4, 5, 3))``.

Cure
    ``model.fit(x, y, batch_size=4, shuffle=False)``, and ``reset_states()`` on each stateful layer after
    every pass over the data.

Risk
    None: there is nothing to change in the data.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD402",
    "stateful-order",
    "note",
    meaning="the samples of one batch go on in the next",
    cure=Cure("keep the order of the samples", "model.fit(x, y, shuffle=False)"),
)


def find(case: Case) -> Iterator[Finding]:
    """Once for a model with a stateful layer."""
    if not case.model.stateful:
        return
    names = [layer.name for layer in case.model.recurrent if layer.options.get("stateful")]
    batch = next((spec.batch for spec in case.model.inputs if spec.batch), None)
    size = f", its batch size is {batch:,}" if batch else ""
    option = f"batch_size={batch}, " if batch else ""
    yield FAULT.found(
        None,
        f"{count_noun(len(names), 'layer')} of the model {'is' if len(names) == 1 else 'are'} stateful "
        f"({', '.join(map(safe_text, names[:3]))}){size}: "
        f"{FAULT.meaning}",
        f"keep the order: model.fit(x, y, {option}shuffle=False)",
        evidence={"layers": names, "batch": batch},
    )
