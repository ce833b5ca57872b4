"""``np.savez(path, *sequences)``: when arr_0, arr_1, ... are the sequences of one list, and when they are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases import model, static, wants
from data_files import runnable
from places import SAMPLES

from lstmdoctor.api import diagnose
from lstmdoctor.cli import main
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.readings import Array
from lstmdoctor.core.spec import InputSpec, ModelSpec
from lstmdoctor.data import open_data
from lstmdoctor.data.formats.numbered import numbered_npz_sequences
from lstmdoctor.diagnosis.roles_of_arrays import join_numbered_arrays
from lstmdoctor.errors import Refused
from lstmdoctor.treatment.applying import apply
from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted

FIXED, FREE = str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "model_any_x100.keras")
RANDOM = np.random.default_rng(4)


def floats(*shape: int) -> Array:
    return RANDOM.normal(size=shape).astype("float32")


def each(lengths: list[int], *rest: int) -> list[Array]:
    return [floats(length, *rest) for length in lengths]


LISTS: tuple[tuple[str, InputSpec, list[Array]], ...] = (
    ("equal", wants(None, 50, 4), each([50] * 12, 4)),
    ("ragged", wants(None, None, 4), each([3, 9, 5] * 4, 4)),
    ("longer than the model takes", wants(None, 50, 4), each([70, 9, 50, 8] * 4, 4)),
    ("two, exactly as the model takes them", wants(None, 50, 4), each([50, 50], 4)),
    ("swapped axes", wants(None, 50, 4), each([4] * 12, 50)),
    ("without the feature axis", wants(None, 50, 1), each([50] * 12)),
    ("ragged, without the feature axis", wants(None, None, 1), each([3, 9, 5] * 4)),
    ("ids", wants(None, None), each([3, 9, 5] * 4)),
    ("vectors", static(8), each([8] * 12)),
    ("images", wants(None, None, 6, 6, 3), each([5, 7] * 6, 6, 6, 3)),
)
NO_LISTS: tuple[tuple[str, ModelSpec | InputSpec, list[Array]], ...] = (
    ("x and y", wants(None, 50, 4), [floats(20, 50, 4), floats(20)]),
    ("x and y of one series", wants(None, 50, 1), [floats(200, 1), floats(200, 1)]),
    ("two series", wants(None, None, 4), each([30, 50], 4)),
    ("six sets of series", wants(None, 50, 1), each([80, 80, 10, 10, 9, 9], 1)),
    ("x and y of vectors", static(8), [floats(8), floats(8)]),
    ("one sample", wants(None, 50, 4), [floats(50, 4)]),
    ("batches", wants(None, 50, 4), each([32] * 11 + [7], 50, 4)),
    ("batches without the feature axis", wants(None, 50, 1), each([32] * 11 + [7], 50)),
    ("one for each input", model(wants(None, 50, 4, name="a"), wants(None, 9, name="b")), each([50, 9], 4)),
    ("twelve for two inputs", model(wants(None, 50, 4, name="a"), static(9)), each([50] * 12, 4)),
    ("different ranks", wants(None, 50, 4), [*each([50] * 12, 4), floats(12)]),
    ("two axes vary", wants(None, 50, 4), [*each([50] * 11, 4), floats(12, 3)]),
    ("an input of unknown shape", InputSpec("x", None), each([50] * 12, 4)),
    ("timesteps first", InputSpec("x", (50, None, 4), time_major=True), each([50] * 12, 4)),
    ("single numbers", wants(None, 50, 4), [floats(1)[0]] * 12),
)


def spec(made: ModelSpec | InputSpec) -> ModelSpec:
    return model(made) if isinstance(made, InputSpec) else made


def savez(path: Path, arrays: list[Array], **named: Any) -> str:
    np.savez(path, *arrays, **named)
    return str(path)


@pytest.mark.parametrize(("made", "arrays"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_sequences_are_a_list(made: InputSpec, arrays: list[Array], tmp_path: Path) -> None:
    source = join_numbered_arrays(open_data(savez(tmp_path / "x.npz", arrays)), spec(made))
    (listed,) = source.arrays
    assert listed.facts.container == "list"
    assert all(map(np.array_equal, listed.whole(), arrays))
    assert source.remarks == (f"{len(arrays)} arrays without names, read as one list of sequences",)


@pytest.mark.parametrize(("made", "arrays"), [row[1:] for row in NO_LISTS], ids=[row[0] for row in NO_LISTS])
def test_anything_else_stays(made: ModelSpec | InputSpec, arrays: list[Array], tmp_path: Path) -> None:
    source = open_data(savez(tmp_path / "x.npz", arrays))
    assert join_numbered_arrays(source, spec(made)) is source


def test_names_that_only_look_numbered_stay(tmp_path: Path) -> None:
    names = {"a gap": range(1, 13), "a name among them": [*range(11), "x"]}
    for name, numbers in names.items():
        arrays: dict[str, Any] = {f"arr_{number}": floats(50, 4) for number in numbers}
        np.savez(tmp_path / "x.npz", **arrays)
        assert numbered_npz_sequences(open_data(str(tmp_path / "x.npz")).arrays) is None, name


def test_labels_stand_beside_the_sequences(tmp_path: Path) -> None:
    path = savez(tmp_path / "x.npz", each([20, 40] * 50, 100), y=np.zeros(100))
    report = diagnose(FIXED, path)
    assert [finding.fault.code for finding in report.findings] == ["LD301"]
    assert report.verdict == "treatable"
    short = savez(tmp_path / "short.npz", each([20, 40] * 50, 100), y=np.zeros(90))
    assert "LD701" in {finding.fault.code for finding in diagnose(FIXED, short).findings}


@pytest.mark.keras
def test_the_whole_list_is_cured_in_the_order_of_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arrays = each([20, 40, 50] * 8, 100)
    # As after a round through a folder: the order of the zip is that of the names as text.
    names = sorted(f"arr_{number}" for number in range(len(arrays)))
    stored: dict[str, Any] = {name: arrays[int(name.removeprefix("arr_"))] for name in names}
    np.savez("x.npz", **stored)
    assert names[2] == "arr_10"
    done = fix(FIXED, "x.npz")
    written = np.load(done.output or "")
    padded = [np.pad(one, ((50 - len(one), 0), (0, 0))) for one in arrays]
    assert np.array_equal(written, np.stack(padded))
    main(["fix", FIXED, "x.npz", "--python"], standalone_mode=False)
    given: dict[str, Any] = {}
    exec(runnable(capsys.readouterr().out), given)
    assert np.array_equal(given["x"], written)


def test_the_treatment_is_for_other_files_of_this_kind(tmp_path: Path) -> None:
    first = savez(tmp_path / "x.npz", each([20, 40, 50] * 8, 100))
    record = f"{fix(FIXED, first).output}.treatment.json"
    for number in (3, 30):
        other = savez(tmp_path / f"{number}.npz", each([10, 20, 30] * (number // 3), 100))
        assert np.load(apply(record, other).output or "").shape == (number, 50, 100)
    with pytest.raises(Refused, match="no array ''"):
        apply(record, savez(tmp_path / "other.npz", [floats(5, 50, 100)], more=floats(3)))


def test_a_map_names_one_of_them(tmp_path: Path) -> None:
    path = savez(tmp_path / "x.npz", each([50] * 12, 100))
    (pair,) = diagnose(FIXED, path, mapping={"sequences": "arr_3"}).case.pairs
    assert pair.array.name == "arr_3"


@pytest.mark.keras
def test_keras_takes_what_is_written(tmp_path: Path) -> None:
    keras = pytest.importorskip("keras", minversion="3.0")
    made = keras.saving.load_model(FREE, compile=False)
    path = savez(tmp_path / "x.npz", each([20, 33] * 6, 100))
    with pytest.raises(ValueError, match="cardinality"):
        made.predict(list(np.load(path).values()), verbose=0)
    output = fix(FREE, path, choices=Choices(pad="longest"), wanted=Wanted(record=False)).output
    assert made.predict(np.load(output or ""), verbose=0).shape[0] == 12


def test_a_damaged_member_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = Path(savez(tmp_path / "x.npz", each([50] * 12, 100)))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))
    with pytest.raises(Refused, match="damaged"):
        fix(FIXED, str(path))
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("labels", [None, 300, 7])
def test_hundreds_of_named_arrays_are_one_data_set(tmp_path: Path, labels: int | None) -> None:
    path = str(tmp_path / "many.npz")
    arrays: dict[str, Any] = {f"img_{n:03}": floats(50, 100) for n in range(300)}
    beside: dict[str, Any] = {} if labels is None else {"labels": np.arange(labels) % 2}
    np.savez(path, **arrays, **beside)
    report = diagnose(FIXED, path)
    joined = [one for one in report.findings if one.fault.code == "LD101" and one.remedy == "reading"]
    assert bool(joined) is (labels != 7)  # labels of something else: nothing is joined
    if joined:
        scope: dict[str, Any] = {}
        exec(runnable(report.to_dict()["readings"][0]["python"]), scope)
        made = scope["x"]
        assert made.shape == (300, 50, 100) and np.array_equal(made[7], arrays["img_007"])
