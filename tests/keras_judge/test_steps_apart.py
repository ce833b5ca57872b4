"""Models whose steps depend on no later one, by the file and by what Keras computes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.api import diagnose
from lstmdoctor.models import read_model

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers
T, REAL = 8, 5


def every_step(**more: Any) -> Any:
    return L.LSTM(3, return_sequences=True, **more)


def chain(*layers: Any) -> Any:
    return keras.Sequential([keras.Input((T, 3)), *layers])


def with_states(use: bool) -> Any:
    given = keras.Input((T, 3))
    steps, h, c = L.LSTM(3, return_sequences=True, return_state=True)(given)
    again = every_step()(steps, initial_state=[h, c] if use else None)
    return keras.Model(given, L.Dense(2)(again))


def residual() -> Any:
    given = keras.Input((T, 3))
    return keras.Model(given, L.Dense(1)(L.Add()([given, every_step()(given)])))


def joined(axis: int) -> Any:
    given = keras.Input((T, 3))
    return keras.Model(given, L.Concatenate(axis=axis)([every_step()(given), every_step()(given)]))


def attention() -> Any:
    given = keras.Input((T, 3))
    steps = every_step()(given)
    return keras.Model(given, L.Dense(1)(L.Attention()([steps, steps])))


def nested() -> Any:
    inner = keras.Sequential([keras.Input((T, 3)), L.Bidirectional(every_step())])
    return chain(inner, L.Dense(1))


def two_ways() -> Any:
    given = keras.Input((T, 3))
    steps = every_step()(given)
    return keras.Model(given, [L.Dense(1)(steps), L.GlobalAveragePooling1D()(steps)])


MODELS: dict[str, tuple[bool, Callable[[], Any]]] = {
    "a value each step": (True, lambda: chain(every_step(), L.Dense(2))),
    "stacked": (True, lambda: chain(every_step(), L.Dropout(0.1), L.GRU(2, return_sequences=True))),
    "time distributed": (True, lambda: chain(every_step(), L.TimeDistributed(L.Dense(2)))),
    "residual": (True, residual),
    "side by side": (True, lambda: joined(-1)),
    "states that nobody takes": (True, lambda: with_states(False)),
    "causal convolution": (True, lambda: chain(L.Conv1D(3, 3, padding="causal"), every_step())),
    "the last step": (False, lambda: chain(L.LSTM(3), L.Dense(1))),
    "the last step of two": (False, lambda: chain(every_step(), L.LSTM(3))),
    "both directions": (False, lambda: chain(L.Bidirectional(every_step()), L.Dense(1))),
    "backwards": (False, lambda: chain(every_step(go_backwards=True))),
    "states that go on": (False, lambda: with_states(True)),
    "convolution": (False, lambda: chain(every_step(), L.Conv1D(2, 3, padding="same"))),
    "pooled": (False, lambda: chain(every_step(), L.GlobalMaxPooling1D())),
    "flattened": (False, lambda: chain(every_step(), L.Flatten(), L.Dense(T))),
    "attention": (False, attention),
    "behind each other": (False, lambda: joined(1)),
    "nested": (False, nested),
    "one of two outputs": (False, two_ways),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("suffix", ["keras", "h5"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_later_steps_change_nothing_where_we_say_so(name: str, suffix: str, tmp_path: Path) -> None:
    apart, make = MODELS[name]
    made = make()
    made.save(tmp_path / f"m.{suffix}")
    assert read_model(str(tmp_path / f"m.{suffix}")).inputs[0].steps_apart == apart
    rng = np.random.default_rng(3)
    data = rng.normal(size=(4, T, 3)).astype("float32")
    other = data.copy()
    other[:, REAL:] = 0
    first, second = (np.asarray(one) for one in (answer(made, data), answer(made, other)))
    same = first.shape[:2] == (4, T) and np.allclose(first[:, :REAL], second[:, :REAL], atol=1e-6)
    assert same == apart


def answer(made: Any, data: Any) -> Any:
    given = made.predict_on_batch(data)
    return given[-1] if isinstance(given, list) else given


@pytest.mark.parametrize(
    ("name", "severity"), [("a value each step", "note"), ("both directions", "warning")]
)
def test_padding_behind_steps_that_stand_alone_is_a_note(name: str, severity: str, tmp_path: Path) -> None:
    MODELS[name][1]().save(tmp_path / "m.keras")
    data = np.random.default_rng(3).normal(size=(40, T, 3)).astype("float32")
    for row in range(40):
        data[row, 3 + row % 6 :] = 0
    np.save(tmp_path / "x.npy", data)
    found = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.npy")).findings
    assert [(f.fault.code, f.severity) for f in found if f.fault.code == "LD304"] == [("LD304", severity)]
