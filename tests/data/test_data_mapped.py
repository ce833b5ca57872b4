"""Large files are read through a memory map: what is found is the same, and a file that changes is refused."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import gathered, plain, saved
from halves import mostly_slow
from hostile_pickles import F4, FROMBUFFER, number, size, text
from places import ROOT
from signals import interruptible
from test_memory import MODEL, linux, peak

from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Array, Sequences
from lstmdoctor.errors import Refused
from lstmdoctor.files.maps import Pages, fetched_values

X = np.arange(240, dtype="f4").reshape(10, 6, 4)
OBJECTS = np.empty(10, object)
OBJECTS[:] = [*X]
LAID_OUT: dict[str, tuple[Any, bytes]] = {
    # the samples, and the file
    "an array": (X, pickle.dumps(X, 5)),
    "an array in Fortran order": (X, pickle.dumps(np.asfortranarray(X), 5)),
    "an array in another order": (X, pickle.dumps(X.transpose(1, 0, 2).copy().transpose(1, 0, 2), 5)),
    "a list of arrays": (X, pickle.dumps(list(X), 4)),
    "a list that starts with nothing": ([X[0, :0], *X], pickle.dumps([X[0, :0], *X], 5)),
    "a list of lists of steps": (X, pickle.dumps([[*row] for row in X], 5)),
    "a dict": (X, pickle.dumps({"X": X}, 3)),
    "objects in .npy": (X, saved(OBJECTS)),
}


@pytest.fixture
def always_mapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.files.regular.MAPPED_BYTES", 0)


def opened(path: Path) -> Sequences:
    [sequences] = open_data(str(path)).arrays
    return sequences


@pytest.mark.usefixtures("always_mapped")
@pytest.mark.parametrize("name", LAID_OUT)
def test_the_same_is_found_and_pages_are_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    expected, content = LAID_OUT[name]
    (tmp_path / "x").write_bytes(content)
    sequences = opened(tmp_path / "x")
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(Pages, "give_back", lambda self, start, stop: given.append((start, stop)))
    monkeypatch.setattr("lstmdoctor.data.sequences.grouping.BLOCK_BYTES", 200)
    assert gathered(sequences) == plain(list(expected))
    assert sum(stop - start for start, stop in given) >= X.nbytes or not hasattr(os, "preadv")


@pytest.mark.usefixtures("always_mapped")
def test_one_file_is_looked_at_in_several_places_at_once(tmp_path: Path) -> None:
    big = np.arange(4 << 20, dtype="f4").reshape(4, 1 << 10, 1 << 10)
    (tmp_path / "x").write_bytes(pickle.dumps({"a": big, "b": list(big + 1), "again": big}))
    arrays = open_data(str(tmp_path / "x")).arrays
    steps = [sequences.blocks() for sequences in (*arrays, arrays[0])]
    for place in range(4):
        blocks = [next(blocks)[0] for blocks in steps]
        expected = [big[place], big[place] + 1, big[place], big[place]]
        assert all(map(np.array_equal, blocks, expected))


FORTRAN = np.asfortranarray(np.arange(3 * 5000 * 7, dtype="i2").reshape(3, 5000, 7))
VIEWS: dict[str, Callable[[Array], Array]] = {
    "all": lambda array: array,
    "turned": lambda array: array.swapaxes(0, 2),
    "backwards": lambda array: array[::-1, ::-1],
    "every other": lambda array: array[1::2, 3:, ::3],
    "nothing": lambda array: array[:, :0],
    "one": lambda array: array[2:, 3, 4],
}


@pytest.mark.usefixtures("always_mapped")
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("name", VIEWS)
def test_what_is_under_a_view_is_read(tmp_path: Path, name: str, order: str) -> None:
    array = FORTRAN if order == "F" else np.ascontiguousarray(FORTRAN)
    (tmp_path / "x").write_bytes(pickle.dumps(array))
    sequences = opened(tmp_path / "x")
    assert isinstance(sequences, ArraySequences)
    view = VIEWS[name](sequences.view())
    with fetched_values([view]):
        assert np.array_equal(view, VIEWS[name](array))


CHANGES = """
import os, sys
from lstmdoctor.data import open_data
from lstmdoctor.files import regular as files
from lstmdoctor.errors import Unreadable
files.MAPPED_BYTES = 0
path, how, when = sys.argv[1:]
[sequences] = open_data(path).arrays

def change():
    if how == "cut":
        os.truncate(path, 0)
    elif how == "gone":
        os.unlink(path)
    elif how == "replaced":
        open(path + "2", "wb").write(open(path, "rb").read())
        os.replace(path + "2", path)
    else:
        data = open(path, "rb").read()
        open(path, "wb").write(data)
        os.utime(path, ns=(1, 1))

try:
    if when == "before":
        change()
    blocks = sequences.blocks() if when != "whole" else iter([sequences.whole()])
    while True:
        if when == "whole":
            change()
        next(blocks)
        if when == "between":
            change()
except Unreadable as error:
    print(error)
