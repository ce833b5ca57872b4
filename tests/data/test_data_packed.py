"""Packed files, joblib dumps, folders: the same arrays as unpacked, and limits that hold."""

from __future__ import annotations

import bz2
import gzip
import lzma
import pickle
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import X, gathered, plain, refusal_of, saved

from lstmdoctor.core.facts import Varies
from lstmdoctor.data import open_data
from lstmdoctor.data.formats import decoders
from lstmdoctor.data.formats.compressed import PORTION
from lstmdoctor.data.formats.packed_array import PackedArray
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files import limits

RAGGED = [np.arange(n * 3, dtype="f4").reshape(n, 3) for n in (3, 5, 4)]


def alone(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_ALONE)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": alone,
    "zlib": zlib.compress,
    "zlib, fast": lambda data: zlib.compress(data, 1),
    "zlib, best": lambda data: zlib.compress(data, 9),
}


CONTENTS: dict[str, tuple[bytes, Any]] = {
    "pickle": (pickle.dumps(RAGGED), RAGGED),
    "pickle, protocol 0": (pickle.dumps(RAGGED, 0), RAGGED),
    "npy": (saved(X), X),
    "npy, fortran": (saved(np.asfortranarray(X)), X),
    "npy of objects": (saved(np.array([[1, 2.5]], object)), np.array([[1, 2.5]])),
}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("content", CONTENTS)
def test_packed(tmp_path: Path, content: str, packer: str) -> None:
    data, value = CONTENTS[content]
    path = tmp_path / "data"
    path.write_bytes(PACKERS[packer](data))
    [sequences] = open_data(str(path)).arrays
    assert gathered(sequences) == plain(list(value))


GZ = gzip.compress(pickle.dumps(RAGGED))


