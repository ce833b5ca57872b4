"""What a user would write with pandas for windows of a table. A process: ``table_peers.py NAME IN OUT``.

Each reads the CSV file, sorts it by time, cuts windows of 60 rows of every machine, one every 10 rows, with
the value of `s0` one step behind each for its label, and saves both arrays.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd

WINDOW, STRIDE = 60, 10
FEATURES = ["s0", "s1", "s2", "s3", "s4"]


def groups(path: str) -> Any:
    """The rows of each machine, in the order of their times."""
    table = pd.read_csv(path)
    for _, rows in table.groupby("machine", sort=False):
        yield rows.sort_values("t", kind="stable")


def by_hand(path: str) -> tuple[Any, Any]:
    """The loop of the tutorials: slices in a list, stacked at the end."""
    x, y = [], []
    for rows in groups(path):
        values, target = rows[FEATURES].to_numpy("float32"), rows["s0"].to_numpy()
        for start in range(0, len(values) - WINDOW, STRIDE):
            x.append(values[start : start + WINDOW])
            y.append(target[start + WINDOW : start + WINDOW + 1])
    return np.array(x), np.array(y)


def sliding(path: str) -> tuple[Any, Any]:
    """The same with views, one concatenation of all machines."""
    x, y = [], []
    for rows in groups(path):
        values, target = rows[FEATURES].to_numpy("float32"), rows["s0"].to_numpy()
        views = np.lib.stride_tricks.sliding_window_view(values[:-1], WINDOW, axis=0)
        x.append(np.moveaxis(views, -1, 1)[::STRIDE])
        y.append(target[WINDOW::STRIDE, None])
    return np.concatenate(x), np.concatenate(y)


def main() -> None:
    """Cut windows with the peer that the command line names."""
    name, source, target = sys.argv[1:]
    x, y = {"loop": by_hand, "views": sliding}[name](source)
    np.save(target, x)
    np.save("labels.npy", y)


if __name__ == "__main__":
    main()
