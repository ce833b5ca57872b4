"""More padding than data

What it is
    More than half of the padded array is, or will be, padding.

Why it matters
    A recurrent layer takes its time for every step, real or not. A few long sequences make all the others as
    long; time and memory go to padding.

What Keras says
    Nothing.

Example
    1,000 sequences of 20 to 60 steps and one of 5,000, padded to 5,000: over 99 % padding.

Cure
    A length that most sequences do not exceed: ``--pad p95 --truncate post``. Or batches of sequences of like
    length, each padded to its own longest, for a model of ``Input((None, features))``.

Risk
    Cutting loses the steps beyond the length. Batches of like length are no random batches: shuffle their
    order.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import Lengths, padding_of
from lstmdoctor.checks.shared.words import first_cause_step
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Varies, length_percentile
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD308",
    "padding-waste",
    "note",
    meaning="most of the array is padding",
    cure=Cure("batch sequences of like length, each batch padded to its own longest"),
)
MOST = 0.5
"""Part of the array that may be padding before it is worth a word."""


def find(case: Case) -> Iterator[Finding]:
    """Padding that was found in an array, or that will fill up a list."""
    for pair in case.pairs:
        length, lengths = padded_and_real_lengths(pair)
        slots = length * pair.facts.samples
        share = 1 - sum(size * number for size, number in lengths) / slots if slots and lengths else 0.0
        if share <= MOST:
            continue
        half, most = (length_percentile(lengths, share) or 0 for share in (50, 95))
        yield FAULT.found(
            pair.input.name,
            f"{share * 100:.0f} % of {count_noun(pair.facts.samples, 'sequence')} padded to {length:,} "
            "timesteps "
            f"is padding: half of them have at most {half:,}, 95 % at most {most:,}",
            padding_waste_advice(pair, length, most),
            evidence={
                "timesteps": length,
                "share": round(share, 4),
                "p50": half,
                "p95": most,
                "longest": lengths[-1][0],
            },
        )


def padded_and_real_lengths(pair: Pair) -> tuple[int, Lengths]:
    """The length with padding, and the histogram of the lengths without; (0, ()) where there is none."""
    step = first_cause_step(pair, "pad")
    if step is not None and isinstance(step.before.axes[1], Varies) and isinstance(step.after.axes[1], int):
        return step.after.axes[1], step.before.axes[1].counts
    padding = padding_of(pair)
    axis = pair.facts.axes[1] if padding is not None else 0
    if padding is None or not isinstance(axis, int):
        return 0, ()
    return axis, (((0, padding.only),) if padding.only else ()) + padding.lengths


def padding_waste_advice(pair: Pair, length: int, most: int) -> str:
    """A shorter length where most sequences would fit, and batches of like length."""
    fixed = pair.input.shape is not None and pair.input.shape[1:2] != (None,)
    model = "build the model with a free time axis (None), then " if fixed else ""
    shorter = f"pad to {most:,} (--pad p95 with --truncate), or " if most <= 0.8 * length else ""
    return f"{model}{shorter}batch sequences of like length, each batch padded to its own longest"
