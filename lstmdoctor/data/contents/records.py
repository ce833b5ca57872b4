"""Lists with data and label of one sample in each item: ``[(x, y), ...]``, ``[{"x": x, "y": y}, ...]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from lstmdoctor.data.contents.python_numbers import number_dtype
from lstmdoctor.data.contents.tuples import is_sample_record, rank_of_nested
from lstmdoctor.roles.names import Role, is_label

Column = tuple[object, Role, list[Any]]
"""A key or position, what stands there, and the item of every sample."""
Kind = Literal["arrays", "numbers", "text", "other"]
WIDEST = 4
"""Items of the longest tuple that is taken for one sample."""


def sample_columns(rows: Sequence[Any]) -> list[Column]:
    """What the samples have under each key; empty where the items are samples themselves."""
    alone = len(rows) == 1 and not is_sample_record(rows[0])
    first = rows[0] if rows and not alone else None
    if isinstance(first, dict):
        return _of_dicts(rows)
    alike = _is_row(first) and all(_is_row(row) and len(row) == len(rows[0]) for row in rows)
    return _of_tuples(rows) if alike else []


def _is_row(row: Any) -> bool:
    """Whether this may be the data and label of one sample; rows of an array of objects may be."""
    listed = isinstance(row, list | tuple) or (
        isinstance(row, np.ndarray) and row.dtype.kind == "O" and row.ndim == 1
    )
    return listed and 2 <= len(row) <= WIDEST and any(column_kind([item]) == "arrays" for item in row)


def _of_dicts(rows: Sequence[Any]) -> list[Column]:
    keys = rows[0].keys()
    if not keys or not all(isinstance(row, dict) and row.keys() == keys for row in rows):
        return []
    found = {key: [row[key] for row in rows] for key in rows[0]}
    kinds = {key: column_kind(column) for key, column in found.items()}
    if "arrays" not in kinds.values():
        return []

    def role(key: object) -> Role:
        named = isinstance(key, str) and is_label(key)
        return "" if named or kinds[key] in ("arrays", "numbers") else "aside"

    return [(key, role(key), column) for key, column in found.items()]


def _of_tuples(rows: Sequence[Any]) -> list[Column]:
    found = [[row[position] for row in rows] for position in range(len(rows[0]))]
    kinds = [column_kind(column) for column in found]
    places = range(len(found))
    arrays = [place for place in places if kinds[place] == "arrays"]
    if len(arrays) == len(found):
        roles: dict[int, Role] = {0: "data", 1: "labels"} if _is_data_label_pair(rows, found) else {}
    else:
        # Arrays beside numbers or text are no time steps.
        roles = {place: "data" if place in arrays else "aside" for place in places}
        told = [place for place in places if _can_be_labels(found[place], kinds[place])]
        numbers = [place for place in told if kinds[place] == "numbers"]
        roles |= dict.fromkeys((numbers or told)[-1:], "labels")
    return [(place, role, found[place]) for place, role in roles.items()] if arrays else []


def _can_be_labels(column: Sequence[Any], sort: Kind) -> bool:
    """Whether these may be labels; a number or a name of its own for each sample is none."""
    if sort == "numbers":
        return any(value != place for place, value in enumerate(column))
    return sort == "text" and len(set(column)) < len(column)


def _is_data_label_pair(rows: Sequence[Any], found: Sequence[Sequence[Any]]) -> bool:
    """Whether the second of two arrays is the label of the first: they cannot be two time steps."""
    if len(found) != 2:
        return False
    x, y = found
    ranks = [(rank_of_nested(a), rank_of_nested(b)) for a, b in zip(x, y, strict=True)]
    if all(a > b for a, b in ranks):
        return True
    if not all(isinstance(row, tuple) and len(row[0]) == len(row[1]) and len(row[0]) for row in rows):
        return False
    if any(a != b for a, b in ranks):
        return False
    if (
        all(np.shape(a) != np.shape(b) for a, b in rows if isinstance(a, np.ndarray))
        and rank_of_nested(x[0]) > 1
    ):
        return True
    return len(set(map(len, x))) > 1 and all(_has_integer_labels(labels) for labels in y)


def _has_integer_labels(labels: Any) -> bool:
    """Whether one label for each time step is a whole number."""
    dtype = labels.dtype if isinstance(labels, np.ndarray) else number_dtype(set(map(type, labels)))
    return dtype is not None and dtype.kind in "biu"


def column_kind(column: Sequence[Any]) -> Kind:
    """What all of these are."""
    if all(isinstance(item, list | tuple) or (isinstance(item, np.ndarray) and item.ndim) for item in column):
        return "arrays"
    plain = [item.item() if isinstance(item, np.ndarray) and item.ndim == 0 else item for item in column]
    if number_dtype(set(map(type, plain))) is not None:
        return "numbers"
    return "text" if all(isinstance(item, str) for item in plain) else "other"
