"""Sequences of different lengths

What it is
    The sequences in the list have different numbers of timesteps.

Why it matters
    An array has one length for all. NumPy refuses to stack them, or makes an object array that Keras
    refuses.

What Keras says
    Keras 3: ``Invalid dtype: object``, or, for a list, ``Data cardinality is ambiguous``. Keras 2: ``Failed
    to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray)``. NumPy: ``setting an array
    element with a sequence. The requested array has an inhomogeneous shape``.

Example
    200 arrays of (20 to 59, 100) for a model of ``Input((None, 100))``.

Cure
    Pad them to one length: ``lstmdoctor fix model.keras data.pkl --pad 60``.

Risk
    Padding is data unless the model masks it. It goes to the end where the model masks and in front where it
    does not; nothing is cut unless you ask for it. ``keras.utils.pad_sequences`` without ``dtype="float32"``
    turns every value between -1 and 1 into 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import (
    axis_words,
    cure_remedy,
    one_array_words,
    shape_evidence,
    time_settling_step,
)
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Axis, Varies
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD301",
    "ragged-sequences",
    "error",
    meaning="the sequences have different lengths",
    cure=Cure("pad them to one length", 'x = keras.utils.pad_sequences(x, dtype="float32", padding="post")'),
)


def find(case: Case) -> Iterator[Finding]:
    """A list whose time axis varies, wherever the time axis stands."""
    for pair in case.pairs:
        axis = time_axis(pair)
        if isinstance(axis, Varies):
            sequences = count_noun(pair.facts.samples, "sequence")
            yield FAULT.found(
                pair.input.name,
                f"{sequences} of {axis_words(axis)} timesteps, {one_array_words(pair)}",
                remedy=cure_remedy(pair),
                evidence={**shape_evidence(pair), "shortest": axis.low, "longest": axis.high},
            )


def time_axis(pair: Pair) -> Axis | None:
    """The axis that padding, truncation or windows would make even, if any axis varies.

    Where nothing leads to the model, the second axis of data of the right rank counts timesteps.
    """
    if not pair.facts.ragged:
        return None
    if pair.cause is None:
        return pair.facts.axes[1] if pair.goal.timed and pair.facts.rank == pair.goal.rank else None
    step = time_settling_step(pair)
    return None if step is None else step.before.axes[1]
