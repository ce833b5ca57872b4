"""Records: classes of named fields that do not change, without code compiled for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Never, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_T = TypeVar("_T")
_Function = Callable[..., object]
_set_field = object.__setattr__  # which a record does not refuse


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen_record(cls: type[_T]) -> type[_T]:
    """Make of a class what ``dataclass(frozen=True)`` makes of it, in a twentieth of the time.

    `dataclass` has Python compile six functions for every class, half a millisecond for each at a
    start that loads a hundred. The functions of a record are written once. For `fields`, `replace` and
    `asdict` of `dataclasses`, for pickle, for ``match`` and for a type checker it is a frozen dataclass.
    """
    made = unique_record(cls)
    _set_functions(made, _comparing_functions(made))
    return made


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def unique_record(cls: type[_T]) -> type[_T]:
    """The same for what is equal to itself alone, as ``dataclass(frozen=True, eq=False)`` has it."""
    made = mutable_record(cls)
    _set_functions(made, {"__setattr__": _refused_change, "__delattr__": _refused_change})
    return made


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable_record(cls: type[_T]) -> type[_T]:
    """The same for fields that may be set, as ``dataclass(eq=False)`` has it."""
    made = dataclass(init=False, repr=False, eq=False)(cls)
    _set_functions(made, {"__init__": _filling_function(made), "__repr__": _represented_fields})
    return made


def _set_functions(cls: type, functions: dict[str, _Function]) -> None:
    """Give a class these functions, but those that it has written itself."""
    for name, function in functions.items():
        if vars(cls).get(name) is None:  # a class with an equality of its own has None for its hash
            setattr(cls, name, function)


def _filling_function(cls: type) -> _Function:
    every = fields(cls)
    names = [one.name for one in every]
    defaults = {one.name: one.default for one in every}
    factories = [(one.name, one.default_factory) for one in every if one.default_factory is not MISSING]
    wanted = [name for name, default in defaults.items() if default is MISSING]

    def all_values(values: tuple[object, ...], named: dict[str, object]) -> Iterable[object]:
        filled = defaults | named
        filled.update(zip(names, values, strict=False))
        for name, make in factories:
            if filled[name] is MISSING:
                filled[name] = make()
        missing = [name for name in wanted if filled[name] is MISSING]
        twice = not named.keys().isdisjoint(names[: len(values)])
        if missing or twice or not len(filled) == len(names) >= len(values):
            raise _wrong_fields(cls, names)
        return filled.values()

    def fill_fields(self: object, /, *values: object, **named: object) -> None:
        every_value = values if len(values) == len(names) and not named else all_values(values, named)
        for name, value in zip(names, every_value, strict=True):
            _set_field(self, name, value)  # by `vars` each would keep a dict of its own, of twice the size

    return fill_fields


def _wrong_fields(cls: type, names: list[str]) -> TypeError:
    return TypeError(f"{cls.__name__} takes a value for each of its fields, once: {', '.join(names)}")


def _comparing_functions(cls: type) -> dict[str, _Function]:
    names = [one.name for one in fields(cls) if one.compare]
    values = attrgetter(*names, "__class__", "__class__")  # two more: of a single name it gives no tuple

    def equal_fields(self: object, other: object) -> bool:
        return bool(values(self) == values(other)) if type(self) is type(other) else NotImplemented

    def hash_fields(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal_fields, "__hash__": hash_fields}


@recursive_repr()
def _represented_fields(self: DataclassInstance) -> str:
    shown = [f"{one.name}={vars(self)[one.name]!r}" for one in fields(self) if one.repr]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refused_change(self: object, name: str, value: object = None) -> Never:
    raise FrozenInstanceError(f"a {type(self).__name__} does not change: {name}")
