"""Inputs with different numbers of samples

What it is
    The arrays for the inputs of one model do not have the same number of samples.

Why it matters
    Sample i of every input belongs together. One missing sample shifts all that follow.

What Keras says
    Keras 3: ``Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x'
    sizes: 200, 180``. tf.keras 2: the same with ``x sizes: 200, 180``.

Example
    ``seq_in`` of (200, 50, 3) and ``static_in`` of (180, 4).

Cure
    None that a tool could know: find out which samples are missing, by their ids or times.

Risk
    Cutting all arrays to the shortest silences Keras. Unless the missing samples are the last ones it pairs
    sequences with the values of other samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.findings import Case, Fault, Finding, Pair
from lstmdoctor.text import safe

FAULT = Fault("LD106", "sample-count", "error")


def find(case: Case) -> Iterator[Finding]:
    """One finding for all inputs together, counted after the cure where there is one."""
    numbers = {pair.input.name: samples(pair) for pair in case.pairs}
    if len(set(numbers.values())) > 1:
        each = ", ".join(f"'{safe(name)}' has {number:,}" for name, number in numbers.items())
        yield Finding(
            FAULT,
            FAULT.severity,
            None,
            f"the inputs have different numbers of samples: {each}",
            "find the samples that are missing, do not cut the others to fit",
            evidence={"inputs": list(numbers), "samples": list(numbers.values())},
        )


def samples(pair: Pair) -> int:
    """Number of samples that this input will have; a model that takes timesteps first has them second."""
    result = pair.chosen.result if pair.chosen is not None else None
    facts = result or pair.facts
    second = facts.axes[1] if pair.input.time_major and pair.chosen is not None and facts.rank > 1 else None
    return second if isinstance(second, int) else facts.samples
