"""A model built from the number of samples

What it is
    The number of timesteps that the model takes is exactly the number of samples in the data, while the
    sequences themselves have another.

Why it matters
    The model was probably built with ``Input(x.shape)`` where ``Input(x.shape[1:])`` was meant. It then
    wants as many timesteps as there were samples.

What Keras says
    Keras 3 Sequential: ``Expected shape (None, 1000, 8), but input has incompatible shape (32, 8)`` for
    (1000, 8), where 32 is the size of a batch, and nothing for (1000, 1, 8). Keras 3 Functional and tf.keras
    2: ``expected shape=(None, 1000, 8), found shape=(None, 1, 8)``.

Example
    ``x`` of shape (1000, 1, 8) for a model of ``Input((1000, 8))``.

Cure
    Build the model again, with ``Input((1, 8))``: the batch axis is not part of it. The data is right.

Risk
    ``x.reshape(1, 1000, 8)`` silences Keras and makes one sequence of all samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import found_shape_words, model_takes_words, shape_evidence
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import shape_text

FAULT = Fault(
    "LD805",
    "samples-as-timesteps",
    "warning",
    meaning="its timesteps are the number of samples",
    cure=Cure(
        "build the model from the shape of one sample, x.shape[1:]", "layer = keras.Input(x.shape[1:])"
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Timesteps equal to the number of samples, where no other order of the axes explains that."""
    for pair in case.pairs:
        if not has_samples_as_timesteps(pair):
            continue
        item = shape_text([*own_sample_shape(pair)])
        yield FAULT.found(
            pair.input.name,
            f"the data is {found_shape_words(pair.facts)}, {model_takes_words(pair)}: its timesteps are "
            "the number of samples",
            f"build the model again with Input({item}), without the number of samples",
            evidence=shape_evidence(pair),
        )


def own_sample_shape(pair: Pair) -> tuple[object, ...]:
    """Shape of one sample, a time axis of one step where it has none."""
    rest = pair.facts.axes[1:]
    return rest if pair.facts.rank == pair.goal.rank else (1, *rest)


def has_samples_as_timesteps(pair: Pair) -> bool:
    """Whether samples and timesteps agree, the sequences' own length does not, and labels do not object."""
    facts, goal = pair.facts, pair.goal
    wanted = pair.input.shape[1] if pair.input.shape and goal.timed and len(pair.input.shape) > 1 else None
    if wanted is None or wanted < 2 or facts.samples != wanted or facts.ragged or facts.mixed_rank:
        return False
    if any(reading.has("swap-batch-time") for reading in pair.readings):
        return False
    labelled = goal.labels == facts.samples
    if facts.rank == goal.rank:
        return facts.axes[1] != wanted and (facts.axes[1] == 1 or labelled)
    return facts.rank + 1 == goal.rank and labelled
