"""What is compared with what. Ratios of a group refer to its first contestant."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
HERE = str(Path(__file__).resolve().parent)
DOCTOR = (PYTHON, "-m", "lstmdoctor")
Command = tuple[str, ...]

MAXIMUM = """
import sys, numpy
array = numpy.load(sys.argv[1], mmap_mode="r")
print(numpy.max(array))
"""
MAXIMUM_READ = """
import sys, numpy
file = open(sys.argv[1], "rb", buffering=0)
numpy.lib.format.read_magic(file)
numpy.lib.format.read_array_header_1_0(file)
block, most = numpy.empty(1 << 18, "float32"), -numpy.inf
while size := file.readinto(block):
    most = max(most, numpy.max(block[: size // 4]))
print(most)
"""
PREDICT = """
import sys, keras, numpy
model = keras.saving.load_model(sys.argv[1])
print(model.predict(numpy.load(sys.argv[2]), verbose=0).shape)
"""
FLOOR = """
import os, sys
data = open(sys.argv[1], "rb").read()
block, size = bytes(1 << 22), int(sys.argv[3])
with open(sys.argv[2], "wb", buffering=0) as file:
    for first in range(0, size, len(block)):
        file.write(block[: size - first])
    os.fsync(file.fileno())
"""
MAXIMA = """
import glob, sys, numpy
print(max(float(numpy.max(numpy.load(path, mmap_mode="r"))) for path in glob.glob(sys.argv[1])))
"""
COPY = 'cp "$0" "$1"'
COPY_SYNCED = 'cp "$0" "$1" && sync "$1"'


@dataclass(frozen=True)
class Contestant:
    """One command; `OUT` in it stands for a file that is removed after every run.

    Parameters
    ----------
    name : str
    command : tuple of str
    same : bool
        Whether its output must be the bytes of the others that say so.
    needs : str
        A package without which it is left out.
    """

    name: str
    command: Command
    same: bool = False
    needs: str = ""


@dataclass(frozen=True)
class Group:
    """Contestants that are run in turn.

    Parameters
    ----------
    name, title : str
        The first for the command line.
    inputs : tuple of (file name, arguments of ``inputs.py`` with ``PATH`` for the file)
    contestants : tuple of Contestant
    """

    name: str
    title: str
    inputs: tuple[tuple[str, Command], ...]
    contestants: tuple[Contestant, ...]


def code(text: str, *arguments: str) -> Command:
    """Python given on the command line."""
    return (PYTHON, "-c", text, *arguments)


def doctor(name: str, *arguments: str, same: bool = False) -> Contestant:
    """A command of lstmdoctor."""
    return Contestant(name, (*DOCTOR, *arguments), same)


def fix(name: str, data: str, *options: str, same: bool = False) -> Contestant:
    """``lstmdoctor fix`` with its output where it is removed."""
    return doctor(name, "fix", data, *options, "-o", "OUT", same=same)


def peer(name: str, data: str, title: str, needs: str = "") -> Contestant:
    """A script that pads, of ``peers.py``."""
    return Contestant(title, (PYTHON, f"{HERE}/peers.py", name, data, "OUT"), True, needs)


def start() -> Group:
    """Everything that is over at once."""
    return Group(
        "start",
        "Start: help, and a diagnosis of 200 samples of 50 x 100 float32",
        (
            ("model.keras", ("model", "PATH", "50", "100")),
            ("model.h5", ("model", "PATH", "50", "100")),
            ("x.npy", ("table", "PATH", "200", "50", "100", "float32")),
        ),
        (
            Contestant("python -c 'import numpy'", code("import numpy")),
            Contestant("python -c pass", code("pass")),
            Contestant("python -c 'import click'", code("import click")),
            doctor("lstmdoctor --help", "--help"),
            doctor("diagnose model.keras x.npy", "diagnose", "model.keras", "x.npy"),
            Contestant("python -c 'import h5py'", code("import h5py")),
            doctor("diagnose model.h5 x.npy", "diagnose", "model.h5", "x.npy"),
            Contestant("load_model and predict", code(PREDICT, "model.keras", "x.npy"), needs="keras"),
        ),
    )


def scan(rows: int) -> Group:
    """One look at every value of a large array."""
    return Group(
        "scan",
        f"Every value of {rows:,} x 50 x 8 float32 ({rows * 1600 / 1e6:,.0f} MB) looked at",
        (
            ("model.keras", ("model", "PATH", "50", "8")),
            ("x.npy", ("table", "PATH", str(rows), "50", "8", "float32")),
        ),
        (
            Contestant("np.max of the mapped file", code(MAXIMUM, "x.npy")),
            Contestant("np.max of blocks of 1 MiB", code(MAXIMUM_READ, "x.npy")),
            doctor("diagnose model.keras x.npy", "diagnose", "model.keras", "x.npy"),
            doctor("diagnose --header-only", "diagnose", "model.keras", "x.npy", "--header-only"),
        ),
    )


def shards(rows: int) -> Group:
    """The same array in one file, in 64 and in 1,024, looked at with every engine."""
    look, many = ("diagnose", "model.keras"), "part-*.npy"
    return Group(
        "shards",
        f"{rows:,} x 50 x 8 float32 ({rows * 1600 / 1e6:,.0f} MB) in one file and in 64 shards",
        (
            ("model.keras", ("model", "PATH", "50", "8")),
            ("x.npy", ("table", "PATH", str(rows), "50", "8", "float32")),
            ("part-", ("cut", "PATH", "x.npy", "64")),
            ("small-", ("cut", "PATH", "x.npy", "1024")),
        ),
        (
            doctor("one file", *look, "x.npy"),
            Contestant("np.max of each of 64 mapped shards", code(MAXIMA, many)),
            doctor("64 shards, a plain loop (--jobs 1)", *look, many, "--jobs", "1"),
            doctor("64 shards, threads", *look, many),
            doctor("64 shards, two processes", *look, many, "--executor", "processes:2"),
            Contestant(
                "64 shards, Dask, two processes and their start", cluster(*look, many), needs="distributed"
            ),
            Contestant("the start and end of that cluster alone", cluster(), needs="distributed"),
            doctor("1,024 shards, threads", *look, "small-*.npy"),
        ),
    )


def cluster(*arguments: str) -> Command:
    """A command of lstmdoctor on a cluster of this machine that is made for it."""
    return (PYTHON, f"{HERE}/on_cluster.py", *arguments)


def pad(sequences: int) -> Group:
    """The pickled list, against what users write and against what others offer."""
    size = str(sequences * 60 * 8 * 4 + 128)
    return Group(
        "pad",
        f"A pickled list of {sequences:,} sequences of 20-60 x 8 float32, padded to 60",
        (("x.pkl", ("ragged", "PATH", str(sequences))),),
        (
            fix("lstmdoctor fix --pad 60", "x.pkl", "--pad", "60", same=True),
            fix("the same without a record", "x.pkl", "--pad", "60", "--no-treatment", same=True),
            Contestant("floor: read, write, fsync", code(FLOOR, "x.pkl", "OUT", size)),
            peer("keras", "x.pkl", "keras.utils.pad_sequences", "keras"),
            peer("tensorflow", "x.pkl", "tf.RaggedTensor.to_tensor", "tensorflow"),
            peer("torch", "x.pkl", "torch pad_sequence", "torch"),
            peer("awkward", "x.pkl", "awkward.pad_none", "awkward"),
            peer("numpy", "x.pkl", "NumPy loop"),
        ),
    )


def copy(rows: int) -> Group:
    """An .npy that is larger than the memory allowed, cured and written."""
    shape = (str(rows), "8", "50")
    return Group(
        "copy",
        f"fix of .npy files of {rows * 1600 / 1e6:,.0f} MB",
        (
            ("model.keras", ("model", "PATH", "50", "8")),
            ("swapped.npy", ("table", "PATH", *shape, "float32")),
            ("double.npy", ("table", "PATH", str(rows // 2), "50", "8", "float64")),
            ("short.npy", ("table", "PATH", str(rows * 50 // 40), "40", "8", "float32")),
            ("first.npy", ("table", "PATH", "50", str(rows), "8", "float32")),
            ("series.npy", ("table", "PATH", str(rows * 5), "8", "float32")),
        ),
        (
            Contestant("cp", ("sh", "-c", COPY, "swapped.npy", "OUT")),
            Contestant("cp and sync", ("sh", "-c", COPY_SYNCED, "swapped.npy", "OUT")),
            fix("copied as it is", "swapped.npy"),
            fix("cast from float64", "double.npy", "--dtype", "float32"),
            fix("padded from 40 timesteps", "short.npy", "--pad", "50"),
            doctor("timesteps and features swapped", "fix", "model.keras", "swapped.npy", "-o", "OUT"),
            doctor(
                "batch and timesteps swapped",
                *("fix", "model.keras", "first.npy", "--cure", "swap-batch-time", "-o", "OUT"),
            ),
            doctor(
                "windows of a series", "fix", "model.keras", "series.npy", "--stride", "5", "-o", "OUT",
                "--cure", "window",
            ),
        ),
    )  # fmt: skip


def growth(small: bool) -> Group:
    """The same cure for ever more sequences."""
    sizes = (1_000, 10_000, 100_000) if small else (1_000, 10_000, 100_000, 1_000_000, 3_000_000)
    return Group(
        "growth",
        "fix --pad 60 of pickled lists of ever more sequences",
        tuple((f"{size}.pkl", ("ragged", "PATH", str(size))) for size in sizes),
        tuple(fix(f"{size:,} sequences", f"{size}.pkl", "--pad", "60") for size in sizes),
    )


def large_files() -> Group:
    """A look at files that are larger than the memory, or near it; the largest takes no room."""
    look = ("diagnose", "model.keras")
    return Group(
        "growth",
        "A look at .npy files of 50 x 8 float32 a sample",
        (
            ("model.keras", ("model", "PATH", "50", "8")),
            ("10.npy", ("table", "PATH", "6250000", "50", "8", "float32")),
            ("200.npy", ("sparse", "PATH", "125000000", "50", "8")),
        ),
        (
            doctor("10 GB, diagnose --header-only", *look, "10.npy", "--header-only"),
            doctor("10 GB, diagnose", *look, "10.npy"),
            doctor("200 GB, diagnose --header-only", *look, "200.npy", "--header-only"),
        ),
    )


TABLE = (
    *("--id", "machine", "--time", "t", "--values", "s0,s1,s2,s3,s4", "--target", "s0"),
    *("--window", "60", "--stride", "10", "--horizon", "1", "--dtype", "float32", "--no-treatment"),
    *("--labels-output", "labels.npy", "--force"),
)


def tables(machines: int) -> Group:
    """From a CSV file to windows and labels."""
    steps = 1000

    def script(name: str, data: str, title: str) -> Contestant:
        return Contestant(title, (PYTHON, f"{HERE}/table_peers.py", name, data, "OUT"), needs="pandas")

    return Group(
        "tables",
        f"A CSV file of {machines * steps:,} rows of {machines:,} ids to windows of 60 rows and labels",
        (
            ("model.keras", ("model", "PATH", "60", "5")),
            ("t.csv", ("rows", "PATH", str(machines), str(steps))),
            ("s.csv", ("rows", "PATH", str(machines), str(steps), "shuffled")),
        ),
        (
            Contestant("lstmdoctor fix", (*DOCTOR, "fix", "t.csv", *TABLE, "-o", "OUT"), True),
            Contestant(
                "the same for a model", (*DOCTOR, "fix", "model.keras", "t.csv", *TABLE, "-o", "OUT"), True
            ),
            script("loop", "t.csv", "pandas and a loop over windows"),
            script("views", "t.csv", "pandas and sliding_window_view"),
            Contestant("lstmdoctor fix, rows shuffled", (*DOCTOR, "fix", "s.csv", *TABLE, "-o", "OUT")),
            script("views", "s.csv", "pandas and sliding_window_view, rows shuffled"),
        ),
    )


def groups(small: bool) -> tuple[Group, ...]:
    """All of them, at a tenth of the size where `small`."""
    tenth = 10 if small else 1
    return (
        start(),
        scan(1_000_000 // tenth),
        shards(1_000_000 // tenth),
        pad(200_000 // tenth),
        copy(1_000_000 // tenth),
        growth(small),
        *(() if small else (large_files(),)),
        tables(2_000 // tenth),
    )
