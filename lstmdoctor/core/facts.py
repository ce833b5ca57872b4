"""What is known of an array, or of a list of sequences, without its values.

Facts are mergeable: ``merge(facts(a), facts(b)) == facts(a + b)`` for any two pieces of the same data along
the first axis. That law is what allows streaming, threads and shards; a property test holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Literal

from lstmdoctor.core.values import Values, merge_values
from lstmdoctor.records import frozen_record

Container = Literal["array", "list"]
OddKind = Literal["none", "text", "number-as-text", "other"]
Wrapping = Literal["", "list", "tuple", "object-array", "nested-numbers", "folder", "dict"]


@frozen_record
class Varies:
    """An axis whose size differs between sequences.

    Parameters
    ----------
    low, high : int
        Smallest and largest size.
    counts : tuple of (size, number of sequences)
        The whole histogram, in ascending order of size; empty where it is not known.
    """

    low: int
    high: int
    counts: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


class AnySize(int):
    """A size that nobody knows before a batch is there; counts as the number it is made of, shows as "any".

    A `tf.data.Dataset` says (None, 50, 100) of its elements. What takes the place of None is chosen so that
    it fits the model: nothing is to be found where nothing is known.
    """

    def __str__(self) -> str:
        return "any"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return "any"


Axis = int | Varies
Histogram = Sequence[tuple[int, int]]
"""Sizes in ascending order, each with the number of sequences that have it."""


@frozen_record
class OddValue:
    """The first value among Python objects that is no number.

    Parameters
    ----------
    kind : OddKind
        Which cure it wants.
    words : str
        What it is: ``None``, ``the text 'Graz'``, ``a Timestamp``.
    at : tuple of int
        Its place on each axis, the sample first.
    """

    kind: OddKind
    words: str
    at: tuple[int, ...]


@frozen_record
class Facts:
    """An array, or a list of sequences seen as an array.

    Parameters
    ----------
    axes : tuple of Axis
        Shape with the samples first. A list of 200 arrays of shape (50, 100) has axes (200, 50, 100).
    container : {"array", "list"}
        Whether Keras would see one array or a list of many.
    dtypes : tuple of str
        The NumPy dtypes that occur, sorted, as in ``numpy.dtype.str`` without a byte-order mark for
        native order: ``float32``, ``>f4``, ``object``, ``str``, ``datetime64``, ``record``, ...
    wrapping : Wrapping
        What the container really is; "" for a plain array.
    ranks : tuple of int
        Ranks that occur, samples axis included. More than one: the axes after the first are unknown.
    fields : tuple of str
        Field names of a structured dtype.
    values : Values or None
        What a pass over the values found; None where none was made.
    odd : OddValue or None
        Of Python objects that are not all numbers.
    """

    axes: tuple[Axis, ...]
    container: Container = "array"
    dtypes: tuple[str, ...] = ("float32",)
    wrapping: Wrapping = ""
    ranks: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    values: Values | None = None
    odd: OddValue | None = None

    @property
    def rank(self) -> int:
        return len(self.axes)

    @property
    def samples(self) -> int:
        """Size of the first axis; 1 for a number without axes."""
        first = self.axes[0] if self.axes else 1
        return first if isinstance(first, int) else first.high

    @property
    def dtype(self) -> str:
        """The one dtype, or all that occur joined by ``|``."""
        return "|".join(self.dtypes)

    @property
    def mixed_rank(self) -> bool:
        return len(self.ranks) > 1

    @property
    def ragged(self) -> tuple[int, ...]:
        """Positions of the axes that differ between sequences."""
        return tuple(i for i, axis in enumerate(self.axes) if isinstance(axis, Varies))

    @property
    def items(self) -> int | None:
        """Number of values, or None while an axis varies."""
        total = 1
        for axis in self.axes:
            if isinstance(axis, Varies):
                return None
            total *= axis
        return total


@frozen_record
class Place:
    """Where an array stands in what a file holds.

    Parameters
    ----------
    before, after : str
        Python around the loaded file: ``list(`` and ``.values())``, nothing and ``["train"]["x"]``.
    means : str
        The name that the place stands for where the array's own says nothing: ``test/x`` of the second item
        of what ``train_test_split`` gives.
    own : tuple of str
        The expressions of the array, or of each member of it, where a program writes them out in a call.
    """

    before: str = ""
    after: str = ""
    means: str = ""
    own: tuple[str, ...] = ()

    def python(self, loaded: str) -> str:
        """The expression of the array, from that of the loaded file."""
        return f"{self.before}{loaded}{self.after}"

    @property
    def item(self) -> str:
        """Where it stands, without what makes an array of a table or of the rows of a ragged tensor."""
        closed = self.after.removesuffix("]") if self.before.startswith("[") else self.after
        return closed.removesuffix(".to_numpy()")

    def converted(self, item: str) -> str:
        """The array that is made of what stands there; `item` where that is one already."""
        return f"{self.before}{item}{self.after.removeprefix(self.item)}"


def fixed_axis_sizes(facts: Facts) -> list[int | None]:
    """Shape; None for an axis that differs between sequences, or that nobody knows yet."""
    return [None if isinstance(axis, Varies | AnySize) else axis for axis in facts.axes]


def axis_histogram(axis: Axis, samples: int) -> tuple[tuple[int, int], ...]:
    """Histogram of the sizes of one axis over `samples` sequences."""
    return axis.counts if isinstance(axis, Varies) else ((axis, samples),)


def join_axes(a: Axis, b: Axis, a_samples: int, b_samples: int) -> Axis:
    """The axis that two pieces share, a `Varies` where they differ."""
    if a == b and isinstance(a, int):
        return a
    counts: dict[int, int] = {}
    for size, number in (*axis_histogram(a, a_samples), *axis_histogram(b, b_samples)):
        counts[size] = counts.get(size, 0) + number
    return axis_from_counts(counts)


def length_percentile(histogram: Histogram, share: int) -> int | None:
    """The shortest length that at least `share` percent of the sequences do not exceed; None without any."""
    total, seen = sum(number for _, number in histogram), 0
    for size, number in histogram:
        seen += number
        if seen * 100 >= share * total:
            return size
    return None


def low_of(facts: Facts) -> int:
    """Shortest length on axis 1."""
    axis = facts.axes[1]
    return axis.low if isinstance(axis, Varies) else axis


def high_of(facts: Facts) -> int:
    """Longest length on axis 1."""
    axis = facts.axes[1]
    return axis.high if isinstance(axis, Varies) else axis


def axis_from_counts(counts: dict[int, int]) -> Axis:
    """An axis from the histogram of its sizes; an int when there is only one size."""
    sizes = sorted(counts)
    if len(sizes) == 1:
        return sizes[0]
    return Varies(sizes[0], sizes[-1], tuple((size, counts[size]) for size in sizes))


def merge_facts(a: Facts, b: Facts) -> Facts:
    """Facts of two pieces of one array or list laid end to end along the first axis."""
    ranks = tuple(sorted({*(a.ranks or (a.rank,)), *(b.ranks or (b.rank,))}))
    samples = a.samples + b.samples
    if len(ranks) == 1:
        rest = (join_axes(x, y, a.samples, b.samples) for x, y in zip(a.axes[1:], b.axes[1:], strict=True))
        axes: tuple[Axis, ...] = (samples, *rest)
    else:
        axes = (samples,)
    return Facts(
        axes=axes,
        container=a.container,
        dtypes=tuple(sorted({*a.dtypes, *b.dtypes})),
        wrapping=a.wrapping,
        ranks=ranks if len(ranks) > 1 else (),
        fields=a.fields or b.fields,
        values=merge_values(a.values, b.values),
        odd=a.odd or odd_value_behind(b.odd, a.samples),
    )


def odd_value_behind(odd: OddValue | None, samples: int) -> OddValue | None:
    """The value at its place behind so many samples."""
    return odd and replace(odd, at=(odd.at[0] + samples, *odd.at[1:]))


def merge_all(pieces: Iterable[Facts]) -> Facts:
    """`merge` over at least one piece."""
    return reduce(merge_facts, pieces)
