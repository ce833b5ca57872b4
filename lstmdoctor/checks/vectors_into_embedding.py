"""Vectors where token ids are wanted

What it is
    The input feeds an ``Embedding``, which takes one id for each timestep, and the data has a vector for
    each: one-hot, or embedded already.

Why it matters
    Making a vector of an id is what the layer is for. Given vectors it would take each of their values for
    an id.

What Keras says
    ``Invalid input shape for input Tensor(...). Expected shape (None, 50), but input has incompatible shape
    (200, 50, 27)``. A layer called on its own: nothing until the LSTM, ``expected ndim=3, found ndim=4``.

Example
    ``x`` of shape (200, 50, 27), one-hot letters, for ``Input((50,))`` and ``Embedding(27, 16)``.

Cure
    One-hot: ``x = np.argmax(x, axis=-1)``. Vectors of another embedding: a model without that layer, of
    ``Input((50, 300))``.

Risk
    ``np.argmax`` of vectors that are not one-hot gives the number of their largest value, which is no id.
    Timesteps of zeros only, padding as a rule, become the id 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.tokens import has_vectors_for_ids
from lstmdoctor.checks.shared.words import axis_count, found_shape_words, model_takes_words, shape_evidence
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD604",
    "vectors-into-embedding",
    "error",
    meaning="vectors stand where an Embedding takes token ids",
    cure=Cure(
        "feed token ids, or leave out the Embedding where the data already holds vectors",
        "x = x.argmax(axis=-1)  # only if every row is one-hot",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A vector a timestep for an `Embedding`."""
    for pair in case.pairs:
        if has_vectors_for_ids(pair.input, pair.facts):
            one_hot = pair.facts.values is not None and pair.facts.values.one_hot
            what = "one-hot vectors" if one_hot else "vectors"
            yield FAULT.found(
                pair.input.name,
                f"the data is {found_shape_words(pair.facts)}, {model_takes_words(pair)}: {what} of "
                f"{axis_count(pair.facts.axes[-1], 'value')} where an Embedding takes ids",
                "turn them into ids: x = np.argmax(x, axis=-1)"
                if one_hot
                else embedding_vectors_advice(pair),
                evidence={
                    **shape_evidence(pair),
                    "one_hot": one_hot if pair.facts.values is not None else None,
                },
            )


def embedding_vectors_advice(pair: Pair) -> str:
    """What to do with vectors of unknown making."""
    if pair.facts.values is None:
        return "one-hot vectors become ids with np.argmax(x, axis=-1), others need a model without Embedding"
    return "give the ids that the vectors were made from, or take a model without Embedding"
