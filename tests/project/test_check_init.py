"""``check --init``: what it proposes for what lies there, and what it leaves alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from check_cases import run
from fault_cases.arrays import lists, noise
from fault_cases.case import Content, write_files
from fault_cases.models import recurrent

MODEL = recurrent(12, 3)
SAMPLES = noise(20, 12, 3)
FOLDERS: dict[str, tuple[dict[str, Content], dict[str, object], str]] = {
    # files, what the checks hold, a sentence that stands in the comments
    "one of each": (
        {"m.keras": MODEL, "x.npy": SAMPLES},
        {"m": {"model": "m.keras", "data": "x.npy"}},
        "takes (any, 12, 3)",
    ),
    "labels beside the data": (
        {"m.keras": MODEL, "x.npy": SAMPLES, "y.npy": noise(20, 1)},
        {"m": {"model": "m.keras", "data": "x.npy", "labels": "y.npy"}},
        "# fits: x.npy, (20, 12, 3)",
    ),
    "labels of another number": (
        {"m.keras": MODEL, "x.npy": SAMPLES, "y.npy": noise(7, 1)},
        {"m": {"model": "m.keras", "data": "x.npy"}},
        "fits",
    ),
    "two files of labels": (
        {"m.keras": MODEL, "x.npy": SAMPLES, "y.npy": noise(20, 1), "labels.npy": noise(20, 1)},
        {"m": {"model": "m.keras", "data": "x.npy"}},
        "# labels of x.npy could be 2 files: labels.npy, y.npy",
    ),
    "sets": (
        {
            "models/m.keras": MODEL,
            **{f"data/x_{one}.npy": SAMPLES for one in ("train", "val", "test")},
            **{f"data/y_{one}.npy": noise(20, 1) for one in ("train", "val", "test")},
        },
        {
            "m": {
                "model": "models/m.keras",
                "data": {
                    "train": "data/x_train.npy",
                    "validation": "data/x_val.npy",
                    "test": "data/x_test.npy",
                },
                "labels": {
                    "train": "data/y_train.npy",
                    "validation": "data/y_val.npy",
                    "test": "data/y_test.npy",
                },
            }
        },
        "takes",
    ),
    "several that fit": (
        {"m.keras": MODEL, "a.npy": SAMPLES, "b.npy": SAMPLES},
        {"m": {"model": "m.keras", "data": ["a.npy", "b.npy"]}},
        "all 2 have a shape that it takes",
    ),
    "what does not fit": (
        {"m.keras": MODEL, "x.pkl": lists(20, 5, 9, 3)},
        {},
        "does not fit: x.pkl, LD301 ragged-sequences",
    ),
    "HDF5 that is no model": (
        {"m.keras": MODEL, "x.h5": {"x": SAMPLES}},
        {"m": {"model": "m.keras", "data": "x.h5"}},
        "# fits: x.h5, (20, 12, 3)",
    ),
    "what cannot be read": (
        {"m.keras": MODEL, "x.npy": SAMPLES, "bad.npz": "no zip", "old.h5": "no model"},
        {"m": {"model": "m.keras", "data": "x.npy"}},
        "does not fit: bad.npz, cannot be read: ",
    ),
    "two models of one name": (
        {"a/m.keras": MODEL, "b/m.keras": MODEL, "x.npy": SAMPLES},
        {"m": {"model": "a/m.keras", "data": "x.npy"}, "m-2": {"model": "b/m.keras", "data": "x.npy"}},
        "takes",
    ),
    "parts": (
        {"m.keras": MODEL, **{f"train/part-{one}.npy": SAMPLES for one in range(4)}},
        {"m": {"model": "m.keras", "data": "train/part-*.npy", "shards": "auto"}},
        "fits: train/part-*.npy, (80, 12, 3)",
    ),
    "parts with labels beside them": (
        {
            "m.keras": MODEL,
            **{f"data/x-{one:03}.npy": SAMPLES for one in range(3)},
            **{f"data/y-{one:03}.npy": noise(20, 1) for one in range(3)},
        },
        {"m": {"model": "m.keras", "data": "data/x-*.npy", "shards": "auto", "labels": "data/y-*.npy"}},
        "fits: data/x-*.npy, (60, 12, 3)",
    ),
    "parts with labels in a folder of their own": (
        {
            "m.keras": MODEL,
            **{f"inputs/part-{one}.npy": SAMPLES for one in range(3)},
            **{f"labels/part-{one}.npy": noise(20, 1) for one in range(3)},
        },
        {
            "m": {
                "model": "m.keras",
                "data": "inputs/part-*.npy",
                "shards": "auto",
                "labels": "labels/part-*.npy",
            }
        },
        "fits: inputs/part-*.npy, (60, 12, 3)",
    ),
    "folders of sets": (
        {
            "m.keras": MODEL,
            **{f"{split}/{one}.npy": SAMPLES for split in ("train", "val") for one in range(3)},
        },
        {
            "m": {
                "model": "m.keras",
                "data": {"train": "train/*.npy", "validation": "val/*.npy"},
                "shards": "auto",
            }
        },
        "fits: val/*.npy, (60, 12, 3)",
    ),
    "class folders": (
        {
            "m.keras": MODEL,
            **{f"signs/{word}/{one}.npy": noise(12, 3) for word in ("no", "yes") for one in range(4)},
        },
        {},
        '# data = "signs"  # or what lstmdoctor fix makes of it\n# does not fit: signs, LD101 list-of-sequences; lstm',
    ),
    "classes with a folder of frames for each sequence": (
        {
            "m.keras": MODEL,
            **{
                f"signs/{word}/{one}/{frame}.npy": noise(3)
                for word in ("no", "yes")
                for one in range(2)
                for frame in range(12)
            },
        },
        {},
        "does not fit: signs, LD101 list-of-sequences; lstmdoctor fix cures it\n\n",
    ),
    "one sequence in each file": (
        {"m.keras": MODEL, **{f"people/{who}.npy": noise(12, 3) for who in ("ann", "ben", "cleo")}},
        {},
        "does not fit: people, LD101 list-of-sequences; lstmdoctor fix cures it",
    ),
    "data and weights in a folder": (
        {"m.keras": MODEL, "data/x.npy": SAMPLES, "data/sw.npy": noise(20)},
        {"m": {"model": "m.keras", "data": "data/x.npy"}},
        "# fits: data/x.npy, (20, 12, 3)",
    ),
    "data, labels and more in a folder": (
        {
            "m.keras": MODEL,
            "data/x.npy": SAMPLES,
            "data/y.npy": noise(20, 1),
            "data/a.npy": noise(20),
            "data/b.npy": noise(20),
            **{f"data/signs/{word}/{one}.npy": noise(7, 3) for word in ("no", "yes") for one in range(4)},
        },
        {"m": {"model": "m.keras", "data": "data/x.npy", "labels": "data/y.npy"}},
        "# fits: data/x.npy, (20, 12, 3)",
    ),
    "many samples in each file": (
        {"m.keras": MODEL, **{f"days/{day}.npy": SAMPLES for day in ("mon", "tue", "wed")}},
        {"m": {"model": "m.keras", "data": ["days/mon.npy", "days/tue.npy", "days/wed.npy"]}},
        "all 3 have a shape that it takes",
    ),
    "sequences of other lengths, by class": (
        {
            "m.keras": MODEL,
            **{f"signs/{word}/{one}.npy": noise(5 + one, 3) for word in ("no", "yes") for one in range(4)},
        },
        {},
        "does not fit: signs, LD301 ragged-sequences",
    ),
    "a name with a quote and a blank": (
        {'my "m".keras': MODEL, "x y.npy": SAMPLES},
        {'my "m"': {"model": 'my "m".keras', "data": "x y.npy"}},
        "fits",
    ),
    "an environment, hidden folders": (
        {"m.keras": MODEL, "x.npy": SAMPLES, ".cache/x.npy": SAMPLES, "venv/m.keras": MODEL},
        {"m": {"model": "m.keras", "data": "x.npy"}},
        "fits",
    ),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_proposed(place: Path, name: str) -> None:
    files, wanted, words = FOLDERS[name]
    write_files(place, files)
    done = run("check", "--init")
    assert (done.exit_code, done.stderr) == (0, "")
    text = Path("pyproject.toml").read_text("utf-8")
    assert done.stdout == f"wrote  pyproject.toml\n\n{text}" and words in text
    assert tomllib.loads(text).get("tool", {}).get("lstmdoctor", {}).get("checks", {}) == wanted
    if wanted:
        checked = run("check")
        assert checked.exit_code == 0, checked.output


def test_a_configuration_is_added_to_and_stays_as_it_is(place: Path) -> None:
    write_files(place, {"m.keras": MODEL, "x.npy": SAMPLES})
    before = b'[project]\r\nname = "mine"  # no newline at the end'
    Path("pyproject.toml").write_bytes(before)
    assert run("check", "--init").exit_code == 0
    assert Path("pyproject.toml").read_bytes().startswith(before + b"\n\n# Written by")
    assert run("check").exit_code == 0


@pytest.mark.parametrize(
    "there",
    [
        "[tool.lstmdoctor.checks.mine]\nmodel = 'a'\ndata = 'b'\n",
        "[tool.lstmdoctor]\n",
        "tool = {black = {}}\n",
    ],
)
def test_nothing_is_written_over(place: Path, there: str) -> None:
    write_files(place, {"m.keras": MODEL, "x.npy": SAMPLES, "pyproject.toml": there})
    done = run("check", "--init")
    assert done.exit_code == 0 and "[tool.lstmdoctor.checks.m]" in done.stdout
    assert done.stderr.startswith("note: nothing was written: pyproject.toml has a ")
    assert Path("pyproject.toml").read_text("utf-8") == there


REFUSED: dict[str, tuple[dict[str, Content], tuple[str, ...], str]] = {
    "no model": ({"x.npy": SAMPLES}, (), "no model lies below this folder"),
    "a broken configuration": ({"m.keras": MODEL, "pyproject.toml": "[["}, (), "pyproject.toml: is not TOML"),
    "a name": ({"m.keras": MODEL}, ("m",), "--init takes no names"),
    "a baseline": ({"m.keras": MODEL}, ("--baseline", "b.json"), "--baseline has no effect beside --init"),
    "no folder": ({"m.keras": MODEL}, ("--config", "no/p.toml"), "no model lies below no"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(place: Path, name: str) -> None:
    files, more, words = REFUSED[name]
    write_files(place, files)
    before = sorted(path.name for path in place.iterdir())
    done = run("check", "--init", *more)
    assert (done.exit_code, done.stdout) == (2, "") and words in done.stderr
    assert sorted(path.name for path in place.iterdir()) == before


def test_another_folder(place: Path) -> None:
    write_files(place, {"sub/m.keras": MODEL, "sub/x.npy": np.copy(SAMPLES)})
    assert run("check", "--init", "--config", "sub/checks.toml").exit_code == 0
    assert run("check", "--config", "sub/checks.toml").exit_code == 0
