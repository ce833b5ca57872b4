"""What each opcode does to the machine that reads joblib dumps; one that is not in the table is refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial

from lstmdoctor.data.pickle.machine import MARK, Machine
from lstmdoctor.data.pickle.opcodes import LONGEST_INTEGER
from lstmdoctor.data.pickle.tokens import Items, Pairs, PickledCall, Token
from lstmdoctor.errors import Unreadable


def _push_constant(value: object, machine: Machine) -> None:
    machine.push(value)


def _push_empty_container(make: Callable[[], object], machine: Machine) -> None:
    machine.push(make())


def _push_unsigned(width: int, machine: Machine) -> None:
    machine.push(machine.number(width))


def _push_struct_value(form: struct.Struct, machine: Machine) -> None:
    machine.push(form.unpack(machine.take(form.size))[0])


def _push_long_integer(width: int, machine: Machine) -> None:
    length = machine.number(width)
    if length > LONGEST_INTEGER:
        raise Unreadable(f"it holds an integer of {length:,} bytes")
    machine.push(int.from_bytes(machine.take(length), "little", signed=True))


def _push_text(width: int, machine: Machine) -> None:
    machine.push(machine.take(machine.number(width)).decode("utf-8", "surrogatepass"))


def _push_bytes_range(width: int, machine: Machine) -> None:
    machine.push(machine.skip(machine.number(width)))


def _skip_bytes(width: int, machine: Machine) -> None:
    machine.skip(width)


def _store_in_memo(width: int, machine: Machine) -> None:
    machine.memo[machine.number(width)] = machine.stack[-1]


def _push_from_memo(width: int, machine: Machine) -> None:
    machine.push(machine.memo[machine.number(width)])


def _memoize_top(machine: Machine) -> None:
    machine.memo[len(machine.memo)] = machine.stack[-1]


def _append_item(machine: Machine) -> None:
    item = machine.pop()
    machine.stack[-1].append(item)


def _append_group(machine: Machine) -> None:
    for item in machine.group():
        machine.stack[-1].append(item)


def _set_item(machine: Machine) -> None:
    value, key = machine.pop(), machine.pop()
    machine.stack[-1][key] = value


def _set_items(machine: Machine) -> None:
    items = machine.group()
    for key, value in zip(items[::2], items[1::2], strict=True):
        machine.stack[-1][key] = value


def _push_tuple(number: int, machine: Machine) -> None:
    items = [machine.pop() for _ in range(number)]
    machine.push(tuple(items[::-1]))


def _group_tuple(machine: Machine) -> None:
    machine.push(tuple(machine.group()))


def _add_items(machine: Machine) -> None:
    machine.group()


def _frozen_set(machine: Machine) -> None:
    machine.group()
    machine.push(Items())


def _push_global(machine: Machine) -> None:
    module, name = machine.line(), machine.line()
    machine.push(machine.lookup(module, name))


def _stack_global(machine: Machine) -> None:
    name, module = machine.pop(), machine.pop()
    if not isinstance(name, str) or not isinstance(module, str):
        raise Unreadable("a damaged pickle: a name that is no text")
    machine.push(machine.lookup(module, name))


def _reduce_to_call(machine: Machine) -> None:
    args, function = machine.pop(), machine.pop()
    if not isinstance(function, Token) or not isinstance(args, tuple):
        raise Unreadable("a damaged pickle: a call of something that is no name")
    machine.push(function(*args))


def _new_object(machine: Machine) -> None:
    args, kind = machine.pop(), machine.pop()
    if not isinstance(kind, Token) or kind.kind != "wrapper" or args != ():
        raise Unreadable("a damaged pickle: an object of an unknown class")
    machine.push(kind())


def _set_call_state(machine: Machine) -> None:
    state, item = machine.pop(), machine.stack[-1]
    if not isinstance(item, PickledCall):
        raise Unreadable("a damaged pickle: a state for something that has none")
    item.__setstate__(state)


ACTIONS: dict[int, Callable[[Machine], None]] = {
    0x80: partial(_skip_bytes, 1),
    0x95: partial(_skip_bytes, 8),
    ord("("): partial(_push_constant, MARK),
    ord("N"): partial(_push_constant, None),
    0x88: partial(_push_constant, True),
    0x89: partial(_push_constant, False),
    ord("]"): partial(_push_empty_container, list),
    ord("}"): partial(_push_empty_container, Pairs),
    0x8F: partial(_push_empty_container, Items),
    ord(")"): partial(_push_constant, ()),
    ord("K"): partial(_push_unsigned, 1),
    ord("M"): partial(_push_unsigned, 2),
    ord("J"): partial(_push_struct_value, struct.Struct("<i")),
    ord("G"): partial(_push_struct_value, struct.Struct(">d")),
    0x8A: partial(_push_long_integer, 1),
    0x8B: partial(_push_long_integer, 4),
    0x8C: partial(_push_text, 1),
    ord("X"): partial(_push_text, 4),
    0x8D: partial(_push_text, 8),
    ord("C"): partial(_push_bytes_range, 1),
    ord("B"): partial(_push_bytes_range, 4),
    0x8E: partial(_push_bytes_range, 8),
    0x96: partial(_push_bytes_range, 8),
    ord("q"): partial(_store_in_memo, 1),
    ord("r"): partial(_store_in_memo, 4),
    ord("h"): partial(_push_from_memo, 1),
    ord("j"): partial(_push_from_memo, 4),
    0x94: _memoize_top,
    ord("0"): lambda machine: machine.stack.pop(),
    ord("a"): _append_item,
    ord("e"): _append_group,
    ord("s"): _set_item,
    ord("u"): _set_items,
    0x85: partial(_push_tuple, 1),
    0x86: partial(_push_tuple, 2),
    0x87: partial(_push_tuple, 3),
    ord("t"): _group_tuple,
    0x90: _add_items,
    0x91: _frozen_set,
    ord("c"): _push_global,
    0x93: _stack_global,
    ord("R"): _reduce_to_call,
    0x81: _new_object,
    ord("b"): _set_call_state,
}
"""What each opcode does; one that is not here is refused."""
