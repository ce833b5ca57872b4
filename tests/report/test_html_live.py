"""The HTML report on what a program holds: its Python speaks of the variables of the program, of no file."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import pytest
from stand_ins import make_classes

import lstmdoctor

BAD = np.zeros((20, 8, 50), "float32")
ONE = np.zeros((50, 8), "float32")


@pytest.mark.parametrize("name", ["a name", "an expression", "a file"])
def test_the_page_names_the_data(name: str, tmp_path: Any) -> None:
    model: Any = make_classes()[1](50, 8)
    np.save(tmp_path / "bad.npy", BAD)
    report = {
        "a name": lambda: lstmdoctor.diagnose(model, BAD),
        "an expression": lambda: lstmdoctor.diagnose(model, BAD[:10]),
        "a file": lambda: lstmdoctor.diagnose(model, tmp_path / "bad.npy"),
    }[name]()
    page = html.unescape(report.to_html())
    line = {"a name": "BAD = np.swapaxes(BAD, 1, 2)", "an expression": "x = BAD[:10]", "a file": "np.load("}
    assert line[name] in page
    assert ("np.load(" in page) == (name == "a file")
