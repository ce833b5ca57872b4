"""Sequences without a single real step

What it is
    A sequence of length 0, or a row of the array that is padding from its first step to its last.

Why it matters
    There is nothing to learn from it, and yet it has a label. Under a mask its output is the initial state
    of the layer, all zeros, whatever the weights are; without one it is what the padding makes of them.

What Keras says
    On a CPU nothing. On a GPU the cuDNN kernels refuse a mask that leaves no step: ``CUDNN_STATUS_BAD_PARAM``
    in TensorFlow 2.x, ``You are passing a RNN mask that does not correspond to right-padded sequences`` in
    Keras 3.

Example
    A text of which the tokenizer knew no word; a recording that a filter cut to nothing.

Cure
    Leave these sequences and their labels out: ``keep = (x != 0).any(axis=(1, 2)); x, y = x[keep], y[keep]``.

Risk
    A sequence that really holds nothing but the padding value goes with them. Drop labels with the same
    ``keep``, or they slip against the data.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import is_masked_input, padding_of, padding_value_run, timed_values
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Varies
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD303",
    "empty-sequence",
    "warning",
    meaning="a sequence has no timestep, or is padding only",
    cure=Cure(
        "leave them out of the data, and their labels with them",
        "keep = np.any(x != 0, axis=(1, 2))\nx, y = x[keep], y[keep]",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Length 0 in a list; in an array rows of the mask value, or of the padding that other rows show."""
    for pair in case.pairs:
        for number, why in ((without_length(pair), "have no timestep"), padding_only(pair)):
            if number:
                yield FAULT.found(
                    pair.input.name,
                    f"{number:,} of {count_noun(pair.facts.samples, 'sequence')} {why}",
                    evidence={"empty": number, "samples": pair.facts.samples},
                )


def without_length(pair: Pair) -> int:
    """How many sequences of a list have length 0."""
    sizes = [axis for axis in pair.facts.axes[1:] if isinstance(axis, Varies) and axis.low == 0]
    return max((max(dict(axis.counts).get(0, 1), 1) for axis in sizes), default=0)


def padding_only(pair: Pair) -> tuple[int, str]:
    """How many rows are padding only, and the words for it."""
    values, padding = timed_values(pair), padding_of(pair)
    if values is None or values.nonzero == 0:
        return 0, ""
    mask = pair.input.mask_value if is_masked_input(pair.input) else None
    if mask is not None and (run := padding_value_run(values, mask)) is not None and run.only:
        return run.only, f"are {mask:g} throughout, the value that the model skips"
    if padding is not None and padding.only:
        return padding.only, f"are {padding.value:g} throughout, the padding of the others"
    return 0, ""
