"""``--split``: two files, cut along time before any window is, so that no value stands in both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from architectures import architecture
from check_cases import run
from data_files import array_of
from schema import require_schema
from table_cases import write_table

from lstmdoctor.core.facts import Varies
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.data.sequences.time_part import TimeCut, TimePart
from lstmdoctor.treatment.recorded import read_record

SERIES = np.arange(200, dtype="float32").reshape(100, 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_text(architecture(2))
    Path("five.json").write_text(architecture(2, 5))
    np.save("series.npy", SERIES)
    np.save("y.npy", SERIES[:, 0])
    return tmp_path


def fixed(*words: str) -> str:
    done = run("fix", *words)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_a_series_and_its_labels_are_cut_once(folder: Path) -> None:
    options = ("--window", "10", "--horizon", "5", "--labels", "y.npy", "--split", "0.8")
    said = fixed("five.json", "series.npy", *options, "-o", "w.npy", "--labels-output", "n.npy")
    train, validation = np.load("w.train.npy"), np.load("w.validation.npy")
    assert train.shape == (80 - 15 + 1, 10, 2) and validation.shape == (20 - 15 + 1, 10, 2)
    seen = set(train[..., 0].ravel()) | set(np.load("n.train.npy").ravel())
    kept = set(validation[..., 0].ravel()) | set(np.load("n.validation.npy").ravel())
    assert max(seen) < 160 <= min(kept)
    assert np.array_equal(np.load("n.validation.npy")[0], SERIES[90:95, 0])
    assert not Path("w.npy").exists() and "w.validation.npy" in said
    record = json.loads(Path("w.train.npy.treatment.json").read_text())
    assert record["split"]["share"] == 0.8 and len(record["split"]["validation"]["sha256"]) == 64
    assert read_record("w.train.npy.treatment.json").arrays
    assert sorted(one.name for one in folder.glob("*.treatment.json")) == ["w.train.npy.treatment.json"]


def test_the_record_keeps_what_was_done_to_the_labels(folder: Path) -> None:
    np.save("words.npy", np.array(["up", "down"] * 50))
    options = ("--window", "10", "--labels", "words.npy", "--label-cure", "encode", "--label-at", "first")
    Path("two.json").write_text(architecture(2, units=2))
    fixed("two.json", "series.npy", *options, "--split", "0.5", "-o", "w.npy", "--labels-output", "n.npy")
    again = ("w.train.npy.treatment.json", "series.npy", "--labels", "words.npy")
    done = run("apply", *again, "-o", "all.npy", "--labels-output", "all_y.npy")
    assert done.exit_code == 0, done.stderr
    assert np.load("all_y.npy").tolist() == [1, 0] * 45 + [1]
    assert np.load("n.train.npy").tolist() == np.load("all_y.npy").tolist()[:41]


def test_other_data_is_not_cut_again(folder: Path) -> None:
    fixed("m.json", "series.npy", "--window", "10", "--split", "0.5", "-o", "w.npy")
    assert run("apply", "w.train.npy.treatment.json", "series.npy", "-o", "all.npy").exit_code == 0
    assert np.load("all.npy").shape == (91, 10, 2)


def test_every_id_of_a_table_is_cut_by_itself(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    sizes = {"zoe": 10, "adam": 20, "kim": 5}
    rows: dict[str, list[Any]] = {
        "who": [name for name, size in sizes.items() for _ in range(size)],
        "t": [place for size in sizes.values() for place in range(size)],
        "a": [float(place) for place in range(35)],
        "b": [0.5] * 35,
    }
    path = write_table(folder, rows)
    taken = ("--id", "who", "--time", "t", "--values", "a,b", "--target", "a", "--horizon", "1")
    said = fixed(
        "m.json", path, *taken, "--window", "3", "--split", "0.6", "-o", "w.npy", "--labels-output", "n.npy"
    )
    train, validation = np.load("w.train.npy"), np.load("w.validation.npy")
    assert len(train) == (6 - 3) + (12 - 3) + 0 and len(validation) == (4 - 3) + (8 - 3) + 0
    assert np.array_equal(np.load("n.train.npy")[:, 0], train[:, -1, 0] + 1)
    assert np.array_equal(np.load("n.validation.npy")[:, 0], validation[:, -1, 0] + 1)
    assert not set(train[..., 0].ravel()) & set(validation[..., 0].ravel())
    assert "2 parts of a sequence too short" in said.replace("\n", " ")
    document = json.loads(
        fixed(
            "m.json", path, *taken, "--window", "3", "--split", "0.6", "--dry-run", "--output-format", "json"
        )
    )
    require_schema(json.dumps(document), "diagnosis")
    assert document["fix"]["arrays"][0]["to"] == [12, 3, 2]
    assert document["fix"]["validation"]["arrays"][0]["to"] == [6, 3, 2]


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "samples": (("m.json", "samples.npy", "-o", "o.npy", "--split", "0.8"), "name them with --window N"),
    "nothing left for validation": (
        ("m.json", "series.npy", "--window", "30", "--split", "0.9"),
        "leaves no window for validation: at most 10 timesteps, and a window takes 30",
    ),
    "nothing left for training": (
        ("m.json", "series.npy", "--window", "30", "--split", "0.1"),
        "leaves no window for train",
    ),
    "labels of other data": (
        ("m.json", "series.npy", "--window", "5", "--split", "0.5", "--labels", "few.npy", "--labels-output", "o"),
        "50 labels for 100 timesteps",
    ),
    "swapped axes": (
        ("fixed.json", "swapped.npy", "--cure", "swap-time-features+window", "--window", "5", "--split", "0.5"),
        "comes before the windows",
    ),
    "several files": (("m.json", "series.npy", "y.npy", "--split", "0.5"), "goes with data in one file"),
    "all": (("m.json", "series.npy", "--window", "5", "--split", "1"), "no share between 0 and 1"),
    "none": (("m.json", "series.npy", "--window", "5", "--split", "0"), "no share between 0 and 1"),
    "code": (("m.json", "series.npy", "--window", "5", "--split", "0.5", "--python"), "no effect beside --python"),
    "there already": (("m.json", "series.npy", "--window", "5", "--split", "0.5", "-o", "taken.npy"), "exists"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_written(folder: Path, name: str) -> None:
    np.save("samples.npy", np.random.default_rng(1).random((50, 8, 2), "f4"))
    np.save("few.npy", np.zeros(50))
    np.save("swapped.npy", np.random.default_rng(1).random((3, 2, 40), "f4"))
    Path("fixed.json").write_text(architecture(2))
    Path("taken.validation.npy").write_bytes(b"")
    before = sorted(folder.iterdir())
    words, sentence = REFUSED[name]
    done = run("fix", *words)
    assert done.exit_code == 2, done.stdout
    assert sentence in done.stderr.replace("\n", " ")
    assert sorted(folder.iterdir()) == before


def test_one_label_for_a_whole_sequence_would_stand_in_both(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    rows: dict[str, list[Any]] = {
        "who": ["a"] * 20 + ["b"] * 20,
        "x": [0.5] * 40,
        "z": [1.0] * 40,
        "y": [1] * 20 + [0] * 20,
    }
    path = write_table(folder, rows)
    done = run(
        "fix",
        "m.json",
        path,
        "--id",
        "who",
        "--target",
        "y",
        "--window",
        "3",
        "--split",
        "0.5",
        "--labels-output",
        "n.npy",
    )
    assert done.exit_code == 2 and "would share it" in done.stderr.replace("\n", " ")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.77])
@pytest.mark.parametrize("kind", ["series", "array", "list"])
def test_both_parts_are_the_whole(share: float, kind: str) -> None:
    from fractions import Fraction

    random = np.random.default_rng(5)
    listed = [random.random((size, 3)) for size in (1, 7, 20, 13)]
    whole: Any = {
        "series": ArraySequences("", random.random((1000, 3))),
        "array": ArraySequences("", random.random((9, 40, 3))),
        "list": ListSequences("", listed),
    }[kind]
    parts = [
        TimePart(whole, TimeCut(Fraction(str(share)), part, kind == "series"))
        for part in ("train", "validation")
    ]
    for part in parts:
        blocks = [one for block in part.blocks() for one in block]
        assert str(blocks) == str(list(part.whole()))
        assert part.facts.samples == len(blocks)
    first, second = (part.whole() for part in parts)
    if kind == "series":
        assert np.array_equal(np.concatenate([first, second]), whole.whole())
    else:
        joined = [np.concatenate(pair) for pair in zip(first, second, strict=True)]
        assert all(np.array_equal(one, own) for one, own in zip(joined, whole.whole(), strict=True))
    if kind == "list":
        assert isinstance(parts[1].facts.axes[1], Varies)


def test_labels_of_a_file_are_read_in_parts(folder: Path) -> None:
    from fractions import Fraction

    part = TimePart(array_of("y.npy"), TimeCut(Fraction(4, 5), "validation", True))
    assert np.array_equal(part.whole(), SERIES[80:, 0])
