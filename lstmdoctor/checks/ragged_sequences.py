"""Sequences of different lengths

What it is
    The sequences in the list have different numbers of timesteps.

Why it matters
    An array has one length for all. NumPy refuses to stack them, or makes an object array that Keras refuses.

What Keras says
    Keras 3: ``Invalid dtype: object``, or, for a list, ``Data cardinality is ambiguous``.
    Keras 2: ``Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray)``.
    NumPy: ``setting an array element with a sequence. The requested array has an inhomogeneous shape``.

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

from lstmdoctor.checks.words import axis_words, shapes, takes
from lstmdoctor.facts import Varies
from lstmdoctor.findings import Case, Fault, Finding
from lstmdoctor.text import count

FAULT = Fault("LD301", "ragged-sequences", "error")


def find(case: Case) -> Iterator[Finding]:
    """A list whose time axis varies, wherever the time axis stands."""
    for pair in case.pairs:
        if pair.cause is None or not pair.cause.has("pad") or not pair.facts.ragged:
            continue
        step = next(
            step for step in pair.cause.steps if step.before.ragged and step.edit.id in ("truncate", "pad")
        )
        axis = step.before.axes[1]
        if not isinstance(axis, Varies):
            continue
        sequences = count(pair.facts.samples, "sequence")
        yield Finding(
            FAULT,
            FAULT.severity,
            pair.input.name,
            f"{sequences} of {axis_words(axis)} timesteps, {takes(pair)} as one array",
            "pad them to one length",
            remedy="reading",
            evidence={**shapes(pair), "shortest": axis.low, "longest": axis.high},
        )
