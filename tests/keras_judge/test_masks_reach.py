"""Whether a mask reaches the recurrent layer: what Keras hands it, and what we say of padding."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from layer_builds import NO_LAYER_ALONE, build_layer, call_layer

from lstmdoctor.api import diagnose
from lstmdoctor.checks.shared.padding import is_masked_input
from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.models import read_model

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
L = keras.layers
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
STEPS, FEATURES = 12, 3
BETWEEN = [
    name
    for name, rule in LAYERS.items()
    if hasattr(L, name) and name not in NO_LAYER_ALONE and rule.axes in (0, 1)
    and rule.shape not in ("embedding", "repeat", "elementwise", "concatenate", "dot", "query", "query-value")
    and rule.role != "picture" and rule.mask != "makes"
]  # fmt: skip


def with_between(name: str, last: Any) -> Any:
    """Masking, the layer, a recurrent one; None if Keras builds no such model."""
    given = keras.Input((STEPS, FEATURES))
    try:
        between = call_layer(build_layer(L, name), LAYERS[name].shape, L.Masking()(given))
        return keras.Model(given, L.Dense(1)(last(between)))
    except Exception:
        return None


def mask_given_to_lstm(name: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether Keras calls the LSTM with a mask when data goes through the model."""
    made, masks, own = with_between(name, L.LSTM(4)), list[bool](), L.LSTM.call

    def watched(layer: Any, *given: Any, mask: Any = None, **more: Any) -> Any:
        masks.append(mask is not None)
        return own(layer, *given, mask=mask, **more)

    monkeypatch.setattr(L.LSTM, "call", watched)
    made(np.ones((2, STEPS, FEATURES), "float32"))
    return masks[-1]


@pytest.mark.parametrize("name", BETWEEN)
def test_we_say_of_the_mask_what_keras_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_between(name, L.LSTM(4))
    if made is None:
        pytest.skip("no such model can be built")
    made.save(tmp_path / "m.keras")
    spec = read_model(str(tmp_path / "m.keras")).inputs[0]
    if LAYERS[name].role == "recurrent" or name == "Bidirectional":
        assert is_masked_input(spec)  # the first recurrent layer stands right behind the mask
        return
    if LAYERS[name].mask == "refuses":
        return
    masked = mask_given_to_lstm(name, monkeypatch)
    assert is_masked_input(spec) == masked
    if masked:
        return
    data = np.random.default_rng(3).normal(size=(40, STEPS, FEATURES)).astype("float32")
    for row in range(40):
        data[row, 5 + row % 6 :] = 0
    np.save(tmp_path / "x.npy", data)
    found = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.npy")).findings
    assert [f.fault.code for f in found if f.fault.code in ("LD304", "LD305")] == ["LD304"]
