"""Formats that are not read: each is named, with the line that turns it into what is; files by their own writers."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from halves import with_keras

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused

X = np.arange(24.0).reshape(4, 3, 2)


def matlab(path: Path) -> None:
    pytest.importorskip("scipy.io").savemat(path, {"name": X})


def matlab_73(path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w", userblock_size=512) as file:
        file["name"] = X.T
    with path.open("r+b") as stream:
        stream.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(128))


def sparse(path: Path) -> None:
    scipy = pytest.importorskip("scipy.sparse")
    with path.open("wb") as stream:
        scipy.save_npz(stream, scipy.csr_matrix(np.eye(4)))


def safetensors(path: Path) -> None:
    pytest.importorskip("safetensors.numpy").save_file({"x": X}, path)


def excel(path: Path) -> None:
    book = pytest.importorskip("openpyxl").Workbook()
    for row in (["a", "b"], [1, 2], [3, 4]):
        book.active.append(row)
    book.save(path)


def frame_pickle(path: Path) -> None:
    pytest.importorskip("pandas").DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}).to_pickle(path)


def torch_file(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02.")
        archive.writestr("archive/data/0", b"\0" * 8)


def tokenizer_json(path: Path) -> None:
    path.write_text(json.dumps({"class_name": "Tokenizer", "config": {"num_words": 5, "word_index": "{}"}}))


def tokenizer_pickle(path: Path) -> None:
    path.write_bytes(b"\x80\x02ckeras.src.legacy.preprocessing.text\nTokenizer\n)\x81.")


def record_file(path: Path) -> None:
    tf = pytest.importorskip("tensorflow")
    feature = tf.train.Feature(float_list=tf.train.FloatList(value=X[0].ravel()))
    example = tf.train.Example(features=tf.train.Features(feature={"x": feature}))
    with tf.io.TFRecordWriter(str(path)) as writer:
        writer.write(example.SerializeToString())


def saved_dataset(path: Path) -> None:
    tf = pytest.importorskip("tensorflow")
    tf.data.Dataset.from_tensor_slices((X, X[:, 0, 0])).batch(2).save(str(path))


def zarr_store(path: Path) -> None:
    zarr = pytest.importorskip("zarr")
    zarr.save_array(str(path), X)


FILES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "MATLAB 5": (matlab, "a MATLAB file", "scipy.io.loadmat(file)['name']"),
    "MATLAB 7.3": (matlab_73, "a MATLAB 7.3 file", "h5py.File(file)['name'][()].T"),
    "scipy.sparse": (sparse, "a scipy.sparse matrix", "scipy.sparse.load_npz(file).toarray()"),
    "safetensors": (safetensors, "a safetensors file", "safetensors.numpy.load_file(file)"),
    "Excel": (excel, "an Excel workbook", "pandas.read_excel(file).to_csv("),
    "pickle of a DataFrame": (frame_pickle, "a pickle of a pandas object", "df.to_parquet(path)"),
    "torch": (torch_file, "a file of torch.save", "tensor.numpy()"),
    "Tokenizer as JSON": (tokenizer_json, "a Keras Tokenizer", "texts_to_sequences(texts)"),
    "Tokenizer as a pickle": (tokenizer_pickle, "a Keras Tokenizer", "tokenizer.texts_to_sequences(texts)"),
    "TFRecord": (record_file, "a TFRecord file", "tf.io.parse_single_example"),
    "saved Dataset": (saved_dataset, "a saved tf.data.Dataset", "tf.data.Dataset.load(folder)"),
    "zarr": (zarr_store, "a zarr store", "zarr.open(folder)[:]"),
}


@pytest.mark.parametrize("name", with_keras(FILES, "TFRecord", "saved Dataset"))
def test_it_is_named_and_gets_its_conversion(tmp_path: Path, name: str) -> None:
    make, what, how = FILES[name]
    path = tmp_path / "data"
    make(path)
    with pytest.raises(Refused) as caught:
        open_data(str(path))
    said = str(caught.value)
    assert what in said and how in said, said
    assert "\n" not in said and len(said) < 400 + len(str(path))


EXPRESSIONS: dict[str, tuple[Callable[[Path], None], Any]] = {
    "MATLAB 5": (matlab, X),
    "MATLAB 7.3": (matlab_73, X),
    "scipy.sparse": (sparse, np.eye(4)),
    "saved Dataset": (saved_dataset, X),
    "zarr": (zarr_store, X),
}


@pytest.mark.parametrize("name", with_keras(EXPRESSIONS, "saved Dataset"))
def test_the_conversion_does_what_it_says(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, wanted = EXPRESSIONS[name]
    monkeypatch.chdir(tmp_path)
    make(Path("data"))
    with pytest.raises(Refused) as caught:
        open_data("data")
    found = re.search(r"np\.save\(path, .*\)(?=$|,)", str(caught.value))
    assert found is not None
    line = found[0].partition(", or ")[0]
    given: dict[str, Any] = {"np": np, "file": "data", "folder": "data", "path": "out.npy"}
    for module in ("scipy.io", "scipy.sparse", "h5py", "tensorflow", "zarr"):
        if module.partition(".")[0].replace("tensorflow", "tf") in line:
            given[module.partition(".")[0].replace("tensorflow", "tf")] = pytest.importorskip(
                module.partition(".")[0]
            )
            pytest.importorskip(module)
    exec(line, given)
    assert np.array_equal(np.load("out.npy"), wanted)
    open_data("out.npy")
