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

from collections.abc import Iterator, Sequence

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.readings import Reading
from lstmdoctor.text import safe_text

Samples = tuple[int, ...] | range
"""Numbers of samples, one of which it is."""
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
    possible = PossibleSamples(case.pairs)
    if all(possible.allow(reading, pair) for pair in case.pairs for reading in likeliest_readings(pair)):
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


class PossibleSamples:
    """Which numbers of samples every input has a reading for; one number is looked at once.

    Parameters
    ----------
    pairs : sequence of Pair
    """

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.each = [
            list(dict.fromkeys(reading_sample_counts(one, pair) for one in likeliest_readings(pair)))
            for pair in pairs
        ]
        self.known: dict[Samples, bool] = {}

    def allow(self, reading: Reading | None, pair: Pair) -> bool:
        """Whether every input has a reading that gives as many samples as this one of a pair."""
        own = reading_sample_counts(reading, pair)
        if own not in self.known:
            self.known[own] = all(any(has_common_number(own, one) for one in each) for each in self.each)
        return self.known[own]


def likeliest_readings(pair: Pair) -> tuple[Reading | None, ...]:
    """The readings on offer; without any the one that names the faults."""
    return pair.readings or (pair.cause,)


def has_common_number(a: Samples, b: Samples) -> bool:
    """Whether two sets of numbers have one in common."""
    few, many = sorted((a, b), key=len)
    return any(number in many for number in few)


def reading_sample_counts(reading: Reading | None, pair: Pair) -> Samples:
    """Numbers of samples that a reading gives; any that windows of a length to be named can give.

    A model that takes timesteps first has the samples second.
    """
    facts = (reading.result if reading is not None else None) or pair.facts
    for step in reading.steps if reading is not None else ():
        if step.edit.id == "window" and step.edit.args()["timesteps"] is None:
            return range(1, step.before.samples)
    second = facts.axes[1] if pair.input.time_major and reading is not None and facts.rank > 1 else None
    return (second if isinstance(second, int) else facts.samples,)
