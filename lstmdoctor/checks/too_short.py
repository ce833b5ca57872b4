"""Fewer timesteps than the convolutions need

What it is
    Convolutions or pooling stand before the first recurrent layer, and the sequences have fewer timesteps
    than their windows take: nothing is left for the recurrent layer.

Why it matters
    A window of 5 steps has no place in a sequence of 4, and every layer without ``padding="same"`` makes the
    sequence shorter for the next.

What Keras says
    Keras 3 on TensorFlow: ``Negative dimension size caused by subtracting 5 from 4``. A model built for so
    few timesteps: ``Computed output size would be negative``. Run eagerly, pooling may end the whole process.

Example
    ``x`` of shape (200, 4, 3) for ``Input((None, 3))``, ``Conv1D(16, 5)``, ``LSTM(8)``.

Cure
    Longer sequences, ``padding="same"`` or smaller windows in the model, or padding up to the shortest length
    that works.

Risk
    Padding that the windows read as data dominates sequences this short.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.spec import Layer
from lstmdoctor.keras_rules.timesteps import KEPT, step_change
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD309",
    "too-short",
    "error",
    meaning="the sequence is shorter than a kernel or pool",
    cure=Cure(
        "give longer sequences, or a smaller kernel, pool or stride; look whether time stands on axis 1"
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Sequences that the windows on their way do not fit into."""
    for pair in case.pairs:
        length, least = length_of(pair), fewest_path_timesteps(pair.input.path)
        if length is None or least is None or not 0 < length < least:
            continue
        asked = pair.goal.timesteps is None
        yield FAULT.found(
            pair.input.name,
            f"the sequences have {count_noun(length, 'timestep')}, "
            f"the convolutions and pooling of the model need {least:,}",
            f"take longer sequences or smaller windows{f', or pad: --pad {least}' if asked else ''}",
            remedy="option" if asked else "none",
            evidence={"timesteps": length, "needed": least},
        )


def length_of(pair: Pair) -> int | None:
    """Timesteps that the model will get; None where that is not settled."""
    reading = pair.chosen or (pair.readings[0] if len(pair.readings) == 1 else None)
    facts = (reading.result or pair.facts) if reading is not None else None
    if facts is None or not pair.goal.timed or facts.rank < 2 or pair.input.time_major:
        return None
    return facts.axes[1] if isinstance(facts.axes[1], int) else None


def fewest_path_timesteps(path: tuple[Layer, ...]) -> int | None:
    """The fewest timesteps that leave one at the end of a path; None where a layer is not understood."""
    least = 1
    for layer in reversed(path):
        change = KEPT if layer.recurrent else step_change(layer)
        if change is None:
            return None
        least = max(1, change.fewest_before(least))
    return least
