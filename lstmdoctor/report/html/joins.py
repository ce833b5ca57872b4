"""Which axis of the data becomes which axis of the model, as a reading moves them.

An edit is asked with axes of distinct prime sizes: where a prime turns up again the axis went there as
it was, a new axis of size 1 came from nowhere, and what is left over on both sides was made of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.readings import Step

PRIMES = (1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049, 1051, 1061)
Origins = tuple[frozenset[int], ...]


def origins_in_pair(pair: Pair) -> Origins:
    """For each axis of the model, the axes of the data that it comes from; empty for an axis that is new.

    Without a reading the axes are taken side by side from the left.
    """
    rank = len(pair.input.shape or ())
    if pair.cause is None:
        return tuple(frozenset({i} if i < pair.facts.rank else ()) for i in range(rank))
    origins: Origins = tuple(frozenset({i}) for i in range(pair.facts.rank))
    for step in pair.cause.steps:
        moved = origins_in_step(step)
        origins = tuple(frozenset().union(*(origins[i] for i in one)) for one in moved)
    return origins[:rank] + (frozenset(),) * (rank - len(origins))


def origins_in_step(step: Step) -> Origins:
    """For each axis after one edit, the axes before it that it comes from."""
    before, after = probed_axes(step.before, step), step.after.axes
    if before is None:
        return tuple(frozenset({i} if i < step.before.rank else ()) for i in range(len(after)))
    asked, answer = before
    origins = [frozenset({asked.index(size)} if size in asked else ()) for size in answer]
    left = frozenset(range(len(asked))).difference(*origins)
    same_rank = len(asked) == len(answer)
    return tuple(
        one or (frozenset({j}) & left if same_rank else left if size != 1 else frozenset())
        for j, (one, size) in enumerate(zip(origins, answer, strict=True))
    )


def probed_axes(facts: Facts, step: Step) -> tuple[Sequence[object], Sequence[object]] | None:
    """Axes of prime sizes, and what the edit makes of them; None where it does not take such sizes."""
    if facts.rank > len(PRIMES):
        return None
    asked = PRIMES[: facts.rank]
    # An axis of size 1 may have to stay one, to be dropped.
    kept = tuple(1 if axis == 1 else prime for axis, prime in zip(facts.axes, asked, strict=True))
    try:
        return kept, step.edit.facts(replace(facts, axes=kept)).axes
    except (ValueError, IndexError, ZeroDivisionError):
        return None
