"""What a watch costs one call of a Keras model, whatever the size of its data.

    python benchmarks/watching.py [--calls N]

The verb itself is put out of action, so that nothing but the look is measured: in CPU time of this process,
as medians, once everything is imported. "first look" is what a place in the code costs once; "again" is what
every further call there costs. Needs a Keras and, in the temporary folder (``TMPDIR``), a file system with
sparse files.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import lstmdoctor

T, F = 50, 100
ROW = T * F * 4


def idle(self: Any, x: Any = None, y: Any = None, **settings: Any) -> None:
    """A `fit` that does nothing."""


def small_model() -> Any:
    """Input, LSTM, Dense."""
    return keras.Sequential([keras.Input((T, F)), keras.layers.LSTM(8), keras.layers.Dense(1)])


def deep_model() -> Any:
    """A hundred layers."""
    hidden = [keras.layers.LSTM(8, return_sequences=True) for _ in range(98)]
    return keras.Sequential([keras.Input((T, F)), *hidden, keras.layers.LSTM(8), keras.layers.Dense(1)])


def milliseconds(work: Callable[[], object], calls: int, before: Callable[[], object]) -> float:
    """CPU time of one call, the median of many."""
    taken = []
    for _ in range(calls):
        before()
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def sparse_array(folder: str, size: int) -> Any:
    """A memory map of a file that takes no room on the disk."""
    path = Path(folder) / "x.bin"
    with path.open("wb") as file:
        file.truncate(size // ROW * ROW)
    return np.memmap(path, "float32", "r").reshape(-1, T, F)


def main() -> None:
    """Print one row for each size."""
    parser = argparse.ArgumentParser(description="Measure what a watch costs.")
    parser.add_argument("--calls", type=int, default=50, help="calls of everything (50)")
    calls = parser.parse_args().calls
    keras.Model.fit = idle
    small, deep = small_model(), deep_model()
    for model in (small, deep):
        model.compile(loss="mse")
    print("| data | first look, ms | again, ms |\n|---|--:|--:|")
    with tempfile.TemporaryDirectory(prefix="lstmdoctor-") as folder:
        rows: tuple[tuple[str, Any, Any], ...] = (
            ("4 MB", small, np.ones((200, T, F), "float32")),
            ("400 MB in memory", small, np.ones((20_000, T, F), "float32")),
            ("200 GB in a memory map", small, sparse_array(folder, 200 * 10**9)),
            ("20,000 arrays in a list", small, list(np.ones((20_000, T, F), "float32"))),
            ("400 MB, axes swapped", small, np.ones((20_000, F, T), "float32")),
            ("4 MB, a model of 100 layers", deep, np.ones((200, T, F), "float32")),
        )
        for name, model, x in rows:
            y = np.zeros((len(x), 1), "float32")
            with lstmdoctor.watch() as watch, open(os.devnull, "w") as sink:
                seen, told = watch.watcher.seen, watch.watcher.told

                def forget(seen: Any = seen, told: Any = told) -> None:
                    seen.clear()
                    told.clear()

                def call(model: Any = model, x: Any = x, y: Any = y) -> None:
                    model.fit(x, y)

                with redirected(sink):
                    first = milliseconds(call, calls, forget)
                    again = milliseconds(call, calls, lambda: None)
            print(f"| {name} | {first:.2f} | {again:.3f} |", flush=True)


def redirected(sink: Any) -> Any:
    """Findings are told to nobody."""
    from contextlib import redirect_stderr

    return redirect_stderr(sink)


if __name__ == "__main__":
    main()
