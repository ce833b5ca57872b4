"""Cells as strangers write them: what is a number or a time, what is not, and where that is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from architectures import architecture
from check_cases import run

from lstmdoctor.core.tables import Column, Table
from lstmdoctor.data import open_data
from lstmdoctor.data.tables.csv_rows import has_open_quote
from lstmdoctor.data.tables.step_counts import StepCounts
from lstmdoctor.data.tables.table_texts import TableTexts
from lstmdoctor.errors import Refused

pytest.importorskip("pyarrow")


def opened(path: Path, text: str, table: Table | None = None, encoding: str = "utf-8") -> Any:
    path.write_bytes(text.encode(encoding))
    return open_data(str(path), table)


def column(path: Path, cells: list[str], separator: str = ",", other: str = "1") -> Column:
    quoted = [f'"{cell}"' if separator in cell else cell for cell in cells]
    text = f"v{separator}w\n" + "".join(f"{cell}{separator}{other}\n" for cell in quoted)
    found: Column = opened(path, text).table.columns[0]
    return found


KINDS: dict[str, tuple[list[str], str, str]] = {
    "whole numbers": (["1", "-2", "3"], ",", "int64"),
    "blanks around": ([" 1 ", "2", "3"], ",", "int64"),
    "decimal points": (["1.5", "2"], ",", "float64"),
    "powers": (["1e3", "2.5E-2"], ",", "float64"),
    "words for nothing": (["1", "None", "NA", "", "NaN", "null", "<NA>", "n/a", "#N/A"], ",", "float64"),
    "thousands with a point": (["1,234.50", "17.25"], ",", "float64"),
    "millions": (["1,234,567", "999"], ",", "float64"),
    "thousands in a file of decimal commas": (["1.234,5", "744.754"], ";", "float64"),
    "decimal commas": (["1,5", "22,75"], ";", "float64"),
    "decimal commas of three digits": (["1,234", "0,5"], ";", "float64"),
    "spaces between thousands": (["1 234,5", "2\u00a0345,0"], ";", "float64"),
    "apostrophes of Switzerland": (["1'234.5", "12.0"], ";", "float64"),
    "truth": (["true", "False", "TRUE"], ",", "bool"),
    "ISO days": (["2026-01-31", "2026-02-01"], ",", "time"),
    "ISO moments": (["2026-01-31 09:30:00", "2026-01-31T09:31:00"], ",", "time"),
    "moments with a zone": (["2026-01-31T09:30:00Z", "2026-01-31T09:31:00+09:00"], ",", "time"),
    "year first with slashes": (["2026/01/31 09:30:00", "2026/02/01 00:00:00"], ",", "time"),
    "days with dots": (["31.01.2026", "01.02.2026"], ",", "time"),
    "month first": (["01/31/2026", "02/01/2026"], ",", "time"),
    "day first": (["31/01/2026", "01/02/2026"], ",", "time"),
    "one digit": (["1/31/2026", "2/1/2026"], ",", "time"),
    "day or month": (["01/02/2026", "02/01/2026"], ",", "text"),
    "both": (["31/01/2026", "01/31/2026"], ",", "text"),
    "thousands or decimals": (["1,234", "2,345"], ",", "text"),
    "an address": (["1.2.3.4", "5.6.7.8"], ",", "text"),
    "a telephone": (["030 1234567", "040 7654321"], ",", "text"),
    "percent": (["0.5%", "1.5%"], ",", "text"),
    "units": (["1.5M", "2.5K"], ",", "text"),
    "names": (["anna", "bert"], ",", "text"),
    "numbers and a word": (["1", "2", "x"], ",", "text"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_a_column_is(tmp_path: Path, name: str) -> None:
    cells, separator, wanted = KINDS[name]
    assert column(tmp_path / "t", cells, separator).dtype == wanted


VALUES: dict[str, tuple[list[str], str, list[float]]] = {
    "thousands with a point": (["1,234.50", "17.25"], ",", [1234.5, 17.25]),
    "thousands in a file of decimal commas": (["1.234,5", "744.754"], ";", [1234.5, 744754]),
    "decimal commas of three digits": (["1,234", "0,5"], ";", [1.234, 0.5]),
    "spaces between thousands": (["1 234,5", "2\u00a0345,0"], ";", [1234.5, 2345]),
    "words for nothing": (["1", "None", "<NA>"], ",", [1, np.nan, np.nan]),
}


@pytest.mark.parametrize("name", VALUES)
def test_the_value_of_a_cell(tmp_path: Path, name: str) -> None:
    cells, separator, wanted = VALUES[name]
    column(tmp_path / "t", cells, separator)
    block = np.asarray(open_data(f"{tmp_path / 't'}::v").arrays[0].whole())
    np.testing.assert_array_equal(block, wanted)


ODD: dict[str, tuple[list[str], str]] = {
    "a word among numbers": (["1", "2", "ERR", "4"], "text in 1 of 4 rows, the first 'ERR' in row 3"),
    "a question mark": (["?", "2", "3"], "text in 1 of 3 rows, the first '?' in row 1"),
    "two dashes": (["1", "-", "3", "-", "5"], "text in 2 of 5 rows, the first '-' in row 2"),
    "a row of units": (["kg", "1.5", "2.5"], "text in 1 of 3 rows, the first 'kg' in row 1"),
    "thousands or decimals": (["1,234", "17"], "numbers such as '1,234', which are thousands or decimals"),
    "day or month": (["01/02/2026"] * 2, "dates such as 01/02/2026, which are two different days"),
    "names": (["anna", "bert"], ""),
    "names with a number among them": (["anna", "bert", "3"], ""),
    "numbers": (["1", "2"], ""),
    "days": (["2026-01-01", "2026-01-02"], ""),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_keeps_a_column_from_being_numbers(tmp_path: Path, name: str) -> None:
    cells, words = ODD[name]
    assert column(tmp_path / "t", cells).odd == words


def test_odd_cells_far_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.tables.csv_rows.BLOCK_BYTES", 64)
    cells = ["1.5"] * 500 + ["?"] + ["2.5"] * 100 + ["ERR"]
    assert column(tmp_path / "t", cells).odd == "text in 2 of 602 rows, the first '?' in row 501"


INDEX: dict[str, tuple[str, list[int], bool]] = {
    "as pandas writes it": ("", [0, 1, 2], True),
    "as R writes it": ("", [1, 2, 3], True),
    "under its name": ("index", [0, 1, 2], True),
    "sorted otherwise": ("", [2, 0, 1], False),
    "with a gap": ("", [0, 2, 3], False),
    "a feature that counts": ("step_count", [0, 1, 2], False),
}


@pytest.mark.parametrize("name", INDEX)
def test_an_index_is_known_by_its_name_and_its_numbers(tmp_path: Path, name: str) -> None:
    title, numbers, counts = INDEX[name]
    source = opened(tmp_path / "t", f"{title},x\n" + "".join(f"{number},0.5\n" for number in numbers))
    assert source.table.columns[0].counts is counts
    assert source.table.values == (title or "Unnamed: 0", "x")
    assert (("x",) in [offer.table.values for offer in source.table.offers]) is counts


ENCODED = {
    "a byte order mark": ("\ufeffa;b\r\n1,5;2\r\n", "utf-8"),
    "utf-16": ("a;b\r\n1,5;2\r\n", "utf-16"),
    "latin-1": ("Größe;b\r\n1,5;2\r\n" + "1,5;2\r\n" * 99, "latin-1"),
    "old Mac": ("a;b\r1,5;2\r1,5;2\r", "utf-8"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_texts_of_other_systems(tmp_path: Path, name: str) -> None:
    text, encoding = ENCODED[name]
    source = opened(tmp_path / "t", text, None, encoding)
    assert np.asarray(source.arrays[0].whole())[0].tolist() == [1.5, 2.0]
    assert "\ufeff" not in source.table.columns[0].name


QUOTED = {
    "a line that goes on": '"a","b"\n"1","x\ny"\n"2","z"\n',
    "a quote in quotes": 'a,b\n1,"say ""no"""\n2,"z"\n',
    "inches": 'a,b\n1,5" pipe\n2,z\n',
    "everything": '"a","b"\n"1","x"\n"2","z"\n',
}


