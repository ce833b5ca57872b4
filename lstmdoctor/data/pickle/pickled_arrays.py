"""Arrays, numbers and bytes out of the inert parts of a pickle, checked in full before they exist.

The dtype is one of a closed list, the shape is a tuple of sizes, and shape times item size is the number of
bytes that are there. What is made is a read-only view of the file's bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from lstmdoctor.data.contents.objects import Opaque
from lstmdoctor.data.formats.dtypes import checked_shape
from lstmdoctor.data.pickle.pickled_dtypes import DtypeReader
from lstmdoctor.data.pickle.tokens import LongText, PickledCall, Token
from lstmdoctor.data.sequences.source import Array
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.limits import scan_work
from lstmdoctor.files.maps import Pages
from lstmdoctor.files.regular import Data
from lstmdoctor.text import shape_text as in_words

ARRAY_CODES = frozenset("bBhHiIlLqQfd")
NDARRAY_STATES = (4, 5)
FEW_BYTES = 64
"""Bytes that are copied again where they are met again: to remember their place takes four times as much."""


class ArrayMaker:
    """Makes what calls without items inside stand for.

    Parameters
    ----------
    data : bytes, memoryview or memory map
        The file; ranges among the parts are places in it.
    budget : Budget
        Of the file.

    Attributes
    ----------
    scanned, work : int
        Bytes of values of all arrays that were met, and the work of looking through them.
    again : int
        Bytes of values of those that were met before.
    """

    def __init__(self, data: Data, budget: Budget) -> None:
        self.data = data
        self.buffer = memoryview(data).toreadonly()
        self.region: tuple[Any, int, int] = self.buffer, 0, 0 if isinstance(data, Pages) else len(data)
        self.budget = budget
        self.dtypes = DtypeReader(budget)
        self.scanned = self.work = self.again = 0
        # By identity; each keeps what it is of, so that no other object can take its place in memory.
        self.encoded: dict[int, tuple[object, bytes]] = {}
        self.texts: dict[int, tuple[object, str]] = {}
        self.copies: dict[tuple[int, int], bytes] = {}

    def leaf(self, raw: Any) -> object:
        """What a call without items inside becomes, built once; None for one with items."""
        if raw.built is None:
            make = LEAVES.get(raw.kind)
            if make is not None:
                raw.built = make(self, raw)
        elif type(raw.built) is np.ndarray:
            return self.array_again(raw.built)
        return raw.built

    def array_again(self, array: Array) -> Array:
        """An array that was met before."""
        self.count_again(array.nbytes, work_of_array(array.shape, array.nbytes))
        return array

    def count_again(self, number: int, work: int) -> None:
        """Before so many bytes of values are met once more."""
        self.budget.charge_scan(work)
        self.scanned += number
        self.work += work
        self.again += number

    def decoded(self, raw: LongText) -> str:
        """A text of the file."""
        if (known := self.texts.get(id(raw))) is not None:
            return known[1]
        self.budget.charge_bytes(4 * (raw.stop - raw.start))
        try:
            made = str(self.data[raw.start : raw.stop], "utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise Unreadable("a damaged pickle: text that is no UTF-8") from error
        self.texts[id(raw)] = raw, made
        return made

    def raw_bytes(self, raw: object) -> tuple[Any, int, int]:
        """Where bytes are: a buffer, the place in it, and how many."""
        match raw:
            case range():
                return self.buffer, raw.start, len(raw)
            case str() | LongText():  # a string of Python 2
                made = self._latin(raw)
            case PickledCall(kind="encode", args=((str() | LongText()) as text, "latin1" | "latin-1", *_)):
                made = self._latin(text)
            case PickledCall(kind="bytes", args=(None, *_)):
                made = b""
            case PickledCall(kind="bytes", args=((str() | LongText()) as text, "latin1" | "latin-1", *_)):
                made = self._latin(text)
            case PickledCall(kind="bytes", args=((range() | PickledCall(kind="encode")) as inner, None, *_)):
                return self.raw_bytes(inner)
            case _:
                raise Unreadable("a damaged pickle: an array without bytes")
        return made, 0, len(made)

    def _latin(self, text: str | LongText) -> bytes:
        if (known := self.encoded.get(id(text))) is not None:
            return known[1]
        self.budget.charge_bytes(len(text) if isinstance(text, str) else 0)
        made = encode_latin(text if isinstance(text, str) else self.decoded(text))
        self.encoded[id(text)] = text, made
        self.texts.pop(id(text), None)
        return made

    def reconstruct(self, raw: PickledCall) -> Array | None:
        """An array as protocols 0 to 4 write it; None for one of Python objects."""
        subtype, state = raw.args[0], raw.state
        if not isinstance(subtype, Token) or subtype.module != "numpy" or subtype.name != "ndarray":
            raise Unreadable("a damaged pickle: an array of an unknown type")
        if not isinstance(state, tuple) or len(state) not in NDARRAY_STATES:
            raise Unreadable("a damaged pickle: an array without a state")
        shape, raw_dtype, fortran, content = state[-4:]
        dtype = self.dtypes.read(raw_dtype)
        if dtype.kind == "O":
            return None
        made = self.array(content, dtype, shape, "F" if fortran else "C")
        raw.state, raw.args = None, ()  # room for the next ones: there may be millions
        return made

    def array(self, raw: object, dtype: np.dtype[Any], raw_shape: object, order: Literal["C", "F"]) -> Array:
        """A read-only view of bytes in the file."""
        shape = checked_shape(raw_shape)
        buffer: Any = self.buffer
        if type(raw) is range:
            offset, there = raw.start, len(raw)
        else:
            buffer, offset, there = self.raw_bytes(raw)
        needed = math.prod(shape) * dtype.itemsize
        self.scanned += needed
        self.work += work_of_array(shape, needed)
        if needed != there:
            words = f"an array of shape {in_words(shape)} takes {needed:,} bytes, {there:,} are there"
            raise Unreadable(f"a damaged pickle: {words}")
        if not shape and buffer is self.buffer:  # a number is looked at as soon as it is met
            buffer, offset = self.data[offset : offset + there], 0
        try:
            if not needed:
                return np.empty(shape, dtype, order)
            if buffer is self.buffer:
                buffer, first, last = self.region
                if not first <= offset <= last - there:
                    self.region = buffer, first, last = self.region_around(offset, offset + there)
                offset -= first
            return np.ndarray(shape, dtype, buffer, offset, None, order)  # by name it takes twice the time
        except (ValueError, TypeError, OverflowError) as error:
            raise Unreadable(f"a damaged pickle: no array has shape {in_words(shape)}") from error

    def region_around(self, start: int, stop: int) -> tuple[Any, int, int]:
        """A buffer with these bytes of the file, and where in the file it begins and ends."""
        return self.data.region(start, stop) if isinstance(self.data, Pages) else self.region

    def frombuffer(self, raw: PickledCall) -> Array:
        """An array as protocol 5 writes it; axes out of order come with the order that they were in."""
        content, raw_dtype, shape, order, permutation = raw.args
        dtype = self.dtypes.read(raw_dtype)
        if dtype.kind == "O":
            raise Unreadable("a damaged pickle: Python objects made of bytes")
        if order == "C" or order == "F":
            made = self.array(content, dtype, shape, "C" if order == "C" else "F")
            raw.args = ()
            return made
        axes = checked_shape(permutation)
        array = self.array(content, dtype, shape, "C")
        if order != "K" or sorted(axes) != list(range(array.ndim)):
            raise Unreadable("a damaged pickle: an array in no known order")
        return array.transpose(axes)

    def scalar(self, raw: PickledCall) -> object:
        """A NumPy number."""
        dtype = self.dtypes.read(raw.args[0])
        if dtype.kind == "O":
            raise Unreadable("a damaged pickle: a Python object made of bytes")
        return self.array(raw.args[1], dtype, (), "C")[()]

    def byte_string(self, raw: PickledCall) -> bytes:
        """Bytes as protocols 0 to 2 write them."""
        return self.bytes_of(raw)

    def complex_number(self, raw: PickledCall) -> complex:
        """A Python complex number."""
        real, imaginary = raw.args[:2]
        if isinstance(real, float) and isinstance(imaginary, float):
            return complex(real, imaginary)
        raise Unreadable("a damaged pickle: a complex number of no numbers")

    def typed_list(self, raw: PickledCall) -> Array:
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
        self.budget.charge_items(len(values))
        self.budget.charge_bytes(2 * len(values) * dtype.itemsize)
        try:
            return np.array(values, dtype)
        except (OverflowError, ValueError, TypeError) as error:
            raise Unreadable("a damaged pickle: an array.array of other numbers") from error

    def bytes_of(self, raw: object) -> bytes:
        """A copy of the bytes that `raw` stands for; of many bytes one for each place in the file."""
        buffer, start, length = self.raw_bytes(raw)
        if buffer is not self.buffer:
            return bytes(buffer)
        if length <= FEW_BYTES:
            return bytes(self.data[start : start + length])
        if (start, length) not in self.copies:
            self.budget.charge_bytes(length)
            self.copies[start, length] = bytes(self.data[start : start + length])
        return self.copies[start, length]

    def text(self, raw: object) -> str:
        """The same, one character for each."""
        made = self.bytes_of(raw)
        self.budget.charge_bytes(len(made))
        return made.decode("latin-1")


LEAVES: dict[str, Callable[[ArrayMaker, PickledCall], object]] = {
    "reconstruct": ArrayMaker.reconstruct,
    "frombuffer": ArrayMaker.frombuffer,
    "scalar": ArrayMaker.scalar,
    "encode": ArrayMaker.byte_string,
    "bytes": ArrayMaker.byte_string,
    "complex": ArrayMaker.complex_number,
    "array": ArrayMaker.typed_list,
    "dtype": lambda self, raw: Opaque("dtype"),
    "set": lambda self, raw: Opaque("set"),
    "range": lambda self, raw: Opaque("range"),
    "slice": lambda self, raw: Opaque("slice"),
}
"""What calls without items inside become."""


def work_of_array(shape: tuple[int, ...], size: int) -> int:
    """What it takes to look through an array of so many bytes, whose last axis is the features."""
    return scan_work(size, math.prod(shape[:-1] or shape)) if size else 0


def encode_latin(text: str) -> bytes:
    """The bytes that a text stands for, one for each character."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise Unreadable("a damaged pickle: text where bytes are meant") from error
