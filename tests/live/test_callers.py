"""The user's own words: what stands in the line of a call."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from lstmdoctor.live.callers import CallSite, call_site

PARAMETERS = ("x", "y", "validation_data")

CALLS = {
    "names": ("fit(x, y)", "fit(x, y)", {"x": "x", "y": "y"}),
    "keywords": ("fit(x=data.train, y=y)", None, {"x": "data.train", "y": "y"}),
    "a line with two calls": ("fit(x), len([1])", "fit(x)", {"x": "x"}),
    "a call within a call": ("print(fit(x))", "fit(x)", {"x": "x"}),
    "a call over lines": (
        "fit(\n    x,\n    y,\n)",
        "fit(x, y)",
        {"x": "x", "y": "y"},
    ),
    "behind an umlaut": ("('ä', fit(x))", "fit(x)", {"x": "x"}),
    "members of a tuple": (
        "fit(x, y, validation_data=(xv, yv))",
        None,
        {
            "x": "x",
            "y": "y",
            "validation_data": "(xv, yv)",
            "validation_data[0]": "xv",
            "validation_data[1]": "yv",
        },
    ),
    "members of a dict": (
        "fit({'a': x, 'b': y})",
        None,
        {"x": "{'a': x, 'b': y}", "x['a']": "x", "x['b']": "y"},
    ),
    "starred": ("fit(*pair)", "fit(*pair)", {"x": "pair[0]", "y": "pair[1]"}),
    "starred, and one behind it": (
        "fit(*pair, x)",
        None,
        {"x": "pair[0]", "y": "pair[1]", "validation_data": "x"},
    ),
    "starred, of something that is not known": ("fit(*iter(pair))", None, {}),
    "keywords in a dict": ("fit(**named)", None, {"x": "named['x']", "y": "named['y']"}),
    "called by map": ("list(map(fit, [x]))", None, {}),
    "called by a partial": ("part(y)", None, {}),
    "what could be taken for a path": ("fit(x / 2)", None, {}),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_words_of_a_call(name: str, tmp_path: Path) -> None:
    source, text, expressions = CALLS[name]
    found: list[CallSite] = []

    def fit(*args: object, **kwargs: object) -> None:
        frame: FrameType = sys._getframe(1)
        found.append(call_site(frame, PARAMETERS))

    class Data:
        train = 1

    file = tmp_path / "train.py"
    file.write_text(f"\n{source}\n", encoding="utf-8")
    values: dict[str, Any] = {"x": 1, "y": 2, "xv": 3, "yv": 4, "pair": (1, 2), "data": Data, "fit": fit}
    values |= {"named": {"x": 1, "y": 2}, "part": partial(fit, 1)}
    exec(compile(f"\n{source}\n", str(file), "exec"), values)
    (site,) = found
    assert site.place == "train.py:2"
    assert site.expressions == expressions
    if text is not None:
        assert site.text == text


def test_without_source_the_parameters_have_their_own_names() -> None:
    found: list[CallSite] = []
    values: dict[str, Any] = {"fit": lambda x: found.append(call_site(sys._getframe(1), ["x"]))}
    exec(compile("fit([1, 2])", "<string>", "exec"), values)
    assert found[0].expression("x") == "x"
    assert found[0].text == ""
