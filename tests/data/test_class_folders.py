"""Folders of classes: the labels are the names of the folders, sorted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from check_cases import run

from lstmdoctor.core.facts import Varies
from lstmdoctor.data import open_data
from lstmdoctor.errors import Refused

Tree = dict[str, tuple[int, ...]]
CLASSES: dict[str, tuple[Tree, list[int]]] = {
    "words": ({"thanks/12.npy": (5, 3), "hello/0.npy": (5, 3), "hello/10.npy": (5, 3), "hello/2.npy": (5, 3)}, [0, 0, 0, 1]),
    "lengths that differ": ({"walk/a.npy": (5, 3), "run/a.npy": (9, 3)}, [0, 1]),
    "series of one value": ({"up/1.npy": (5,), "up/2.npy": (7,), "down/1.npy": (4,)}, [0, 1, 1]),
    "joints of a hand": ({"fist/0.npy": (30, 21, 3), "open/0.npy": (28, 21, 3)}, [0, 1]),
    "films of their own": ({"run/0.npy": (8, 16, 16, 3), "walk/0.npy": (8, 16, 16, 3)}, [0, 1]),
    "numbered by the word": ({"class1/0.npy": (5, 3), "class2/0.npy": (5, 3)}, [0, 1]),
    "frames in folders": (
        {f"{name}/{sequence}/{frame}.npy": (7,) for name in ("yes", "no") for sequence in range(2) for frame in range(11)},
        [0, 0, 1, 1],
    ),
}  # fmt: skip
SEQUENCES: dict[str, Tree] = {
    "folders that count": {f"clip{place}/{frame}.npy": (4, 4) for place in range(3) for frame in range(5)},
    "frames of one axis": {f"{name}/{frame}.npy": (9,) for name in ("anna", "bert") for frame in range(5)},
    "films": {f"{name}/{frame}.npy": (16, 20, 3) for name in ("anna", "bert") for frame in range(5)},
    "one folder": {"hello/0.npy": (5, 3), "hello/1.npy": (5, 3)},
    "numbers alone": {f"{place}/0.npy": (5, 3) for place in range(3)},
}  # fmt: skip


def plant(folder: Path, tree: Tree) -> None:
    for place, (path, shape) in enumerate(tree.items()):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        np.save(folder / path, np.full(shape, place + 1.0))


@pytest.mark.parametrize("name", CLASSES)
def test_labels_are_the_sorted_names(tmp_path: Path, name: str) -> None:
    tree, labels = CLASSES[name]
    plant(tmp_path, tree)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / ".git").mkdir()
    source = open_data(str(tmp_path))
    assert [np.asarray(one.whole()).tolist() for one in source.labels] == [labels]
    assert source.arrays[0].facts.samples == len(labels)
    assert "labels from the names of the folders: 0 " in source.remarks[0]


@pytest.mark.parametrize("name", SEQUENCES)
def test_folders_of_frames_stay_what_they_were(tmp_path: Path, name: str) -> None:
    plant(tmp_path, SEQUENCES[name])
    source = open_data(str(tmp_path))
    assert not source.labels
    assert source.arrays[0].facts.samples == len({path.split("/")[0] for path in SEQUENCES[name]})


def test_files_stand_in_natural_order_and_are_what_python_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("words", "frames in folders"):
        plant(tmp_path / name.split()[0], CLASSES[name][0])
        path = name.split()[0]
        shown = run("fix", path, "--python").stdout
        run("fix", path, "-o", f"{path}.npy", "--dtype", "keep")
        given: dict[str, Any] = {}
        exec(shown, given)
        np.testing.assert_array_equal(given["x"], np.load(f"{path}.npy"))
    assert np.load("words.npy")[:, 0, 0].tolist() == [2, 4, 3, 1]


def test_fix_writes_the_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from architectures import architecture

    monkeypatch.chdir(tmp_path)
    plant(tmp_path / "d", {"hello/0.npy": (5, 3), "hello/1.npy": (8, 3), "thanks/0.npy": (2, 3)})
    Path("m.json").write_text(architecture(3, 2))
    done = run("fix", "m.json", "d", "-o", "x.npy", "--labels-output", "y.npy")
    assert done.exit_code == 0, done.stderr
    assert np.load("x.npy").shape == (3, 8, 3) and np.load("y.npy").tolist() == [0, 0, 1]


MIXED: dict[str, tuple[Tree, tuple[str, ...]]] = {
    "features": (
        {"hello/0.npy": (5, 3), "hello/1.npy": (5, 3), "thanks/12.npy": (5, 4)},
        ("'hello/0.npy' is (5, 3) and 'thanks/12.npy' is (5, 4)", "1 file of 3 differs"),
    ),
    "ranks": ({"hello/0.npy": (5, 3), "thanks/1.npy": (5,)}, ("'hello/0.npy'", "'thanks/1.npy'")),
    "frames": (
        {"yes/0/0.npy": (7,), "yes/0/1.npy": (8,), "no/0/0.npy": (7,)},
        ("the frames in '0' have different shapes: '0.npy' is (7,) and '1.npy' is (8,)",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MIXED)
def test_mixed_shapes_name_the_files(tmp_path: Path, name: str) -> None:
    tree, words = MIXED[name]
    plant(tmp_path, tree)
    with pytest.raises(Refused) as caught:
        open_data(str(tmp_path))
    assert all(word in str(caught.value) for word in words), caught.value
    done = run("diagnose", str(tmp_path / "m"), str(tmp_path))
    assert done.exit_code == 2


def test_lengths_are_facts_as_of_any_list(tmp_path: Path) -> None:
    plant(tmp_path, CLASSES["lengths that differ"][0])
    assert open_data(str(tmp_path)).arrays[0].facts.axes[1] == Varies(5, 9, ((5, 1), (9, 1)))


FLAT: dict[str, tuple[Tree, str]] = {
    "one has another width": (
        {f"s{n}.npy": (5 + n, 4 if n == 3 else 3) for n in range(6)},
        "'s0.npy' is (5, 3) and 's3.npy' is (8, 4) (1 file of 6 differs",
    ),
    "one has another rank": ({"a.npy": (5, 3), "b.npy": (6, 3), "c.npy": (7,)}, "'c.npy' is (7,)"),
    "pictures of all sizes": ({f"{n}.npy": (5 + n, 7 + n, 3) for n in range(4)}, "(3 files of 4 differ"),
}
FLAT_SEQUENCES: dict[str, Tree] = {
    "lengths that differ": {f"{n}.npy": (5 + n, 3) for n in range(4)},
    "features first": {f"{n}.npy": (3, 5 + n) for n in range(4)},
    "equal": {"a.npy": (5, 3), "b.npy": (5, 3)},
}


@pytest.mark.parametrize("name", FLAT)
def test_a_flat_folder_of_mixed_shapes_names_files_and_shapes(tmp_path: Path, name: str) -> None:
    tree, words = FLAT[name]
    plant(tmp_path, tree)
    with pytest.raises(Refused, match="a folder of files of mixed shapes") as caught:
        open_data(str(tmp_path))
    assert words in str(caught.value)


@pytest.mark.parametrize("name", FLAT_SEQUENCES)
def test_a_flat_folder_of_sequences(tmp_path: Path, name: str) -> None:
    plant(tmp_path, FLAT_SEQUENCES[name])
    [only] = open_data(str(tmp_path)).arrays
    assert only.facts.samples == len(FLAT_SEQUENCES[name])


def test_arrays_of_several_inputs_in_a_folder(tmp_path: Path) -> None:
    plant(tmp_path, {"series.npy": (20, 8, 3), "person.npy": (20, 4)})
    assert sorted(one.name for one in open_data(str(tmp_path)).arrays) == ["person", "series"]
