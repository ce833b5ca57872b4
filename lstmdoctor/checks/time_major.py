"""Timesteps before samples

What it is
    The data is (timesteps, N, features) and the model takes (N, timesteps, features), or the other way round
    for a model of Keras 2 that was built with ``time_major=True``.

Why it matters
    PyTorch's recurrent layers and ``torch.nn.utils.rnn.pad_sequence`` put time first unless told
    ``batch_first=True``. Where the sizes are equal, or timesteps are free, the model trains on the wrong
    axis in silence.

What Keras says
    Keras 3 Functional and tf.keras 2: ``expected shape=(None, 50, 100), found shape=(None, 200, 100)``.
    Keras 3 Sequential: nothing in ``predict``; in ``fit`` ``Data cardinality is ambiguous`` where there is a
    label for every sample.

Example
    ``x`` of shape (50, 200, 100) for a model of ``Input((50, 100))``.

Cure
    ``x = np.swapaxes(x, 0, 1)``.

Risk
    None for the values. But (50, 200, 100) can as well be 50 sequences of 200 steps: without the labels to
    count, ``lstmdoctor fix`` asks.
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
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD208",
    "time-major",
    "error",
    meaning="timesteps come before samples",
    cure=Cure("swap the first two axes with a transpose", "x = np.swapaxes(x, 0, 1)"),
)


def find(case: Case) -> Iterator[Finding]:
    """A `swap-batch-time`."""
    for pair, step in pairs_of_fault(case, FAULT):
        yield FAULT.found(
            pair.input.name,
            shape_mismatch_message(
                pair, step, axis_order_words(pair) + time_major_label_words(pair.goal.labels)
            ),
            cure_choice_advice(pair, FAULT.cure.sentence),
            remedy=cure_remedy(pair),
            evidence=shape_evidence(pair),
        )


def axis_order_words(pair: Pair) -> str:
    """Which of the two comes first."""
    return "samples come before timesteps" if pair.input.time_major else FAULT.meaning


def time_major_label_words(labels: int | None) -> str:
    """The labels as evidence."""
    return "" if labels is None else f", there are {labels:,} labels"
