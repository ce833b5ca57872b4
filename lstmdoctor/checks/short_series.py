"""Sequences shorter than a window

What it is
    Some sequences have fewer timesteps than a window, or than a window and the steps behind it that are
    its labels.

Why it matters
    No window fits into them, and they are left out without a word.

What Keras says
    Nothing: they are not there.

Example
    Windows of 60 days from stations of which three were built last month.

Cure
    A shorter window or horizon; or pad the short sequences to one window (``--pad 60`` without
    ``--window``), where the model masks. Or leave them out, knowingly.

Risk
    The sequences that are left out are often the ones of one kind: the new customers, the patients who
    died.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Facts, axis_histogram, high_of
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD155",
    "short-series",
    "warning",
    meaning="some sequences are shorter than a window",
    cure=Cure(
        "take shorter windows, or pad these sequences",
        'table.groupby("id").size().sort_values()',
    ),
    stays=True,
)


def find(case: Case) -> Iterator[Finding]:
    """Sequences of a table that no window of the model fits into, where others hold several."""
    if case.table is None or not case.table.taken.id:
        return
    for pair in case.pairs:
        window, ahead = window_timesteps(case, pair), case.choices.horizon or 0
        if window is None or not holds_sequences(pair.facts) or high_of(pair.facts) < window + ahead:
            continue
        shortest = safe_text(case.table.shortest)
        sizes = axis_histogram(pair.facts.axes[1], pair.facts.samples)
        short = sum(number for size, number in sizes if size < window + ahead)
        wide = case.choices.window is not None or high_of(pair.facts) > window + ahead
        if short and wide:
            behind = f" and {count_noun(ahead, 'step')} behind it" if ahead else ""
            yield Finding(
                FAULT,
                FAULT.severity,
                pair.input.name,
                f"{short:,} of {count_noun(pair.facts.samples, 'sequence')} are shorter than a window of "
                f"{window:,}{behind}, the shortest is that of '{shortest}' with {sizes[0][0]:,}",
                "take shorter windows, pad these sequences, or leave them out knowingly",
                evidence={"sequences": short, "window": window, "horizon": ahead, "shortest": sizes[0][0]},
            )


def window_timesteps(case: Case, pair: Pair) -> int | None:
    """Timesteps of a window: as asked for, or as the model takes them."""
    return case.choices.window or (pair.goal.timesteps if pair.goal.timed else None)


def holds_sequences(facts: Facts) -> bool:
    """Whether the second axis counts the timesteps of sequences."""
    return facts.rank > 2 and not facts.mixed_rank
