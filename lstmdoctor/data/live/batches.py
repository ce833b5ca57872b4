"""What hands out batches: datasets, loaders, `PyDataset`. Told apart by the names of their classes.

Nothing is taken from an iterator that somebody else is to consume: a dataset says its `element_spec`, a
`PyDataset` gives any item by its number, and where neither is there a *new* iterator gives one batch, if the
caller asked for batches.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager, suppress
from itertools import islice
from types import GeneratorType

import numpy as np

from lstmdoctor.data.live.look import Fed, Look
from lstmdoctor.data.live.names_of_types import attribute_or_none, is_of_class
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.text import kind_text

LONGEST_TUPLE = 3
"""x, y and weights."""


def fed_from_element(element: object, where: str, kind: str) -> Fed:
    """One batch as Keras unpacks it: a tuple is (x,), (x, y) or (x, y, weights), anything else is x."""
    members = element if isinstance(element, tuple) else ()
    if 1 <= len(members) <= LONGEST_TUPLE:
        return Fed(members[0], members[1] if len(members) > 1 else None, where, kind, members)
    return Fed(element, None, where, kind, members)


@frozen_record
class BatchKind:
    """One kind of what hands out batches.

    Parameters
    ----------
    name : str
    holds : callable
        Whether an object is of this kind.
    batches : callable
        What it feeds, as far as the look allows.
    """

    name: str
    holds: Callable[[object], bool]
    batches: Callable[[object, Look], Iterator[Fed]]


def holds_tf_dataset(value: object) -> bool:
    """Whether this is a `tf.data.Dataset`, by the class that Keras looks for too."""
    return is_of_class(value, "tensorflow", "DatasetV2", "Dataset", "DistributedDataset")


def tf_dataset_batches(value: object, look: Look) -> Iterator[Fed]:
    """The `element_spec`, and batches of it where values are wanted."""
    spec = attribute_or_none(value, "element_spec")
    if look.header_only or not look.batches:
        if spec is not None:
            yield fed_from_element(spec, "element_spec of the dataset", "tf.data")
        return
    yield from numbered_batches(value, look, "tf.data", "the dataset")


def numbered_batches(value: object, look: Look, kind: str, words: str) -> Iterator[Fed]:
    """The first batches of a new iterator."""
    if isinstance(value, Iterable):
        with unchanged_random():
            for number, element in enumerate(islice(iter(value), look.batches), 1):
                whole = tuple_of_list(element) if kind == "DataLoader" else element
                yield fed_from_element(whole, f"batch {number} of {words}", kind)


def holds_py_dataset(value: object) -> bool:
    """Whether this is a `PyDataset` of Keras 3 or a `Sequence` of Keras 2."""
    return any(is_of_class(value, package, "PyDataset", "Sequence") for package in ("keras", "tf_keras"))


def py_dataset_batches(value: object, look: Look) -> Iterator[Fed]:
    """The first, middle and last batch, by their numbers."""
    try:
        number = len(value) if isinstance(value, Sized) else 0
    except Exception:
        number = 0
    take = attribute_or_none(value, "__getitem__")
    for position in sorted({0, (number - 1) // 2, number - 1} if number > 0 else {0}):
        if callable(take):
            with unchanged_random():
                element = take(position)
            whole = tuple_of_list(element)  # of Keras 2 and 3 alike
            yield fed_from_element(whole, f"item {position} of the PyDataset", "PyDataset")


def holds_data_loader(value: object) -> bool:
    """Whether this is a `DataLoader` of torch."""
    return is_of_class(value, "torch", "DataLoader")


def data_loader_batches(value: object, look: Look) -> Iterator[Fed]:
    """One batch: of a new iterator where that was asked for, else made of the first item of its data set."""
    if look.batches and not look.header_only:
        yield from numbered_batches(value, look, "DataLoader", "the DataLoader")
        return
    rows, collate = attribute_or_none(value, "dataset"), attribute_or_none(value, "collate_fn")
    take = attribute_or_none(rows, "__getitem__")
    size = attribute_or_none(value, "batch_size")
    if callable(take) and callable(collate) and isinstance(size, int):
        with unchanged_random(), suppress(Exception):
            element = collate([take(0)] * min(size, rows_of(rows)))
            yield fed_from_element(tuple_of_list(element), "batch 1 of the DataLoader", "DataLoader")


def rows_of(value: object) -> int:
    """How many items there are; 1 where that is not known."""
    return max(1, len(value)) if isinstance(value, Sized) else 1


def tuple_of_list(element: object) -> object:
    """A batch that Keras takes for a tuple, though a `DataLoader` or a `PyDataset` makes a list of it."""
    return tuple(element) if isinstance(element, list) else element


def holds_grain_dataset(value: object) -> bool:
    """Whether this is a dataset or loader of grain."""
    return is_of_class(value, "grain", "MapDataset", "IterDataset", "DataLoader")


def grain_batches(value: object, look: Look) -> Iterator[Fed]:
    """The first batches of a new iterator, or the first by its number where none may be taken."""
    if look.batches and not look.header_only:
        yield from numbered_batches(value, look, "grain", "the grain dataset")
        return
    take = attribute_or_none(value, "__getitem__")
    if callable(take):
        with unchanged_random(), suppress(Exception):
            yield fed_from_element(take(0), "batch 1 of the grain dataset", "grain")


def holds_generator(value: object) -> bool:
    """Whether this is a generator or another iterator: what is taken from it is gone."""
    return isinstance(value, GeneratorType) or (
        isinstance(value, Iterator) and not hasattr(value, "__array__")
    )


def refuse_generator(value: object, look: Look) -> Iterator[Fed]:
    """Say what to do instead; raises `Unreadable`."""
    closed = isinstance(value, GeneratorType) and value.gi_frame is None
    state = "a generator that has ended" if closed else kind_text(value)
    raise Unreadable(
        f"is {state}: what is taken from it is gone; give one batch, as in next(generator), or the arrays, "
        "or train under lstmdoctor.watch(), which remembers what it yields"
    )
    yield Fed(None)


BATCH_KINDS: tuple[BatchKind, ...] = (
    BatchKind("tf.data", holds_tf_dataset, tf_dataset_batches),
    BatchKind("PyDataset", holds_py_dataset, py_dataset_batches),
    BatchKind("DataLoader", holds_data_loader, data_loader_batches),
    BatchKind("grain", holds_grain_dataset, grain_batches),
    BatchKind("generator", holds_generator, refuse_generator),
)
"""In the order in which they are asked: the first that holds an object reads it."""


def batch_kind_of(value: object) -> BatchKind | None:
    """The kind of what hands out batches; None for arrays."""
    return next((kind for kind in BATCH_KINDS if kind.holds(value)), None)


@contextmanager
def unchanged_random() -> Iterator[None]:
    """What a data set draws at random is drawn again by the program that it belongs to."""
    plain, numbers = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(plain)
        np.random.set_state(numbers)
