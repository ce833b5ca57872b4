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

from collections.abc import Collection, Iterator, Sequence

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.readings import Reading
from lstmdoctor.text import safe_text

FAULT = Fault(
    "LD106",
    "sample-count",
    "error",
    meaning="the inputs have different numbers of samples",
    cure=Cure(
        "find the samples that are missing, do not cut the others to fit",
        "print([len(array) for array in x])",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """One finding for all inputs together, counted after the cure where there is one."""
    if all(
        is_possible_reading(reading, pair, case.pairs)
        for pair in case.pairs
        for reading in likeliest_readings(pair)
    ):
        return
    numbers = {
        pair.input.name: max(reading_sample_counts(likeliest_readings(pair)[0], pair), default=0)
        for pair in case.pairs
    }
    each = ", ".join(f"'{safe_text(name)}' has {number:,}" for name, number in numbers.items())
    have = (
        "have" if all(numbers[pair.input.name] == pair.facts.samples for pair in case.pairs) else "would have"
    )
    yield FAULT.found(
        None,
        f"the inputs {have} different numbers of samples: {each}",
        evidence={"inputs": list(numbers), "samples": list(numbers.values())},
    )


def is_possible_reading(reading: Reading | None, pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether every other input has a reading that gives as many samples."""
    own = reading_sample_counts(reading, pair)
    others = (
        [reading_sample_counts(one, other) for one in likeliest_readings(other)]
        for other in pairs
        if other is not pair
    )
    return all(any(has_common_number(own, numbers) for numbers in other) for other in others)


def likeliest_readings(pair: Pair) -> tuple[Reading | None, ...]:
    """The readings on offer; without any the one that names the faults."""
    return pair.readings or (pair.cause,)


def has_common_number(a: Collection[int], b: Collection[int]) -> bool:
    """Whether two sets of numbers have one in common."""
    few, many = sorted((a, b), key=len)
    return any(number in many for number in few)


def reading_sample_counts(reading: Reading | None, pair: Pair) -> Collection[int]:
    """Numbers of samples that a reading gives; any that windows of a length to be named can give.

    A model that takes timesteps first has the samples second.
    """
    facts = (reading.result if reading is not None else None) or pair.facts
    for step in reading.steps if reading is not None else ():
        if step.edit.id == "window" and step.edit.args()["timesteps"] is None:
            return range(1, step.before.samples)
    second = facts.axes[1] if pair.input.time_major and reading is not None and facts.rank > 1 else None
    return (second if isinstance(second, int) else facts.samples,)
