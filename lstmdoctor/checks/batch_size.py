"""Samples that do not fill the fixed batch of a stateful model

What it is
    The model has a stateful recurrent layer with a fixed batch size, or it is an exported function (a
    SavedModel) with one, and the number of samples is not a multiple of it.

Why it matters
    A stateful layer keeps one state for each place of the batch. The last batch, short of samples, has other
    places than the states.

What Keras says
    ``fit`` and ``predict``: ``Incompatible shapes: [2,8] vs. [4,8]``, at the last batch, after all others
    went well. Where ``batch_size`` is not given Keras 3 can also say ``If an RNN is stateful, the batch size
    of the input sequences must be the same as the batch size of the initial state``.

Example
    10 samples for a model of ``Input(batch_shape=(4, 5, 3))`` with ``LSTM(8, stateful=True)``.

Cure
    ``--remainder drop`` leaves the last samples out, ``--remainder pad`` repeats the last sample until the
    batch is full. Call ``fit`` with that ``batch_size``.

Risk
    Dropping loses samples. Repeating gives the last sample more weight; predictions for the copies are to be
    thrown away. So neither is done unasked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import cure_remedy, pairs_of_fault, shape_evidence
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD401",
    "batch-size",
    "error",
    meaning="the batch has another size than the model was built for",
    cure=Cure(
        "give every batch, the last and the validation batches included, the size the model was built for",
        "n = len(x) // batch * batch\nmodel.fit(x[:n], y[:n], batch_size=batch, shuffle=False)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A `drop-remainder` or `pad-batch`."""
    for pair, step in pairs_of_fault(case, FAULT):
        kind = "exported function" if case.model.class_name == "SavedModel" else "stateful model"
        batch, samples = pair.goal.batch or 1, step.before.samples
        yield FAULT.found(
            pair.input.name,
            f"{count_noun(samples, 'sample')} do not fill batches of {batch:,}, which the {kind} "
            f"takes: {samples % batch:,} are left over",
            "choose --remainder drop or --remainder pad",
            remedy=cure_remedy(pair),
            evidence={
                **shape_evidence(pair),
                "samples": samples,
                "batch": batch,
                "left_over": samples % batch,
            },
        )
