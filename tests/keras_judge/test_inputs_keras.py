"""Which array goes into which input: what is said of dicts and lists, against what Keras does with them.

Where no error is found Keras takes the data as it is, and gives what it gives when every input is named. Where
one is found Keras refuses the data, or puts an array into another input than is said here.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.api import diagnose
from lstmdoctor.core.reports import Report
from lstmdoctor.treatment.fixing import fix

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", minversion="3.0")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

L = keras.layers
N = 12
RNG = np.random.default_rng(8)
SEQ = RNG.normal(size=(N, 5, 3)).astype("float32")
OTHER = RNG.normal(size=(N, 5, 3)).astype("float32")
VECTOR = RNG.normal(size=(N, 4)).astype("float32")
Names = tuple[str, str]


def model(names: Names, twins: bool, way: str) -> Any:
    """Two inputs, the first of (5, 3), the second its twin or of (4,); the output tells them apart."""
    first = keras.Input((5, 3), name=names[0])
    second = keras.Input((5, 3) if twins else (4,), name=names[1])
    parts = [L.LSTM(3)(first), L.LSTM(2)(second) if twins else L.Dense(2)(second)]
    inputs: Any = [first, second]
    if way == "dict":
        inputs = {names[0]: first, names[1]: second}
    if way == "keys":
        inputs = {f"{names[0]}_key": first, f"{names[1]}_key": second}
    return keras.Model(inputs, L.Dense(1)(L.Concatenate()(parts)))


def save(folder: Path, data: Any) -> str:
    if isinstance(data, dict):
        np.savez(folder / "x.npz", **data)
        return str(folder / "x.npz")
    (folder / "x.pkl").write_bytes(pickle.dumps(data))
    return str(folder / "x.pkl")


def refused(call: Any, data: Any) -> bool:
    try:
        call(data)
    except Exception:
        return True
    return False


def named(report: Report, data: Any, keys: dict[str, str]) -> dict[str, Any]:
    """The data as our pairing has it, under the keys that the model takes."""
    return {
        keys[pair.input.name]: data[pair.array.name] if pair.member is None else data[pair.member]
        for pair in report.case.pairs
    }


AB, BA = ("a_seq", "b_more"), ("b_seq", "a_more")
ROWS: tuple[tuple[str, Names, bool, str, Any, str], ...] = (
    # what, names of the inputs, twins, how the model was built, data, codes of errors
    ("dict by name", AB, False, "list", {"a_seq": SEQ, "b_more": VECTOR}, ""),
    ("dict by name, the other order", AB, False, "list", {"b_more": VECTOR, "a_seq": SEQ}, ""),
    ("dict by name, names unsorted", BA, False, "list", {"b_seq": SEQ, "a_more": VECTOR}, ""),
    ("dict by name, dict model", BA, False, "dict", {"b_seq": SEQ, "a_more": VECTOR}, ""),
    ("dict of twins", BA, True, "list", {"b_seq": SEQ, "a_more": OTHER}, ""),
    ("dict of twins, dict model", BA, True, "dict", {"a_more": OTHER, "b_seq": SEQ}, ""),
    ("dict with one more", AB, False, "list", {"a_seq": SEQ, "b_more": VECTOR, "z": VECTOR}, ""),
    ("dict without one", AB, False, "list", {"a_seq": SEQ}, "LD103"),
    ("dict of other names", AB, False, "list", {"p": SEQ, "q": VECTOR}, "LD105 LD105"),
    ("dict of one other name", AB, False, "list", {"a_seq": SEQ, "q": VECTOR}, "LD105"),
    ("dict of twins of other names", AB, True, "list", {"p": SEQ, "q": OTHER}, "LD105 LD105"),
    ("dict of unequal counts", AB, False, "list", {"a_seq": SEQ, "b_more": VECTOR[:9]}, "LD106"),
    ("list in order", AB, False, "list", [SEQ, VECTOR], ""),
    ("list in order, names unsorted", BA, False, "list", [SEQ, VECTOR], ""),
    ("list of twins, names unsorted", BA, True, "list", [SEQ, OTHER], ""),
    ("list in the other order", AB, False, "list", [VECTOR, SEQ], "LD105 LD105"),
    ("list for a dict model", AB, False, "dict", [SEQ, VECTOR], ""),
    ("list for a dict model, not by sorted keys", BA, False, "dict", [SEQ, VECTOR], "LD105 LD105"),
    ("list of twins for a dict model", AB, True, "dict", [SEQ, OTHER], ""),
    ("list of twins for a dict model, not by sorted keys", BA, True, "dict", [SEQ, OTHER], "LD105"),
    ("list of one", AB, False, "list", [SEQ], "LD103 LD103"),
    ("one array", AB, False, "list", SEQ, "LD103"),
    ("list with Python numbers", AB, False, "list", [SEQ.astype(object), VECTOR], "LD109"),
    ("list of Python numbers", AB, True, "list", [SEQ.astype(object), OTHER.astype(object)], "LD109 LD109"),
    ("dict by keys", AB, False, "keys", {"a_seq_key": SEQ, "b_more_key": VECTOR}, ""),
    ("dict of twins by keys", BA, True, "keys", {"b_seq_key": SEQ, "a_more_key": OTHER}, ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("names", "twins", "way", "data", "found"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_pairing_is_that_of_keras(
    names: Names, twins: bool, way: str, data: Any, found: str, tmp_path: Path
) -> None:
    made = model(names, twins, way)
    made.save(tmp_path / "m.keras")
    report = diagnose(str(tmp_path / "m.keras"), save(tmp_path, data))
    errors = [finding.fault.code for finding in report.findings if finding.severity == "error"]
    assert " ".join(errors) == found
    if errors:
        assert refused(made.predict_on_batch, data)
        return
    keys = {spec.name: spec.name for spec in report.model.inputs}
    assert np.array_equal(made.predict_on_batch(data), made.predict_on_batch(named(report, data, keys)))


def test_numbered_arrays_are_a_list(tmp_path: Path) -> None:
    made = model(BA, False, "list")
    made.save(tmp_path / "m.keras")
    np.savez(tmp_path / "x.npz", SEQ, VECTOR)
    report = diagnose(str(tmp_path / "m.keras"), str(tmp_path / "x.npz"))
    assert report.verdict == "healthy"
    assert {pair.input.name: pair.array.name for pair in report.case.pairs} == {
        "b_seq": "arr_0",
        "a_more": "arr_1",
    }


@pytest.mark.parametrize(("twins", "mapping"), [(False, {}), (True, {"a_more": "0", "b_seq": "1"})])
@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_a_list_for_a_dict_of_unsorted_names_gets_names(
    tmp_path: Path, suffix: str, twins: bool, mapping: dict[str, str]
) -> None:
    made = model(BA, twins, "dict")
    made.save(tmp_path / f"m.{suffix}")
    data = [OTHER if twins else VECTOR, SEQ]
    assert refused(made.predict_on_batch, data)
    assert refused(made.predict_on_batch, data[::-1])
    path = save(tmp_path, data)
    done = fix(str(tmp_path / f"m.{suffix}"), path, mapping=mapping)
    assert done.before is not None
    assert [finding.fault.code for finding in done.before.findings] == ["LD105"]
    written = dict(np.load(done.output or ""))
    assert np.array_equal(written["a_more"], data[0])
    assert not refused(made.predict_on_batch, written)


def test_a_map_settles_twins(tmp_path: Path) -> None:
    made = model(AB, True, "list")
    made.save(tmp_path / "m.keras")
    path = save(tmp_path, {"p": SEQ, "q": OTHER})
    report = diagnose(str(tmp_path / "m.keras"), path, mapping={"a_seq": "q", "b_more": "p"})
    assert {pair.input.name: pair.array.name for pair in report.case.pairs} == {"a_seq": "q", "b_more": "p"}
    assert report.verdict == "healthy"
