"""Models that read text: what they take from a file, with the installed Keras as judge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.api import diagnose

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
tf = pytest.importorskip("tensorflow")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
L = keras.layers
WORDS = np.array([["a", "b", "c"]] * 8)


def model(folder: Path) -> Any:
    lookup = L.StringLookup(vocabulary=["a", "b", "c"])
    made = keras.Sequential(
        [keras.Input((3,), dtype="string"), lookup, L.Embedding(4, 2), L.LSTM(2), L.Dense(1)]
    )
    made.save(folder / "m.keras")
    return made


@pytest.mark.parametrize("dtype", ["str", "S1"])
def test_text_for_a_model_of_text_is_healthy(dtype: str, tmp_path: Path) -> None:
    made = model(tmp_path)
    np.save(tmp_path / "x.npy", WORDS.astype(dtype))
    report = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.npy"))
    assert report.verdict == "healthy"
    assert [(f.fault.code, f.severity) for f in report.findings] == [("LD108", "note")]
    assert made.predict(tf.constant(WORDS.astype(dtype).tolist()), verbose=0).shape == (8, 1)
    with pytest.raises(ValueError, match="Invalid dtype"):
        made.predict(WORDS.astype(dtype), verbose=0)


def test_numbers_for_a_model_of_text_are_an_error(tmp_path: Path) -> None:
    made = model(tmp_path)
    np.save(tmp_path / "x.npy", np.ones((8, 3), "int64"))
    report = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.npy"))
    assert [(f.fault.code, f.severity) for f in report.findings] == [("LD108", "error")]
    assert "the model takes text: 'string_lookup" in report.findings[0].message
    with pytest.raises(Exception, match="string"):
        made.predict(np.ones((8, 3), "int64"), verbose=0)
