"""Models that look like Keras's and are none: for tests that need no Keras."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

HOME = "keras.src.models.model"


def layer_entry(kind: str, **settings: object) -> dict[str, object]:
    """One layer in a config."""
    return {"class_name": kind, "module": "keras.layers", "config": {"name": kind.lower(), **settings}}


def sequential_config(*shape: int | None, units: int = 1) -> dict[str, object]:
    """The config of Input, LSTM and Dense."""
    layers = [
        layer_entry("InputLayer", batch_shape=(None, *shape), dtype="float32"),
        layer_entry("LSTM", units=4, return_sequences=False),
        layer_entry("Dense", units=units, activation="linear"),
    ]
    return {"name": "sequential", "layers": layers}


def make_classes() -> tuple[type, type]:
    """`Model` with the verbs, and `Sequential`; `refuses` says whether a verb raises."""

    class Model:
        def __init__(self, *shape: int | None, refuses: bool = False) -> None:
            self.shape, self.refuses, self.name, self.loss = shape, refuses, "sequential", "mse"
            self.given: list[str] = []

        def get_config(self) -> dict[str, object]:
            return sequential_config(*self.shape)

        def work(self, verb: str, x: Any) -> str:
            self.given.append(verb)
            if self.refuses:
                raise ValueError(f"{verb} refuses")
            return verb

        def fit(
            self,
            x: Any = None,
            y: Any = None,
            batch_size: Any = None,
            validation_data: Any = None,
            callback: Any = None,
        ) -> str:
            if callback is not None:
                callback()
            if hasattr(x, "__next__"):
                for batch in x:
                    self.train_on_batch(*batch)
            elif validation_data is not None:
                self.evaluate(*validation_data)
            return self.work("fit", x)

        def evaluate(self, x: Any = None, y: Any = None) -> str:
            return self.work("evaluate", x)

        def predict(self, x: Any) -> str:
            return self.work("predict", x)

        def train_on_batch(self, x: Any, y: Any = None) -> str:
            return self.work("train_on_batch", x)

        def __call__(self, x: Any) -> str:
            return self.work("call", x)

    class Sequential(Model):
        pass

    for kind in (Model, Sequential):
        kind.__module__ = HOME
    return Model, Sequential


@contextmanager
def stand_in_keras() -> Iterator[type]:
    """A module of Keras's name with these classes, for as long as it is wanted; gives `Sequential`."""
    model, sequential = make_classes()
    module = ModuleType(HOME)
    module.__dict__.update(Model=model, Sequential=sequential)
    before = sys.modules.get(HOME)
    sys.modules[HOME] = module
    try:
        yield sequential
    finally:
        if before is None:
            del sys.modules[HOME]
        else:
            sys.modules[HOME] = before
