"""A printed command must do what it stands under: it is parsed again and diagnosed again."""

from __future__ import annotations

import shlex
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from cases import array, wants
from cases import report as diagnosed
from report_cases import CASES, report

from lstmdoctor.cli import fix_command as fix
from lstmdoctor.cli.table_options import table_of_options
from lstmdoctor.core.cases import Pair
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.cured_code import with_imports
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.plans import Named
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.values import Values
from lstmdoctor.data import open_data
from lstmdoctor.report.commands import (
    Request,
    command,
    request_of,
)
from lstmdoctor.report.loading import ArrayInCode, loading_code
from lstmdoctor.report.shell_words import quoted_shell_word
from lstmdoctor.text import python_literal

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
    params["table"] = table_of_options(params["ids"], params["time"], params["columns"], params["target"])
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
    assert quoted_shell_word(word) == expected


@pytest.mark.parametrize("word", ["a.npy", "it's", 'a"b', "a\nb\udc80", "\u202e"])
def test_python_literals(word: str) -> None:
    assert eval(python_literal(word)) == word
    assert python_literal(word).isprintable()


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
            "pickle.gzip",
            "X",
            LIST,
            None,
            'with gzip.open("d.pkl.gz", "rb") as f:\n    x = pickle.load(f)["X"]',
        ),
        ("d", "pickle.xz", "", LIST, None, 'with lzma.open("d", "rb") as f:\n    x = pickle.load(f)'),
        ("d.z", "pickle.zlib", "", LIST, None, 'x = joblib.load("d.z")'),
        ("d.gz", "joblib.gzip", "X", LIST, 0, 'x = joblib.load("d.gz")["X"][0]'),
        (
            "d.npy.gz",
            "npy.gzip",
            "",
            ARRAY,
            None,
            'with gzip.open("d.npy.gz", "rb") as f:\n    x = np.load(f)',
        ),
        ("d", "folder", "X", ARRAY, None, 'x = np.load(pathlib.Path("d") / "X.npy")'),
        ("d.joblib", "joblib", "", LIST, None, 'x = joblib.load("d.joblib")'),
    ],
)
def test_loading(path: str, format_: str, name: str, facts: Facts, member: int | None, expected: str) -> None:
    place = (
        Place("np.load(", f' / "{name}.npy")')
        if format_ == "folder"
        else Place(after=f'["{name}"]' * bool(name))
    )
    data = DataFile(path, format_, (Named(name, facts, place=place),))
    assert loading_code(data, name, member) == expected


def test_python_brings_its_imports() -> None:
    found = report("list")
    code = ArrayInCode(found.data, "").whole(found.case.pairs[0].readings[0])
    assert code.startswith("import pickle\nimport numpy as np\n\nwith open(")
    assert code.endswith("x = np.stack(x)")


@pytest.mark.parametrize(
    ("format_", "path"), [("npy", "before.npy"), ("npy", "np.pickle.npy"), ("npz", "gzip.keras.npz")]
)
def test_a_name_in_a_path_is_no_import(format_: str, path: str) -> None:
    found = report("swapped")
    data = DataFile(path, format_, (Named("", ARRAY),))
    code = ArrayInCode(data, "").whole(found.case.pairs[0].readings[0])
    assert code.splitlines()[:2] == ["import numpy as np", ""]


NAMES = [
    "1.npy",
    "2.npy",
    "10.npy",
    "a1.npy",
    "a2_10.npy",
    "a10_1.npy",
    "anna.npy",
    "bo.npy",
    "b 2.npy",
    "b 11.npy",
]


def test_the_snippet_reads_a_folder_in_the_order_of_the_reader(tmp_path: Path) -> None:
    for name in NAMES:
        np.save(tmp_path / name, np.zeros(NAMES.index(name) + 1))
    source = open_data(str(tmp_path))
    [found] = source.arrays
    data = DataFile(str(tmp_path), "folder", (Named("", found.facts, place=source.places[""]),))
    code = loading_code(data, "", None)
    names: dict[str, object] = {}
    exec(with_imports(code), names)
    given = names["x"]
    assert isinstance(given, list)
    assert [len(part) for part in given] == [len(part) for part in found.whole()]


BAD_VALUES = Values(samples=1, steps=1, number=6, nan=1, first_bad=(0, 0, 0))


@pytest.mark.parametrize(
    ("facts", "mask", "ends"),
    [
        (array(200, 1, 50, 100), False, "data --fill-nan 0"),
        (array(200, 5000), False, "data --fill-nan 0 --cure split-flat"),
        (array(200, 5000), True, "data --fill-nan 1 --cure split-flat"),
        (array(200, 40, 100), False, "data --fill-nan 0 --pad 50"),
    ],
)
def test_a_command_fills_what_is_not_finite(facts: Facts, mask: bool, ends: str) -> None:
    found = diagnosed(wants(None, 50, 100, mask=mask), replace(facts, values=BAD_VALUES))
    pair = found.case.pairs[0]
    assert command(pair.readings[0], pair.chosen, pair.goal, request_of(found)).endswith(ends)


def test_the_python_of_a_command_that_fills_does_so_too() -> None:
    found = diagnosed(wants(None, 50, 100), replace(array(200, 5000), values=BAD_VALUES))
    pair = found.case.pairs[0]
    also = pair.plan.unasked_fill(pair.readings[0])
    assert (
        ArrayInCode(found.data, "data")
        .whole(pair.readings[0], also)
        .endswith("\nx = np.where(np.isfinite(x), x, 0.0).astype(x.dtype)")
    )


def test_finite_values_are_not_filled() -> None:
    found = diagnosed(wants(None, 50, 100), array(200, 5000))
    assert request_of(found).choices.fill_nan is None
    assert found.case.pairs[0].plan.fill is None