def bad_packed() -> dict[str, tuple[bytes, str]]:
    bad_sum = bytearray(GZ)
    bad_sum[-8] ^= 1
    flipped = bytearray(bz2.compress(saved(np.random.default_rng(0).random(999))))
    flipped[len(flipped) // 2] ^= 0xFF
    greedy = b"\x5d\x00\x00" + (1 << 30).to_bytes(4, "little")[1:] + b"\x40" + b"\xff" * 8 + b"\0" * 20
    greedy = b"\x5d" + (1 << 30).to_bytes(4, "little") + b"\xff" * 8 + b"\0" * 20
    return {
        "truncated": (GZ[:-20], "truncated"),
        "start only": (GZ[:2], "truncated"),
        "junk behind": (GZ + b"junk", "after the gzip data"),
        "bad checksum": (bytes(bad_sum), "damaged gzip"),
        "damaged bzip2": (bytes(flipped), "damaged bzip2"),
        "bzip2 start only": (b"BZh9" + b"\0" * 20, "damaged bzip2"),
        "xz start only": (b"\xfd7zXZ\0" + b"\0" * 20, "damaged xz"),
        "large dictionary": (greedy, "ask for more than"),
        "nothing packed": (gzip.compress(b""), "of nothing"),
        "packed twice": (gzip.compress(GZ), "around gzip data"),
        "zip in gzip": (gzip.compress(b"PK\3\4" + b"\0" * 30), "around a zip"),
        "text in gzip": (gzip.compress(b"1,2\n"), "text, not an array"),
        "short npy in gzip": (gzip.compress(saved(X)[:-8]), "promises"),
        "code in gzip": (gzip.compress(b"\x80\x02cos\nsystem\n)R."), "os.system"),
        "noise in gzip": (gzip.compress(bytes(range(128, 256))), ""),
    }


@pytest.mark.parametrize("name", bad_packed())
def test_bad_packed(tmp_path: Path, name: str) -> None:
    data, words = bad_packed()[name]
    assert words in refusal_of(tmp_path / "data", data)


def test_zeros_after_gzip_are_padding(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(GZ + b"\0" * 512)
    assert gathered(open_data(str(path)).arrays[0]) == plain(RAGGED)


def test_two_gzip_files_in_one(tmp_path: Path) -> None:
    data = pickle.dumps(RAGGED)
    path = tmp_path / "data"
    path.write_bytes(gzip.compress(data[:100]) + gzip.compress(data[100:]))
    assert gathered(open_data(str(path)).arrays[0]) == plain(RAGGED)


EMPTIES = {"gzip": gzip.compress(b"", mtime=0), "bzip2": bz2.compress(b""), "xz": lzma.compress(b"")}


@pytest.mark.parametrize("kind", EMPTIES)
def test_many_packed_files_in_one_are_each_read_once(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a decoder is handed beyond its end it copies: little more than the file has, all in all."""
    given = 0
    plain_unpack = decoders.unpack_piece

    def counted(decoder: decoders.Decoder, data: bytes, name: str) -> bytes:
        nonlocal given
        given += len(data)
        return plain_unpack(decoder, data, name)

    monkeypatch.setattr("lstmdoctor.data.formats.compressed.unpack_piece", counted)
    path = tmp_path / "data"
    number = 2000
    path.write_bytes(number * EMPTIES[kind])
    with pytest.raises(Refused, match=f"{kind} data of nothing"):
        open_data(str(path))
    assert given <= 2 * number * PORTION  # once to look what it is, and once to unpack it
    path.write_bytes(number * EMPTIES[kind] + PACKERS[kind](saved(X)) + b"\0" * 3000 + 50 * EMPTIES[kind])
    assert np.array_equal(gathered(open_data(str(path)).arrays[0]), plain(list(X)))


@pytest.mark.parametrize("packer", PACKERS)
def test_a_bomb_stops_at_the_limit(tmp_path: Path, packer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IN_MEMORY_BYTES", 10 << 20)
    path = tmp_path / "data"
    path.write_bytes(PACKERS[packer](saved(np.zeros(5 << 20))))
    with pytest.raises(Refused, match=r"unpacks to more than 10\.5 MB"):
        open_data(str(path))


@pytest.mark.parametrize("kind", EMPTIES)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_large_array_is_unpacked_in_every_pass(
    tmp_path: Path, kind: str, order: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one packed file or in several that follow each other; what comes out is the same."""
    for limit in ("HELD_ARRAY_BYTES", "MADE_BYTES"):
        monkeypatch.setattr(f"lstmdoctor.data.formats.unsigned.{limit}", 0)
    monkeypatch.setattr("lstmdoctor.data.formats.packed_array.STRIP_BYTES", 500)
    array = np.asarray(np.random.default_rng(1).normal(size=(50, 7, 3)), order="F" if order == "F" else "C")
    content = saved(array)
    step = -(-len(content) // times)
    path = tmp_path / "x.npy.gz"
    parts = (PACKERS[kind](content[at : at + step]) for at in range(0, len(content), step))
    path.write_bytes(b"".join(parts))
    source = open_data(str(path))
    assert source.format == f"npy.{kind}" and isinstance(source.arrays[0], PackedArray)
    assert np.array_equal(np.concatenate(list(source.arrays[0].blocks())), array)
    assert np.array_equal(source.arrays[0].whole(), array)


CUT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut": (lambda data: data[:-9], "truncated: the gzip data stop before their end"),
    "checksum": (lambda data: data[:-8] + b"\1\2\3\4" + data[-4:], "damaged gzip data"),
    "more than the header says": (
        lambda data: data + gzip.compress(b"more"),
        "holds more than its header says",
    ),
    "less than the header says": (
        lambda data: gzip.compress(saved(np.ones(50))[:-8]),
        "the file ends 8 bytes",
    ),
}


@pytest.mark.parametrize("name", CUT)
def test_a_large_array_that_is_damaged(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.formats.unsigned.HELD_ARRAY_BYTES", 0)
    damage, words = CUT[name]
    path = tmp_path / "x.npy.gz"
    path.write_bytes(damage(gzip.compress(saved(np.ones(50)))))
    with pytest.raises((Refused, Unreadable), match=words):
        list(open_data(str(path)).arrays[0].blocks())


# joblib


@pytest.mark.parametrize("compress", [0, "zlib", "gzip", "bz2", "xz", "lzma"])
@pytest.mark.parametrize(
    "value",
    [
        RAGGED,
        [np.asfortranarray(X), X.astype(">f4"), X[:, ::2]],
        [np.zeros((0, 3)), X[0]],
        np.array([[1, 2.5], [3, 4]], object),
        X,
    ],
    ids=["ragged", "orders", "empty", "objects", "array"],
)
def test_joblib(tmp_path: Path, value: Any, compress: Any) -> None:
    joblib = pytest.importorskip("joblib")
    path = tmp_path / "data"
    joblib.dump(value, path, compress=compress)
    source = open_data(str(path))
    [sequences] = source.arrays
    assert gathered(sequences) == plain(list(value))
    assert source.format.partition(".")[0] == "joblib"


def test_joblib_dict(tmp_path: Path) -> None:
    joblib = pytest.importorskip("joblib")
    path = tmp_path / "data"
    joblib.dump({"text before": "x" * 999, "X": X, "y": X[:, 0, 0], "again": {"X": X}}, path)
    source = open_data(str(path))
    assert [part.name for part in source.arrays] == ["X", "again/X"]
    assert [part.name for part in source.labels] == ["y"]


def joblib_bytes(tmp_path: Path) -> bytes:
    joblib = pytest.importorskip("joblib")
    joblib.dump(RAGGED, tmp_path / "good")
    return (tmp_path / "good").read_bytes()


PYTHON_2 = (
    (
        b"\x80\x02]q\x00(cjoblib.numpy_pickle\nNumpyArrayWrapper\nq\x01)\x81q\x02}q\x03(U\x05dtypeq\x04cnumpy\ndtype\n"
    )
    + (
        b"q\x05U\x02i8q\x06K\x00K\x01\x87q\x07Rq\x08(K\x03U\x01<q\tNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tq\nbU\x05shape"
    )
    + (
        b"q\x0bK\x05\x85q\x0cU\x05orderq\rU\x01Cq\x0eU\x08subclassq\x0fcnumpy\nndarray\nq\x10U\nallow_mmapq\x11\x88ub"
    )
    + np.arange(5, dtype="<i8").tobytes()
)
"""How joblib's own joblib_0.10.0_pickle_py27_np17.pkl begins: a list whose first item is an array."""


def test_a_joblib_dump_of_python_2(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(PYTHON_2 + b"e.")
    [sequences] = open_data(str(tmp_path / "data")).arrays
    assert gathered(sequences) == plain([np.arange(5)])


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.999])
def test_a_cut_joblib_dump(tmp_path: Path, cut: float) -> None:
    data = joblib_bytes(tmp_path)
    (tmp_path / "data").write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(Refused):
        open_data(str(tmp_path / "data"))


def test_a_joblib_dump_with_code(tmp_path: Path) -> None:
    data = joblib_bytes(tmp_path)
    (tmp_path / "data").write_bytes(data[:-1] + b"\x8c\x02os\x8c\x06system\x93)R.")
    with pytest.raises(Refused, match=r"os\.system"):
        open_data(str(tmp_path / "data"))


# folders


def test_one_file_for_each_sequence(tmp_path: Path) -> None:
    for number in (10, 2, 1, 0, 11):
        np.save(tmp_path / f"{number}.npy", np.full((number + 1, 3), number, "f4"))
    (tmp_path / "notes.txt").write_text("hello")
    source = open_data(str(tmp_path))
    [sequences] = source.arrays
    assert (sequences.facts.wrapping, sequences.facts.container) == ("folder", "list")
    assert sequences.facts.axes[:2] == (5, Varies(1, 12, ((1, 1), (2, 1), (3, 1), (11, 1), (12, 1))))
    assert [sample[0][0] for sample in gathered(sequences)] == [0, 1, 2, 10, 11]
    assert "1 file in the folder" in source.remarks[0]


def test_one_folder_of_frames_for_each_sequence(tmp_path: Path) -> None:
    for sequence in range(3):
        (tmp_path / f"clip{sequence}").mkdir()
        for frame in range(sequence + 10):
            np.save(tmp_path / f"clip{sequence}" / f"{frame}.npy", np.full((2, 2), frame))
    [sequences] = open_data(str(tmp_path)).arrays
    assert sequences.facts.axes == (3, Varies(10, 12, ((10, 1), (11, 1), (12, 1))), 2, 2)
    assert [frame[0][0] for frame in gathered(sequences)[2]] == list(range(12))


def test_named_arrays_in_a_folder(tmp_path: Path) -> None:
    np.save(tmp_path / "X_train.npy", X)
    np.save(tmp_path / "y_train.npy", X[:, 0, 0])
    source = open_data(str(tmp_path))
    assert ([part.name for part in source.arrays], [part.name for part in source.labels]) == (
        ["X_train"],
        ["y_train"],
    )
    assert open_data(f"{tmp_path}::y_train").arrays[0].facts.axes == (4,)


@pytest.mark.parametrize(
    ("names", "arrays", "labels"),
    [
        (["seq0", "seq1", "seq10"], [""], []),
        (["sample_1", "sample_2", "labels"], [""], ["labels"]),
        (["x1", "x2", "x3", "y"], [""], ["y"]),
        (["p1_x2", "p10_x3"], [""], []),
        (["X_train", "X_test"], ["X_test", "X_train"], []),
        (["x1", "z2"], ["x1", "z2"], []),
        (["x1", "y1"], ["x1"], ["y1"]),
    ],
)
def test_names_that_only_count_are_sequences(
    tmp_path: Path, names: list[str], arrays: list[str], labels: list[str]
) -> None:
    for name in names:
        np.save(tmp_path / f"{name}.npy", X)
    source = open_data(str(tmp_path))
    assert [part.name for part in source.arrays] == arrays
    assert [part.name for part in source.labels] == labels
    assert arrays != [""] or source.arrays[0].facts.samples == len(names) - len(labels)


def test_bad_folders(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"a folder without \.npy files"):
        open_data(str(tmp_path))
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(Refused, match="a SavedModel, not data"):
        open_data(str(tmp_path))
    (tmp_path / "0.npy").write_bytes(saved(X)[:-1])
    (tmp_path / "saved_model.pb").unlink()
    with pytest.raises(Refused, match=r"'0\.npy': truncated"):
        open_data(str(tmp_path))


def test_frames_of_different_shapes(tmp_path: Path) -> None:
    (tmp_path / "clip").mkdir()
    np.save(tmp_path / "clip" / "0.npy", X)
    np.save(tmp_path / "clip" / "1.npy", X[0])
    with pytest.raises(Refused, match="different shapes"):
        open_data(str(tmp_path))


def test_a_folder_that_changes(tmp_path: Path) -> None:
    np.save(tmp_path / "0.npy", X)
    [sequences] = open_data(str(tmp_path)).arrays
    (tmp_path / "0.npy").unlink()
    with pytest.raises(Unreadable, match="no such file"):
        list(sequences.blocks())
