"""What one pass over the values found; mergeable like the facts that hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Values:
    """Counts over all values of an array.

    Parameters
    ----------
    number : int
        Values seen.
    """

    number: int


def merge_values(a: Values | None, b: Values | None) -> Values | None:
    """Values of two pieces laid end to end; None when either piece was not looked at."""
    if a is None or b is None:
        return None
    return Values(number=a.number + b.number)
