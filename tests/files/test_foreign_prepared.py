"""What Keras and SciPy save that is neither a model nor an array is named, with the conversion that fits it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused
from lstmdoctor.files.foreign import prepared_format
from lstmdoctor.models import looks_like_model, read_model
from lstmdoctor.models.formats.weights import describe_weights

TOKENIZER = json.dumps({"class_name": "Tokenizer", "config": {"num_words": None, "word_index": "{}"}})
SERIES = json.dumps({"class_name": "TimeseriesGenerator", "config": {"data": "[1]", "length": 2}})
TEXTS = {
    "tokenizer": (TOKENIZER, "tokenizer_from_json"),
    "tokenizer, dumped once more": (json.dumps(TOKENIZER), "tokenizer_from_json"),
    "generator": (SERIES, "TimeseriesGenerator"),
}
OTHERS = (
    json.dumps({"class_name": "Sequential", "config": {"layers": [{"class_name": "Tokenizer"}]}}),
    json.dumps({"class_name": "TokenizerModel", "config": {}}),
    '"class_name", "Tokenizer"\n1, 2\n',
    "",
)


@pytest.mark.parametrize("name", TEXTS)
def test_what_prepares_data_is_named_for_both_arguments(name: str, tmp_path: Path) -> None:
    text, words = TEXTS[name]
    path = tmp_path / "kept.json"
    path.write_text(text, encoding="utf-8")
    assert not looks_like_model(str(path))
    for read in (read_model, open_data):
        with pytest.raises(Refused, match=words):
            read(str(path))


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_are_not_named_so(text: str) -> None:
    assert prepared_format(text.encode()) == ""


def test_a_sparse_matrix_is_one_thing(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "x.npz",
        data=np.ones(2),
        shape=np.array([2, 30]),
        format=np.array(b"csr"),
        indptr=np.arange(3),
    )
    with pytest.raises(Refused, match="toarray"):
        open_data(str(tmp_path / "x.npz"))


def test_arrays_of_such_names_are_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", data=np.ones((2, 3)), shape=np.array([2, 30]))
    assert [one.name for one in open_data(str(tmp_path / "x.npz")).arrays] == ["data", "shape"]


@pytest.mark.parametrize(
    ("names", "weights"),
    [
        (("/X", "/y"), False),
        (("train/x", "train/labels"), False),
        (("dense/dense/kernel:0", "dense/dense/bias:0"), True),
        (("layers/dense/vars/0",), True),
        (("batch_normalization/gamma:0",), True),
        (("dense_1/dense_1_W", "dense_1/dense_1_b"), True),
    ],
)
def test_hdf5_of_data_is_not_weights_only(names: tuple[str, ...], weights: bool) -> None:
    found = describe_weights([[name, [5, 3]] for name in names])
    assert ("weights only" in found) == weights
    assert ("file of data" in found) != weights
