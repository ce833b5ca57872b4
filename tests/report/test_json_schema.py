"""docs/schema.json against what every command writes."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check_cases import BAD, GOOD, MODEL, configure, folder, run
from fault_cases import CASES
from fault_cases.case import Scene, play
from jsonschema import ValidationError
from places import SAMPLES
from report_cases import hostile, report, two_inputs
from schema import SCHEMA, require_schema

from lstmdoctor.report.json_report import render

pytest.importorskip("pyarrow")
__all__ = ["folder"]
KINDS = {"explain": "explanation", "check": "checks", "diagnose": "diagnosis"}
ROWS = [(code, case) for code, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("code", "case"), ROWS, ids=[f"{code} {case.what}" for code, case in ROWS])
def test_reports_on_the_cases(code: str, case: Scene) -> None:
    require_schema(play(case, "--output-format", "json").stdout, KINDS[shlex.split(case.line)[1]])


COMMANDS = {
    "fix": (f"fix {MODEL} list_of_200.pkl", "diagnosis"),
    "fix in two parts": (
        "fix model_50x100.keras one_long_series.npy --window 50 --split 0.5",
        "diagnosis",
    ),
    "fix without a model": ("fix list_of_200.pkl", "diagnosis"),
    "a fix that needs a choice": ("fix model_any_x100.keras swapped_axes.npy --pad 3", "diagnosis"),
    "inspect a model": (f"inspect {MODEL}", "inspection"),
    "inspect data": ("inspect list_of_200.pkl", "inspection"),
    "rules": ("rules", "rules"),
    "explain a code": ("explain LD101", "explanation"),
    "explain what nobody knows": ("explain cat", "explanation"),
    "check": ("check", "checks"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_documents_of_the_commands(folder: Path, name: str) -> None:
    shutil.copy(SAMPLES / "one_long_series.npy", folder)
    configure(good=GOOD, bad=BAD, damaged='data = "pyproject.toml"')
    line, kind = COMMANDS[name]
    require_schema(run(*line.split(), "--output-format", "json").stdout, kind)


def test_hostile_names() -> None:
    for one in (hostile(), two_inputs(), report("mixed")):
        require_schema(render(one), "diagnosis")


def test_another_key_would_be_seen() -> None:
    document = json.loads(render(report("swapped")))
    with pytest.raises(ValidationError):
        require_schema(json.dumps({**document, "surprise": 1}), "diagnosis")
    with pytest.raises(ValidationError):
        require_schema(json.dumps({**document, "findings": [{"code": "LD207"}]}), "diagnosis")


def properties(node: Any) -> Iterator[tuple[str, Any]]:
    """All properties in the schema."""
    match node:
        case dict():
            yield from node.get("properties", {}).items()
            for inner in node.values():
                yield from properties(inner)
        case list():
            for inner in node:
                yield from properties(inner)


def test_every_key_is_described() -> None:
    for name, spec in properties(SCHEMA):
        assert spec.keys() & {"description", "$ref", "const"}, name
