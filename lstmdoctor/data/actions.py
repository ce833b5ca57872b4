"""What each opcode does to the machine that reads joblib dumps; one that is not in the table is refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial

from lstmdoctor.data.machine import MARK, Machine
from lstmdoctor.data.opcodes import LONGEST_INTEGER
from lstmdoctor.data.tokens import Call, Items, Pairs, Token
from lstmdoctor.errors import Unreadable


def _constant(value: object, machine: Machine) -> None:
    machine.push(value)


def _fresh(make: Callable[[], object], machine: Machine) -> None:
    machine.push(make())


def _unsigned(width: int, machine: Machine) -> None:
    machine.push(machine.number(width))


def _unpacked(form: struct.Struct, machine: Machine) -> None:
    machine.push(form.unpack(machine.take(form.size))[0])


def _integer(width: int, machine: Machine) -> None:
    length = machine.number(width)
    if length > LONGEST_INTEGER:
        raise Unreadable(f"it holds an integer of {length:,} bytes")
    machine.push(int.from_bytes(machine.take(length), "little", signed=True))


def _text(width: int, machine: Machine) -> None:
    machine.push(machine.take(machine.number(width)).decode("utf-8", "surrogatepass"))


def _bytes(width: int, machine: Machine) -> None:
    machine.push(machine.skip(machine.number(width)))


def _skip(width: int, machine: Machine) -> None:
    machine.skip(width)


def _put(width: int, machine: Machine) -> None:
    machine.memo[machine.number(width)] = machine.stack[-1]


def _get(width: int, machine: Machine) -> None:
    machine.push(machine.memo[machine.number(width)])


def _memoize(machine: Machine) -> None:
    machine.memo[len(machine.memo)] = machine.stack[-1]


def _append(machine: Machine) -> None:
    item = machine.pop()
    machine.stack[-1].append(item)


def _appends(machine: Machine) -> None:
    for item in machine.group():
        machine.stack[-1].append(item)


def _set_item(machine: Machine) -> None:
    value, key = machine.pop(), machine.pop()
    machine.stack[-1][key] = value


def _set_items(machine: Machine) -> None:
    items = machine.group()
    for key, value in zip(items[::2], items[1::2], strict=True):
        machine.stack[-1][key] = value


def _tuple(number: int, machine: Machine) -> None:
    items = [machine.pop() for _ in range(number)]
    machine.push(tuple(items[::-1]))


def _group_tuple(machine: Machine) -> None:
    machine.push(tuple(machine.group()))


def _add_items(machine: Machine) -> None:
    machine.group()


def _frozen_set(machine: Machine) -> None:
    machine.group()
    machine.push(Items())


def _global(machine: Machine) -> None:
    module, name = machine.line(), machine.line()
    machine.push(machine.lookup(module, name))


def _stack_global(machine: Machine) -> None:
    name, module = machine.pop(), machine.pop()
    if not isinstance(name, str) or not isinstance(module, str):
        raise Unreadable("a damaged pickle: a name that is no text")
    machine.push(machine.lookup(module, name))


def _reduce(machine: Machine) -> None:
    args, function = machine.pop(), machine.pop()
    if not isinstance(function, Token) or not isinstance(args, tuple):
        raise Unreadable("a damaged pickle: a call of something that is no name")
    machine.push(function(*args))


def _new_object(machine: Machine) -> None:
    args, kind = machine.pop(), machine.pop()
    if not isinstance(kind, Token) or kind.kind != "wrapper" or args != ():
        raise Unreadable("a damaged pickle: an object of an unknown class")
    machine.push(kind())


def _build(machine: Machine) -> None:
    state, item = machine.pop(), machine.stack[-1]
    if not isinstance(item, Call):
        raise Unreadable("a damaged pickle: a state for something that has none")
    item.__setstate__(state)


ACTIONS: dict[int, Callable[[Machine], None]] = {
    0x80: partial(_skip, 1),
    0x95: partial(_skip, 8),
    ord("("): partial(_constant, MARK),
    ord("N"): partial(_constant, None),
    0x88: partial(_constant, True),
    0x89: partial(_constant, False),
    ord("]"): partial(_fresh, list),
    ord("}"): partial(_fresh, Pairs),
    0x8F: partial(_fresh, Items),
    ord(")"): partial(_constant, ()),
    ord("K"): partial(_unsigned, 1),
    ord("M"): partial(_unsigned, 2),
    ord("J"): partial(_unpacked, struct.Struct("<i")),
    ord("G"): partial(_unpacked, struct.Struct(">d")),
    0x8A: partial(_integer, 1),
    0x8B: partial(_integer, 4),
    0x8C: partial(_text, 1),
    ord("X"): partial(_text, 4),
    0x8D: partial(_text, 8),
    ord("C"): partial(_bytes, 1),
    ord("B"): partial(_bytes, 4),
    0x8E: partial(_bytes, 8),
    0x96: partial(_bytes, 8),
    ord("q"): partial(_put, 1),
    ord("r"): partial(_put, 4),
    ord("h"): partial(_get, 1),
    ord("j"): partial(_get, 4),
    0x94: _memoize,
    ord("0"): lambda machine: machine.stack.pop(),
    ord("a"): _append,
    ord("e"): _appends,
    ord("s"): _set_item,
    ord("u"): _set_items,
    0x85: partial(_tuple, 1),
    0x86: partial(_tuple, 2),
    0x87: partial(_tuple, 3),
    ord("t"): _group_tuple,
    0x90: _add_items,
    0x91: _frozen_set,
    ord("c"): _global,
    0x93: _stack_global,
    ord("R"): _reduce,
    0x81: _new_object,
    ord("b"): _build,
}
"""What each opcode does; one that is not here is refused."""
