""".npy and .npz: described from headers, every claim checked, the same values in any order and byte order."""

from __future__ import annotations

import io
import os
import pickle
import resource
import socket
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import gathered, plain

from lstmdoctor.data import limits, open_array, open_data
from lstmdoctor.errors import Refused, Unreadable

X = np.arange(24.0).reshape(4, 3, 2)
GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"


def npy(
    header: str | bytes = GOOD, data: bytes = b"\0" * 8, version: bytes = b"\1\0", length: int | None = None
) -> bytes:
    text = header if isinstance(header, bytes) else header.encode("latin-1")
    size = len(text) if length is None else length
    return b"\x93NUMPY" + version + struct.pack("<H" if version == b"\1\0" else "<I", size) + text + data


def saved(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def header(descr: str = "'<f4'", order: str = "False", shape: str = "(2,)") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


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


def test_whole_is_mapped_read_only(tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", X)
    whole = open_data(str(tmp_path / "data.npy")).arrays[0].whole()
    assert isinstance(whole, np.memmap)
    assert not whole.flags.writeable


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
    path = tmp_path / "data"
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        open_data(str(path))
    assert words in str(caught.value)
    assert "allow_pickle" not in str(caught.value)


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


# .npz


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_in_an_npz_are_only_names(tmp_path: Path) -> None:
    path = tmp_path / "data"
    names = ["../../evil.npy", "/abs.npy", "d/x.npy", "b.npy.npy", "\x1b[31m.npy"]
    path.write_bytes(zipped([(name, saved(X)) for name in names] + [("x.txt", b"text"), ("d/", b"")]))
    source = open_data(str(path))
    assert [part.name for part in source.arrays] == ["../../evil", "/abs", "d/x", "b.npy", "\x1b[31m"]
    assert source.remarks == ("member 'x.txt' is not an array and was ignored",)
    assert sorted(entry.name for entry in tmp_path.parent.iterdir() if "evil" in entry.name) == []


def test_labels_of_an_npz(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x_train=X, y_train=X[:, 0, 0], x_test=X, y_test=X[:, 0, 0], n=3)
    source = open_data(str(tmp_path / "data.npz"))
    assert [part.name for part in source.arrays] == ["x_train", "x_test"]
    assert [part.name for part in source.labels] == ["y_train", "y_test"]
    assert "'n' is a single value" in source.remarks[0]


def test_objects_among_good_members(tmp_path: Path) -> None:
    ragged: Any = np.empty(2, object)
    ragged[:] = [X[0], X[1, :2]]
    path = tmp_path / "data"
    path.write_bytes(zipped([("X.npy", saved(X)), ("r.npy", saved(ragged))]))
    source = open_data(str(path))
    assert [part.name for part in source.arrays] == ["X", "r"]
    assert gathered(source.arrays[1]) == plain([X[0], X[1, :2]])


def test_members_that_cannot_be_read_are_listed(tmp_path: Path) -> None:
    bad = npy(header("'|O'", shape="(1,)"), b"\x80\x02cos\nsystem\n)R.")
    path = tmp_path / "data"
    path.write_bytes(zipped([("X.npy", saved(X)), ("meta.npy", bad)]))
    source = open_data(str(path))
    assert [part.facts.dtypes for part in source.arrays] == [("float64",), ("mixed",)]
    assert "os.system" in source.remarks[0]
    with pytest.raises(Unreadable, match=r"os\.system"):
        source.arrays[1].blocks()


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """A zip with some bytes of one of its records replaced."""
    place = data.index(signature) + offset
    return data[:place] + value + data[place + len(value) :]


LOCAL, CENTRAL = b"PK\3\4", b"PK\1\2"
ONE = zipped([("X.npy", saved(X))])
PACKED = zipped([("X.npy", saved(np.zeros(10_000)))], zipfile.ZIP_DEFLATED)


def bad_zips() -> dict[str, tuple[bytes, str]]:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped([("a.npy", saved(X)), ("a.npy", saved(X))])
    return {
        "two of one name": (twice, "ambiguous"),
        "empty": (zipped([]), "without an array"),
        "no array": (zipped([("a.txt", b"text")]), "without an array"),
        "not an array": (zipped([("a.npy", b"text")]), "'a.npy'"),
        "zip in a zip": (zipped([("a.npy", ONE)]), "not an .npy"),
        "truncated": (ONE[:-30], "damaged"),
        "start only": (b"PK\3\4", "damaged"),
        "huge shape": (zipped([("X.npy", npy(header(shape=f"({2**40},)")))]), "promises"),
        "encrypted": (patched(patched(ONE, LOCAL, 6, b"\1\0"), CENTRAL, 8, b"\1\0"), "encrypted"),
        "unknown method": (
            patched(patched(ONE, LOCAL, 8, b"\x63\0"), CENTRAL, 10, b"\x63\0"),
            "NumPy does not write",
        ),
        "bzip2": (zipped([("X.npy", saved(X))], zipfile.ZIP_BZIP2), "NumPy does not write"),
        "lying size": (patched(ONE, CENTRAL, 24, b"\xff\xff\xff\x7f"), "more than the file can hold"),
        "lying packed size": (patched(ONE, CENTRAL, 20, b"\xff\xff\xff\x7f"), "more than the file can hold"),
        "impossible ratio": (
            patched(PACKED, CENTRAL, 24, b"\xff\xff\xff\x7f"),
            "more than the file can hold",
        ),
        "null byte in a name": (patched(patched(ONE, LOCAL, 30, b"X\0"), CENTRAL, 46, b"X\0"), ""),
        "a Keras model": (
            zipped([("metadata.json", b"{}"), ("config.json", b"{}"), ("model.weights.h5", b"")]),
            "a Keras model, not data",
        ),
        "a torch file": (
            zipped([("archive/data.pkl", b"\x80\x02}."), ("archive/version", b"3")]),
            "torch.save",
        ),
    }


@pytest.mark.parametrize("name", bad_zips())
def test_bad_zips(tmp_path: Path, name: str) -> None:
    data, words = bad_zips()[name]
    path = tmp_path / "data"
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        open_data(str(path))
    assert words in str(caught.value)


@pytest.mark.parametrize("data", [ONE, PACKED], ids=["stored", "deflated"])
def test_a_wrong_checksum_is_seen_when_the_values_are_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "data"
    path.write_bytes(patched(data, CENTRAL, 16, b"\1\2\3\4"))
    with pytest.raises((Refused, Unreadable), match="damaged zip"):
        for sequences in open_data(str(path)).arrays:
            list(sequences.blocks())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_bomb_is_read_in_blocks(tmp_path: Path) -> None:
    code = """
import sys
from lstmdoctor.data import open_data
[sequences] = open_data(sys.argv[1]).arrays
assert sum(len(block) for block in sequences.blocks()) == 300_000
[line] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(line.split()[1]) // 1024)
"""
    np.savez_compressed(tmp_path / "data.npz", np.zeros((300_000, 100)))
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data.npz")],
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 120


def test_a_claim_costs_no_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("2^40 items", "header of 4 GiB", "product that overflows"):
        (tmp_path / "data").write_bytes(BAD[name][0])
        with pytest.raises(Refused):
            open_data(str(tmp_path / "data"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


# names


def test_one_array_by_name(tmp_path: Path) -> None:
    path = str(tmp_path / "data.npz")
    np.savez(path, X=X, y=X[:, 0, 0])
    source = open_data(f"{path}::y")
    assert ([part.name for part in source.arrays], source.labels) == (["y"], ())
    assert open_array(f"{path}::X").name == "X"
    assert open_array(path).name == "y"
    with pytest.raises(Refused, match=r"no array 'z'; it holds 2 arrays \('X', 'y'\)"):
        open_data(f"{path}::z")


def test_a_file_whose_name_holds_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "data::X"
    path.write_bytes(saved(X))
    assert open_data(str(path)).arrays[0].facts.axes == X.shape


def test_several_arrays_and_no_name(tmp_path: Path) -> None:
    path = str(tmp_path / "data.npz")
    np.savez(path, a=X, b=X)
    with pytest.raises(Refused, match="name one as FILE::NAME"):
        open_array(path)


# what is no file


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    cases = {
        "pipe": "a named pipe",
        "socket": "a socket",
        "folder": "without .npy files",
        "loop": "symbolic links",
        "dangling": "no such file",
        "missing": "no such file",
        "a\0b": "not a file name",
        "a" * 5000: "too long",
    }
    for name, words in cases.items():
        with pytest.raises(Refused, match=words):
            open_data(str(tmp_path / name))
    with pytest.raises(Refused, match="a device"):
        open_data("/dev/zero")
    server.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(saved(X))
    path.chmod(0)
    with pytest.raises(Refused, match="permission denied"):
        open_data(str(path))


FOREIGN = {
    "empty": (b"", "empty"),
    "csv": (b"1,2\n3,4\n", "text, not an array"),
    "csv of Windows": ("\ufeff1;2\r\n".encode(), "text, not an array"),
    "latin-1 text": ("Größe,Länge\n".encode("latin-1") + b"1,2\n" * 99, "text, not an array"),
    "utf-16 text": ("1,2\n".encode("utf-16"), "text, not an array"),
    "text of brackets": (b"(1, 2)\n", "text, not an array"),
    "text that ends like a pickle": (b"I am a sentence.", "text, not an array"),
    "json": (b'{"x": [1]}', "JSON"),
    "html": (b"\n<!DOCTYPE html><html>", "HTML page"),
    "git lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "run git lfs pull"),
    "hdf5": (b"\x89HDF\r\n\x1a\n" + b"\0" * 99, "HDF5"),
    "parquet": (b"PAR1" + b"\0" * 99, "Parquet"),
    "feather": (b"ARROW1\0\0", "Arrow"),
    "matlab": (b"MATLAB 5.0 MAT-file, Platform", "scipy.io.loadmat"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 9, "PNG"),
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\0" * 9, "JPEG"),
    "zstd": (b"\x28\xb5\x2f\xfd" + b"\0" * 9, "zstd"),
    "lz4": (b"\x04\x22\x4d\x18" + b"\0" * 9, "lz4"),
    "old joblib": (b"ZF0x1234", "joblib"),
    "tar": (b"\0" * 257 + b"ustar", "tar"),
    "noise": (bytes(range(128, 256)) * 5, "not a format"),
    "one byte": (b"\x80", "not a format"),
    "null bytes": (b"\0" * 1000, "not a format"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_array_is_named(tmp_path: Path, name: str) -> None:
    data, words = FOREIGN[name]
    path = tmp_path / "data"
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        open_data(str(path))
    assert words in str(caught.value)
    assert "allow_pickle" not in str(caught.value)


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "data.npz").write_bytes(saved(X))
    (tmp_path / "data.npy").write_bytes(ONE)
    assert open_data(str(tmp_path / "data.npz")).format == "npy"
    assert open_data(str(tmp_path / "data.npy")).format == "npz"
