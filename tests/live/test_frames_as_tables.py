"""A DataFrame whose columns are named: the facts and the bytes of the same table in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from architectures import architecture
from stand_ins import make_classes

import lstmdoctor
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.tables import Table
from lstmdoctor.live.outcome import DataShapeError

pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
TAKEN: dict[str, Any] = {"id": "patient", "time": "day", "target": "risk"}
ROWS: dict[str, list[Any]] = {
    "patient": ["zoe"] * 4 + ["adam"] * 6 + ["kim"] * 5,
    "day": [3, 1, 0, 2, *range(6), *range(5)],
    "pulse": [60.5 + place for place in range(15)],
    "pressure": [0.25 * place for place in range(15)],
    "risk": [1] * 4 + [0] * 6 + [1] * 5,
}


def of_pandas() -> Any:
    return pandas.DataFrame(ROWS)


def with_index() -> Any:
    return pandas.DataFrame(ROWS).set_index(["patient", "day"])


def of_polars() -> Any:
    return pytest.importorskip("polars").DataFrame(ROWS)


FRAMES = {"pandas": of_pandas, "an index of two levels": with_index, "polars": of_polars}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_text(architecture(2))
    pandas.DataFrame(ROWS).to_csv("t.csv", index=False)
    return "m.json"


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_says_what_its_file_says(model: str, name: str) -> None:
    frame = FRAMES[name]()
    live, file = lstmdoctor.diagnose(model, frame, **TAKEN), lstmdoctor.diagnose(model, "t.csv", **TAKEN)
    assert [one.fault.code for one in live.findings] == [one.fault.code for one in file.findings]
    assert "LD152" in [one.fault.code for one in live.findings]
    assert live.data.arrays[0].facts == file.data.arrays[0].facts
    assert live.data.table is not None and file.data.table is not None
    assert live.data.table.times == file.data.table.times and live.data.table.values == file.data.table.values
    fixed = lstmdoctor.fix(model, frame, **TAKEN)
    written = lstmdoctor.fix(
        model, "t.csv", wanted=lstmdoctor.Wanted("o.npy", labels_output="y.npy"), **TAKEN
    )
    assert isinstance(fixed, lstmdoctor.Fixed) and isinstance(written, lstmdoctor.Treatment)
    np.testing.assert_array_equal(np.asarray(fixed.x), np.load("o.npy"))
    np.testing.assert_array_equal(np.asarray(fixed.y), np.load("y.npy"))
    assert np.asarray(fixed.y).tolist() == [1, 0, 1]


@pytest.mark.parametrize("name", ["frame", "array"])
def test_what_is_split_in_memory_is_what_files_hold(model: str, name: str) -> None:
    options: dict[str, Any] = {"window": 2, "horizon": 1, "split": 0.6}
    wanted = lstmdoctor.Wanted("w.npy", labels_output="n.npy")
    if name == "frame":
        options |= {"id": "patient", "time": "day", "values": ["pulse", "pressure"], "target": "pulse"}
        fixed = lstmdoctor.fix(model, of_pandas(), **options)
        lstmdoctor.fix(model, "t.csv", wanted=wanted, **options)
    else:
        series = np.arange(40.0).reshape(20, 2)
        np.save("s.npy", series)
        np.save("y.npy", series[:, 0])
        fixed = lstmdoctor.fix(model, series, series[:, 0], **options)
        lstmdoctor.fix(model, "s.npy", "y.npy", wanted=wanted, **options)
    assert isinstance(fixed, lstmdoctor.Fixed) and fixed.validation is not None
    for part, own in (("train", fixed), ("validation", fixed.validation)):
        np.testing.assert_array_equal(np.asarray(own.x), np.load(f"w.{part}.npy"))
        np.testing.assert_array_equal(np.asarray(own.y), np.load(f"n.{part}.npy"))
    with pytest.raises(ValueError, match="window=N") as caught:
        lstmdoctor.fix(model, np.random.default_rng(1).random((9, 8, 2)), split=0.5)
    assert "--" not in str(caught.value)


@pytest.mark.parametrize("name", FRAMES)
def test_the_python_that_is_shown_makes_the_same(model: str, name: str) -> None:
    frame = FRAMES[name]()
    fixed = lstmdoctor.fix(model, frame, **TAKEN, window=3)
    assert isinstance(fixed, lstmdoctor.Fixed)
    given: dict[str, Any] = {"frame": frame}
    exec(fixed.python, given)
    np.testing.assert_array_equal(given["x"], np.asarray(fixed.x))


def test_the_python_for_sequences_of_one_length_makes_the_same() -> None:
    frame = of_pandas()
    even = frame.groupby("patient").head(3)
    own = make_classes()[1](3, 2)
    fixed = lstmdoctor.fix(own, even, id="patient", time="day", values="pulse,pressure")
    assert isinstance(fixed, lstmdoctor.Fixed)
    given: dict[str, Any] = {"even": even}
    exec(fixed.python, given)
    np.testing.assert_array_equal(given["x"], np.asarray(fixed.x))


def test_tomorrows_frame_is_cured_alike(model: str) -> None:
    frame = of_pandas()
    fixed = lstmdoctor.fix(model, frame, **TAKEN, window=3, horizon=1)
    assert isinstance(fixed, lstmdoctor.Fixed)
    new = frame[frame["patient"] != "kim"].drop(columns="risk").assign(more=1.0)
    again = fixed.apply(new)
    # Nobody knows the labels of tomorrow: the newest window of each patient, the one to predict from, is there.
    whole = lstmdoctor.fix(model, new, id="patient", time="day", values="pulse,pressure", window=3)
    assert isinstance(whole, lstmdoctor.Fixed) and len(np.asarray(again.x)) == 2 + 4
    assert np.array_equal(np.asarray(again.x), np.asarray(whole.x))
    assert len(np.asarray(fixed.apply(frame[frame["patient"] != "kim"]).x)) == 1 + 3
    with pytest.raises(ValueError, match="no column 'pulse'"):
        fixed.apply(new.rename(columns={"pulse": "beats"}))


def test_windows_of_a_frame_and_the_steps_behind_them(model: str) -> None:
    fixed = lstmdoctor.fix(
        model,
        of_pandas(),
        id="patient",
        time="day",
        values=["pulse", "pressure"],
        target="pulse",
        window=2,
        horizon=1,
    )
    assert isinstance(fixed, lstmdoctor.Fixed)
    x, y = np.asarray(fixed.x), np.asarray(fixed.y)
    assert x.shape == (2 + 4 + 3, 2, 2) and y.shape == (9, 1)
    wide = lstmdoctor.diagnose(
        model, of_pandas(), id="patient", window=2, horizon=1, target="risk", values="pulse,pressure"
    )
    assert wide.verdict == "treatable"


def test_columns_as_arguments_or_in_choices(model: str) -> None:
    taken = Table(id=("patient",), time="day", target="risk")
    one = lstmdoctor.diagnose(
        model, of_pandas(), choices=Choices(table=lstmdoctor.Table(("patient",), "day", (), "risk"))
    )
    other = lstmdoctor.diagnose(model, of_pandas(), **TAKEN)
    assert one.data.table == other.data.table and other.data.table is not None
    assert other.data.table.taken == taken


def test_check_takes_columns(model: str) -> None:
    with pytest.raises(DataShapeError) as caught:
        lstmdoctor.check(model, of_pandas(), **TAKEN)
    assert "LD301" in str(caught.value) and "--" not in str(caught.value).replace("---", "")


REFUSED: dict[str, tuple[Any, dict[str, Any], type[Exception], str]] = {
    "unknown column": (of_pandas, {"id": "patients"}, ValueError, "did you mean 'patient'"),
    "no table": (lambda: np.zeros((3, 2)), {"id": "patient"}, ValueError, "no table"),
    "text as a feature": (of_pandas, {"values": ["patient"]}, ValueError, "'patient' holds text"),
    "a window of nothing": (of_pandas, {"window": 0}, ValueError, "window=0"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_the_words_of_the_call(model: str, name: str) -> None:
    make, options, kind, words = REFUSED[name]
    with pytest.raises(kind, match=words) as caught:
        lstmdoctor.diagnose(model, make(), **options)
    assert "--" not in str(caught.value)


def test_a_frame_of_which_nothing_is_said_stays_an_array(model: str) -> None:
    frame = pandas.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    assert lstmdoctor.diagnose(model, frame).data.table is None


PLAIN: dict[str, tuple[Any, str, str]] = {
    # a frame of which nothing is said, the fault, the call that is offered
    "text among the columns": (of_pandas, "LD108", 'id="patient", time="day", target="risk"'),
    "text in polars": (of_polars, "LD108", 'id="patient", time="day", target="risk"'),
    "dates and numbers": (
        lambda: pandas.DataFrame({"when": pandas.date_range("2026-01-01", periods=9), "a": 0.5, "b": 1.5}),
        "LD108",
        'time="when"',
    ),
    "numbers, more than the model takes": (
        lambda: of_pandas().assign(patient=[0] * 4 + [1] * 6 + [2] * 5), "LD154", 'id="patient", time="day"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_frame_is_offered_as_what_its_columns_could_be(model: str, name: str) -> None:
    make, code, call = PLAIN[name]
    report = lstmdoctor.diagnose(model, make())
    commands = [one["command"] for one in report.to_dict()["readings"]]
    assert code in [one.fault.code for one in report.findings] and report.verdict == "needs-choice"
    assert any(call in one for one in commands), commands


@pytest.mark.parametrize(
    ("labels", "help"),
    [
        (lambda: pandas.Series([1.5] * 9, dtype=object), "y = np.asarray(list(y))"),
        (lambda: pandas.Series([np.ones(1)] * 9), "y = np.asarray(list(y))"),
        (lambda: [1.5] * 9, "y = np.asarray(y)"),
        (lambda: pandas.Series([1.5] * 9), ""),
    ],
)
def test_the_line_for_a_column_of_objects_makes_an_array(model: str, labels: Any, help: str) -> None:
    y = labels()
    Path("m.json").write_text(json.dumps({**json.loads(architecture(1)), "compile_config": {"loss": "mse"}}))
    report = lstmdoctor.diagnose(model, np.ones((9, 4, 1), "float32"), y)
    assert [help in one.help for one in report.findings if one.fault.code == "LD706"] == [True] * bool(help)
    space: dict[str, Any] = {"np": np, "y": y}
    exec(help, space)
    assert np.asarray(space["y"]).dtype == "float64"


UNLIKE: dict[str, Any] = {
    "dates": lambda: pandas.date_range("2026-01-01", periods=9),
    "words": lambda: [f"a {i}" for i in range(9)],
}


@pytest.mark.parametrize("name", UNLIKE)
@pytest.mark.parametrize("timesteps", [3, 4])
def test_what_is_offered_for_a_frame_with_other_columns_makes_numbers(
    model: str, name: str, timesteps: int
) -> None:
    frame = pandas.DataFrame({"other": UNLIKE[name](), **{one: np.arange(9.0) for one in "abc"}})
    Path("m.json").write_text(architecture(1, timesteps=timesteps))
    readings = lstmdoctor.diagnose(model, frame).to_dict()["readings"]
    assert readings
    for reading in readings:
        fixed = eval(reading["command"], {"lstmdoctor": lstmdoctor, "frame": frame})
        assert np.asarray(fixed.x).dtype.kind == "f"
    with pytest.raises(DataShapeError, match="LD108"):
        lstmdoctor.fix(model, frame, cure="add-feature-axis")


def test_words_of_a_frame_stay_the_classes_that_they_were(model: str) -> None:
    words = pandas.Series(["walk"] * 4 + ["run"] * 6 + ["sit"] * 5)
    frame = of_pandas().drop(columns="risk").assign(activity=words)
    Path("m.json").write_text(architecture(2, units=3))
    taken: dict[str, Any] = {"id": "patient", "time": "day", "target": "activity", "label_cure": "encode"}
    fixed = lstmdoctor.fix(model, frame, **taken)
    assert isinstance(fixed, lstmdoctor.Fixed) and np.asarray(fixed.y).tolist() == [2, 0, 1]
    assert np.asarray(fixed.apply(frame.head(4)).y).tolist() == [2]


COLUMNS: dict[str, Any] = {
    "categories": lambda: pandas.Categorical(["a", "a", "b", "b"]),
    "whole numbers with gaps": lambda: pandas.array([1, 1, 2, 2], dtype="Int64"),
    "dates": lambda: pandas.to_datetime(["2026-01-01", "2026-01-01", "2026-01-02", "2026-01-02"]),
    "objects of two kinds": lambda: ["a", "a", 3, 3],
    "periods": lambda: pandas.PeriodIndex(["2026-01", "2026-01", "2026-02", "2026-02"], freq="M"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_ids_of_any_kind(model: str, name: str) -> None:
    frame = pandas.DataFrame({"who": COLUMNS[name](), "x": [1.0, 2.0, 3.0, 4.0], "z": [0.0, 1.0, 1.0, 1.0]})
    report = lstmdoctor.diagnose(model, frame, id="who")
    assert report.data.arrays[0].facts.axes == (2, 2, 2)


@pytest.mark.parametrize("kind", ["str", "object", "category", "string", "large_string[pyarrow]"])
def test_times_that_are_text(model: str, kind: str) -> None:
    days = pandas.Series([f"2026-01-{day:02}" for day in (3, 1, 2)]).astype(kind)
    frame = pandas.DataFrame({"day": days, "a": [3.0, 1.0, 2.0], "b": [0.5, 0.25, 1.0]})
    report = lstmdoctor.diagnose(model, frame, time="day")
    assert report.data.table is not None and report.data.table.times is not None
    assert (report.data.table.times.median, report.data.table.times.backward) == (86400.0, 1)


def test_a_cell_that_is_no_number_is_named(model: str) -> None:
    frame = pandas.DataFrame({"a": ["1.5", "?", "2.5"], "b": [0.5, 0.25, 1.0], "t": [1, 2, 3]})
    report = lstmdoctor.diagnose(model, frame, time="t")
    assert "'a' is no feature because it holds text in 1 of 3 rows, the first '?' in row 2" in str(
        report
    ).replace("\n  ", " ")


def test_columns_of_two_levels_as_yfinance_gives_them(model: str) -> None:
    columns = pandas.MultiIndex.from_tuples([("Close", "AAPL"), ("Open", "AAPL"), ("Volume", "")])
    days = pandas.date_range("2026-01-01", periods=6, name="Date")
    frame = pandas.DataFrame(np.arange(18.0).reshape(6, 3), index=days, columns=columns)
    report = lstmdoctor.diagnose(
        model, frame, time="Date", values=["Close AAPL", "Open AAPL"], target="Volume"
    )
    assert report.data.table is not None and report.data.table.times is not None
    assert report.data.table.times.median == 86400.0


@pytest.mark.parametrize("verb", ["diagnose", "fix"])
def test_labels_beside_a_frame_whose_rows_have_moved_are_refused(model: str, verb: str) -> None:
    frame = of_pandas().drop(columns="risk")
    with pytest.raises(ValueError, match=r'put into the order of time="day".*target=COLUMN'):
        getattr(lstmdoctor, verb)(model, frame, np.arange(15), time="day", window=3)


def test_labels_beside_a_frame_whose_rows_stay_are_taken(model: str) -> None:
    frame = of_pandas().drop(columns="risk").assign(day=range(15))
    fixed = lstmdoctor.fix(model, frame, np.arange(15), time="day", window=3)
    assert isinstance(fixed, lstmdoctor.Fixed) and np.asarray(fixed.y).tolist() == list(range(2, 15))
    with pytest.raises(ValueError, match="put into the order"):
        fixed.apply(frame.iloc[::-1], np.arange(15))
