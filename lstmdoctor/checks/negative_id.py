"""Token ids below zero

What it is
    The smallest id is negative, often -1 as padding or for unknown words.

Why it matters
    An ``Embedding`` takes a negative id for one counted from the end: -1 is the last word of the vocabulary,
    and padding with -1 is read as that word over and over.

What Keras says
    Keras 3 on TensorFlow and JAX: nothing. tf.keras 2 on a CPU: ``indices[0,0] = -1 is not in [0, 100)``.

Example
    Sequences padded with -1 for ``Embedding(100, 16, mask_zero=True)``.

Cure
    Shift all ids by one, ``x = x + 1``, in a model with one row more, so that 0 is free for padding. Where
    only padding is negative and 0 is no word: ``x[x < 0] = 0``.

Risk
    ``np.abs(x)`` silences everything and makes -1 the word 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.tokens import embedding_id_inputs
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import number_text

FAULT = Fault(
    "LD602",
    "negative-id",
    "error",
    meaning="an id is negative",
    cure=Cure(
        "give padding an id of its own, 0 with mask_zero=True, and count words from 1",
        "print(np.argwhere(x < 0)[:10])",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A smallest id below 0."""
    for given in embedding_id_inputs(case):
        if given.values.low < 0:
            yield FAULT.found(
                given.pair.input.name,
                f"the smallest id is {number_text(given.values.low)}, layer '{given.layer}' takes ids "
                "from 0 to "
                f"{given.vocabulary - 1:,}",
                evidence={"smallest": given.values.low, "vocabulary": given.vocabulary},
            )
