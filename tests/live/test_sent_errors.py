"""What a handler of a signal raises goes on, wherever lstmdoctor asks the objects of a program something."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import numpy as np
import pytest
from stand_ins import make_classes

import lstmdoctor

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="Windows has no alarm")
X = np.zeros((4, 5, 3), "float32")


class TookTooLong(Exception):
    """What a program raises when its time is up."""


class Row:
    """An object that NumPy may ask for values, a shape, or a length."""

    def __init__(self, asked: Callable[[], object], place: str) -> None:
        self.asked, self.place = asked, place

    def answer(self, place: str, value: Any) -> Any:
        if place == self.place:
            self.asked()
        return value

    @property
    def dtype(self) -> Any:
        return self.answer("dtype", X.dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        found: tuple[int, ...] = self.answer("shape", X.shape)
        return found

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self.answer("array", X)


def in_model(place: str) -> Callable[[Callable[[], object]], object]:
    """A diagnosis whose model asks at a place."""

    def diagnose(asked: Callable[[], object]) -> object:
        own: dict[str, Any] = {place: lambda self: asked()}
        if place == "loss":
            own = {place: property(lambda self: asked(), lambda self, value: None)}
        kind = type("Mine", (make_classes()[1],), {**own, "__module__": "keras.src.models.sequential"})
        return lstmdoctor.diagnose(kind(5, 3), X)

    return diagnose


def in_data(place: str) -> Callable[[Callable[[], object]], object]:
    """The same of its data."""
    return lambda asked: lstmdoctor.diagnose(make_classes()[1](5, 3), Row(asked, place))


PLACES: dict[str, Callable[[Callable[[], object]], object]] = {
    "the settings of a model": in_model("get_config"),
    "what a model was built with": in_model("get_build_config"),
    "an attribute of a model": in_model("loss"),
    "the dtype of data": in_data("dtype"),
    "the values of data": in_data("array"),
}


@pytest.fixture
def alarm() -> Iterator[None]:
    def handler(number: int, frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, handler)
    yield
    signal.signal(signal.SIGALRM, before)


def failing() -> None:
    raise TookTooLong


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("alarm")
def test_what_a_handler_raises_goes_on(place: str) -> None:
    with pytest.raises(TookTooLong):
        PLACES[place](lambda: signal.raise_signal(signal.SIGALRM))


@pytest.mark.parametrize("place", PLACES)
def test_an_interrupt_goes_on(place: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        PLACES[place](interrupted)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("alarm")
def test_what_the_object_itself_raises_does_not(place: str) -> None:
    try:
        PLACES[place](failing)
    except (TypeError, ValueError) as refused:
        assert "TookTooLong" in str(refused) or "expected" in str(refused)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("alarm")
def test_what_went_before_is_not_raised_again(place: str) -> None:
    """A program looks at its data after its time was up."""
    try:
        signal.raise_signal(signal.SIGALRM)
    except TookTooLong:
        test_what_the_object_itself_raises_does_not(place)


@pytest.mark.usefixtures("alarm")
def test_what_an_object_makes_of_it_is_undone() -> None:
    def asked() -> None:
        try:
            signal.raise_signal(signal.SIGALRM)
        except TookTooLong:
            raise NotImplementedError("no settings") from None

    with pytest.raises(TookTooLong):
        PLACES["the settings of a model"](asked)
