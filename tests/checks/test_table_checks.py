"""Findings about tables: as many rows that stay silent as rows that speak."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from table_cases import write_table

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, ModelSpec, OutputSpec
from lstmdoctor.core.tables import Table
from lstmdoctor.diagnosis.description import describe_labels, describe_source, open_labels, open_source
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

pytest.importorskip("pyarrow")
Rows = dict[str, list[Any]]
SPARSE = "sparse_categorical_crossentropy"


def report_on(
    folder: Path, rows: Rows, shape: tuple[int | None, ...], choices: Choices, loss: str | None = None
) -> Report:
    spec = ModelSpec(
        path="model.keras",
        format="keras",
        keras_version="3.15.0",
        class_name="Sequential",
        kind="sequential",
        inputs=(InputSpec("x", shape),),
        outputs=(OutputSpec("y", (None, 1 if loss != SPARSE else 4), loss=loss),),
    )
    source = open_source(write_table(folder, rows), spec, None, choices)
    labels = describe_labels(open_labels(None, source, spec), spec, header_only=False)
    return diagnose_facts(spec, describe_source(source, spec, header_only=False), labels, None, choices)


def codes(report: Report) -> dict[str, str]:
    """Severity by code."""
    return {finding.fault.code: finding.severity for finding in report.findings}


def series(number: int, **more: list[Any]) -> Rows:
    return {"a": [0.5 + place % 7 for place in range(number)], **more}


LONG: Rows = series(40, b=[1.5 * (place % 5) for place in range(40)])
TWO: Rows = {**LONG, "station": ["n"] * 20 + ["s"] * 20, "hour": [*range(20), *range(20)]}
TIMED = Table(("station",), "hour")
ROWS: dict[str, tuple[str, Rows, tuple[int | None, ...], Choices, str | None]] = {
    # the code that is looked for, the table, the model, what the user said, the severity (None: silent)
    "two rows at one time": ("LD151", {**TWO, "hour": [0] * 40}, (None, 20, 2), Choices(table=TIMED), "error"),
    "all stations as one series": ("LD151", TWO, (None, 20, 2), Choices(table=Table(time="hour")), "error"),
    "one row for each time and station": ("LD151", TWO, (None, 20, 2), Choices(table=TIMED), None),
    "no time was named": ("LD151", TWO, (None, 20, 2), Choices(table=Table(("station",))), None),
    "newest first": (
        "LD152", {**LONG, "hour": [*range(40, 0, -1)]}, (None, 20, 2), Choices(table=Table(time="hour")), "warning",
    ),
    "stations in turns": (
        "LD152",
        {**LONG, "station": ["n", "s"] * 20, "hour": [place // 2 for place in range(40)]},
        (None, 20, 2),
        Choices(table=TIMED),
        None,
    ),
    "in order": ("LD152", TWO, (None, 20, 2), Choices(table=TIMED), None),
    "a day is missing": (
        "LD153", {**LONG, "hour": [*range(20), *range(44, 64)]}, (None, 20, 2), Choices(table=Table(time="hour")), "note",
    ),
    "every step alike": ("LD153", TWO, (None, 20, 2), Choices(table=TIMED), None),
    "months": (
        "LD153",
        {**LONG, "hour": [30 * place + place % 3 for place in range(40)]},
        (None, 20, 2),
        Choices(table=Table(time="hour")),
        None,
    ),
    "a label too many": ("LD154", {**LONG, "label": [0, 1] * 20}, (None, 20, 2), Choices(), "error"),
    "an id and a time too many": (
        "LD154", {**LONG, "patient_id": [1, 2] * 20, "hour": [*range(40)]}, (None, 20, 2), Choices(), "error",
    ),
    "a label in the place of a feature": (
        "LD154", series(40, label=[0, 1] * 20), (None, 20, 2), Choices(), "warning",
    ),
    "an index that pandas wrote": (
        "LD154", series(40, **{"Unnamed: 0": [*range(40)]}), (None, 20, 2), Choices(), "warning",
    ),
    "the label is named": (
        "LD154", {**LONG, "label": [0, 1] * 20}, (None, 20, 2), Choices(table=Table(target="label")), None,
    ),
    "the features are named": (
        "LD154", {**LONG, "label": [0, 1] * 20}, (None, 20, 2), Choices(table=Table(values=("a", "label"))), None,
    ),
    "an hour may be a feature": ("LD154", series(40, hour=[*range(40)]), (None, 20, 2), Choices(), None),
    "too many, and no name says which": ("LD154", {**LONG, "c": [0.5] * 40}, (None, 20, 2), Choices(), None),
    "which are too many is asked for": ("LD210", {**LONG, "c": [0.5] * 40}, (None, 20, 2), Choices(), "error"),
    "too few": ("LD210", LONG, (None, 20, 3), Choices(), "error"),
    "as many as the model takes": ("LD210", LONG, (None, 20, 2), Choices(), None),
    "columns are the timesteps": (
        "LD210", {f"t{place}": [0.5 * place] * 9 for place in range(20)}, (None, 20, 1), Choices(), None,
    ),
    "one station is younger": (
        "LD155",
        {**TWO, "station": ["n"] * 35 + ["s"] * 5},
        (None, 20, 2),
        Choices(table=Table(("station",))),
        "warning",
    ),
    "long enough without the horizon": (
        "LD155", {**TWO, "station": ["n"] * 21 + ["s"] * 19}, (None, 19, 2), Choices(table=Table(("station",)), horizon=1), "warning",
    ),
    "long enough": (
        "LD155", {**TWO, "station": ["n"] * 21 + ["s"] * 19}, (None, 19, 2), Choices(table=Table(("station",))), None,
    ),
    "all are shorter, to be padded": ("LD155", TWO, (None, 30, 2), Choices(table=Table(("station",))), None),
    "the last price of its own window": (
        "LD708", LONG, (None, 20, 2), Choices(table=Table(values=("a", "b"), target="b")), "warning",
    ),
    "the price behind the window": (
        "LD708", LONG, (None, 20, 2), Choices(table=Table(values=("a", "b"), target="b"), horizon=1), None,
    ),
    "a label that is no feature": (
        "LD708", {**LONG, "c": [0.5] * 40}, (None, 20, 2), Choices(table=Table(target="c")), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_table_is_told_what_it_shows(tmp_path: Path, name: str) -> None:
    code, rows, shape, choices, severity = ROWS[name]
    found = codes(report_on(tmp_path, rows, shape, choices))
    assert found.get(code) == severity, found
    assert "LD299" not in found


def test_a_table_without_ids_is_offered_with_them(tmp_path: Path) -> None:
    report = report_on(tmp_path, TWO, (None, 20, 2), Choices())
    ids = [reading.id for pair in report.case.pairs for reading in pair.readings]
    assert ids == ["take-columns", "take-columns+window"] or set(ids) >= {"take-columns"}
    assert report.verdict == "needs-choice"


def test_a_window_alone_takes_the_table_for_one_series(tmp_path: Path) -> None:
    report = report_on(tmp_path, {**LONG, "station": ["n", "s"] * 20}, (None, 20, 2), Choices(window=20))
    [pair] = report.case.pairs
    assert pair.chosen is not None and pair.chosen.id == "window"


TARGETS: dict[str, tuple[list[str], str, bool]] = {
    # the column of the labels; what is told of it, whether names of classes are thought of
    "two units": ([f"{place} {('km', 'mi')[place % 2]}" for place in range(40)], "numbers with units, such as '0 km'", False),
    "a word among numbers": (
        [*map(str, range(12)), "ERR", *map(str, range(27))], "text in 1 of 40 rows, the first 'ERR' in row 13", False
    ),
    "names of classes": (["walk", "run"] * 20, "", True),
}  # fmt: skip


@pytest.mark.parametrize("loss", ["mean_squared_error", SPARSE])
@pytest.mark.parametrize("name", TARGETS)
def test_labels_of_text_that_is_nearly_numbers(name: str, loss: str, tmp_path: Path) -> None:
    column, told, classes = TARGETS[name]
    report = report_on(tmp_path, {**LONG, "c": column}, (None, 20, 2), Choices(table=Table(target="c")), loss)
    (finding,) = [one for one in report.findings if one.fault.code == "LD706"]
    assert finding.message.startswith(f"the labels are text ({told}), " if told else "the labels are text, ")
    assert ("plain numbers, all in one unit" in finding.help) != classes
    assert ("np.unique" in finding.help) == (loss != "mean_squared_error")
