"""Dtypes as pickles write them: a name, and a state with the byte order, the fields and much that is unsafe.

NumPy believes the state. One that says "no object in here" over a field of objects makes NumPy follow eight
bytes of the file as a pointer. Nothing of it is handed on: the dtype is made anew from its name, its byte
order and the names and places of its fields.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstmdoctor.data.formats.dtypes import Field, dtype_of_name, dtype_with_offsets
from lstmdoctor.data.pickle.tokens import Pairs, PickledCall
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.budget import Budget
from lstmdoctor.files.limits import FIELDS

BYTE_ORDERS = frozenset("<>|=")
SHORTEST, LONGEST = 8, 9
FIELD = 10
"""What a field costs, measured in items that are visited."""


class DtypeReader:
    """Reads the dtypes of one pickle, each once.

    Parameters
    ----------
    budget : Budget
        Of the file; a dtype is charged with its fields, which many may share.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.fields: dict[int, tuple[Pairs, dict[str, object]]] = {}

    def read(self, raw: object) -> np.dtype[Any]:
        """The dtype; raises `Unreadable` for one outside the closed list."""
        if not isinstance(raw, PickledCall) or raw.kind != "dtype":
            raise Unreadable("a damaged pickle: an array without a dtype")
        if not isinstance(raw.built, np.dtype):
            raw.built = self._make(raw)
        made: np.dtype[Any] = raw.built
        return made

    def _make(self, raw: PickledCall) -> np.dtype[Any]:
        name, state = raw.args[0], raw.state
        if not isinstance(name, str):
            raise Unreadable("a damaged pickle: a dtype without a name")
        if state is None:
            return dtype_of_name(name)
        if not isinstance(state, tuple) or not SHORTEST <= len(state) <= LONGEST:
            raise Unreadable("a damaged pickle: a dtype with an unknown state")
        _, byte_order, subarray, names, fields, itemsize, *_ = state
        if not isinstance(byte_order, str) or byte_order not in BYTE_ORDERS:
            raise Unreadable("a damaged pickle: a dtype without a byte order")
        if subarray is not None:
            raise Unreadable("a dtype of arrays within an array")
        if names is None and fields is None:
            return dtype_of_name(byte_order + name)
        return self._record(names, fields, itemsize)

    def _record(self, names: object, fields: object, itemsize: object) -> np.dtype[Any]:
        if not isinstance(names, tuple) or not isinstance(fields, Pairs) or len(names) > FIELDS:
            raise Unreadable("a damaged pickle: a structured dtype without fields")
        self.budget.charge_items(len(names) * FIELD)
        known = self._known_fields(fields)
        kept: list[Field] = []
        offsets: list[int] = []
        for label in names:
            entry = known.get(label) if isinstance(label, str) else None
            if not isinstance(entry, tuple) or len(entry) < 2 or type(entry[1]) is not int:
                raise Unreadable("a damaged pickle: a structured dtype without fields")
            if isinstance(entry[0], PickledCall) and _is_record_dtype(entry[0]):
                raise Unreadable("a structured dtype whose fields are structured again")
            kept.append((label, self.read(entry[0]), ()))
            offsets.append(entry[1])
        if len(set(names)) != len(names) or any(kind.kind == "O" for _, kind, _ in kept):
            raise Unreadable("a structured dtype with a field of Python objects, or two of one name")
        if not isinstance(itemsize, int):
            raise Unreadable("a damaged pickle: a structured dtype without a size")
        return dtype_with_offsets(kept, offsets, itemsize)

    def _known_fields(self, fields: Pairs) -> dict[str, object]:
        if id(fields) not in self.fields:
            self.budget.charge_items(len(fields.pairs))
            known = {key: entry for key, entry in fields.pairs if isinstance(key, str)}
            self.fields[id(fields)] = fields, known
        return self.fields[id(fields)][1]


def _is_record_dtype(raw: PickledCall) -> bool:
    state = raw.state
    return isinstance(state, tuple) and len(state) >= SHORTEST and state[3] is not None
