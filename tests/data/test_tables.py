"""Tables: what the columns hold, which rows belong together, and the same in every format."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import array_of
from table_cases import FORMATS, table_bytes, write_table

from lstmdoctor.core.facts import Varies
from lstmdoctor.core.tables import Table
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Source
from lstmdoctor.data.tables.table_format import csv_dialect, table_format
from lstmdoctor.errors import Refused, Unreadable, Usage

pytest.importorskip("pyarrow")
DAY = datetime(2026, 1, 1)
WARD: dict[str, list[Any]] = {
    "patient": ["zoe", "adam", "zoe", "kim", "adam", "zoe"],
    "at": [DAY + timedelta(days=day) for day in (3, 1, 1, 5, 0, 2)],
    "pulse": [60, 70, 61, 80, 71, 62],
    "pressure": [1.5, None, 2.5, 3.5, 4.5, 5.5],
    "alive": [True, False, True, True, False, True],
    "note": ["a", None, "b,c", 'say "no"', "", "x"],
}


def held(source: Source) -> tuple[list[Any], list[Any]]:
    """All values of data and labels as lists."""

    def values(found: Any) -> Any:
        return [one.tolist() for one in found]

    labels = [values(one.whole()) if one.facts.rank > 1 else one.whole() for one in source.labels]
    blocks = [one for block in source.arrays[0].blocks() for one in block]
    assert str(values(blocks)) == str(values(source.arrays[0].whole()))
    return values(blocks), [np.asarray(one, object).tolist() for one in labels]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_gives_the_same(tmp_path: Path, format_: str) -> None:
    source = open_data(write_table(tmp_path, WARD, format_))
    table = source.table
    assert table is not None and source.format == format_ and table.rows == 6
    assert [(one.name, one.kind, one.dtype, one.missing) for one in table.columns[:5]] == [
        ("patient", "text", "text", 0),
        ("at", "time", "time", 0),
        ("pulse", "number", "int64", 0),
        ("pressure", "number", "float64", 1),
        ("alive", "truth", "bool", 0),
    ]
    assert table.values == ("pulse", "pressure", "alive")
    facts = source.arrays[0].facts
    assert (facts.axes, facts.dtypes, facts.container) == ((6, 3), ("float64",), "array")
    taken = Table(id=("patient",), time="at", values=("pulse", "alive"), target="alive")
    with pytest.raises(Usage, match="'alive' stands there twice"):
        open_data(write_table(tmp_path, WARD, format_), Table(values=("alive", "alive")))
    grouped = open_data(write_table(tmp_path, WARD, format_), taken)
    data, labels = held(grouped)
    assert data == [[[61, 1], [62, 1], [60, 1]], [[71, 0], [70, 0]], [[80, 1]]]
    assert labels == [[True, False, True]]
    assert grouped.arrays[0].facts.axes == (3, Varies(1, 3, ((1, 1), (2, 1), (3, 1))), 2)
    assert grouped.table is not None and grouped.table.times is not None
    assert (grouped.table.times.backward, grouped.table.times.repeated) == (2, 0)
    assert (grouped.table.shortest, grouped.table.times.median) == ("kim", 86400.0)


def test_sequences_of_one_length_are_one_array(tmp_path: Path) -> None:
    rows: dict[str, list[Any]] = {
        "id": [2, 1, 2, 1],
        "t": [1, 1, 0, 0],
        "x": [1.0, 2.0, 3.0, 4.0],
        "y": [0, 1, 2, 3],
    }
    source = open_data(write_table(tmp_path, rows), Table(id=("id",), time="t", target="y"))
    assert source.arrays[0].facts.axes == (2, 2, 1)
    assert held(source) == ([[[3.0], [1.0]], [[4.0], [2.0]]], [[[2, 0], [3, 1]]])


def test_one_series_is_sorted_where_a_time_is_named(tmp_path: Path) -> None:
    path = write_table(tmp_path, {"t": [3, 1, 2], "x": [30, 10, 20], "y": [3, 1, 2]})
    assert held(open_data(path))[0] == [[3, 30, 3], [1, 10, 1], [2, 20, 2]]
    assert held(open_data(path, Table(time="t", target="y"))) == ([[10], [20], [30]], [[1, 2, 3]])


def test_what_the_first_rows_hold_says_nothing_about_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lstmdoctor.data.tables.csv_rows.BLOCK_BYTES", 64)
    monkeypatch.setattr("lstmdoctor.data.tables.table_files.BLOCK_BYTES", 64)
    rows: dict[str, list[Any]] = {
        "whole": list(range(100)),
        "later": [1] * 99 + [0.5],
        "gap": [None] * 50 + [7] * 50,
        "word": [1] * 99 + ["x"],
    }
    for format_, kinds in (("csv", "text"), ("jsonl", "text")):
        rows["word"] = [*map(str, rows["word"])]
        path = write_table(tmp_path, rows, format_)
        table = open_data(path).table
        assert table is not None
        assert [one.dtype for one in table.columns] == ["int64", "float64", "float64", kinds], format_
        assert np.isnan(np.asarray(open_data(path).arrays[0].whole())).sum() == 50


TEXTS: dict[str, tuple[bytes, str | None]] = {
    "commas": (b"a,b\n1,2\n3,4\n", "csv"),
    "no heading": (b"1,2\n3,4\n", "csv"),
    "semicolons of Windows": ("\ufeffa;b\r\n1,5;2\r\n".encode(), "csv"),
    "bars": (b"a|b\n1|2\n", "csv"),
    "tabs": (b"a\tb\n1\t2\n", "tsv"),
    "latin-1": ("Größe,Länge\n".encode("latin-1") + b"1,2\n" * 99, "csv"),
    "utf-16": ("a,b\n1,2\n".encode("utf-16"), "csv"),
    "quotes with newlines": (b'a,b\n"x\ny",2\n', "csv"),
    "one column of numbers": (b"x\n1\n2.5\n\n", "csv"),
    "lines of objects": (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
    "one object": (b'{"a": 1}\n', None),
    "an object of objects": (b'{"a": {"b": 1}}\n{"a": {"b": 1}}\n', None),
    "a list": (b"[1, 2]\n[3, 4]\n", None),
    "prose": (b"Dear Sir, thank you.\nThe data, as you know, is late, again.\nYours\n", None),
    "a heading alone": (b"a,b,c\n", "csv"),
    "one line": (b"Dear Sir, thank you\n", None),
    "labels under their name": (b"label\nwalk\nrun fast\n", "csv"),
    "words that come again": (b"yes\nno\nyes\nyes\nno\n", "csv"),
    "a list of words": (b"activity\nwalk\nrun\nsit\nstand\n", None),
    "numbers with blanks that come again": (b"1 2\n1 2\n1 2\n1 2\n1 2\n", None),
    "numbers with blanks": (b"1 2\n3 4\n", None),
    "lines of other widths": (b"a,b\n1,2,3\n4\n", None),
    "a page": (b"<html>,\n<body>,\n", None),
    "NUL": (b"a,b\n1,\x002\n", None),
    "noise": (bytes(range(128, 256)) * 9, None),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_is_told_by_its_content(name: str) -> None:
    content, wanted = TEXTS[name]
    assert table_format(content) == wanted


def test_decimal_commas_are_read_only_where_nothing_else_fits(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a;b\n1,5;2\n2,25;3\n")
    assert held(open_data(str(path)))[0] == [[1.5, 2.0], [2.25, 3.0]]
    path.write_bytes(b'a,b\n"1,500",2\n"2,500",3\n')
    table = open_data(str(path)).table
    assert table is not None and table.columns[0].kind == "text"
    dialect = csv_dialect(b"a;b\n1.5;2,5\n")
    assert dialect is not None and dialect.decimal == "."


def test_text_that_is_no_date_of_one_meaning_is_refused_as_a_time(tmp_path: Path) -> None:
    path = write_table(tmp_path, {"when": ["01/02/2026", "02/02/2026"], "x": [1, 2]})
    with pytest.raises(
        Usage,
        match=r"--time: the column 'when' holds dates such as 01/02/2026, which are two different days: write",
    ):
        open_data(path, Table(time="when"))


def test_times_with_zones_are_moments(tmp_path: Path) -> None:
    east = timezone(timedelta(hours=9))
    rows = [datetime(2026, 1, 1, 8, tzinfo=east), datetime(2026, 1, 1, 0, tzinfo=UTC)]
    path = tmp_path / "t.csv"
    path.write_text("t,x\n" + "".join(f"{at.isoformat()},{place}\n" for place, at in enumerate(rows)))
    source = open_data(str(path), Table(time="t"))
    assert source.table is not None and source.table.times is not None
    assert (source.table.times.backward, source.table.times.median) == (0, 3600.0)


COLUMNS: dict[str, tuple[Table, str]] = {
    "near": (Table(id=("patients",)), "--id: there is no column 'patients', did you mean 'patient'?"),
    "case": (Table(target="Pulse"), "--target: there is no column 'Pulse', did you mean 'pulse'?"),
    "far": (Table(time="zzz"), "--time: there is no column 'zzz'; there is patient, at, pulse"),
    "text as a feature": (Table(values=("note",)), "--values: the column 'note' holds text, not numbers"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_that_cannot_be_taken_is_named(tmp_path: Path, name: str) -> None:
    table, words = COLUMNS[name]
    with pytest.raises(Usage) as caught:
        open_data(write_table(tmp_path, WARD), table)
    assert str(caught.value).startswith(words)


def test_an_array_has_no_columns(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros((3, 2)))
    with pytest.raises(Usage, match="is no table"):
        open_data(str(tmp_path / "x.npy"), Table(id=("a",)))


def test_rows_without_an_id_are_not_dropped_in_silence(tmp_path: Path) -> None:
    path = write_table(tmp_path, {"id": ["a", None, "b"], "x": [1, 2, 3]})
    with pytest.raises(Refused, match="1 row without a value in the column 'id'"):
        open_data(path, Table(id=("id",)))


def test_one_column_is_an_array(tmp_path: Path) -> None:
    path = write_table(tmp_path, WARD)
    found = array_of(f"{path}::pulse")
    assert found.facts.axes == (6,) and np.asarray(found.whole()).tolist() == WARD["pulse"]
    with pytest.raises(Refused, match="no column 'puls', did you mean 'pulse'"):
        array_of(f"{path}::puls")
    lists = tmp_path / "lists.parquet"
    lists.write_bytes(table_bytes({"y": [[1.0], [2.0]]}, "parquet"))
    with pytest.raises(Refused, match="the column 'y' holds values of type list"):
        array_of(f"{lists}::y")
    words = array_of(f"{path}::note")
    assert (words.facts.axes, words.facts.dtypes) == ((6,), ("str",))
    with pytest.raises(Unreadable, match="holds text, not numbers"):
        words.whole()


def test_a_table_of_many_columns(tmp_path: Path) -> None:
    rows: dict[str, list[Any]] = {f"column_{place}": [place, 0.5, 2] for place in range(3000)}
    assert open_data(write_table(tmp_path, rows)).arrays[0].facts.axes == (3, 3000)


def test_a_packed_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    wide = {f"column_{place}": [0.5, 1.5, 2.5] for place in range(4000)}
    path.write_bytes(gzip.compress(table_bytes(wide, "csv")))
    assert open_data(str(path)).arrays[0].facts.axes == (3, 4000)
    path.write_bytes(gzip.compress(table_bytes(WARD, "csv")))
    source = open_data(str(path))
    assert (source.format, source.arrays[0].facts.axes) == ("csv.gzip", (6, 3))


def test_without_pyarrow_a_table_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Refused) as caught:
        open_data(str(path))
    assert str(caught.value) == f'{path}: a CSV file: pip install "lstmdoctor[table]"'
