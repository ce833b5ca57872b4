"""The cases of the fault pages, asked of the installed Keras: whether it raises, and what it says.

``LSTMDOCTOR_GOLDEN=write`` keeps the answers in ``tests/fixtures/keras_says.jsonl``, from where the pages take them.
"""

from __future__ import annotations

import json
import os
import re
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from fault_cases import CASES
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.said import plain_message
from places import TESTS

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
pytestmark = pytest.mark.filterwarnings("ignore")
SAYS = TESTS / "fixtures" / "keras_says.jsonl"


def is_callable(scene: Scene) -> bool:
    return MODEL in scene.files and not scene.command and not scene.line.partition("x.csv")[1]


def array_of(scene: Scene) -> Any:
    """What a script would hand over."""
    (x,) = (content for name, content in scene.files.items() if name.startswith("x."))
    mapped = dict(re.findall(r"--map (\w+)=(\w+)", scene.options))
    return {name: x[array] for name, array in mapped.items()} if mapped and isinstance(x, dict) else x


def answer_of(scene: Scene) -> str:
    """What `fit` raises; "" where it trains."""
    config = scene.files[MODEL]
    assert isinstance(config, dict)
    if keras.backend.backend() == "torch" and '"stateful": true' in json.dumps(config):
        pytest.skip("Keras 3.15 cannot train a stateful layer on torch")
    try:
        network = keras.saving.deserialize_keras_object({**deepcopy(config), "compile_config": None})
        network.compile(optimizer="sgd", loss=config["compile_config"]["loss"])
        x = array_of(scene)
        number = len(next(iter(x.values()))) if isinstance(x, dict) else len(x)
        shape = network.output_shape[1:] if network.built else (1,)
        y = scene.files.get("y.npy", np.zeros((number, *shape), "float32"))
        batch = network.inputs[0].shape[0] if network.built else None
        network.fit(x, y, batch_size=batch or 32, verbose=0)
    except Exception as error:
        return plain_message(f"{type(error).__name__}: {error}")
    return ""


def record_answer(code: str, answer: str) -> None:
    """Keep an answer in the place of what this Keras said before."""
    row = {"code": code, "keras": f"Keras {keras.__version__}, {keras.backend.backend()}", "error": answer}
    rows = [json.loads(line) for line in SAYS.read_text("utf-8").splitlines()]
    kept = [one for one in rows if (one["code"], one["keras"]) != (code, row["keras"])]
    kept = sorted([*kept, *([row] if answer else [])], key=lambda one: (one["code"], one["keras"]))
    SAYS.write_text("".join(json.dumps(one) + "\n" for one in kept), "utf-8")


SPEAKING = [
    (code, case)
    for code, cases in CASES.items()
    for case in cases
    if isinstance(case, Speaks) and is_callable(case)
]
SILENT = [
    (code, case)
    for code, cases in CASES.items()
    for case in cases
    if isinstance(case, Silent) and is_callable(case)
]
JUDGE = keras.backend.backend() == "tensorflow" and tuple(map(int, keras.__version__.split(".")[:2])) >= (
    3,
    12,
)
"""Whose silence the pages speak of; older ones and other backends refuse a little more, or less."""


@pytest.mark.parametrize(("code", "case"), SPEAKING, ids=[code for code, _ in SPEAKING])
def test_keras_raises_or_is_silent_as_the_page_says(code: str, case: Speaks) -> None:
    answer = answer_of(case)
    if os.environ.get("LSTMDOCTOR_GOLDEN") == "write":
        record_answer(code, answer)
    if JUDGE:
        assert (not answer) is case.silent, answer


@pytest.mark.parametrize(("code", "case"), SILENT, ids=[code for code, _ in SILENT])
def test_keras_trains_on_what_is_right(code: str, case: Silent) -> None:
    assert answer_of(case) == ""
