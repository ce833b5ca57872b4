"""Sequences of one timestep

What it is
    Every sequence has a single timestep, as after ``x.reshape(N, 1, F)``, and the model reads it with a
    recurrent layer.

Why it matters
    A recurrent layer remembers earlier steps of the same sequence. With one step there are none: it does what
    a `Dense` layer does, more slowly, and what the samples have to do with each other is not learnt.

What Keras says
    Nothing.

Example
    A table of 1,000 days and 8 columns, reshaped to (1000, 1, 8) for ``Input((1, 8))``.

Cure
    Windows of several steps, and a model that takes them: ``lstmdoctor fix --window 30``. Or leave it, where
    the model is stateful and the samples follow each other.

Risk
    None in leaving it but an idle layer.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import first_recurrent
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD310",
    "one-timestep",
    "note",
    meaning="every sequence has one timestep, so that there is nothing to remember",
    cure=Cure("make windows of several timesteps, where the samples follow each other"),
)


def find(case: Case) -> Iterator[Finding]:
    """A recurrent layer that reads one step of each of many samples, and keeps no state between them."""
    for pair in case.pairs:
        layer = first_recurrent(pair.input)
        if layer is None or layer.options.get("stateful") or not is_single_step(pair):
            continue
        yield FAULT.found(
            pair.input.name,
            f"each of {count_noun(pair.facts.samples, 'sequence')} has one timestep: "
            f"'{safe_text(layer.name)}' has nothing to remember",
            evidence={"samples": pair.facts.samples},
        )


def is_single_step(pair: Pair) -> bool:
    """Whether the data as it is has one timestep throughout, in the order (batch, timesteps, ...)."""
    facts = pair.facts
    kept = pair.fits and pair.goal.timed and facts.rank > 2 and not pair.input.time_major
    return kept and facts.axes[1] == 1 and facts.samples > 1
