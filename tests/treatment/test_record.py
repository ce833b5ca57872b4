"""A treatment written down and repeated."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.readings import Array
from lstmdoctor.errors import Refused
from lstmdoctor.treatment.applying import apply
from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted

RANDOM = np.random.default_rng(5)


def ragged(*lengths: int, features: int = 3) -> list[Array]:
    return [RANDOM.normal(size=(length, features)).astype("float32") for length in lengths]


def store(path: Path, data: object) -> str:
    if isinstance(data, np.ndarray):
        np.save(path, data)
    else:
        path.write_bytes(pickle.dumps(data))
    return str(path)


def treated(folder: Path, data: object, choices: Choices, name: str = "train") -> str:
    """Fix some data and give the path of the record."""
    suffix = "npy" if isinstance(data, np.ndarray) else "pkl"
    result = fix(None, store(folder / f"{name}.{suffix}", data), choices=choices)
    assert result.status == "written"
    return f"{result.output}.treatment.json"


def content(record: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(record).read_text(encoding="utf-8"))
    return loaded


TREATMENTS = {
    "pad": (ragged(2, 5, 3), Choices(pad=6), ragged(1, 6)),
    "pad in front with a value": (ragged(2, 5), Choices(pad=6, padding="pre", pad_value=-1), ragged(4, 4)),
    "truncate and pad": (ragged(2, 9), Choices(pad=6, truncate="pre"), ragged(20, 1)),
    "stack": (ragged(4, 4), Choices(), ragged(4, 4, 4)),
    "window": (RANDOM.normal(size=(30, 3)), Choices(window=5, stride=3), RANDOM.normal(size=(99, 3))),
    "windows of sequences": (ragged(9, 7), Choices(window=5), ragged(20, 4, 5)),
    "cast": (RANDOM.normal(size=(3, 4, 2)), Choices(dtype="float32"), RANDOM.normal(size=(9, 4, 2))),
    "fill": (np.array([[np.nan, 1.0]]), Choices(fill_nan=0), np.array([[1.0, np.inf], [2.0, 3.0]])),
}


@pytest.mark.parametrize("name", TREATMENTS)
def test_the_same_data_gives_the_same_bytes_and_other_data_the_same_treatment(
    tmp_path: Path, name: str
) -> None:
    data, choices, other = TREATMENTS[name]
    record = treated(tmp_path, data, choices)
    first = Path(record.removesuffix(".treatment.json")).read_bytes()
    source = store(tmp_path / f"again.{'npy' if isinstance(data, np.ndarray) else 'pkl'}", data)
    again = apply(record, source, output=str(tmp_path / "again_out.npy"))
    assert Path(again.output or "").read_bytes() == first
    target = store(tmp_path / f"other.{'npy' if isinstance(other, np.ndarray) else 'pkl'}", other)
    repeated = np.load(apply(record, target).output or "")
    by_options = np.load(
        fix(None, target, choices=choices, wanted=Wanted(str(tmp_path / "o.npy"))).output or ""
    )
    assert np.array_equal(repeated, by_options)


def test_padding_is_that_of_the_training_set_not_of_the_new_batch(tmp_path: Path) -> None:
    record = treated(tmp_path, ragged(2, 8), Choices())
    new = apply(record, store(tmp_path / "new.pkl", ragged(3, 4)))
    assert np.load(new.output or "").shape == (2, 8, 3)


REFUSED = {
    "longer": (ragged(2, 5), Choices(), ragged(2, 9), "up to 9 timesteps, the treatment pads to 5"),
    "other features": (ragged(2, 5), Choices(), ragged(2, 5, features=4), r"leads to \(any, 5, 3\) float32"),
    "another rank": (ragged(2, 5), Choices(), [np.zeros(3), np.zeros(4)], "of rank 3"),
    "another container": (ragged(2, 5), Choices(), np.zeros((2, 5, 3)), "made for a list"),
    "another dtype": (ragged(4, 4), Choices(), [np.zeros((4, 3), "int64")], "leads to"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_data_that_a_treatment_does_not_apply_to(tmp_path: Path, name: str) -> None:
    data, choices, other, words = REFUSED[name]
    record = treated(tmp_path, data, choices)
    source = store(tmp_path / f"new.{'npy' if isinstance(other, np.ndarray) else 'pkl'}", other)
    there = sorted(tmp_path.iterdir())
    if name == "another dtype":
        # Stacking takes the dtype along; whole numbers in place of floats are no reason to refuse.
        assert np.load(apply(record, source).output or "").dtype == np.float32
        return
    with pytest.raises(Refused, match=words):
        apply(record, source)
    assert sorted(tmp_path.iterdir()) == there


def test_the_record_says_what_it_was_made_from(tmp_path: Path) -> None:
    record = treated(tmp_path, ragged(2, 5), Choices(pad=6))
    found = content(record)
    for part, path in (("data", tmp_path / "train.pkl"), ("output", tmp_path / "train.fixed.npy")):
        assert found[part]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found["arrays"][0]["from"] == [2, None, 3]
    assert found["arrays"][0]["lengths"] == [2, 5]
    assert found["arrays"][0]["to"] == [2, 6, 3]


def test_no_record_unless_wanted(tmp_path: Path) -> None:
    fix(None, store(tmp_path / "x.pkl", ragged(2, 5)), wanted=Wanted(record=False))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.fixed.npy", "x.pkl"]


def test_an_old_record_goes_with_the_output_it_stood_beside(tmp_path: Path) -> None:
    source = store(tmp_path / "x.pkl", ragged(2, 5))
    fix(None, source)
    (tmp_path / "x.fixed.npy").unlink()
    assert fix(None, source, choices=Choices(pad=7)).status == "written"
    assert content(str(tmp_path / "x.fixed.npy.treatment.json"))["arrays"][0]["to"] == [2, 7, 3]


def test_another_file_of_that_name_stays(tmp_path: Path) -> None:
    source = store(tmp_path / "x.pkl", ragged(2, 5))
    (tmp_path / "x.fixed.npy.treatment.json").write_text("mine")
    with pytest.raises(Refused, match="exists"):
        fix(None, source)
    assert (tmp_path / "x.fixed.npy.treatment.json").read_text() == "mine"
    assert not (tmp_path / "x.fixed.npy").exists()


def broken(good: dict[str, Any]) -> dict[str, object]:
    """Damaged records by what is wrong with them."""
    edit = good["arrays"][0]["edits"][0]

    def with_edit(**changes: object) -> dict[str, Any]:
        return {**good, "arrays": [{**good["arrays"][0], "edits": [{**edit, **changes}]}]}

    return {
        "no object": [],
        "a number": 7,
        "another version": {**good, "schema_version": 2},
        "no arrays": {"schema_version": 1},
        "an unknown edit": with_edit(edit="os.system"),
        "a parameter too many": with_edit(extra=1),
        "a text for a number": with_edit(timesteps="6"),
        "true for a number": with_edit(timesteps=True),
        "a list for a name": {**good, "arrays": [{**good["arrays"][0], "array": []}]},
        "a negative size": {**good, "arrays": [{**good["arrays"][0], "to": [2, -6, 3]}]},
    }


def test_damaged_records_are_refused_in_a_sentence(tmp_path: Path) -> None:
    record = Path(treated(tmp_path, ragged(2, 5), Choices(pad=6)))
    new = store(tmp_path / "new.pkl", ragged(3, 4))
    for name, damaged in broken(content(str(record))).items():
        record.write_text(json.dumps(damaged), encoding="utf-8")
        with pytest.raises(Refused, match=r"treatment\.json: is "):
            apply(str(record), new, output=str(tmp_path / "o.npy"))
        assert not (tmp_path / "o.npy").exists(), name
    for name, raw in {
        "text": b"hello",
        "empty": b"",
        "deep": b"[" * 100_000,
        "binary": bytes(range(256)),
    }.items():
        record.write_bytes(raw)
        with pytest.raises(Refused):
            apply(str(record), new)
        assert not (tmp_path / "new.fixed.npy").exists(), name


def test_checksums_of_archives_and_of_large_files(tmp_path: Path) -> None:
    many = [np.ones((40, 1000)) * position for position in range(100)]
    np.savez(tmp_path / "train.npz", x=np.stack(many), z=np.ones((5, 2, 1)))
    cases = {
        store(tmp_path / "many.pkl", many): "out.npy",
        str(tmp_path / "train.npz"): "out.npz",
        f"{tmp_path / 'train.npz'}::x": "x.npy",
    }
    for data, out in cases.items():
        wanted = Wanted(output=str(tmp_path / out))
        written = content(f"{fix(None, data, wanted=wanted).output}.treatment.json")
        for side, path in (("data", Path(data.partition("::")[0])), ("output", tmp_path / out)):
            assert written[side]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("choices", "train", "today", "says"),
    [
        (Choices(pad=6), ragged(2, 5), [s.astype("complex64") for s in ragged(2, 5)], "imaginary part"),
        (Choices(window=5), RANDOM.normal(size=(30, 3)), RANDOM.normal(size=(4, 3)), "leaves no sample"),
        (Choices(window=5), ragged(9, 7), ragged(4, 3), "leaves no sample"),
    ],
)
def test_what_would_lose_everything_is_refused(
    tmp_path: Path, choices: Choices, train: object, today: object, says: str
) -> None:
    record = treated(tmp_path, train, choices)
    other = store(tmp_path / ("today.npy" if isinstance(today, np.ndarray) else "today.pkl"), today)
    with pytest.raises(Refused, match=says):
        apply(record, other, output=str(tmp_path / "today_fixed.npy"))
    assert not (tmp_path / "today_fixed.npy").exists()
