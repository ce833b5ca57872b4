""".npz: members described from their headers, claims of the zip checked, one array chosen by name."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import X, array_of, gathered, header, npy, plain, refusal_of, saved
from places import ROOT

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused, Unreadable


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)  # without a clock, so that bytes repeat
            archive.writestr(info, data, method)
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
            "packed in an unknown way, not as NumPy writes it",
        ),
        "bzip2": (
            zipped([("X.npy", saved(X))], zipfile.ZIP_BZIP2),
            "packed with bzip2, not as NumPy writes it",
        ),
        "lzma": (zipped([("X.npy", saved(X))], zipfile.ZIP_LZMA), "packed with lzma, not as NumPy writes it"),
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
    assert words in refusal_of(tmp_path / "data", data)


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
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 120


def test_one_array_by_name(tmp_path: Path) -> None:
    path = str(tmp_path / "data.npz")
    np.savez(path, X=X, y=X[:, 0, 0])
    source = open_data(f"{path}::y")
    assert ([part.name for part in source.arrays], source.labels) == (["y"], ())
    assert array_of(f"{path}::X").name == "X"
    assert array_of(path).name == "y"
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
        array_of(path)
