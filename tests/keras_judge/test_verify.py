"""Asking the real Keras, and what is said where it cannot be asked."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from lstmdoctor import api
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.reports import Verification
from lstmdoctor.errors import Usage
from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted
from lstmdoctor.verify import asking as verifying
from lstmdoctor.verify.asking import parse_keras_answer


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    layers = keras.layers
    keras.Sequential([keras.Input((5, 3)), layers.LSTM(2), layers.Dense(1)]).save(folder / "seq.keras")
    one, two = keras.Input((4, 2), name="one"), keras.Input((3,), name="two")
    joined = layers.Concatenate()([layers.LSTM(2)(one), two])
    keras.Model([one, two], layers.Dense(1)(joined)).save(folder / "two.keras")
    keras.Sequential([keras.Input((5, 3)), layers.Lambda(lambda x: x), layers.LSTM(2)]).save(
        folder / "code.keras"
    )
    stateful = keras.Input(batch_shape=(4, 5, 3))
    keras.Model(stateful, layers.LSTM(2, stateful=True)(stateful)).save(folder / "stateful.keras")
    return folder


def test_accepted(models: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((40, 5, 3), "float32"))
    found = api.diagnose(str(models / "seq.keras"), str(tmp_path / "x.npy"), verify=True).verification
    assert found is not None
    assert (found.status, found.reason) == (
        "accepted",
        f"Keras {keras.__version__} took 32 samples and gave (32, 1)",
    )


def test_refused_with_the_first_sentence_of_keras(models: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((5, 3), "float32"))
    found = api.diagnose(str(models / "seq.keras"), str(tmp_path / "x.npy"), verify=True).verification
    assert found is not None
    assert found.status == "refused"
    assert "Invalid input shape" in found.reason
    assert "\x1b" not in found.reason and "\n" not in found.reason


def test_several_inputs_and_a_fixed_batch(models: Path, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", two=np.ones((9, 3), "float32"), one=np.ones((9, 4, 2), "float32"))
    found = api.diagnose(str(models / "two.keras"), str(tmp_path / "x.npz"), verify=True).verification
    assert found is not None and found.status == "accepted", found
    np.save(tmp_path / "x.npy", np.ones((8, 5, 3), "float32"))
    found = api.diagnose(str(models / "stateful.keras"), str(tmp_path / "x.npy"), verify=True).verification
    assert found is not None and found.status == "accepted" and "took 4 samples" in found.reason, found


def test_a_model_with_code_is_not_loaded(models: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((4, 5, 3), "float32"))
    found = api.diagnose(str(models / "code.keras"), str(tmp_path / "x.npy"), verify=True).verification
    assert found is not None
    assert found.status == "not tried" and "code" in found.reason


def test_fix_asks_before_the_result_appears(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "x.npy", np.ones((5, 3), "float32"))
    result = fix(str(models / "seq.keras"), str(tmp_path / "x.npy"), wanted=Wanted(verify=True))
    assert result.status == "written"
    assert result.verification is not None and result.verification.status == "accepted"
    (tmp_path / "x.fixed.npy").unlink()
    (tmp_path / "x.fixed.npy.treatment.json").unlink()
    refused = Verification("refused", "Keras 0: no")
    monkeypatch.setattr(verifying, "ask_keras", lambda model, batch, home: refused)
    result = fix(str(models / "seq.keras"), str(tmp_path / "x.npy"), wanted=Wanted(verify=True))
    assert (result.status, result.verification) == ("untreatable", refused)
    assert [path.name for path in tmp_path.iterdir()] == ["x.npy"]


def test_without_a_model_there_is_nobody_to_ask(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((5, 3)))
    with pytest.raises(Usage, match="--verify"):
        fix(None, str(tmp_path / "x.npy"), wanted=Wanted(verify=True), choices=Choices(window=2))


def test_keras_that_is_not_installed(models: Path, tmp_path: Path) -> None:
    np.savez(tmp_path / "batch.npz", names=np.array(["x"]))
    child = str(Path(verifying.__file__).with_name("verify_child.py"))
    # Without site-packages there is no Keras, as on a machine where it was never installed.
    done = subprocess.run(
        [sys.executable, "-S", "-E", child, str(models / "seq.keras"), str(tmp_path / "batch.npz")],
        capture_output=True,
        check=False,
    )
    assert parse_keras_answer(done) == Verification(
        "not tried",
        'there is no Keras to ask: pip install "lstmdoctor[tensorflow]" (keras is not installed)',
    )


@pytest.mark.parametrize(
    "output", [b"", b"{}\n", b"Segmentation fault", b"[1]\n", b'{"status": "accepted"}\n', b"\xff\n"]
)
def test_a_child_that_dies_or_babbles(output: bytes) -> None:
    done = subprocess.CompletedProcess[bytes]([], -11, stdout=output, stderr=b"")
    assert parse_keras_answer(done) == Verification(
        "not tried", "the process for Keras ended with -11 and no answer"
    )


def test_a_child_that_takes_too_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(verifying, "SECONDS", 0.01)
    found = verifying.ask_keras("model.keras", "batch.npz", str(tmp_path))
    assert found.status == "not tried" and "no answer within" in found.reason


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models with a loss: one of a class for each sequence, one with two inputs and two outputs."""
    folder = tmp_path_factory.mktemp("compiled")
    layers = keras.layers
    one = keras.Sequential([keras.Input((5, 3)), layers.LSTM(2), layers.Dense(4, activation="softmax")])
    one.compile(loss="categorical_crossentropy")
    one.save(folder / "classes.keras")
    first, second = keras.Input((5, 3), name="a"), keras.Input((5, 3), name="b")
    joined = layers.Concatenate()([layers.LSTM(2)(first), layers.LSTM(2)(second)])
    two = keras.Model(
        [first, second], [layers.Dense(1, name="up")(joined), layers.Dense(2, name="down")(joined)]
    )
    two.compile(loss="mse")
    two.save(folder / "two.keras")
    return folder


