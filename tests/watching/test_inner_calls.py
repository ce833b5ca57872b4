"""Calls within calls, items of a `PyDataset` that nobody looked at, and how many calls a watch has seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from stand_ins import stand_in_keras

import lstmdoctor

RNG = np.random.default_rng(0)
X = RNG.random((8, 50, 100)).astype("float32")
Y = RNG.random((8, 1)).astype("float32")
SWAPPED = X.swapaxes(1, 2)
PRODUCT = (
    "Dimensions must be equal, but are 32 and 7 for '{{node Tensordot/MatMul}} = MatMul[T=DT_FLOAT]"
    "(Tensordot/Reshape, ones)' with input shapes: [1,32], [7,7]."
)


@pytest.fixture
def sequential(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A class of models that is watched as Keras's is."""
    monkeypatch.setenv("LSTMDOCTOR_TESTING", "1")
    with stand_in_keras() as kind:
        yield kind


def note_of(call: Any) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        call()
    return "\n".join(getattr(caught.value, "__notes__", []))


@pytest.mark.parametrize("verb", ["predict", "evaluate"])
def test_a_call_of_a_callback_within_fit_gets_a_note(sequential: Any, verb: str) -> None:
    outer, inner = sequential(50, 100), sequential(50, 100, refuses=True)
    with lstmdoctor.watch():
        note = note_of(lambda: outer.fit(X, Y, callback=lambda: getattr(inner, verb)(SWAPPED)))
        assert note.count("lstmdoctor: ") == 1 and "LD207" in note and "test_inner_calls.py" in note
        assert note_of(lambda: outer.fit(X, Y, callback=lambda: getattr(inner, verb)(X))) == ""


def test_a_healthy_call_of_a_callback_is_silent(sequential: Any, capsys: pytest.CaptureFixture[str]) -> None:
    model = sequential(50, 100)
    with lstmdoctor.watch():
        model.fit(X, Y, callback=lambda: (model.predict(X), model(X), model.evaluate(X, Y)))
    assert capsys.readouterr() == ("", "")


def broken(self: Any, x: Any = None, y: Any = None) -> str:
    for _ in x if hasattr(x, "__next__") else range(0):
        pass
    raise ValueError(PRODUCT)


GENERATED: dict[str, tuple[Any, bool]] = {
    "all batches fit": ([(X, Y), (X, Y), (X[:3], Y[:3])], False),
    "one does not": ([(X, Y), (X[..., :99], Y)], True),
}


@pytest.mark.parametrize("name", GENERATED)
def test_batches_that_fit_are_not_blamed_for_other_code(sequential: Any, name: str) -> None:
    batches, blamed = GENERATED[name]
    sequential.__mro__[1].fit = broken
    model = sequential(50, 100)
    with lstmdoctor.watch():
        note = note_of(lambda: model.fit(one for one in batches))
    assert ("LD210" in note) == blamed and bool(note) == blamed


def batches_of(bad: int | None, number: int = 9) -> Any:
    """A `PyDataset` of this many items, of which one is bad."""

    def item(self: Any, place: int) -> Any:
        self.asked.append(place)
        return (SWAPPED if place == bad else X), Y

    members = {"__len__": lambda self: number, "__getitem__": item, "asked": []}
    return type("PyDataset", (), {"__module__": "keras.src.trainers", **members})()


RAISES_IN_KERAS: dict[str, Any] = {"__name__": "keras.src.trainers", "TEXT": "Graph execution error"}
exec("def fit(self, x=None, y=None):\n    raise ValueError(TEXT)", RAISES_IN_KERAS)


@pytest.mark.parametrize("bad", [1, 2, 3, 6, 7])
def test_the_bad_item_of_a_dataset_is_named(sequential: Any, bad: int) -> None:
    sequential.__mro__[1].fit = RAISES_IN_KERAS["fit"]
    with lstmdoctor.watch():
        note = note_of(lambda: sequential(50, 100).fit(batches_of(bad)))
    assert "LD207" in note and f"(item {bad} of the PyDataset)" in note


def test_a_dataset_that_is_well_is_not_blamed(sequential: Any) -> None:
    sequential.__mro__[1].fit = RAISES_IN_KERAS["fit"]
    with lstmdoctor.watch():
        assert note_of(lambda: sequential(50, 100).fit(batches_of(None))) == ""


def test_an_error_of_the_users_own_code_asks_for_no_item(sequential: Any) -> None:
    def fit(self: Any, x: Any = None, y: Any = None) -> str:
        raise ValueError("mine")

    sequential.__mro__[1].fit = fit
    given = batches_of(2)
    with lstmdoctor.watch():
        assert note_of(lambda: sequential(50, 100).fit(given)) == ""
    assert set(given.asked) == {0, 4, 8}


def test_calls_are_counted(sequential: Any) -> None:
    model = sequential(50, 100)
    with lstmdoctor.watch() as watch:
        for _ in range(3):
            model.fit(X, Y)
        model.predict(X)
    assert watch.watcher.calls == 4
