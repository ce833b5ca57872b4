"""joblib dumps: a pickle with the raw bytes of each array right behind the opcode that finishes it.

Where an array's bytes begin and how many they are is known only once the opcodes before them have run, so a
dump cannot be checked ahead as other pickles are. It has few opcodes for its size, and is run by the
unpickler that Python has in Python, over the same tokens, with bytes as places in the file. Of its opcodes
only those are left that joblib writes; those that could reach an attribute, a name or memory are replaced.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

from lstmdoctor.data.formats.dtypes import checked_shape
from lstmdoctor.data.pickle.opcode_costs import BUFFER, COST_OF_BYTE
from lstmdoctor.data.pickle.opcodes import LENGTHS, LONGEST_INTEGER, LONGEST_NAME
from lstmdoctor.data.pickle.pickled_dtypes import DtypeReader
from lstmdoctor.data.pickle.tokens import Items, Pairs, PickledCall, Token, token_of_name
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.regular import Data

WRAPPER = ("joblib.numpy_pickle", "NumpyArrayWrapper")
STOP = 0x2E
LoadParts = Callable[[Data, int, Budget], tuple[object, int]]


def load_joblib_parts(data: Data, start: int, budget: Budget, load_nested: LoadParts) -> tuple[object, int]:
    """The inert parts of a joblib dump, and where the dump ends.

    `load_nested` reads an ordinary pickle at some place of the data: arrays of objects are dumped as one.
    """
    unpickler = _Unpickler(data, start, budget, load_nested)
    while (opcode := unpickler.read(1)[0]) != STOP:
        budget.charge_bytes(COST_OF_BYTE[opcode])
        if not budget.grant_items(
            1
        ):  # a microsecond each, and more of them than honest data of that size have
            budget.charge_items(1)
        action = ACTIONS.get(opcode)
        if action is None:
            place = unpickler.position - 1
            raise Unreadable(f"a damaged joblib dump: no opcode of joblib's at byte {place:,}")
        try:
            action(unpickler)
        except (LookupError, TypeError, ValueError, AttributeError, pickle.UnpicklingError) as error:
            raise Unreadable(f"a damaged joblib dump ({type(error).__name__})") from error
    if not unpickler.stack:
        raise Unreadable("a damaged joblib dump: it holds nothing")
    return unpickler.stack[-1], unpickler.position


class _Unpickler(pickle._Unpickler):
    """The state between two opcodes; the file is read here, and names become tokens."""

    def __init__(self, data: Data, position: int, budget: Budget, load_nested: LoadParts) -> None:
        self.data = data
        self.position = position
        self.budget = budget
        self.load_nested = load_nested
        self.dtypes = DtypeReader(budget)
        self.memo: dict[int, object] = {}
        self.metastack: list[list[object]] = []
        self.stack: list[Any] = []
        self.append = self.stack.append
        self.proto = 0

    def skip(self, number: int) -> range:
        """The place of the next bytes, stepped over; raises `Unreadable` when they are not there."""
        end = self.position + number
        if end > len(self.data):
            left = len(self.data) - self.position
            raise Unreadable(f"truncated: the pickle promises {number:,} bytes more, {left:,} are there")
        place = range(self.position, end)
        self.position = end
        return place

    def read(self, number: int) -> bytes:
        """The next bytes."""
        place = self.skip(number)
        if number > 1:
            self.budget.charge_bytes(4 * number)
        return bytes(self.data[place.start : place.stop])

    def readline(self) -> bytes:
        """The next name, with the end of its line."""
        text = bytes(self.data[self.position : self.position + LONGEST_NAME])
        end = text.index(b"\n") + 1
        self.position += end
        return text[:end]

    def pop_mark(self) -> list[Any]:
        """The items since the last start of a group."""
        items, self.stack = self.stack, self.metastack.pop()
        self.append = self.stack.append
        return items

    def find_class(self, module: str, name: str) -> Token:
        if (module, name) == WRAPPER:
            return Token(module, name, "wrapper")
        return token_of_name(module, name)


def _skip_frame(unpickler: _Unpickler) -> None:
    unpickler.skip(8)


def _push_place(width: int, unpickler: _Unpickler) -> None:
    unpickler.budget.charge_bytes(BUFFER)
    unpickler.append(unpickler.skip(int.from_bytes(unpickler.read(width), "little")))


def _push_text(width: int, unpickler: _Unpickler) -> None:
    """A string of Python 2: the names of what describes an array are such, and all of ASCII."""
    unpickler.budget.charge_bytes(BUFFER)
    length = int.from_bytes(unpickler.read(width), "little")
    unpickler.append(unpickler.read(length).decode("latin-1"))


def _push_integer(width: int, unpickler: _Unpickler) -> None:
    length = int.from_bytes(unpickler.read(width), "little")
    if length > LONGEST_INTEGER:
        raise Unreadable(f"it holds an integer of {length:,} bytes")
    unpickler.append(int.from_bytes(unpickler.read(length), "little", signed=True))


def _push_dict(unpickler: _Unpickler) -> None:
    unpickler.budget.charge_bytes(BUFFER)
    unpickler.append(Pairs())


def _push_set(unpickler: _Unpickler) -> None:
    unpickler.append(Items())


def _skip_items(unpickler: _Unpickler) -> None:
    unpickler.pop_mark()


def _push_frozen_set(unpickler: _Unpickler) -> None:
    unpickler.pop_mark()
    unpickler.append(Items())


def _push_call(unpickler: _Unpickler) -> None:
    args, function = unpickler.stack.pop(), unpickler.stack.pop()
    if not isinstance(function, Token) or not isinstance(args, tuple):
        raise Unreadable("a damaged pickle: a call of something that is no name")
    unpickler.append(function(*args))


def _push_wrapper(unpickler: _Unpickler) -> None:
    args, kind = unpickler.stack.pop(), unpickler.stack.pop()
    if not isinstance(kind, Token) or kind.kind != "wrapper" or args != ():
        raise Unreadable("a damaged pickle: an object of an unknown class")
    unpickler.append(kind())


def _set_state(unpickler: _Unpickler) -> None:
    state, item = unpickler.stack.pop(), unpickler.stack[-1]
    if not isinstance(item, PickledCall):
        raise Unreadable("a damaged pickle: a state for something that has none")
    item.__setstate__(state)
    if item.kind == "wrapper":
        _take_array(unpickler, item)


def _take_array(unpickler: _Unpickler, wrapper: PickledCall) -> None:
    """Turn a finished wrapper into the array whose bytes follow, and step over them."""
    if not isinstance(wrapper.state, Pairs):
        raise Unreadable("a damaged joblib dump: an array without a description")
    fields = {key: value for key, value in wrapper.state.pairs if isinstance(key, str)}
    dtype = unpickler.dtypes.read(fields.get("dtype"))
    if dtype.kind == "O":
        nested, unpickler.position = unpickler.load_nested(
            unpickler.data, unpickler.position, unpickler.budget
        )
        wrapper.kind, wrapper.args = "nested", (nested,)
        return
    subclass = fields.get("subclass")
    if not isinstance(subclass, Token) or (subclass.module, subclass.name) != ("numpy", "ndarray"):
        raise Unreadable("a damaged joblib dump: an array of an unknown type")
    if fields.get("numpy_array_alignment_bytes") is not None:
        unpickler.skip(unpickler.read(1)[0])
    shape = checked_shape(fields.get("shape"))
    content = unpickler.skip(math.prod(shape) * dtype.itemsize)
    wrapper.kind = "frombuffer"
    wrapper.args = (content, fields["dtype"], shape, fields.get("order"), None)


AS_THEY_ARE = b"\x80(N\x88\x89])KMJG\x8cX\x8dqrhj\x940aesu\x85\x86\x87tc\x93"
"""Opcodes that make a plain value, put it somewhere, or ask `find_class`."""

ACTIONS: dict[int, Callable[[Any], None]] = {
    **{code: pickle._Unpickler.dispatch[code] for code in AS_THEY_ARE},
    **{code: partial(_push_place, LENGTHS[code]) for code in b"CB\x8e\x96"},
    ord("U"): partial(_push_text, 1),
    ord("T"): partial(_push_text, 4),
    **{code: partial(_push_integer, LENGTHS[code]) for code in b"\x8a\x8b"},
    0x95: _skip_frame,
    ord("}"): _push_dict,
    0x8F: _push_set,
    0x90: _skip_items,
    0x91: _push_frozen_set,
    ord("R"): _push_call,
    0x81: _push_wrapper,
    ord("b"): _set_state,
}
"""What each opcode does; one that is not here is refused."""
