"""From the inert parts of a pickle to arrays, lists and dicts.

Every array is checked in full before it exists: its dtype is one of a closed list, its shape is a tuple of
sizes, and shape times item size is the number of bytes that are there. It is then a read-only view of the
file's bytes.

A pickle of 766 bytes can describe a list of 10^29 items, by lists of references to lists of references.
Shared parts are built once, so building is linear in the file; what a walk through the result would visit is
counted
with repetition, and limited.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from lstmdoctor.data.dtypes import checked_shape
from lstmdoctor.data.limits import DEPTH, ITEMS
from lstmdoctor.data.pickled_dtypes import DtypeReader, text_of
from lstmdoctor.data.source import Array
from lstmdoctor.data.tokens import Call, Items, Pairs, Token
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import count
from lstmdoctor.text import shape as in_words

PLAIN = frozenset({int, float, bool, str, complex, type(None)})
ORDERS = frozenset({"C", "F"})
ARRAY_CODES = frozenset("bBhHiIlLqQfd")
NDARRAY_STATES = (4, 5)
CALLS = {Call}


class Opaque:
    """Something that a container holds and that is no data: a set, a slice, a dtype."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


class Rebuilder:
    """Builds the objects of one pickle.

    Parameters
    ----------
    data : bytes or memoryview
        The file; ranges among the parts are places in it.
    opcodes : int
        Bytes of the pickle without those of its arrays: an honest one has no more items.
    """

    def __init__(self, data: bytes | memoryview, opcodes: int) -> None:
        self.data = data if isinstance(data, bytes) else data.toreadonly()
        self.dtypes = DtypeReader()
        self.limit = ITEMS + opcodes
        self.visited = 0
        self.built: dict[int, object] = {}
        self.weights: dict[int, int] = {}
        self.open: set[int] = set()
        self.encoded: dict[int, bytes] = {}

    def value(self, raw: object, depth: int = 0) -> object:
        """The object that `raw` stands for; raises `Unreadable` where it is none that arrays need."""
        kind = type(raw)
        if kind in PLAIN:
            self.visited += 1
            return raw
        if kind is Call and (leaf := self._leaf(raw)) is not None:
            self.visited += 1
            return leaf
        if isinstance(raw, range):
            return self._bytes(raw)
        if isinstance(raw, list | tuple | Pairs | Call):
            return self._container(raw, depth)
        if isinstance(raw, Token):
            return Opaque(f"reference to {raw.module}.{raw.name}")
        return Opaque("set" if isinstance(raw, Items) else type(raw).__name__)

    def _leaf(self, raw: Any) -> object:
        """What a call without items inside becomes, built once; None for one with items."""
        if raw.built is None:
            make = LEAVES.get(raw.kind)
            if make is not None:
                raw.built = make(self, raw)
        return raw.built

    def _bytes(self, raw: range) -> bytes:
        self.visited += 1
        known = self.built.get(id(raw))
        if isinstance(known, bytes):
            return known
        made = bytes(self.data[raw.start : raw.stop])
        self.built[id(raw)] = made
        return made

    def _container(self, raw: list[object] | tuple[object, ...] | Pairs | Call, depth: int) -> object:
        key = id(raw)
        if key in self.built:
            self._count(self.weights[key])
            return self.built[key]
        if key in self.open:
            raise Unreadable("a list that contains itself")
        if depth >= DEPTH:
            raise Unreadable(f"lists are nested more than {DEPTH} deep")
        before = self.visited
        self.open.add(key)
        made = self._contents(raw, depth + 1)
        self.open.discard(key)
        self._count(1)
        self.weights[key] = self.visited - before
        self.built[key] = made
        return made

    def _count(self, number: int) -> None:
        self.visited += number
        if self.visited > self.limit:
            raise Unreadable(f"it unfolds to more than {count(self.limit, 'item')}")

    def _contents(self, raw: list[object] | tuple[object, ...] | Pairs | Call, depth: int) -> object:
        match raw:
            case list():
                return self._list(raw, depth)
            case tuple():
                return tuple(self._list(list(raw), depth))
            case Pairs():
                return self._dict(raw.pairs, depth)
            case Call(kind="list"):
                return self._list(raw.parts or [], depth)
            case Call(kind="dict"):
                return self._dict([*_listed_pairs(raw), *(raw.parts or [])], depth)
            case Call(kind="reconstruct"):
                return self._objects(raw, depth)
        raise Unreadable("a damaged pickle")

    def _list(self, raw: list[object], depth: int) -> list[object]:
        kinds = set(map(type, raw))
        if kinds <= PLAIN:
            self._count(len(raw))
            return raw
        if kinds == CALLS:
            self._count(len(raw))
            made = [self._leaf(item) for item in raw]
            if not any(item is None for item in made):
                return made
        return [self.value(item, depth) for item in raw]

    def _dict(self, pairs: list[Any], depth: int) -> dict[str | int, object]:
        return {self._key(key): self.value(item, depth) for key, item in pairs}

    def _key(self, key: object) -> str | int:
        match key:
            case bool() | float() | None:
                return str(key)
            case int() | str():
                return key
            case range() | Call(kind="encode" | "bytes"):
                return self._text(key)
            case Call(kind="scalar"):
                number = self.value(key)
                return int(number) if isinstance(number, np.integer) else str(number)
        raise Unreadable("a dict with a key that is neither a name nor a number")

    def _text(self, raw: object) -> str:
        buffer, start, length = self.raw_bytes(raw)
        return bytes(buffer[start : start + length]).decode("latin-1")

    def raw_bytes(self, raw: object) -> tuple[Any, int, int]:
        """Where bytes are: a buffer, the place in it, and how many."""
        match raw:
            case range():
                return self.data, raw.start, len(raw)
            case str():
                made = self._latin(raw)  # a string of Python 2
            case Call(kind="encode", args=(str() as text, "latin1" | "latin-1", *_)):
                made = self._latin(text)
            case Call(kind="bytes", args=(None, *_)):
                made = b""
            case Call(kind="bytes", args=(str() as text, "latin1" | "latin-1", *_)):
                made = self._latin(text)
            case Call(kind="bytes", args=((range() | Call(kind="encode")) as inner, None, *_)):
                return self.raw_bytes(inner)
            case _:
                raise Unreadable("a damaged pickle: an array without bytes")
        return made, 0, len(made)

    def _latin(self, text: str) -> bytes:
        made = self.encoded.get(id(text))
        if made is None:
            made = self.encoded[id(text)] = text_of(text).encode("latin-1")
        return made

    def reconstruct(self, raw: Call) -> Array | None:
        """An array as protocols 0 to 4 write it; None for one of Python objects."""
        subtype, state = raw.args[0], raw.state
        if not isinstance(subtype, Token) or subtype.module != "numpy" or subtype.name != "ndarray":
            raise Unreadable("a damaged pickle: an array of an unknown type")
        if not isinstance(state, tuple) or len(state) not in NDARRAY_STATES:
            raise Unreadable("a damaged pickle: an array without a state")
        shape, raw_dtype, fortran, content = state[-4:]
        dtype = self.dtypes.read(raw_dtype)
        return None if dtype.kind == "O" else self.array(content, dtype, shape, "F" if fortran else "C")

    def _objects(self, raw: Call, depth: int) -> Array:
        """An array of Python objects, whose form `reconstruct` has looked at."""
        raw_shape, _, fortran, content = raw.state[-4:] if isinstance(raw.state, tuple) else ()
        shape = checked_shape(raw_shape)
        if not isinstance(content, list) or len(content) != math.prod(shape):
            raise Unreadable("a damaged pickle: an array of objects that are not there")
        return object_array(self._list(content, depth), shape, "F" if fortran else "C")

    def array(self, raw: object, dtype: np.dtype[Any], raw_shape: object, order: Any) -> Array:
        """A read-only view of bytes in the file."""
        shape = checked_shape(raw_shape)
        if type(raw) is range:
            buffer, offset, there = self.data, raw.start, len(raw)
        else:
            buffer, offset, there = self.raw_bytes(raw)
        needed = math.prod(shape) * dtype.itemsize
        if needed != there:
            words = f"an array of shape {in_words(shape)} takes {needed:,} bytes, {there:,} are there"
            raise Unreadable(f"a damaged pickle: {words}")
        try:
            if not needed:
                return np.empty(shape, dtype, order)
            return np.ndarray(shape, dtype, buffer, offset, order=order)
        except (ValueError, TypeError, OverflowError) as error:
            raise Unreadable(f"a damaged pickle: no array has shape {in_words(shape)}") from error

    def frombuffer(self, raw: Call) -> Array:
        """An array as protocol 5 writes it; axes out of order come with the order that they were in."""
        content, raw_dtype, shape, order, permutation = raw.args
        dtype = self.dtypes.read(raw_dtype)
        if dtype.kind == "O":
            raise Unreadable("a damaged pickle: Python objects made of bytes")
        if isinstance(order, str) and order in ORDERS:
            return self.array(content, dtype, shape, order)
        axes = checked_shape(permutation)
        array = self.array(content, dtype, shape, "C")
        if order != "K" or sorted(axes) != list(range(array.ndim)):
            raise Unreadable("a damaged pickle: an array in no known order")
        return array.transpose(axes)

    def scalar(self, raw: Call) -> object:
        """A NumPy number."""
        dtype = self.dtypes.read(raw.args[0])
        if dtype.kind == "O":
            raise Unreadable("a damaged pickle: a Python object made of bytes")
        return self.array(raw.args[1], dtype, (), "C")[()]

    def byte_string(self, raw: Call) -> bytes:
        """Bytes as protocols 0 to 2 write them."""
        buffer, offset, length = self.raw_bytes(raw)
        return bytes(buffer[offset : offset + length])

    def complex_number(self, raw: Call) -> complex:
        """A Python complex number."""
        real, imaginary = raw.args[:2]
        if isinstance(real, float) and isinstance(imaginary, float):
            return complex(real, imaginary)
        raise Unreadable("a damaged pickle: a complex number of no numbers")

    def typed_list(self, raw: Call) -> Array:
        """An ``array.array``, as an array of one axis."""
        code = raw.args[0] if not isinstance(raw.args[0], Token) else raw.args[1]
        if not isinstance(code, str) or code not in ARRAY_CODES:
            raise Unreadable("an array.array of no known type")
        dtype = np.dtype(code)
        if isinstance(raw.args[0], Token):
            _, _, length = self.raw_bytes(raw.args[3])
            return self.array(raw.args[3], dtype, (length // dtype.itemsize,), "C")
        values = raw.args[1]
        if not isinstance(values, list) or not set(map(type, values)) <= {int, float}:
            raise Unreadable("a damaged pickle: an array.array without numbers")
        try:
            return np.array(values, dtype)
        except (OverflowError, ValueError, TypeError) as error:
            raise Unreadable("a damaged pickle: an array.array of other numbers") from error


LEAVES: dict[str, Callable[[Rebuilder, Call], object]] = {
    "reconstruct": Rebuilder.reconstruct,
    "frombuffer": Rebuilder.frombuffer,
    "scalar": Rebuilder.scalar,
    "encode": Rebuilder.byte_string,
    "bytes": Rebuilder.byte_string,
    "complex": Rebuilder.complex_number,
    "array": Rebuilder.typed_list,
    "dtype": lambda self, raw: Opaque("dtype"),
    "set": lambda self, raw: Opaque("set"),
    "range": lambda self, raw: Opaque("range"),
    "slice": lambda self, raw: Opaque("slice"),
}
"""What calls without items inside become."""


def _listed_pairs(raw: Call) -> list[object]:
    """The items that an OrderedDict was called with, as protocols 0 and 1 of Python 2 write them."""
    listed = raw.args[0]
    if not isinstance(listed, list):
        return []
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in listed):
        raise Unreadable("a damaged pickle: a dict of no pairs")
    return listed


def object_array(items: list[object], shape: tuple[int, ...], order: Any) -> Array:
    """An array that holds each of `items` as it is."""
    flat = np.empty(len(items), object)
    # One by one, because NumPy would take a list of lists apart.
    for position, item in enumerate(items):
        flat[position] = item
    return flat.reshape(shape, order=order)
