"""Mistakes committed on purpose, with what Keras 2.15 to 3.15, on TensorFlow, PyTorch and JAX, and NumPy, pandas and
scikit-learn in front of it raised for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from places import TESTS

from lstmdoctor.messages import explain

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (TESTS / "messages" / "committed.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['mistake']}, {row['keras']}" for row in ROWS])
def test_the_mistake_is_told(row: dict[str, Any]) -> None:
    explanation = explain(row["error"])
    assert explanation.code in row["codes"], explanation
    if row["shapes"] and explanation.expected and explanation.found:
        ends = [list(explanation.expected[-1:]), list(explanation.found[-1:])]
        assert ends == row["shapes"], "labels and output are the other way round"


def test_there_are_enough_of_them() -> None:
    assert len(ROWS) >= 240
