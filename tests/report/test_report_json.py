"""The JSON contract, key by key."""

from __future__ import annotations

import json
from typing import Any

import pytest
from report_cases import CASES, NUMBER, hostile, report, two_inputs

from lstmdoctor import __version__
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Varies
from lstmdoctor.core.plans import Named
from lstmdoctor.report.json_report import dump_json, lengths_object, render, render_inspection

TOP = ["schema_version", "tool", "model", "data", "labels", "verdict", "findings", "readings", "summary"]


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def loaded(text: str) -> Any:
    assert text.endswith("\n")
    text.encode("ascii")
    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("case", CASES)
def test_keys(case: str) -> None:
    found = loaded(render(report(case)))
    assert list(found) == TOP
    assert found["schema_version"] == 1
    assert found["tool"] == {"name": "lstmdoctor", "version": __version__}
    assert list(found["model"]) == ["path", "format", "keras_version", "class", "inputs", "outputs"]
    assert all(
        list(end) == ["name", "shape", "dtype"]
        for end in found["model"]["inputs"] + found["model"]["outputs"]
    )
    assert list(found["data"]) == ["path", "format", "arrays"]
    for array in found["data"]["arrays"]:
        assert list(array) == ["name", "container", "shape", "dtype", "samples", "lengths"]
    assert found["verdict"] in ("healthy", "treatable", "needs-choice", "untreatable")
    for finding in found["findings"]:
        assert list(finding) == ["code", "name", "severity", "input", "message", "evidence", "help"]
    for reading in found["readings"]:
        assert list(reading) == [
            "input", "id", "steps", "result", "keeps_values", "by_itself", "command", "python",
        ]  # fmt: skip
        assert all(list(step) == ["edit", "args", "from", "to"] for step in reading["steps"])
        assert reading["steps"][-1]["to"] == reading["result"]
    assert list(found["summary"]) == ["error", "warning", "note"]


def test_ragged_data_in_numbers() -> None:
    mean = round(sum(n * (2 + n % 7) for n in range(20, 60)) / NUMBER, 6)
    found = loaded(render(report("ragged")))
    assert found["data"]["arrays"] == [
        {
            "name": "",
            "container": "list",
            "shape": [NUMBER, None, 100],
            "dtype": "float64",
            "samples": NUMBER,
            "lengths": {"min": 20, "max": 59, "mean": mean, "p50": 40, "p95": 57},
        }
    ]
    assert found["model"]["inputs"] == [{"name": "sequences", "shape": [None, 60, 100], "dtype": "float32"}]
    (reading,) = found["readings"]
    assert reading["id"] == "pad"
    assert reading["steps"][0] == {
        "edit": "pad",
        "args": {"timesteps": 60, "padding": "pre", "value": 0.0},
        "from": [NUMBER, None, 100],
        "to": [NUMBER, 60, 100],
    }
    assert reading["result"] == [NUMBER, 60, 100]
    assert (reading["keeps_values"], reading["by_itself"]) == (True, True)
    assert reading["command"] == "lstmdoctor fix model.keras data.pkl"


def test_a_choice_is_nowhere_made_by_itself() -> None:
    found = loaded(render(report("which_axis")))
    assert found["verdict"] == "needs-choice"
    assert [reading["by_itself"] for reading in found["readings"]] == [False] * 3
    assert len({reading["command"] for reading in found["readings"]}) == 3


def test_healthy_data_has_no_readings() -> None:
    found = loaded(render(report("healthy")))
    assert (found["verdict"], found["findings"], found["readings"]) == ("healthy", [], [])


def test_readings_name_their_input() -> None:
    found = loaded(render(two_inputs()))
    assert [reading["input"] for reading in found["readings"]] == ["right"]
    assert found["readings"][0]["command"] == "lstmdoctor fix model.keras pair.npz --map left=a --map right=b"


def strings(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for key, item in value.items() for text in (key, *strings(item))]
        case list():
            return [text for item in value for text in strings(item)]
        case _:
            return []


def test_names_are_escaped_everywhere() -> None:
    for text in (render(hostile()), render_inspection(hostile().data), render_inspection(hostile().model)):
        for word in strings(loaded(text)):
            assert all(line.isprintable() for line in word.split("\n"))


def test_numbers_without_a_literal_become_words() -> None:
    assert loaded(dump_json({"a": [float("nan"), float("-inf"), 1.5], "b\x1b": None})) == {
        "a": ["nan", "-inf", 1.5],
        "b\\x1b": None,
    }


def test_inspection() -> None:
    data = DataFile("d.npz", "npz", (Named("X", Facts((3, 4, 5))),))
    found = loaded(render_inspection(data))
    assert list(found) == ["schema_version", "kind", "data"]
    assert found["kind"] == "data"
    assert found["data"]["arrays"][0]["name"] == "X"
    found = loaded(render_inspection(report("list").model))
    assert list(found) == ["schema_version", "kind", "model"]
    assert found["model"]["class"] == "Sequential"


def test_lengths_without_a_histogram() -> None:
    facts = Facts((9, Varies(2, 7), 3), "list")
    assert lengths_object(facts) == {"min": 2, "max": 7, "mean": None, "p50": None, "p95": None}
    assert lengths_object(Facts((9, 2, 3))) is None
