"""Real numbers where token ids are wanted

What it is
    The input feeds an ``Embedding``, and the data has values between whole numbers.

Why it matters
    An ``Embedding`` cuts its input to whole numbers: 0.9 becomes the id 0. Data that was scaled to 0 to 1
    becomes one and the same id in every place.

What Keras says
    Nothing.

Example
    ``x`` of scaled measurements, 0.0 to 1.0, for a model that starts with ``Embedding(5000, 16)``.

Cure
    For text: give the ids as they come from the tokenizer, without scaling. For measurements: a model
    without ``Embedding``, which takes (N, timesteps, features) as it is.

Risk
    ``x.astype("int32")`` does what Keras does: it throws the fractions away.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.tokens import Ids, embedding_id_inputs
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD603",
    "fractional-ids",
    "error",
    meaning="ids are real numbers",
    cure=Cure(
        "give the ids as the tokenizer made them, or take a model without Embedding",
        'x = x.astype("int32")  # only if every value is whole',
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Values that are no whole numbers."""
    for given in embedding_id_inputs(case):
        if not given.values.integral:
            yield FAULT.found(
                given.pair.input.name,
                f"the data has values between whole numbers, {id_range_words(given)}, "
                f"layer '{given.layer}' takes ids from 0 to {given.vocabulary - 1:,}",
                evidence={"low": given.values.low, "high": given.values.high, "vocabulary": given.vocabulary},
            )


def id_range_words(given: Ids) -> str:
    """``from 0.1 to 0.9``."""
    return f"from {given.values.low:.4g} to {given.values.high:.4g}"
