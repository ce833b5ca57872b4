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

from lstmdoctor.checks.words import advice, against, cure, shapes, steps
from lstmdoctor.findings import Case, Fault, Finding, Pair

FAULT = Fault("LD208", "time-major", "error")


def find(case: Case) -> Iterator[Finding]:
    """A `swap-batch-time`."""
    for pair, step in steps(case, "swap-batch-time"):
        yield Finding(
            FAULT,
            FAULT.severity,
            pair.input.name,
            against(pair, step, order(pair) + counted(pair.goal.labels)),
            advice(pair, "swap the first two axes with a transpose: x = np.swapaxes(x, 0, 1)"),
            remedy=cure(pair),
            evidence=shapes(pair),
        )


def order(pair: Pair) -> str:
    """Which of the two comes first."""
    return "samples come before timesteps" if pair.input.time_major else "timesteps come before samples"


def counted(labels: int | None) -> str:
    """The labels as evidence."""
    return "" if labels is None else f", there are {labels:,} labels"
