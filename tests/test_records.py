"""Records are to their readers, to Python's own tools and to pickle what frozen dataclasses are."""

from __future__ import annotations

import copy
import math
import pickle
import tracemalloc
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from functools import cached_property

import pytest

from lstmdoctor.records import frozen_record, unique_record


@frozen_record
class Nothing:
    """No field."""


@frozen_record
class Axis:
    """A field, and three that have defaults."""

    name: str
    size: int | None = None
    marks: dict[str, int] = field(default_factory=dict)
    hidden: tuple[int, ...] = field(default=(), repr=False)

    @cached_property
    def shout(self) -> str:
        return self.name.upper()


@dataclass(frozen=True)
class Plain:
    """What `Axis` is measured by."""

    name: str
    size: int | None = None
    marks: dict[str, int] = field(default_factory=dict)
    hidden: tuple[int, ...] = field(default=(), repr=False)


@unique_record
class Source:
    """Equal to itself alone."""

    path: str


@frozen_record
class Wide(Axis):
    """A record over a record."""

    width: int = 2


Call = tuple[tuple[object, ...], Mapping[str, object]]

GIVEN: dict[str, Call] = {
    "one value": (("time",), {}),
    "by name": ((), {"size": 3, "name": "time"}),
    "all in order": (("time", 3, {"a": 1}, (1,)), {}),
    "some by name": (("time",), {"marks": {"b": 2}}),
    "a default, said": (("time", None), {}),
}
WRONG: dict[str, Call] = {
    "nothing": ((), {}),
    "one that is missing": ((), {"size": 3}),
    "a value too many": (("time", 3, {}, (), 5), {}),
    "a name it does not have": (("time",), {"length": 3}),
    "a name in the place of a field": ((), {"length": 3, "size": 1}),
    "a field twice": (("time", 3), {"size": 4}),
    "the first twice": (("time",), {"name": "batch"}),
}


def made(cls: type, call: Call) -> object:
    return cls(*call[0], **call[1])


@pytest.mark.parametrize("call", GIVEN.values(), ids=GIVEN)
def test_a_record_holds_what_a_dataclass_holds(call: Call) -> None:
    one, plain = made(Axis, call), made(Plain, call)
    assert vars(one) == vars(plain)
    assert list(vars(one)) == list(vars(plain))
    assert repr(one) == repr(plain).replace("Plain", "Axis")
    assert one == made(Axis, call)
    assert one != plain
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == one


@pytest.mark.parametrize("cls", [Axis, Plain])
@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_what_a_dataclass_does_not_take_is_refused(cls: type, call: Call) -> None:
    with pytest.raises(TypeError):
        made(cls, call)


def test_factories_make_a_value_for_each() -> None:
    assert Axis("a").marks is not Axis("a").marks


def test_records_are_compared_by_their_fields_within_their_class() -> None:
    assert Axis("a") != Axis("b")
    assert Axis("a") != Wide("a")
    assert Wide("a", width=3) != Wide("a")
    assert Nothing() == Nothing()
    first = Axis("a")
    assert first.shout == "A"
    assert first == Axis("a"), "what is kept beside the fields does not count"


def test_a_field_that_does_not_count_is_passed_over() -> None:
    @frozen_record
    class Cured:
        """A value, and what does not count."""

        value: int
        treat: object = field(compare=False)

    assert Cured(1, []) == Cured(1, {})
    assert hash(Cured(1, [])) == hash(Cured(1, {}))
    assert Cured(1, []) != Cured(2, [])


def test_one_field_is_compared_as_several_are() -> None:
    @frozen_record
    class Filled:
        """One value, which may be one that is not equal to itself."""

        value: float

    assert Filled(math.nan) == Filled(math.nan), "as in a tuple"
    assert Filled(1.0) == Filled(1)
    assert Filled(1.0) != Filled(2.0)


def memory_of_many(cls: type) -> int:
    marks: dict[str, int] = {}
    tracemalloc.start()
    try:
        kept = [cls("a", 1, marks) for _ in range(1000)]
        return tracemalloc.get_traced_memory()[0] // len(kept)
    finally:
        tracemalloc.stop()


def test_many_records_take_no_more_memory_than_dataclasses() -> None:
    assert memory_of_many(Axis) <= 1.1 * memory_of_many(Plain)


def test_what_a_class_says_itself_stays() -> None:
    @frozen_record
    class Named:
        """Equal whatever the case of its name."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Named) and self.name.lower() == other.name.lower()

        def __repr__(self) -> str:
            return self.name

    assert Named("A") == Named("a")
    assert Named("A") != Named("b")
    assert repr(Named("A")) == "A"
    assert len({Named("A"), Named("A")}) == 1, "without a hash of its own it has that of its fields"


def test_the_hash_is_that_of_the_fields() -> None:
    @frozen_record
    class Point:
        """Two numbers."""

        x: int
        y: int

    assert {Point(1, 2), Point(1, 2), Point(2, 1)} == {Point(2, 1), Point(1, 2)}
    assert len({Nothing(), Nothing()}) == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Axis("a"))


def test_without_equality_each_is_itself_alone() -> None:
    one = Source("x")
    assert one == one
    assert one != Source("x")
    assert len({one, Source("x")}) == 2


def test_nothing_is_changed_or_taken_away() -> None:
    one = Axis("a")
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.name
    assert one == Axis("a")


def test_the_tools_of_dataclasses_take_records() -> None:
    assert [one.name for one in fields(Wide)] == ["name", "size", "marks", "hidden", "width"]
    assert replace(Wide("a"), width=5, name="b") == Wide("b", width=5)
    assert asdict(Wide("a")) == {"name": "a", "size": None, "marks": {}, "hidden": (), "width": 2}
    match Wide("a", 7):
        case Wide(name, size):
            assert (name, size) == ("a", 7)
        case _:
            raise AssertionError("a record is matched by its fields in order")


def test_a_record_that_holds_itself_is_shown() -> None:
    marks: dict[str, object] = {}

    @frozen_record
    class Holder:
        """One field."""

        held: Mapping[str, object]

    one = Holder(marks)
    marks["self"] = one
    assert repr(one).endswith("Holder(held={'self': ...})")
