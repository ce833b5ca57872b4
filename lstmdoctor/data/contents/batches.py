"""Lists with a batch in each item, as ``list(dataset)`` gives them: ``[(x, y), (x, y), ...]``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lstmdoctor.core.facts import Place
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.records import frozen_record, unique_record
from lstmdoctor.roles.names import Role, is_label

FEWEST = 2
SAMPLE_AXES = 2
"""Axes of what is one sample of a sequence: a batch of such has one more."""
ROLES: tuple[tuple[Role, str], ...] = (("data", ""), ("labels", ""), ("labels", "sample_weight"))
"""What stands at each place of a tuple that `fit` takes as an item of a dataset."""
Path = tuple[object, ...]
"""Keys and positions on the way to an array."""


@unique_record
class Batches:
    """The arrays that stand at one place in every item of a list."""

    arrays: list[Array]


@frozen_record
class BatchColumn:
    """What a list of batches has at one place of its items.

    Parameters
    ----------
    path : tuple of keys and positions
    role : Role
    means : str
        The name that the place stands for, "" where its own will do.
    batches : Batches
    """

    path: Path
    role: Role
    means: str
    batches: Batches


def batch_columns(items: Sequence[Any]) -> list[BatchColumn]:
    """The columns of a list of batches; empty where the items may be samples, or sets of data.

    All batches have as many samples, the last may have fewer. Two of unequal size are taken for training and
    test data, as several in a tuple are.
    """
    if not isinstance(items, list) or len(items) < FEWEST:
        return []
    # The first item rules out lists of samples, of which there may be millions.
    first = dict(batch_leaves(items[0]))
    if not has_data_and_labels([batch_column(path, [array]) for path, array in first.items()]):
        return []
    arrays = _arrays_at_places(items, list(first))
    columns = [batch_column(path, found) for path, found in zip(first, arrays, strict=True)] if arrays else []
    return columns if all(map(is_batch_column, columns)) else []


def batch_column(path: Path, arrays: list[Array]) -> BatchColumn:
    """The column of the arrays that stand at one place."""
    return BatchColumn(path, *place_role(path), Batches(arrays))


def _arrays_at_places(items: Sequence[Any], places: list[Path]) -> list[list[Array]]:
    """What the items have at each of these places; empty where they have others, or are no batches."""
    found: list[list[Array]] = [[] for _ in places]
    sizes: list[int] = []
    for item in items:
        row = dict(batch_leaves(item))
        size = {len(array) if array.ndim else 0 for array in row.values()}
        if len(size) != 1 or list(row) != places:
            return []
        sizes += size
        for arrays, array in zip(found, row.values(), strict=True):
            arrays.append(array)
    return found if are_batch_sizes(sizes) else []


def batch_leaves(item: object, path: Path = ()) -> Iterator[tuple[Path, Array]]:
    """The arrays of one item, a tuple of arrays and of dicts or tuples of them; nothing where it is none."""
    match item:
        case np.ndarray() if path and item.dtype.kind != "O":
            yield path, item
        case dict() if len(path) < FEWEST:
            for key, value in item.items():
                yield from batch_leaves(value, (*path, key))
        case tuple() | list() if len(path) < FEWEST and len(item) <= len(ROLES):
            for position, value in enumerate(item):
                yield from batch_leaves(value, (*path, position))
        case _:
            # Something that is no array stands beside the arrays: a name of its own keeps the rows apart.
            yield (*path, type(item)), np.empty(0)


def are_batch_sizes(sizes: Sequence[int]) -> bool:
    """Whether these are the sizes of batches."""
    first, *others, last = sizes
    return first > 1 and set(others) <= {first} and last <= first and (len(sizes) > FEWEST or last == first)


def is_batch_column(column: BatchColumn) -> bool:
    """Whether the batches can be laid end to end."""
    arrays = column.batches.arrays
    return len({array.shape[1:] for array in arrays}) == 1 and len({array.dtype for array in arrays}) == 1


def has_data_and_labels(columns: Sequence[BatchColumn]) -> bool:
    """Whether a column has too many axes for one sample of each item, and another is its labels."""
    data = [column for column in columns if column.role == "data"]
    deep = any(column.batches.arrays[0].ndim > SAMPLE_AXES for column in data)
    return deep and any(column.role == "labels" for column in columns)


def place_role(path: Path) -> tuple[Role, str]:
    """What the place of an array in its item says of it."""
    match path[0]:
        case int(position) if 0 <= position < len(ROLES):
            return ROLES[position]
        case str(name):
            return ("labels" if is_label(name) else "data"), ""
        case _:
            return "aside", ""


def joined_place(place: Place, path: Path) -> Place:
    """Where all batches of a column are, one after another, in Python."""
    keys = "".join(f"[{key!r}]" for key in path)
    return Place(f"np.concatenate([one{keys} for one in {place.before}", f"{place.after}])", place.means)
