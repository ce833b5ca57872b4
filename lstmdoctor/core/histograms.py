"""How the values of an array are spread, in counts that merge; taken only where a picture asks for them.

No range has to be known in advance: values are counted by sign and power of two, ids by themselves, values
that are not finite by feature and by a coarse map of timesteps against features.
"""

from __future__ import annotations

from dataclasses import field

from lstmdoctor.records import frozen_record

MAP_SIDE = 64
"""Cells at most along each side of the map of values that are not finite."""
MOST_IDS = 1 << 16
"""Ids and classes that are counted one by one; those beyond are counted together."""

Counts = tuple[tuple[int, int], ...]


@frozen_record
class Asked:
    """What a pass is to count beside what it always finds.

    Parameters
    ----------
    timesteps, features : int
        Of the whole array, which decide the cells of the map.
    """

    timesteps: int
    features: int

    @property
    def steps_in_cell(self) -> int:
        return -(-self.timesteps // MAP_SIDE) or 1

    @property
    def features_in_cell(self) -> int:
        return -(-self.features // MAP_SIDE) or 1


@frozen_record
class Histograms:
    """Counts over all values of an array or list.

    Parameters
    ----------
    positive, negative : tuple of (exponent, number)
        Finite values other than 0 by the power of two below them: ``2**e <= abs(v) < 2**(e + 1)``, ascending.
    zero : int
    whole : tuple of (value, number)
        Whole values from 0 to `MOST_IDS` - 1, ascending; empty as soon as a value with a fraction was seen.
    whole_beyond : int
        Whole values that are negative, or beyond those that are counted one by one.
    only_whole : bool
    not_finite : tuple of (feature, number)
        Features with values that are not finite, ascending.
    cells : tuple of (timestep cell, feature cell, number)
        The map of values that are not finite, in reading order.
    """

    positive: Counts = ()
    negative: Counts = ()
    zero: int = 0
    whole: Counts = ()
    whole_beyond: int = 0
    only_whole: bool = True
    not_finite: Counts = ()
    cells: tuple[tuple[int, int, int], ...] = field(default=())


def merge_counts(a: Counts, b: Counts) -> Counts:
    """Counts of two pieces together."""
    if not a or not b:
        return a or b
    numbers = dict(a)
    for key, number in b:
        numbers[key] = numbers.get(key, 0) + number
    return tuple(sorted(numbers.items()))


def merge_histograms(a: Histograms | None, b: Histograms | None) -> Histograms | None:
    """Histograms of two pieces; None when either was not asked for."""
    if a is None or b is None:
        return None
    cells = {(step, feature): number for step, feature, number in a.cells}
    for step, feature, number in b.cells:
        cells[step, feature] = cells.get((step, feature), 0) + number
    only_whole = a.only_whole and b.only_whole
    return Histograms(
        positive=merge_counts(a.positive, b.positive),
        negative=merge_counts(a.negative, b.negative),
        zero=a.zero + b.zero,
        whole=merge_counts(a.whole, b.whole) if only_whole else (),
        whole_beyond=a.whole_beyond + b.whole_beyond if only_whole else 0,
        only_whole=only_whole,
        not_finite=merge_counts(a.not_finite, b.not_finite),
        cells=tuple((*key, number) for key, number in sorted(cells.items())),
    )
