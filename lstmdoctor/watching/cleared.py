"""Data that was looked at and fits, whatever the text of an error says: of a metric, of another model."""

from __future__ import annotations

from lstmdoctor.core.explanation import Explanation
from lstmdoctor.core.facts import AnySize
from lstmdoctor.core.reports import Report
from lstmdoctor.watching.notes import is_disproved


def is_of_other_code(found: Explanation, report: Report | None) -> bool:
    """Whether a text speaks of shapes of data of which every size is known, and fits.

    What then fails is code of the user's own, a layer within, or another model that a callback calls.
    """
    return report is not None and is_known_whole(report) and is_disproved(found, report)


def is_known_whole(report: Report) -> bool:
    """Whether a built model says what it takes, and no size of the data but its samples is left open."""
    pairs = report.case.pairs
    built = bool(pairs) and all(pair.input.shape is not None for pair in pairs)
    return built and not any(isinstance(axis, AnySize) for pair in pairs for axis in pair.facts.axes[1:])