"""
"""In a process of its own, because a look at a map of a file that was cut kills it."""


@pytest.mark.skipif(os.name == "nt", reason="a mapped file cannot be changed there")
@pytest.mark.parametrize("when", ["before", "between"])
@pytest.mark.parametrize("how", mostly_slow(["cut", "gone", "replaced", "written"], "cut", "gone"))
@pytest.mark.parametrize(
    "name", mostly_slow(["an array", "a list of arrays", "a list of lists of steps"], "an array")
)
def test_a_file_that_changes_is_refused(tmp_path: Path, name: str, how: str, when: str) -> None:
    big = np.zeros((3, 1 << 20), "f4")  # a block is one sample
    value = {"an array": big, "a list of arrays": list(big)}.get(name, [[row] for row in big])
    (tmp_path / "x").write_bytes(pickle.dumps(value, 5))
    said = child(CHANGES, str(tmp_path / "x"), how, when)
    assert said in ("the file changed while it was being read\n", "no such file\n")
    assert (said == "no such file\n") == (how == "gone")


def child(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


SWAPPED = """
import os, sys
from lstmdoctor.data import open_data
from lstmdoctor.errors import Unreadable
from lstmdoctor.treatment.stream import result_blocks
[sequences] = open_data(sys.argv[1]).arrays
try:
    for block in result_blocks(sequences.view().swapaxes(0, 1), []):
        os.truncate(sys.argv[1], 1000)
except Unreadable as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="a mapped file cannot be changed there")
def test_an_array_that_is_cut_while_it_is_turned_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros((4, 6, 1 << 20), "f4"))
    assert child(SWAPPED, str(tmp_path / "x.npy")) == "the file changed while it was being read\n"


def refuse_to_map(number: int, size: int, check: object) -> Pages:
    raise OSError(errno.ENODEV, "No such device")


def find_it_cut(number: int, size: int, check: object) -> Pages:
    raise ValueError("the file is shorter")


@pytest.mark.usefixtures("always_mapped")
@pytest.mark.parametrize("name", LAID_OUT)
def test_without_maps_the_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    expected, content = LAID_OUT[name]
    (tmp_path / "x").write_bytes(content)
    monkeypatch.setattr("lstmdoctor.files.regular.map_open_file", refuse_to_map)
    assert gathered(opened(tmp_path / "x")) == plain(list(expected))
    np.save(tmp_path / "x.npy", X)
    assert np.array_equal(opened(tmp_path / "x.npy").whole(), X)


@pytest.mark.usefixtures("always_mapped")
def test_a_file_that_is_cut_before_it_is_mapped_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_bytes(pickle.dumps(X))
    monkeypatch.setattr("lstmdoctor.files.regular.map_open_file", find_it_cut)
    with pytest.raises(Refused, match="changed while it was being read"):
        open_data(str(tmp_path / "x"))


GIB = 1 << 30


def sparse_pickle(path: Path, samples: int) -> None:
    """A pickled array of zeros that takes no room on the disk: (samples, 50, 100), float32."""
    length = samples * 50 * 100 * 4
    with path.open("wb") as file:
        file.write(b"\x80\x05" + FROMBUFFER + b"(\x96" + struct.pack("<Q", length))
        file.seek(length, os.SEEK_CUR)
        file.write(F4 + size(number(samples), b"K\x32", b"K\x64") + text("C") + b"tR.")


def sparse_npy(path: Path, samples: int) -> None:
    np.lib.format.open_memmap(path, mode="w+", dtype="float32", shape=(samples, 50, 100))


@pytest.mark.slow
@linux
def test_diagnose_of_a_pickle_of_1_gib_in_little_memory(tmp_path: Path) -> None:
    sparse_pickle(tmp_path / "x.pkl", GIB // 20_000)
    assert peak("diagnose", "--fail-on", "never", MODEL, str(tmp_path / "x.pkl")) < 100


@linux
@pytest.mark.parametrize("make", [sparse_npy, sparse_pickle])
@pytest.mark.parametrize("command", mostly_slow(["diagnose", "fix"], "fix"))
@pytest.mark.parametrize("delay", mostly_slow([0.0, 0.3], 0.0))
def test_an_interrupt_in_the_middle_of_a_large_file_ends_it(
    tmp_path: Path, make: Callable[[Path, int], None], command: str, delay: float
) -> None:
    path = tmp_path / "x"
    make(path, 600 * GIB // 20_000)  # minutes of work, so that only an end of it comes in time
    process = subprocess.Popen(
        [sys.executable, "-m", "lstmdoctor", command, MODEL, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=interruptible,
    )
    wait_until_it_is_open(process, path)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (130, "", "")
    assert [*tmp_path.iterdir()] == [path]
    path.unlink()


def wait_until_it_is_open(process: subprocess.Popen[str], path: Path) -> None:
    while process.poll() is None and str(path) not in held_open(process.pid):
        time.sleep(0.002)


def held_open(process: int) -> list[str]:
    found = []
    with suppress(FileNotFoundError):  # it may close one, or end, while they are looked at
        for one in Path(f"/proc/{process}/fd").iterdir():
            found.append(str(one.readlink()))
    return found
