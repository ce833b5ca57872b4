"""Failing calls of Keras under watch, in whatever Keras this Python has: a table of what is said of each.

Run it with the Python of an environment that has a Keras::

    python tests/matrix.py                    # Keras 3, or tf.keras 2 where that is installed
    python tests/matrix.py tf_keras           # tf_keras beside Keras 3

Each cell holds the fault that the note on the exception names; in brackets what was said on stderr where Keras
raised nothing. ``silent`` means that Keras raised and nothing was said, ``taken`` that Keras took the data and
nothing was said. Exit code 1 where a cell of a Sequential or Functional is ``silent``, or where `explain` finds
another fault in the traceback than the note has.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from importlib import import_module
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["LSTMDOCTOR_TESTING"] = "1"

import numpy as np

import lstmdoctor

keras: Any = import_module(sys.argv[1] if len(sys.argv) > 1 and __name__ == "__main__" else "keras")
layers = keras.layers
RNG = np.random.default_rng(0)
N, T, F = 40, 10, 6
X = RNG.random((N, T, F)).astype("float32")
Y = RNG.random((N, 1)).astype("float32")
SWAPPED = np.swapaxes(X, 1, 2).copy()
LISTED = list(X)
RAGGED = np.empty(N, dtype=object)
for position in range(N):
    RAGGED[position] = X[position, : 3 + position % 5]
Call = Callable[[Any], object]


def sequential() -> Any:
    """A Sequential with an Input."""
    return keras.Sequential([keras.Input((T, F)), layers.LSTM(4), layers.Dense(1)])


def functional() -> Any:
    """The same as a Functional."""
    given = keras.Input((T, F))
    return keras.Model(given, layers.Dense(1)(layers.LSTM(4)(given)))


def subclassed() -> Any:
    """The same as a subclass, never called."""

    def begin(self: Any) -> None:
        super(own, self).__init__()
        self.memory, self.last = layers.LSTM(4), layers.Dense(1)

    def call(self: Any, given: Any) -> Any:
        return self.last(self.memory(given))

    own: Any = type("Own", (keras.Model,), {"__init__": begin, "call": call})
    return own()


KINDS: dict[str, Callable[[], Any]] = {
    "Sequential": sequential,
    "Functional": functional,
    "subclass": subclassed,
}


def batches() -> Iterator[tuple[Any, Any]]:
    """A generator whose fourth batch is turned."""
    for number in range(1, 7):
        yield (SWAPPED if number == 4 else X)[:8], Y[:8]


def py_dataset() -> Any:
    """A PyDataset, or Sequence, of turned batches."""
    base = getattr(keras.utils, "PyDataset", None) or keras.utils.Sequence
    members = {"__len__": lambda self: 2, "__getitem__": lambda self, i: (SWAPPED[:8], Y[:8])}
    return type("Batches", (base,), members)()


def tf_dataset() -> Any:
    """A tf.data.Dataset that nobody batched; arrays where there is no TensorFlow."""
    try:
        return import_module("tensorflow").data.Dataset.from_tensor_slices((X, Y))
    except ImportError:
        return None


CALLS: dict[str, Call] = {
    "fit(list of arrays)": lambda model: model.fit(LISTED, Y, verbose=0),
    "fit(ragged object array)": lambda model: model.fit(RAGGED, Y, verbose=0),
    "fit(swapped axes)": lambda model: model.fit(SWAPPED, Y, verbose=0),
    "predict(one sample)": lambda model: model.predict(X[0], verbose=0),
    "fit(wrong features)": lambda model: model.fit(X[:, :, :4], Y, verbose=0),
    "fit(labels missing)": lambda model: model.fit(X, Y[:30], verbose=0),
    "fit(validation swapped)": lambda model: model.fit(X, Y, validation_data=(SWAPPED, Y), verbose=0),
    "evaluate(swapped axes)": lambda model: model.evaluate(SWAPPED, Y, verbose=0),
    "train_on_batch(swapped)": lambda model: model.train_on_batch(SWAPPED, Y),
    "predict_on_batch(one sample)": lambda model: model.predict_on_batch(X[0]),
    "model(swapped)": lambda model: model(SWAPPED),
    "fit(generator, batch 4)": lambda model: model.fit(batches(), steps_per_epoch=6, verbose=0),
    "fit(PyDataset swapped)": lambda model: model.fit(py_dataset(), verbose=0),
    "fit(tf.data unbatched)": lambda model: model.fit(tf_dataset(), verbose=0),
    "fit(labels that broadcast)": lambda model: model.fit(X, RNG.random((N, N)), verbose=0),
    "fit(10 timesteps too many)": lambda model: model.fit(np.tile(X, (1, 2, 1)), Y, verbose=0),
}
CODE = re.compile(r"LD\d{3}")


def outcome(make: Callable[[], Any], call: Call, memory: bool) -> str:
    """What is said of one call of a fresh model."""
    model = make()
    model.compile(loss="mse", optimizer="sgd")
    said, note, other = io.StringIO(), "", ""
    with redirect_stderr(said), lstmdoctor.watch():
        try:
            call(model)
        except Exception as error:
            note = "\n".join(getattr(error, "__notes__", ()))
            other = code_in_text(str(lstmdoctor.explain(error)))
            code = code_in_text(note)
            if not code:
                return "silent"
            # What a generator has handed out is gone: only the watch has seen it.
            return code if other == code or memory else f"{code} not {other}"
    code = code_in_text("\n".join(line for line in said.getvalue().splitlines() if line.startswith("  LD")))
    return f"({code})" if code else "taken"


def code_in_text(text: str) -> str:
    """The first code that a text names."""
    found = CODE.search(text)
    return found[0] if found else ""


def set_filtering(on: bool) -> None:
    """Switch the filtering of tracebacks that this Keras has."""
    homes = (keras, getattr(keras, "config", None))
    for home in homes:
        switch = getattr(home, f"{'enable' if on else 'disable'}_traceback_filtering", None)
        if switch is not None:
            switch()
            return
    utils = import_module(f"{keras.__name__}.src.utils.traceback_utils")
    getattr(utils, f"{'enable' if on else 'disable'}_traceback_filtering", lambda: None)()


def table() -> dict[str, list[str]]:
    """Every call with its cells: the kinds with filtered tracebacks, then the kinds with whole ones."""
    rows: dict[str, list[str]] = {name: [] for name in CALLS}
    for filtered in (True, False):
        set_filtering(filtered)
        for make in KINDS.values():
            for name, call in CALLS.items():
                if "tf.data" in name and tf_dataset() is None:
                    rows[name].append("no tf")
                else:
                    rows[name].append(outcome(make, call, memory="generator" in name))
    set_filtering(True)
    return rows


def main() -> int:
    """Print the table; 1 where something that should be said is not."""
    backend = getattr(getattr(keras, "backend", None), "backend", lambda: "tensorflow")()
    sys.stdout.write(f"{keras.__name__} {keras.__version__}, {backend}\n\n")
    heads = [*KINDS, *(f"{kind}, unfiltered" for kind in KINDS)]
    sys.stdout.write(f"| call | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}\n")
    bad = 0
    for name, cells in table().items():
        sys.stdout.write(f"| `{name}` | {' | '.join(cells)} |\n")
        bad += sum("not" in cell or (cell == "silent" and i % 3 < 2) for i, cell in enumerate(cells))
    sys.stdout.write(f"\n{bad} cells to look at\n")
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