X = np.ones((40, 5, 3), "float32")
ASKED: dict[str, tuple[str, object, object, str, str]] = {
    # model, data, labels: what Keras says to it as it is stored
    "one-hot labels": ("classes.keras", X, np.eye(4)[np.arange(40) % 4], "accepted", "trained one step"),
    "no labels": ("classes.keras", X, None, "accepted", "gave (32, 4)"),
    "class ids under a categorical loss": ("classes.keras", X, np.arange(40) % 4, "refused", "rank"),
    "labels in a list of numbers": ("classes.keras", X, [[0, 0, 0, 1]] * 40, "refused", ""),
    "a list of arrays": ("classes.keras", [*X], None, "refused", ""),
    "nested numbers": ("classes.keras", X.tolist(), None, "refused", ""),
    "an array of objects": ("classes.keras", X.astype(object), None, "refused", ""),
    "an array for each input": ("two.keras", [X, X], [X[:, 0, :1], X[:, 0, :2]], "accepted", "trained"),
    "a list of arrays for each input": ("two.keras", [[*X], [*X]], None, "refused", ""),
}


@pytest.mark.parametrize("name", ASKED)
def test_data_and_labels_as_they_are_stored(compiled: Path, tmp_path: Path, name: str) -> None:
    model, data, labels, status, words = ASKED[name]
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(data))
    (tmp_path / "y.pkl").write_bytes(pickle.dumps(labels))
    found = api.diagnose(
        str(compiled / model),
        str(tmp_path / "x.pkl"),
        labels=None if labels is None else str(tmp_path / "y.pkl"),
        verify=True,
    ).verification
    assert found is not None
    assert found.status == status and words in found.reason, found


def test_what_is_waited_for_is_told(compiled: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    told: list[tuple[int, int | None]] = []
    api.diagnose(
        str(compiled / "classes.keras"),
        str(tmp_path / "x.npy"),
        verify=True,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (0, None)
