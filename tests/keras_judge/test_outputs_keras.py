"""Several outputs and their labels, dicts with more than the inputs: against what Keras does with them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.api import diagnose
from lstmdoctor.roles.names import is_of_other_set, split_of_name

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

L = keras.layers
N = 8
RNG = np.random.default_rng(4)
X = RNG.normal(size=(N, 6, 3)).astype("float32")
TAG = RNG.integers(0, 3, size=(N, 6)).astype("int32")
VAL = RNG.normal(size=(N, 6, 1)).astype("float32")
NAN = np.where(np.arange(N)[:, None, None] == 2, np.nan, VAL)
LABELS: dict[str, Any] = {
    "dict": {"tag": TAG, "val": VAL},
    "dict, other order": {"val": VAL, "tag": TAG},
    "list": [TAG, VAL],
    "numbers of whole kind": {"tag": TAG, "val": VAL.astype("int64")},
    "one array": TAG,
    "list of one": [TAG],
    "list of three": [TAG, VAL, VAL],
    "dict of one": {"tag": TAG},
    "one too short": {"tag": TAG, "val": VAL[:-1]},
    "timesteps of one": {"tag": TAG[:, :-1], "val": VAL},
    "timesteps of the other": {"tag": TAG, "val": VAL[:, :-1]},
    "objects": {"tag": TAG, "val": VAL.astype(object)},
    "text": {"tag": TAG, "val": VAL.astype(str)},
    "an axis short under a mask": {"tag": TAG, "val": VAL[..., 0]},
    "swapped": [VAL, TAG],
}


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, str]:
    """A tag and a value for every timestep, behind a mask; `val` is the name of an output and of a set."""
    x = keras.Input((None, 3), name="seq")
    hidden = L.LSTM(4, return_sequences=True)(L.Masking()(x))
    tag = L.Dense(3, activation="softmax", name="tag")(hidden)
    model = keras.Model(x, [tag, L.TimeDistributed(L.Dense(1), name="val")(hidden)])
    model.compile("sgd", {"tag": "sparse_categorical_crossentropy", "val": "mse"})
    path = str(tmp_path_factory.mktemp("tagger") / "tagger.keras")
    model.save(path)
    return model, path


@pytest.mark.parametrize("name", LABELS)
def test_labels_of_several_outputs(tagger: tuple[Any, str], name: str, tmp_path: Path) -> None:
    model, path = tagger
    np.save(tmp_path / "x.npy", X)
    (tmp_path / "y.pkl").write_bytes(pickle.dumps(LABELS[name]))
    report = diagnose(path, str(tmp_path / "x.npy"), labels=str(tmp_path / "y.pkl"))
    model.train_function = None
    try:
        model.fit(X, LABELS[name], verbose=0)
    except Exception:  # whatever Keras or TensorFlow raises
        assert report.verdict == "untreatable", name
    else:
        assert report.findings == (), name


def test_not_finite_labels_of_one_output(tagger: tuple[Any, str], tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    np.savez(tmp_path / "y.npz", tag=TAG, val=NAN)
    report = diagnose(tagger[1], str(tmp_path / "x.npy"), labels=str(tmp_path / "y.npz"))
    assert [finding.fault.code for finding in report.findings] == ["LD706"]
    assert "output 'val'" in report.findings[0].message


def test_labels_with_names_of_their_own(tagger: tuple[Any, str], tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    np.savez(tmp_path / "y.npz", words=TAG, ages=VAL)
    report = diagnose(tagger[1], str(tmp_path / "x.npy"), labels=str(tmp_path / "y.npz"))
    assert [(one.fault.code, one.severity) for one in report.findings] == [("LD702", "note")]
    assert "[y['words'], y['ages']]" in report.findings[0].help


@pytest.mark.parametrize(
    ("way", "extra"),
    [(way, extra) for way in ("dict", "list") for extra in ("", "another", "between", "zero")],
)
def test_a_key_more_than_inputs(way: str, extra: str, tmp_path: Path) -> None:
    """Where no error is found Keras gives what it gives without the key."""
    seq, vec = keras.Input((6, 3), name="seq"), keras.Input((4,), name="b_vec")
    inputs: Any = {"seq": seq, "b_vec": vec} if way == "dict" else [seq, vec]
    model = keras.Model(inputs, L.Dense(1)(L.Concatenate()([L.LSTM(3)(seq), vec])))
    model.save(tmp_path / "m.keras")
    data: dict[str, Any] = {"seq": X, "b_vec": X[:, 0, [0, 1, 2, 0]]}
    right = model.predict(data, verbose=0)
    data |= {extra: X + 1} if extra else {}
    np.savez(tmp_path / "x.npz", **data)
    report = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.npz"))
    model.predict_function = None
    try:
        same = bool(np.allclose(model.predict(data, verbose=0), right))
    except ValueError:
        same = False
    assert (report.verdict == "healthy") == same
    assert [finding.fault.code for finding in report.findings] == (["LD104"] if extra else [])


@pytest.mark.parametrize(
    ("name", "part", "other"),
    [
        ("x_train", "tr", False),
        ("trainX", "tr", False),
        ("training_labels", "tr", False),
        ("y_te", "te", False),
        ("testX", "te", True),
        ("xtest", "te", True),
        ("testData", "te", True),
        ("y_val", "va", True),
        ("val2", "va", True),
        ("X_validation", "va", True),
        ("eval", "ev", True),
        ("values", "", False),
        ("value", "", False),
        ("VALUE", "", False),
        ("valence", "", False),
        ("text", "", False),
        ("temperature", "", False),
        ("trend", "", False),
        ("y_trend", "", False),
        ("device", "", False),
        ("tracks", "", False),
    ],
)
def test_names_of_sets(name: str, part: str, other: bool) -> None:
    assert (split_of_name(name), is_of_other_set(name)) == (part, other)
