"""What is no data file: refused at once, with what it is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import numpy as np
import pytest
from data_files import X, refusal_of, saved

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused


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
    "one line": ("\ufeff1;2\r\n".encode(), "text, not an array"),
    "latin-1 text": ("Größe und Länge\n".encode("latin-1") + b"1 2\n" * 99, "text, not an array"),
    "utf-16 text": ("1,2\n".encode("utf-16"), "text, not an array"),
    "text of brackets": (b"(1, 2)\n", "text, not an array"),
    "text that ends like a pickle": (b"I am a sentence.", "text, not an array"),
    "json": (b'{"x": [1]}', "JSON"),
    "html": (b"\n<!DOCTYPE html><html>", "HTML page"),
    "git lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "run git lfs pull"),
    "hdf5": (b"\x89HDF\r\n\x1a\n" + b"\0" * 99, "HDF5"),
    "parquet": (b"PAR1" + b"\0" * 99, "a damaged Parquet file"),
    "feather": (b"ARROW1\0\0", "a damaged Feather (Arrow) file"),
    "feather of old": (b"FEA1" + b"\0" * 99, "Feather"),
    "matlab": (b"MATLAB 5.0 MAT-file, Platform", "scipy.io.loadmat"),
    "matlab 7.3": (b"MATLAB 7.3 MAT-file, Platform", "h5py.File(file)['name'][()].T"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "pandas.read_excel"),
    "tfrecord": (bytes.fromhex("1d00000000000000602fdf23") + b"\n\x1b" * 20, "TFRecord"),
    "safetensors": (
        b"\x40\0\0\0\0\0\0\0" + b'{"x":{"dtype":"F32"}}' + b" " * 99,
        "safetensors.numpy.load_file",
    ),
    "tokenizer": (b'{"class_name": "Tokenizer", "config": {}}', "texts_to_sequences"),
    "generator": (b'{"class_name": "TimeseriesGenerator", "config": {}}', "then cut windows of it"),
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
    said = refusal_of(tmp_path / "data", data)
    assert words in said and "allow_pickle" not in said


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    np.savez(tmp_path / "data", X=X)
    (tmp_path / "data.npz").rename(tmp_path / "data.npy")
    assert open_data(str(tmp_path / "data.npy")).format == "npz"
    (tmp_path / "data.npz").write_bytes(saved(X))
    assert open_data(str(tmp_path / "data.npz")).format == "npy"
