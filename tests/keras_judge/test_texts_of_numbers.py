"""Numbers written as text: the line that is printed makes of them what Keras takes. Names of layers that repeat."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.api import diagnose
from lstmdoctor.errors import Refused
from lstmdoctor.models import read_model

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers

NUMBERS = np.random.default_rng(3).normal(size=(4, 5, 3)).round(3)
TEXTS: dict[str, Any] = {
    "array": NUMBERS.astype(str),
    "bytes": NUMBERS.astype("S"),
    "objects": NUMBERS.astype(str).astype(object),
    "lists": NUMBERS.astype(str).tolist(),
    "unequal lists": [sequence[:length] for length, sequence in enumerate(NUMBERS.astype(str).tolist(), 1)],
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_help_converts_numbers_written_as_text(name: str, tmp_path: Path) -> None:
    made = keras.Sequential([keras.Input((None, 3)), L.LSTM(2)])
    made.save(tmp_path / "m.keras")
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(TEXTS[name]))
    report = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.pkl"))
    (finding,) = [finding for finding in report.findings if finding.fault.code == "LD108"]
    names: dict[str, Any] = {"np": np, "x": TEXTS[name]}
    exec(finding.help.partition("numbers written as text: ")[2], names)
    batch = names["x"] if isinstance(names["x"], np.ndarray) else names["x"][-1][None]
    assert batch.dtype == np.float32
    assert np.array_equal(batch[-1], NUMBERS[-1][: len(batch[-1])].astype("float32"))
    assert made.predict(batch, verbose=0).shape[1] == 2


def chain(way: str) -> Any:
    entrance = keras.Input((5, 3), name="entrance")
    layers = [L.LSTM(4, return_sequences=True, name="first"), L.LSTM(4, name="second")]
    if way == "sequential":
        return keras.Sequential([entrance, *layers])
    return keras.Model(entrance, layers[1](layers[0](entrance)))


@pytest.mark.parametrize("way", ["sequential", "functional"])
def test_names_of_layers_that_repeat_are_refused(way: str, tmp_path: Path) -> None:
    text = chain(way).to_json()
    path = tmp_path / "m.json"
    path.write_text(text)
    assert read_model(str(path)).layers
    path.write_text(text.replace('"second"', '"first"'))
    with pytest.raises((ValueError, KeyError)):
        keras.models.model_from_json(path.read_text())
    with pytest.raises(Refused, match="two layers are called 'first': Keras loads no model in which names"):
        read_model(str(path))
