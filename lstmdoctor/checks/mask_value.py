"""Padding of another value than the model masks

What it is
    The model skips steps of one value and the data is padded with another.

Why it matters
    The mask never meets the padding: the recurrent layer reads all of it as data, as if there were no mask.
    Scaling after padding has the same effect, because it turns the zeros of the padding into something else.

What Keras says
    Nothing.

Example
    ``Masking(mask_value=-1.0)`` and ``pad_sequences(xs, dtype="float32")``, which pads with 0.

Cure
    Pad with the value that the model masks: ``pad_sequences(xs, value=-1.0, dtype="float32")``. Where the
    sequences are gone, ``lstmdoctor fix --cure move-padding`` gives the run of padding at the end, or in
    front, of every sequence that value, and leaves the same value anywhere else alone.

Risk
    None, where the mask value does not occur in the data. ``x[x == 0] = -1`` would change real zeros too.
    Real steps of nothing but the padding value right beside the padding cannot be told from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import describe_padding_place, is_masked_input, padding_of
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD305",
    "mask-value",
    "warning",
    meaning="the padding is not what the model masks",
    cure=Cure(
        "pad with what the model masks", 'x = keras.utils.pad_sequences(x, value=mask_value, dtype="float32")'
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A mask value and padding that differ."""
    for pair in case.pairs:
        padding, mask = padding_of(pair), pair.goal.mask_value
        if padding is None or mask is None or not is_masked_input(pair.input) or padding.value == mask:
            continue
        yield FAULT.found(
            pair.input.name,
            f"{count_noun(padding.rows + padding.only, 'sequence is', 'sequences are')} padded with "
            f"{padding.value:g} {describe_padding_place(padding.side)}, the model masks {mask:g}: the "
            "padding is read as data",
            f"pad with what the model masks: keras.utils.pad_sequences(xs, value={mask_literal(mask)}, "
            'dtype="float32"); or move the padding that is there, and nothing else: --cure move-padding',
            evidence={
                "padding": padding.value,
                "mask": mask,
                "side": padding.side,
                "sequences": padding.rows + padding.only,
                "samples": pair.facts.samples,
            },
        )


def mask_literal(mask: float) -> str:
    """A mask value in Python."""
    return str(mask) if math.isfinite(mask) else f'float("{mask}")'