@pytest.mark.parametrize("name", QUOTED)
@pytest.mark.parametrize("size", [16, 1 << 20])
def test_quotes(tmp_path: Path, name: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.tables.csv_rows.BLOCK_BYTES", max(size, 32))
    source = opened(tmp_path / "t", QUOTED[name])
    assert source.table.rows == 2
    assert np.asarray(source.arrays[0].whole()).tolist() == [[1], [2]]


def test_a_row_of_another_width_is_counted_from_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lstmdoctor.data.tables.csv_rows.BLOCK_BYTES", 64)
    lines = ["a,b", *["1,2"] * 300, '1,"x', 'y"', *["1,2"] * 5, "1,2,3"]
    with pytest.raises(Refused, match=r"row 3\d\d has 3 cells, the rows before it 2"):
        opened(tmp_path / "t", "\n".join(lines) + "\n")


def test_lines_with_an_open_quote() -> None:
    assert not has_open_quote(b'1,"a"\n"b","c"\n')
    assert has_open_quote(b'1,"a\n') and has_open_quote(b'1,"a\nb",2\n') and has_open_quote(b'1,5" x\n')


@pytest.mark.parametrize("parts", [1, 3, 17])
def test_steps_are_counted_alike_in_any_blocks(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.tables.step_counts.DISTINCT", 400)
    steps = np.random.default_rng(1).lognormal(size=5000)
    steps[::50] = 0
    whole, cut = StepCounts(), StepCounts()
    rows = np.arange(5000) + 2
    whole.add(steps, rows, rows - 1)
    for part in np.array_split(np.arange(5000), parts):
        cut.add(steps[part], rows[part], rows[part] - 1)
    assert whole.row_times(False) == cut.row_times(False)
    assert whole.repeated == 100 and whole.first_repeated == (1, 2)
    assert abs(whole.median() - np.median(steps[steps > 0])) < 0.1 * np.median(steps)


@pytest.mark.parametrize("times", ["whole", "days"])
def test_rows_in_order_say_what_shuffled_rows_say(tmp_path: Path, times: str) -> None:
    random, lines = np.random.default_rng(3), []
    for who in range(20):
        at = 0
        for _ in range(int(random.integers(1, 30))):
            at += int(random.integers(0, 4))
            when = str(at) if times == "whole" else f"2026-01-01 00:{at // 60:02}:{at % 60:02}"
            lines.append(f"p{who},{when},{random.random():.3f}\n")
    table = Table(("who",), "at")
    first = opened(tmp_path / "t", "who,at,x\n" + "".join(lines), table)
    swapped = [lines[0], *[lines[place] for place in random.permutation(len(lines) - 1) + 1]]
    other = opened(tmp_path / "s", "who,at,x\n" + "".join(swapped), table)
    assert first.table.times.backward == 0 < other.table.times.backward
    for name in ("repeated", "median", "largest", "wide", "unit"):
        assert getattr(first.table.times, name) == getattr(other.table.times, name), name
    assert sorted(map(len, first.arrays[0].whole())) == sorted(map(len, other.arrays[0].whole()))


def test_the_findings_name_what_is_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_text(architecture(2))
    Path("text.csv").write_text("a,b\n0.5%,1M\n0.6%,2M\n")
    Path("words.csv").write_text("a,b\nlow,x\nhigh,y\n")
    Path("units.csv").write_text("t,v\ns,kPa\n" + "0.5,3\n" * 9)
    Path("long.csv").write_text("id,kind,value\n" + "1,acc,0.5\n1,gyro,0.25\n" * 4)
    Path("nearly.csv").write_text("a,b\n0.5,ERR\n0.6,2\n0.7,3\n")
    Path("label.csv").write_text("a,y\n0.5,1\n0.6,2\n0.7,3\n")
    Path("index.csv").write_text("Unnamed: 0,a,b\n0,0.5,1\n1,0.6,2\n2,0.7,3\n")
    said = {
        name: " ".join(run("diagnose", "m.json", f"{name}.csv", *options, "--ignore", "LD802").stdout.split())
        for name, options in (
            *((one, ()) for one in ("text", "words", "units", "nearly", "index")),
            ("long", ("--id", "id")),
            ("label", ("--target", "y")),
        )
    }
    assert "none of 2 columns of the table holds numbers that could be features" in said["words"]
    assert "'a' holds numbers with units, such as '0.5%'" in said["text"]
    assert "'t' holds text in row 1 alone, 's', as a second heading has it" in said["units"]
    assert "leave the second heading out: pandas.read_csv(path, skiprows=[1])" in said["units"]
    assert 'table.pivot(index=["id"], columns="kind", values="value")' in said["long"]
    assert (
        "'b' is no feature because it holds text in 1 of 3 rows, the first 'ERR' in row 1" in said["nearly"]
    )
    assert "where they are those of a later step: --values a,y" in said["label"]
    assert "lstmdoctor fix m.json index.csv --values a,b" in said["index"]
    assert (
        "leave the index out and name the features: --values a,b" in said["index"]
        and "--id Unnamed" not in said["index"]
    )


HEADS: dict[str, tuple[str, str]] = {
    "a short row near the top": (
        "a,b,c\n1,2,3\n1,2\n" + "1,2,3\n" * 9,
        "row 3 has 2 cells, the rows before it 3",
    ),
    "a long row": ("a;b\n1;2\n1;2\n1;2\n1;2;3\n", "row 5 has 3 cells, the rows before it 2"),
    "a heading alone": ("a,b,c\n", "a table without rows"),
    "a sentence": ("Hello, world\n", "text, not an array"),
    "sentences with commas": (
        "First, we go.\nThen, so they say, we rest.\nAnd on, again.\n",
        "text, not an array",
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_what_is_nearly_a_table(tmp_path: Path, name: str) -> None:
    content, words = HEADS[name]
    (tmp_path / "t.csv").write_text(content)
    with pytest.raises(Refused) as caught:
        open_data(str(tmp_path / "t.csv"))
    assert words in str(caught.value)
    (tmp_path / "t.csv").write_text("a,b,c\n1,2,3\n4,5,6\n")
    assert open_data(str(tmp_path / "t.csv")).arrays[0].facts.samples == 2


LABELS: dict[str, tuple[str, list[str]]] = {
    "under their name": ("label\nwalk\nrun\n", ["walk", "run"]),
    "words that come again": ("yes\nno\nyes\nno\nno\n", ["yes", "no", "yes", "no", "no"]),
    "under another name": ("activity\nup\ndown\nup\ndown\nup\ndown\n", ["up", "down"] * 3),
}


@pytest.mark.parametrize("name", LABELS)
def test_text_labels_alone_are_a_table(tmp_path: Path, name: str) -> None:
    content, wanted = LABELS[name]
    source = opened(tmp_path / "t", content)
    [array] = source.arrays
    assert isinstance(array, TableTexts) and source.remarks == ()
    assert np.asarray(array.texts()).tolist() == wanted
