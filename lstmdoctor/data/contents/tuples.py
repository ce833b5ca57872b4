"""Tuples of whole arrays: (x, y), (x, y, weights), several of these, and what ``train_test_split`` gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

import numpy as np

from lstmdoctor.data.contents.container import PAIR
from lstmdoctor.data.contents.python_numbers import number_dtype
from lstmdoctor.files.limits import RANK
from lstmdoctor.roles.names import Role, is_label

"""What a place says; "" where only a name can tell. A set has data and labels of its own."""
Member = tuple[int, Role, str]
"""A position, what stands there, and the name that says so."""
WEIGHTED = 3
SETS = {
    2: ("train", "test"),
    3: ("train", "validation", "test"),
    4: ("train", "validation", "test", "test"),
}
"""What several pairs are, in their order."""
BATCH_AXES = 3
"""Axes of data that cannot be one sample of what a recurrent layer takes."""


def tuple_members(value: Sequence[Any]) -> list[Member]:
    """What each item is, where they are data and labels; empty where they may be samples or inputs."""
    record = isinstance(value, list) and len(value) == 1 and is_sample_record(value[0])
    if len(value) == 1 and isinstance(value[0], dict) and is_dict_with_array(value[0]) and not record:
        return [(0, "", "")]
    if isinstance(value, tuple) and (notes := notes_in_tuple(value)) and not is_pair(value[:2]):
        return _members_without_dicts(value, notes)
    if _is_sets(value):
        return [(position, "set", name) for position, name in enumerate(SETS[len(value)])]
    if isinstance(value, tuple) and len(value) <= WEIGHTED and is_pair(value[:2]):
        return _pair_members(value)
    if len(value) == len(PAIR) and _is_listed_pair(*value):
        return [(0, "data", ""), (1, "labels", "")]
    return _split_members(value)


def notes_in_tuple(value: tuple[Any, ...]) -> list[int]:
    """Where dicts stand that hold no array."""
    items = enumerate(value)
    return [place for place, item in items if isinstance(item, dict) and not is_dict_with_array(item)]


def _members_without_dicts(value: tuple[Any, ...], notes: list[int]) -> list[Member]:
    """The members of a tuple without dicts that hold no array: a vocabulary, the parameters of a run."""
    kept = [position for position in range(len(value)) if position not in notes]
    rest = tuple(value[position] for position in kept)
    alone: list[Member] = [(0, "", "")] if len(rest) == 1 else []
    found = alone or tuple_members(rest)
    named: list[Member] = [(kept[position], role, means) for position, role, means in found]
    return [*named, *((position, "aside", "") for position in notes)] if named else []


def _is_sets(value: Sequence[Any]) -> bool:
    """Whether the items are pairs, or dicts with data and labels under the same names."""
    if len(value) not in SETS:
        return False
    if all(isinstance(item, dict) and item.keys() == value[0].keys() for item in value):
        records = isinstance(value, list) and all(map(is_step_record, value))
        return all(map(has_label_each, value)) and not records
    if isinstance(value, tuple) and all(isinstance(item, tuple) and is_pair(item) for item in value):
        return True
    nested = all(isinstance(item, list | tuple) and is_pair(item) for item in value)
    return nested and all(
        rank_of_nested(item[0]) >= BATCH_AXES and rank_of_nested(item[1]) < rank_of_nested(item[0])
        for item in value
    )


def is_sample_record(value: object) -> bool:
    """Whether a dict holds one sample: an array, and a single number or a text under the name of a label."""
    return is_dict_with_array(value) and any(
        isinstance(item, int | float | str | np.generic) or (isinstance(item, np.ndarray) and not item.ndim)
        for key, item in labels_in_dict(value)
    )


def is_step_record(value: dict[object, object]) -> bool:
    """Whether a dict with as many labels as timesteps is one sample, and no set of samples.

    It has a number or a name of its own, or its data has the axes of one sequence of vectors. Read so nothing
    is lost: a set of data would be one sequence, of which windows can be cut.
    """
    told = dict(labels_in_dict(value))
    rest = [item for key, item in value.items() if key not in told]
    if any(isinstance(item, int | float | str | np.generic) for item in rest):
        return True
    arrays = [item for item in rest if isinstance(item, np.ndarray) and item.ndim]
    vectors = all(item.ndim < BATCH_AXES and item.dtype.kind == "f" for item in arrays)
    return bool(arrays) and len(arrays) == len(rest) and vectors


def has_label_each(value: object) -> bool:
    """Whether a dict holds a whole set of data: as many labels as samples under one of its names."""
    told = dict(labels_in_dict(value))
    labels = [number_of_samples(item) for item in told.values()]
    rest = [item for key, item in value.items() if key not in told] if isinstance(value, dict) else []
    data = {number_of_samples(item) for item in rest}
    return any(number is not None and number in data for number in labels) and not is_sample_record(value)


def labels_in_dict(value: object) -> list[tuple[str, object]]:
    """What stands under the names of labels."""
    found = value.items() if isinstance(value, dict) else ()
    return [(key, item) for key, item in found if isinstance(key, str) and is_label(key)]


def _pair_members(value: tuple[Any, ...]) -> list[Member]:
    """(x, y), and what else may stand behind."""
    found: list[Member] = [(0, "data", ""), (1, "labels", "")]
    if len(value) == len(PAIR):
        return found
    if rank_of_nested(value[2]) > 1 or rank_of_nested(value[0]) == 1:
        return []
    if _has_numbers(value[2]) and number_of_samples(value[2]) == number_of_samples(value[1]):
        return [*found, (2, "labels", "sample_weight")]
    return [*found, (2, "aside", "")]


def _is_listed_pair(x: Any, y: Any) -> bool:
    """Whether two items of a list are data and labels: one number for each of as many samples."""
    return (
        rank_of_nested(x) >= BATCH_AXES
        and rank_of_nested(y) == 1
        and number_of_samples(x) == number_of_samples(y)
        and _has_numbers(y)
    )


def is_pair(value: Sequence[Any]) -> bool:
    """Whether these are data and labels."""
    # Two arrays in a list may be two samples; in a tuple, and with as many samples each, they are what people
    # write as `pickle.dump((X, y), file)`. With other numbers they are so where the second has fewer axes: no
    # two samples have that. Either may be a list, or a dict, of what goes into the inputs or out of outputs.
    if len(value) != len(PAIR):
        return False
    x, y = value
    if isinstance(x, dict) or isinstance(y, dict):
        by_sample = isinstance(x, dict) and isinstance(y, dict) and x.keys() == y.keys()
        return all(
            isinstance(item, list | np.ndarray) or is_dict_with_array(item)
            for item in ((x,) if by_sample else (x, y))
        )
    number = number_of_samples(y)
    if number is None or number_of_samples(x) is None:
        return False
    if number == number_of_samples(x):
        return True
    inputs = isinstance(x, list) and all(isinstance(item, np.ndarray) for item in x)
    if inputs and {number_of_samples(item) for item in x} == {number}:
        return True
    return number > 1 and 0 < rank_of_nested(y) < rank_of_nested(x)


def _split_members(value: Sequence[Any]) -> list[Member]:
    """Data and labels of two or three sets, those of one set side by side or all data first."""
    sets = SETS.get(len(value) // 2, ()) if len(value) in (4, 6) else ()
    half = len(sets)
    orders = [(slice(half), slice(half, None)), (slice(0, None, 2), slice(1, None, 2))] if half else []
    for x, y in orders:
        if _are_splits(value[x], value[y]):
            places = range(len(value))
            data: list[Member] = [
                (place, "data", f"{name}/x") for place, name in zip(places[x], sets, strict=True)
            ]
            return [
                *data,
                *((place, "labels", f"{name}/y") for place, name in zip(places[y], sets, strict=True)),
            ]
    return []


def _are_splits(x: Sequence[Any], y: Sequence[Any]) -> bool:
    """Whether these are the data of several sets, and these their labels.

    They are where the numbers of samples agree set by set and differ between the sets, and where the labels
    have fewer axes: no samples of one list have such, and inputs seldom. Tables of the same columns alone may
    be sequences whose lengths come in pairs by chance, and are.
    """
    data, labels = [number_of_samples(item) for item in x], [number_of_samples(item) for item in y]
    if not all(data) or not all(labels) or not (_has_alike_samples(x) and _has_alike_samples(y)):
        return False
    if not all(rank_of_nested(item) > 1 or _holds_text(item) for item in x):
        return False
    several = len({*data, *labels}) > 1
    fewer_axes = all(rank_of_nested(a) > rank_of_nested(b) for a, b in zip(x, y, strict=True))
    return fewer_axes or (several and data == labels and not _may_be_sequences([*x, *y]))


def _may_be_sequences(items: Sequence[Any]) -> bool:
    """Whether each of these has the axes of one sequence, with the same features as all others."""
    arrays = all(isinstance(item, np.ndarray) for item in items)
    return arrays and rank_of_nested(items[0]) == BATCH_AXES - 1 and _has_alike_samples(items)


def _has_alike_samples(items: Sequence[Any]) -> bool:
    """Whether these have samples of one kind; their timesteps may differ."""
    return (
        len({rank_of_nested(item) for item in items}) == 1
        and len({_feature_axes_of(item) for item in items}) == 1
    )


def _feature_axes_of(item: Any) -> tuple[int, ...]:
    """Axes behind the timesteps, as the first sample shows them."""
    first = item[0] if _is_list(item) and len(item) else item
    if not isinstance(first, np.ndarray):
        return ()
    axes: tuple[int, ...] = first.shape
    return axes[1:] if first is not item or first.ndim < 3 else axes[2:]


def rank_of_nested(value: object) -> int:
    """Axes of an array, or of nested lists of arrays or numbers, seen at their first item."""
    axes = 0
    while _is_list(value) and axes < RANK:
        axes += 1
        value = next(iter(value), None)
    return axes + (value.ndim if isinstance(value, np.ndarray) else 0)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether this is a list, or an array that stands for one."""
    return isinstance(value, list) or (
        isinstance(value, np.ndarray) and value.dtype.kind == "O" and value.ndim == 1
    )


def is_dict_with_array(value: object) -> bool:
    """Whether this is a dict with an array in it, or a dict with one."""
    return isinstance(value, dict) and any(
        isinstance(item, list | tuple | np.ndarray) or is_dict_with_array(item) for item in value.values()
    )


def number_of_samples(item: object) -> int | None:
    """Number of samples of an array or list."""
    if isinstance(item, np.ndarray):
        return len(item) if item.ndim else None
    return len(item) if isinstance(item, list) else None


def _has_numbers(item: Any) -> bool:
    """Whether an array or list without inner lists holds numbers."""
    if isinstance(item, np.ndarray) and item.dtype.kind != "O":
        return item.dtype.kind in "biuf"
    return number_of_samples(item) is not None and number_dtype(set(map(type, item))) is not None


def _holds_text(item: Any) -> bool:
    first = item[0] if len(item) else None
    return isinstance(first, str)
