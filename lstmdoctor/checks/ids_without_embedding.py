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
    ``x = np.eye(27, dtype="float32")[x]``, or ``keras.utils.to_categorical(x, 27)``.

Risk
    The ids must be numbered as they were for the training. One-hot data takes as many times the memory as
    there are ids; an ``Embedding`` does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import found_shape_words, model_takes_words, shape_evidence
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.values import Values

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
    """Whole numbers of rank 2, below the number of features."""
    for pair in case.pairs:
        values, features = pair.facts.values, pair.goal.features
        if values is None or features is None or not one_id_a_step(pair, values, features):
            continue
        yield FAULT.found(
            pair.input.name,
            f"the data is {found_shape_words(pair.facts)} of whole numbers from {values.low:.0f} to "
            f"{values.high:.0f}, "
            f"{model_takes_words(pair)}: ids where the model takes vectors of {features} values",
            f'make them one-hot: x = np.eye({features}, dtype="float32")[x]',
            evidence={**shape_evidence(pair), "largest": values.high, "features": features},
        )


def one_id_a_step(pair: Pair, values: Values, features: int) -> bool:
    """Whether the data can be ids for a model of one-hot vectors."""
    whole = values.integral and values.low >= 0 and 1 < values.high < features
    wanted = pair.goal.rank == 3 and features > 1 and pair.input.embedding is None
    return (
        whole and wanted and not pair.readings and has_id_timesteps(pair.facts, pair.goal.timesteps, features)
    )


def has_id_timesteps(facts: Facts, timesteps: int | None, features: int) -> bool:
    """Whether axis 1 counts the timesteps that the model takes."""
    if facts.rank != 2 or facts.mixed_rank:
        return False
    axis = facts.axes[1]
    if timesteps is None:
        return axis != features
    return axis == timesteps if isinstance(axis, int) else axis.high <= timesteps
