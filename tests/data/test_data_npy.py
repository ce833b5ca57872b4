""".npy: described from the header, every claim checked, the same values in any order and byte order."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import X, header, npy, refusal_of, saved
from places import ROOT

from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Viewable
from lstmdoctor.errors import Unreadable
from lstmdoctor.files import limits
from lstmdoctor.files.maps import Pages, fetched_values

READ: dict[str, Any] = {
    "plain": X,
    "fortran": np.asfortranarray(X),
    "fortran matrix": np.asfortranarray(X[0]),
    "big-endian": X.astype(">f8"),
    "big-endian fortran": np.asfortranarray(X.astype(">i2")),
    "vector": X[:, 0, 0],
    "number": np.float32(3),
    "bool": X > 3,
    "half": X.astype("f2"),
    "complex": X.astype("c16"),
    "no rows": np.zeros((0, 5, 3)),
    "no steps": np.zeros((8, 0, 3)),
    "no steps, fortran": np.zeros((8, 0, 3), order="F"),
    "a row larger than a block": np.arange(1 << 20, dtype="f8").reshape(2, -1),
    "many blocks": np.arange(21 * 70_000, dtype="f4").reshape(-1, 7, 3),
    "many blocks, fortran": np.asfortranarray(np.arange(21 * 40_000, dtype="f8").reshape(-1, 7, 3)),
}


@pytest.mark.parametrize("writer", [np.save, np.savez, np.savez_compressed], ids=["npy", "npz", "compressed"])
@pytest.mark.parametrize("name", READ)
def test_values(tmp_path: Path, name: str, writer: Callable[..., None]) -> None:
    path = str(tmp_path / "data")
    with open(path, "wb") as file:
        writer(file, READ[name])
    [sequences] = open_data(path).arrays
    assert sequences.facts.axes == READ[name].shape
    blocks = [block.copy() for block in sequences.blocks() if isinstance(block, np.ndarray)]
    assert all(block.flags.c_contiguous for block in blocks)
    if blocks and READ[name].ndim:
        assert np.array_equal(np.concatenate(blocks), READ[name])
    assert np.array_equal(np.asarray(sequences.whole()), READ[name])


def test_blocks_of_a_large_file_are_small(tmp_path: Path) -> None:
    path = str(tmp_path / "data")
    np.save(tmp_path / "data.npy", READ["many blocks"])
    [sequences] = open_data(path + ".npy").arrays
    sizes = [block.nbytes for block in sequences.blocks() if isinstance(block, np.ndarray)]
    assert len(sizes) > 1
    assert max(sizes) <= limits.BLOCK_BYTES


def test_a_view_is_read_when_it_is_looked_at(tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", X)
    [sequences] = open_data(str(tmp_path / "data.npy")).arrays
    assert isinstance(sequences, Viewable)
    view = sequences.view()
    assert isinstance(view.base, Pages)
    with fetched_values([view]):
        assert np.array_equal(view, X)


@pytest.mark.parametrize(
    ("descr", "dtype", "fields"),
    [
        ("'|S5'", "bytes", ()),
        ("'<U2'", "str", ()),
        ("'<M8[ns]'", "datetime64", ()),
        ("'<m8[s]'", "timedelta64", ()),
        ("'|V4'", "void", ()),
        ("[('a', '<f4'), ('b', '>i8')]", "record", ("a", "b")),
        ("[('a', '<f4', (2, 3)), ('', '|V4'), ('b', '>i8')]", "record", ("a", "b")),
    ],
)
def test_other_dtypes_are_named_and_not_read(
    tmp_path: Path, descr: str, dtype: str, fields: tuple[str, ...]
) -> None:
    path = tmp_path / "data"
    path.write_bytes(npy(header(descr), b"\0" * 80))
    [sequences] = open_data(str(path)).arrays
    assert (sequences.facts.dtypes, sequences.facts.fields) == ((dtype,), fields)
    for look in (lambda: list(sequences.blocks()), sequences.whole):
        with pytest.raises(Unreadable):
            look()


@pytest.mark.parametrize("shape", ["(0, 1000000000000000)", "(0, 5, 3)", "(8, 0, 3)"])
def test_nothing_in_it(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(npy(header(shape=shape), b""))
    [sequences] = open_data(str(path)).arrays
    assert list(sequences.facts.axes) == [int(axis) for axis in shape.strip("()").split(",")]
    assert len(list(sequences.blocks())) == (1 if shape.startswith("(8") else 0)


@pytest.mark.parametrize("dtype", ["|V0", "|S0", "<U0"])
def test_items_of_no_bytes(tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(npy(header(repr(dtype), shape="(1000000000000,)"), b""))
    assert open_data(str(path)).arrays[0].facts.axes == (10**12,)


BAD: dict[str, tuple[bytes, str]] = {
    "one byte short": (npy(data=b"\0" * 7), "promises 8 bytes of data, 7 are there"),
    "header only": (npy(data=b""), "promises 8 bytes of data, 0 are there"),
    "magic only": (b"\x93NUMPY", "inside its header"),
    "no length": (b"\x93NUMPY\1\0\5", "inside its header"),
    "header of nothing": (npy("", b""), "damaged"),
    "header beyond the file": (npy(length=5000), "inside its header"),
    "header of 4 GiB": (npy(version=b"\2\0", length=2**32 - 1), "claims"),
    "version 9": (npy(version=b"\x09\0"), "version 9.0"),
    "extra key": (npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}"), "damaged"),
    "missing key": (npy("{'descr': '<f4', 'shape': (2,)}"), "damaged"),
    "no dict": (npy("[1, 2]"), "damaged"),
    "list for a shape": (npy(header(shape="[2]")), "shape"),
    "truth for a size": (npy(header(shape="(True, 2)")), "no size"),
    "negative size": (npy(header(shape="(-1,)")), "no size"),
    "float for a size": (npy(header(shape="(2.0,)")), "no size"),
    "65 axes": (npy(header(shape="(" + "1," * 65 + ")")), "at most 32"),
    "size beyond 64 bits": (npy(header(shape=f"({2**70},)")), "promises"),
    "2^40 items": (npy(header(shape=f"({2**40},)")), "promises 4,398,046,511,104 bytes"),
    "product that overflows": (npy(header(shape=f"({2**32}, {2**32})")), "promises"),
    "no rows of a size beyond 64 bits": (
        npy(header(shape=f"({10**30}, 0)"), b""),
        "larger than those of any array",
    ),
    "nothing times too much": (
        npy(header(shape=f"(5, 0, {10**18})"), b""),
        "larger than those of any array",
    ),
    "nothing times too much, fortran": (
        npy(header(order="True", shape=f"(5, 0, {10**18})"), b""),
        "larger than those of any array",
    ),
    "a product of 1,200 digits": (
        npy(header(shape="(" + ", ".join(["9" * 40] * 30) + ")"), b""),
        "promises more",
    ),
    "objects beyond 64 bits": (
        npy(header("'|O'", shape=f"({10**30}, 0)"), b""),
        "larger than those of any array",
    ),
    "number for an order": (npy(header(order="1")), "fortran_order"),
    "deep brackets": (npy("[" * 5000), "damaged"),
    "chain of signs": (npy(header(shape="(" + "-" * 5000 + "1,)")), "damaged"),
    "chain of tildes": (npy(header(shape="(" + "~" * 5000 + "1,)")), "damaged"),
    "code": (npy("__import__('os').system('true')"), "damaged"),
    "wide int": (npy(header(shape="(" + "9" * 5000 + ",)")), ""),
    "null byte": (npy("{'descr'\0: 1}"), "damaged"),
    "not utf-8": (npy(b"\xff" * 20, version=b"\3\0"), "damaged"),
    "nested fields": (npy(header("[('a', [('b', '<f4')])]")), "structured again"),
    "field of objects": (npy(header("[('a', '|O')]")), "Python objects"),
    "two fields of one name": (npy(header("[('a', '<f4'), ('a', '<f4')]")), "one name"),
    "many fields": (npy(header("[" + "('a', '<f4')," * 3000 + "]")), "3,000 fields"),
    "comma dtype": (npy(header("'f8,i8,[f8,i8]'")), "not one"),
    "wide text": (npy(header("'<U500000000'")), "not one"),
    "no dtype": (npy(header("None")), "no dtype"),
    "empty fields": (npy(header("[]")), "no dtype"),
    "objects without a pickle": (npy(header("'|O'"), b""), ""),
    "objects of another shape": (
        npy(header("'|O'", shape="(3,)"), pickle.dumps(np.array([1, None], object))),
        "(3,)",
    ),
    "objects that are a list": (npy(header("'|O'"), pickle.dumps([1, 2])), "something else"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_headers(tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    said = refusal_of(tmp_path / "data", data)
    assert words in said and "allow_pickle" not in said


def test_python2_long(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(npy(header(shape="(2L,)")))
    assert open_data(str(path)).arrays[0].facts.axes == (2,)


def test_bytes_after_the_data(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(npy() + b"junk")
    assert open_data(str(path)).remarks == ("4 bytes after the data were ignored",)


def test_a_file_that_changes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "data.npy"
    np.save(path, X)
    [sequences] = open_data(str(path)).arrays
    path.write_bytes(saved(X)[:-8])
    for look in (lambda: list(sequences.blocks()), sequences.whole):
        with pytest.raises(Unreadable, match="changed"):
            look()


def test_a_file_that_shrinks_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data.npy"
    np.save(path, READ["many blocks"])
    blocks = open_data(str(path)).arrays[0].blocks()
    next(blocks)
    os.truncate(path, 1000)
    with pytest.raises(Unreadable, match="too early"):
        list(blocks)


PEAK = """
import sys
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Viewable
from lstmdoctor.errors import Refused

try:
    open_data(sys.argv[1])
except Refused:
    print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
@pytest.mark.parametrize("name", ["2^40 items", "header of 4 GiB", "product that overflows"])
def test_a_claim_costs_no_memory(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").write_bytes(BAD[name][0])
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(tmp_path / "data")],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert 0 < int(done.stdout) < 100_000  # kilobytes, NumPy included
