"""A printed command must do what it stands under: it is parsed again and diagnosed again."""

from __future__ import annotations

import shlex
from dataclasses import fields

import numpy as np
import pytest
from report_cases import CASES, report

from lstmdoctor.cli import fix
from lstmdoctor.facts import Facts
from lstmdoctor.findings import DataFile, Named, Pair
from lstmdoctor.readings import Choices, Reading
from lstmdoctor.report.commands import Request, command, literal, load, python, quoted, request_of

OFFERED = [
    (case, position)
    for case in CASES
    for position, reading in enumerate(report(case).case.pairs[0].readings)
    if reading.steps
]


def parsed(line: str) -> Choices:
    words = shlex.split(line.replace("--window N", "--window 7"))
    assert words[:2] == ["lstmdoctor", "fix"]
    params = fix.command.make_context("fix", words[2:]).params
    assert params["paths"][0] == "model.keras"
    return Choices(**{field.name: params[field.name] for field in fields(Choices)})


def plan(reading: Reading) -> list[tuple[str, dict[str, object]]]:
    return [(step.edit.id, dict(step.edit.args())) for step in reading.steps]


@pytest.mark.parametrize(("case", "position"), OFFERED)
def test_command_chooses_its_reading(case: str, position: int) -> None:
    found = report(case)
    pair: Pair = found.case.pairs[0]
    reading = pair.readings[position]
    line = command(reading, pair.chosen, pair.goal, request_of(found))
    again = report(case, parsed(line)).case.pairs[0].chosen
    assert again is not None
    assert again.id == reading.id
    if "--window N" not in line:
        assert plan(again) == plan(reading)


@pytest.mark.parametrize(("case", "position"), OFFERED)
def test_python_runs(case: str, position: int) -> None:
    facts = CASES[case][0]
    reading = report(case).case.pairs[0].readings[position]
    if reading.has("pad"):
        pytest.skip("pads with Keras")
    axes = [axis for axis in facts.axes if isinstance(axis, int)]
    whole = np.zeros(axes, facts.dtypes[0])
    names: dict[str, object] = {"np": np, "x": list(whole) if facts.container == "list" else whole, "N": 7}
    for step in reading.steps:
        exec(step.edit.python("x"), names)
    result = names["x"]
    assert isinstance(result, np.ndarray)
    if reading.result is not None and all(isinstance(axis, int) for axis in reading.result.axes):
        assert result.shape == reading.result.axes


def test_command_repeats_what_was_given() -> None:
    found = report("which_axis")
    pair = found.case.pairs[0]
    request = Request(
        "my model.keras",
        "-data.npy",
        "labels.npy",
        ("in put=X",),
        Choices(dtype="keep", pad_value=-1.0),
        "out.npy",
        True,
    )
    assert command(pair.readings[0], None, pair.goal, request) == (
        "lstmdoctor fix 'my model.keras' ./-data.npy --labels labels.npy --map 'in put=X' "
        "--pad-value=-1 --dtype keep --cure add-time-axis -o out.npy --force"
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a.npy", "a.npy"),
        ("it's", "'it'\"'\"'s'"),
        ("a\nb", "$'a\\012b'"),
        ("a'\x1b\udc80", "$'a\\'\\033\\200'"),
        ("", "''"),
    ],
)
def test_shell_words(word: str, expected: str) -> None:
    assert quoted(word) == expected


@pytest.mark.parametrize("word", ["a.npy", "it's", 'a"b', "a\nb\udc80", "\u202e"])
def test_python_literals(word: str) -> None:
    assert eval(literal(word)) == word
    assert literal(word).isprintable()


ARRAY = Facts((3, 4, 5))
LIST = Facts((3, 4, 5), "list", wrapping="list")
OBJECTS = Facts((3, 4, 5), "list", wrapping="object-array")


@pytest.mark.parametrize(
    ("path", "format_", "name", "facts", "member", "expected"),
    [
        ("d.npy", "npy", "", ARRAY, None, 'x = np.load("d.npy")'),
        ("d.npy", "npy", "", OBJECTS, None, 'x = np.load("d.npy", allow_pickle=True)'),
        ("d.npz::X", "npz", "X", ARRAY, None, 'x = np.load("d.npz")["X"]'),
        ("d.pkl", "pickle", "", LIST, None, 'with open("d.pkl", "rb") as f:\n    x = pickle.load(f)'),
        ("d.pkl", "pickle", "", LIST, 1, 'with open("d.pkl", "rb") as f:\n    x = pickle.load(f)[1]'),
        (
            "d.pkl.gz",
            "pickle",
            "X",
            LIST,
            None,
            'with gzip.open("d.pkl.gz", "rb") as f:\n    x = pickle.load(f)["X"]',
        ),
        ("d.joblib", "joblib", "", LIST, None, 'x = joblib.load("d.joblib")'),
    ],
)
def test_loading(path: str, format_: str, name: str, facts: Facts, member: int | None, expected: str) -> None:
    assert load(DataFile(path, format_, (Named(name, facts),)), name, member) == expected


def test_python_brings_its_imports() -> None:
    found = report("list")
    code = python(found.case.pairs[0].readings[0], found.data, "", None)
    assert code.startswith("import pickle\nimport numpy as np\n\nwith open(")
    assert code.endswith("x = np.stack(x)")
