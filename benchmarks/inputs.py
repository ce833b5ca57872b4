"""The inputs of the benchmarks, made from a seed. A process of its own: ``inputs.py KIND PATH [NUMBER]``."""

from __future__ import annotations

import pickle
import sys

import numpy as np

SEED = 20
FEATURES = 8
ROWS = 1 << 14


def ragged(path: str, sequences: int) -> None:
    """A pickled list of sequences of 20 to 60 timesteps."""
    rng = np.random.default_rng(SEED)
    lengths = rng.integers(20, 61, sequences)
    with open(path, "wb") as file:
        pickle.dump([rng.standard_normal((n, FEATURES), np.float32) for n in lengths], file)


def table(path: str, shape: tuple[int, ...], dtype: str) -> None:
    """An array of normal numbers in an .npy file, written in runs of rows."""
    rng = np.random.default_rng(SEED)
    array = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=shape)
    for first in range(0, shape[0], ROWS):
        array[first : first + ROWS] = rng.standard_normal(
            (min(ROWS, shape[0] - first), *shape[1:]), np.float32
        )
    array.flush()


def sparse(path: str, shape: tuple[int, ...]) -> None:
    """An .npy file of zeros in float32 that takes no room on the disk."""
    np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)


def rows(path: str, machines: int, steps: int, shuffled: bool) -> None:
    """A CSV file as pandas writes it: an id, a time, five measurements; in order, or not."""
    rng = np.random.default_rng(SEED)
    lines = []
    for machine in range(machines):
        values = rng.standard_normal((steps, 5)).round(5).tolist()
        lines += [f"m{machine:05},{step},{','.join(map(str, row))}\n" for step, row in enumerate(values)]
    order = rng.permutation(len(lines)) if shuffled else range(len(lines))
    with open(path, "w") as file:
        file.write("machine,t,s0,s1,s2,s3,s4\n")
        file.writelines(lines[place] for place in order)


def cut(start: str, source: str, shards: int) -> None:
    """An array cut into files ``START0000.npy``, ``START0001.npy``, ... of about as many rows."""
    whole = np.load(source, mmap_mode="r")
    for number, rows in enumerate(np.array_split(np.arange(len(whole)), shards)):
        np.save(f"{start}{number:04}.npy", whole[rows[0] : rows[-1] + 1])


def model(path: str, timesteps: int | None, features: int) -> None:
    """A small LSTM with random weights, saved in the format that the suffix names."""
    import keras

    keras.utils.set_random_seed(SEED)
    layers = [keras.Input((timesteps, features)), keras.layers.LSTM(32), keras.layers.Dense(1)]
    keras.Sequential(layers).save(path)


def main() -> None:
    """Make what the command line names."""
    kind, path, *rest = sys.argv[1:]
    match kind:
        case "ragged":
            ragged(path, int(rest[0]))
        case "table":
            *shape, dtype = rest
            table(path, tuple(map(int, shape)), dtype)
        case "sparse":
            sparse(path, tuple(map(int, rest)))
        case "rows":
            rows(path, int(rest[0]), int(rest[1]), rest[2:] == ["shuffled"])
        case "cut":
            cut(path, rest[0], int(rest[1]))
        case "model":
            model(path, None if rest[0] == "any" else int(rest[0]), int(rest[1]))


if __name__ == "__main__":
    main()
