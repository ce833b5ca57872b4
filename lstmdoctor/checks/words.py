"""Phrases and loops that several checks share."""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.facts import Axis, Facts, Varies
from lstmdoctor.findings import Case, Evidence, Pair
from lstmdoctor.readings import Step
from lstmdoctor.text import shape


def steps(case: Case, *edits: str) -> Iterator[tuple[Pair, Step]]:
    """Every step of these edits in the readings that name the faults."""
    for pair in case.pairs:
        if pair.cause is not None:
            for step in pair.cause.steps:
                if step.edit.id in edits:
                    yield pair, step


def takes(pair: Pair) -> str:
    """``the model takes (any, 50, 100)``, naming the input where there are several."""
    return f"the model takes {shape(pair.input.shape or ())}"


def found(facts: Facts) -> str:
    """``(200, 20 to 59, 100)``."""
    return shape([axis_words(axis) for axis in facts.axes])


def axis_words(axis: Axis) -> str:
    """``50``, ``20 to 59``."""
    return f"{axis.low} to {axis.high}" if isinstance(axis, Varies) else str(axis)


def sizes(facts: Facts) -> list[int | None]:
    """Shape for evidence: null for an axis that differs between sequences."""
    return [None if isinstance(axis, Varies) else axis for axis in facts.axes]


def shapes(pair: Pair) -> dict[str, Evidence]:
    """Evidence that every finding about a shape carries."""
    return {"found": sizes(pair.facts), "expected": list(pair.input.shape or ())}
