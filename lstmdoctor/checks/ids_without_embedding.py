"""Token ids for a model that takes vectors

What it is
    The data has one whole number for each timestep. The model takes a vector for each, of as many values as
    there are ids, and no ``Embedding`` makes one of the other.

Why it matters
    The model was trained on one-hot vectors. An id as a quantity would say that letter 20 is twice letter
    10.

What Keras says
    ``Invalid input shape for input Tensor(...). Expected shape (None, 50, 27), but input has incompatible
    shape (200, 50)``. tf.keras 2: ``expected ndim=3, found ndim=2``.

Example
    ``x`` of shape (200, 50) with ids 0 to 26, for a model of ``Input((50, 27))``.

Cure
    ``x = np.eye(27, dtype="float32")[x]``, or ``keras.utils.to_categorical(x, 27)``;
    ``lstmdoctor fix --cure one-hot`` does it for files of any size.

Risk
    The ids must be numbered as they were for the training. One-hot data takes as many times the memory as
    there are ids; an ``Embedding`` does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    cure_remedy,
    found_shape_words,
    model_takes_words,
    pairs_of_fault,
    shape_evidence,
)
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD605",
    "ids-without-embedding",
    "error",
    meaning="token ids stand where the model takes vectors",
    cure=Cure(
        "put an Embedding first, or make the ids one-hot",
        "x = keras.utils.to_categorical(x, number_of_tokens)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Whole numbers of rank 2, below the number of features, that nothing but one-hot vectors explains."""
    for pair, step in pairs_of_fault(case, FAULT):
        values, features = pair.facts.values, pair.goal.features
        named = pair.cause.id if pair.cause is not None else step.edit.id
        seen = "" if values is None else f" from {values.low:.0f} to {values.high:.0f}"
        yield FAULT.found(
            pair.input.name,
            f"the data is {found_shape_words(pair.facts)} of whole numbers{seen}, "
            f"{model_takes_words(pair)}: ids where the model takes vectors of {features} values",
            f"make them one-hot: {step.edit.python('x')}, or --cure {named}",
            remedy=cure_remedy(pair),
            evidence={
                **shape_evidence(pair),
                "largest": None if values is None else values.high,
                "features": features,
            },
        )
