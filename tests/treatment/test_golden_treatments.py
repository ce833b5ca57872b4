"""Records of earlier versions: every one is still applied, to the same bytes.

The files were made by `tests/golden/make_treatments.py` with the version that each record names. They are not
made anew when the code changes: a record that a user has kept must go on meaning what it meant.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from places import GOLDEN

from lstmdoctor.cli import main
from lstmdoctor.edits.registry import EDIT_IDS
from lstmdoctor.edits.registry import EDITS as CLASSES

TREATMENTS = GOLDEN / "treatments"
RECORD, OPTIONS = ".treatment.json", ".options.json"
CASES = sorted(path.name.removesuffix(RECORD) for path in TREATMENTS.glob(f"*{RECORD}"))
WITH_OPTIONS = sorted(path.name.removesuffix(OPTIONS) for path in TREATMENTS.glob(f"*{OPTIONS}"))
EDITS = {
    "add-batch-axis",
    "add-feature-axis",
    "add-time-axis",
    "cast",
    "drop-axis",
    "drop-remainder",
    "fill-nan",
    "merge-batches",
    "pad",
    "pad-batch",
    "split-flat",
    "stack",
    "swap-batch-time",
    "swap-time-features",
    "truncate",
    "window",
}
"""The edits of the version that made the files; their names are in records that users keep."""
JOINING = {"stack", "pad", "merge-batches", "window", "cast"}
"""Edits that make one array of a list."""
FORMS = {
    ("swap-time-features", "array", ()),
    ("swap-time-features", "list", ()),
    ("drop-axis", "array", (("ragged", False),)),
    ("drop-axis", "list", (("ragged", True),)),
    ("truncate", "array", (("ragged", False),)),
    ("truncate", "list", (("ragged", True),)),
    ("pad", "array", (("ragged", False),)),
    ("pad", "list", (("ragged", True),)),
    ("pad", "list", (("side", "pre"),)),
    ("pad", "list", (("side", "post"),)),
    ("stack", "list", (("nested", True),)),
    ("merge-batches", "array", ()),
    ("merge-batches", "list", ()),
    ("window", "array", (("series", True),)),
    ("window", "array", (("series", False),)),
    ("window", "list", (("series", False),)),
}
"""Edits that do different things to different data: id, container of the data, parameters."""


def file_of(case: str, part: str) -> Path:
    """The file of a case; its ending depends on what it holds."""
    (found,) = TREATMENTS.glob(f"{case}.{part}.*")
    return found


def content(case: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TREATMENTS / f"{case}{RECORD}").read_text(encoding="utf-8"))
    return loaded


def decisions(arrays: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The arrays of a record without what earlier versions wrote beside the decisions of the user."""
    return [{**array, "edits": [without_retired(edit) for edit in array["edits"]]} for array in arrays]


def without_retired(edit: dict[str, Any]) -> dict[str, Any]:
    """An edit without the keys that are read and left."""
    return {key: value for key, value in edit.items() if key not in CLASSES[edit["edit"]].retired}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="lstmdoctor")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_a_record_gives_the_same_bytes(here: Path, case: str) -> None:
    data, expected = file_of(case, "data"), file_of(case, "expected")
    for file in (data, TREATMENTS / f"{case}{RECORD}"):
        shutil.copy(file, here)
    output = f"out{expected.suffix}"
    result = run("apply", f"{case}{RECORD}", data.name, "-o", output)
    assert result.exit_code == 0, result.output
    assert (here / output).read_bytes() == expected.read_bytes()
    assert {path.name for path in here.iterdir()} == {data.name, f"{case}{RECORD}", output}


@pytest.mark.parametrize("case", WITH_OPTIONS)
def test_fix_gives_the_same_record_labels_and_mask(here: Path, case: str) -> None:
    words: list[str] = json.loads((TREATMENTS / f"{case}{OPTIONS}").read_text(encoding="utf-8"))
    for word in words:
        if (TREATMENTS / word).is_file() and "_expected." not in word:
            shutil.copy(TREATMENTS / word, here)
    result = run("fix", *words, "-o", "out.npy")
    assert result.exit_code == 0, result.output
    written = json.loads((here / f"out.npy{RECORD}").read_text(encoding="utf-8"))
    assert written["arrays"] == decisions(content(case)["arrays"])
    beside = [word for word in words if "_expected." in word]
    assert beside
    for word in beside:
        assert (here / word).read_bytes() == (TREATMENTS / word).read_bytes(), word


def met() -> set[tuple[str, str, tuple[tuple[str, object], ...]]]:
    """Every edit of the records with what it met: without parameters, and once with each of them."""
    found: set[tuple[str, str, tuple[tuple[str, object], ...]]] = set()
    for case in CASES:
        for array in content(case)["arrays"]:
            container = array["container"]
            for edit in array["edits"]:
                name = edit["edit"]
                found.add((name, container, ()))
                found |= {(name, container, (pair,)) for pair in edit.items() if pair[0] != "edit"}
                container = "array" if name in JOINING else container
    return found


def test_every_edit_is_in_a_golden_record() -> None:
    seen = {name for name, _, _ in met()}
    assert seen >= EDITS
    assert not set(EDIT_IDS) - seen, "an edit has no golden record: add a case to make_treatments.py"


def test_every_form_of_an_edit_is_in_a_golden_record() -> None:
    assert met() >= FORMS


def test_the_files_are_small() -> None:
    assert len(CASES) > 70
    assert sum(path.stat().st_size for path in TREATMENTS.iterdir()) < 200_000
