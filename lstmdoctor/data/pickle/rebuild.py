"""From the inert parts of a pickle to arrays, lists and dicts.

A pickle of 766 bytes can describe a list of 10^29 items, by lists of references to lists of references.
Shared parts are built once, so building is linear in the file; what a walk through the result would visit is
counted with repetition, and so are the values of arrays that are referred to again.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from operator import is_
from typing import Any

import numpy as np

from lstmdoctor.data.contents.objects import Opaque
from lstmdoctor.data.formats.dtypes import checked_shape
from lstmdoctor.data.pickle.pickled_arrays import ArrayMaker
from lstmdoctor.data.pickle.tokens import Items, LongText, Pairs, PickledCall, Token
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.limits import DEPTH
from lstmdoctor.files.regular import Data
from lstmdoctor.text import byte_size_text

PLAIN = frozenset({int, float, bool, str, complex, type(None)})
IN_PLACE = PLAIN | {np.ndarray}
"""What can take the place of its parts in a list: it stays what it is when that is gone through again."""
CALLS = {PickledCall}
ANYTHING: frozenset[type] = frozenset({object})
REMEMBERED, DICT_ENTRY = 240, 120
"""Bytes that a container takes once it is built, and what a dict takes for each of its keys."""
CONTAINER = 3
"""Items that a visit to a container counts for: it takes so much longer, and as many bytes of a pickle."""
FEW = 50
"""Items of a container of numbers that are gone through again, where it is met again."""
DONE: list[tuple[object, object]] = []
"""The pairs of dicts that are built."""
MOST_ALIKE = 16
"""Integer keys beyond 61 bits that may have one hash; among honest ones no two have."""


class Rebuilder:
    """Builds the objects of one pickle, with those that are nested in it.

    Parameters
    ----------
    data : bytes, memoryview or memory map
        The file; ranges among the parts are places in it.
    budget : Budget
        Of the file. Everything visited is charged to it, what is met again with all that it holds.
    """

    def __init__(self, data: Data, budget: Budget) -> None:
        self.arrays = ArrayMaker(data, budget)
        self.budget = budget
        self.visited = 0
        self.charged = 0
        # By identity: what became of a container, and its items, bytes and work where it is met again.
        self.built: dict[int, tuple[object, int, int, int]] = {}
        self.open: set[int] = set()

    def remarks(self) -> tuple[str, ...]:
        """What a reader should know before the whole is scanned or written."""
        again = self.arrays.again
        if again < max(limits.REPEATED_BYTES, len(self.arrays.data)):
            return ()
        return (
            f"its arrays are referred to again and again: {byte_size_text(len(self.arrays.data))} "
            f"in the file unfold to {byte_size_text(again)} more",
        )

    def value(self, raw: object, depth: int = 0) -> object:
        """The object that `raw` stands for; raises `Unreadable` where it is none that arrays need."""
        kind = type(raw)
        if kind in PLAIN:
            self.visited += 1
            return raw
        if isinstance(raw, list | tuple):
            return self._container(raw, depth)
        if kind is PickledCall and (leaf := self.arrays.leaf(raw)) is not None:
            self.visited += 1
            return leaf
        if isinstance(raw, np.ndarray):  # in a short list that was met before
            self.visited += 1
            return self.arrays.array_again(raw)
        if isinstance(raw, range):
            self.visited += 1
            return self.arrays.bytes_of(raw)
        if isinstance(raw, LongText):
            self.visited += 1
            return self.arrays.decoded(raw)
        if isinstance(raw, Pairs | PickledCall):
            return self._container(raw, depth)
        if isinstance(raw, Token):
            return Opaque(f"reference to {raw.module}.{raw.name}")
        return Opaque("set" if isinstance(raw, Items) else type(raw).__name__)

    def _container(self, raw: list[object] | tuple[object, ...] | Pairs | PickledCall, depth: int) -> object:
        if depth >= DEPTH:
            raise Unreadable(f"lists are nested more than {DEPTH} deep")
        kinds = set(map(type, raw)) if isinstance(raw, list | tuple) else ANYTHING
        self._count(CONTAINER)
        if kinds <= PLAIN and isinstance(raw, list | tuple):
            self._count(len(raw))
            return raw
        key = id(raw)
        if key in self.built:
            return self._again(key)
        if isinstance(raw, Pairs) and raw.built is not None:
            self._count(raw.items)
            return raw.built
        if key in self.open:
            raise Unreadable("a list that contains itself")
        before, scanned, work = self.visited, self.arrays.scanned, self.arrays.work
        self.open.add(key)
        made = self._contents(raw, depth + 1)
        self.open.discard(key)
        few = self.visited - before <= FEW
        if few and made is raw:
            return raw  # there may be millions of lists of one number: to go through them again costs less
        self.budget.charge_bytes(REMEMBERED)
        if few and isinstance(raw, list) and isinstance(made, list) and set(map(type, made)) <= IN_PLACE:
            raw[:] = made  # and as many of one array
            return raw
        met = self.arrays.scanned - scanned, self.arrays.work - work
        if isinstance(raw, Pairs) and isinstance(made, dict):
            # There may be millions, and what they were made of takes as much as they do.
            raw.built, raw.items, raw.pairs = made, self.visited - before, DONE
            if not any(met):
                return made
        self.built[key] = made, self.visited - before, *met
        return made

    def _again(self, key: int) -> object:
        made, items, scanned, work = self.built[key]
        self._count(items)
        self.arrays.count_again(scanned, work)
        return made

    def _count(self, number: int) -> None:
        self.visited += number
        self.budget.charge_items(self.visited - self.charged)
        self.charged = self.visited

    def _contents(self, raw: list[object] | tuple[object, ...] | Pairs | PickledCall, depth: int) -> object:
        match raw:
            case list():
                made = self._list(raw, depth)
                return raw if all(map(is_, made, raw)) else made
            case tuple():
                made = self._list(list(raw), depth)
                return raw if all(map(is_, made, raw)) else tuple(made)
            case Pairs():
                return self._dict(raw.pairs, depth)
            case PickledCall(kind="list"):
                return self._list(raw.parts or [], depth)
            case PickledCall(kind="dict"):
                return self._dict([*_listed_pairs(raw), *(raw.parts or [])], depth)
            case PickledCall(kind="reconstruct"):
                return self._objects(raw, depth)
            case PickledCall(kind="nested"):
                return self.value(raw.args[0], depth)
        raise Unreadable("a damaged pickle")

    def _list(self, raw: list[object], depth: int) -> list[object]:
        if set(map(type, raw)) == CALLS:
            self._count(len(raw))
            leaf = self.arrays.leaf
            made = [leaf(item) for item in raw]
            if not any(item is None for item in made):
                return made
        return [self.value(item, depth) for item in raw]

    def _dict(self, pairs: list[Any], depth: int) -> dict[str | int, object]:
        self.budget.charge_bytes(len(pairs) * DICT_ENTRY)
        found: dict[str | int, object] = {}
        alike: Counter[int] = Counter()
        for raw, item in pairs:
            key = self._key(raw)
            if type(key) is int and abs(key) >= sys.hash_info.modulus:
                alike[hash(key)] += 1
                if alike[hash(key)] > MOST_ALIKE:
                    raise Unreadable("a dict whose keys were made to collide")
            found[key] = self.value(item, depth)
        return found

    def _key(self, key: object) -> str | int:
        match key:
            case bool() | float() | None:
                return str(key)
            case int() | str():
                return key
            case LongText():
                return self.arrays.decoded(key)
            case range() | PickledCall(kind="encode" | "bytes"):
                return self.arrays.text(key)
            case PickledCall(kind="scalar"):
                number = self.value(key)
                return int(number) if isinstance(number, np.integer) else str(number)
        raise Unreadable("a dict with a key that is neither a name nor a number")

    def _objects(self, raw: PickledCall, depth: int) -> Array:
        """An array of Python objects, whose form `reconstruct` has looked at."""
        raw_shape, _, fortran, content = raw.state[-4:] if isinstance(raw.state, tuple) else ()
        shape = checked_shape(raw_shape)
        if not isinstance(content, list) or len(content) != math.prod(shape):
            raise Unreadable("a damaged pickle: an array of objects that are not there")
        return make_object_array(self._list(content, depth), shape, "F" if fortran else "C")


def _listed_pairs(raw: PickledCall) -> list[object]:
    """The items that an OrderedDict was called with, as protocols 0 and 1 of Python 2 write them."""
    listed = raw.args[0]
    if not isinstance(listed, list):
        return []
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in listed):
        raise Unreadable("a damaged pickle: a dict of no pairs")
    return listed


def make_object_array(items: list[object], shape: tuple[int, ...], order: Any) -> Array:
    """An array that holds each of `items` as it is."""
    flat = np.empty(len(items), object)
    # One by one, because NumPy would take a list of lists apart.
    for position, item in enumerate(items):
        flat[position] = item
    return flat.reshape(shape, order=order)
