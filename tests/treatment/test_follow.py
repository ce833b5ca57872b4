"""What goes along with the data: labels and the mask, against what a person would write by hand."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.labels import LabelAt
from lstmdoctor.core.readings import Array
from lstmdoctor.errors import Usage
from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted

RANDOM = np.random.default_rng(11)
LENGTHS = (2, 5, 3, 5)
RAGGED = [RANDOM.normal(size=(length, 3)).astype("float32") for length in LENGTHS]
PER_STEP = [RANDOM.integers(1, 9, size=length) for length in LENGTHS]


def store(path: Path, data: object) -> str:
    if isinstance(data, np.ndarray):
        np.save(path.with_suffix(".npy"), data)
        return str(path.with_suffix(".npy"))
    path.with_suffix(".pkl").write_bytes(pickle.dumps(data))
    return str(path.with_suffix(".pkl"))


def loaded(path: Path) -> Array:
    array: Array = np.load(path, allow_pickle=False)
    return array


def padded(rows: list[Array], length: int, side: str = "post") -> Array:
    """Padding by hand, for comparison."""
    result = np.zeros((len(rows), length, *rows[0].shape[1:]), rows[0].dtype)
    for target, row in zip(result, rows, strict=True):
        kept = row[:length]
        start = 0 if side == "post" else length - len(kept)
        target[start : start + len(kept)] = kept
    return result


@dataclass(frozen=True)
class Case:
    name: str
    data: object
    labels: object
    choices: Choices
    expect: Callable[[], Array]
    at: LabelAt = "last"


SERIES = RANDOM.normal(size=(20, 3)).astype("float32")
OF_SERIES = np.arange(20) * 10
SEQUENCES = RANDOM.normal(size=(4, 8, 3)).astype("float32")
WINDOW = Choices(window=6, stride=2)
CASES = (
    Case("one a sample stays", RAGGED, np.arange(4), Choices(), lambda: np.arange(4)),
    Case(
        "a list of numbers becomes an array", RAGGED, [3, 1, 2, 0], Choices(), lambda: np.array([3, 1, 2, 0])
    ),
    Case("one a step is padded at the end", RAGGED, PER_STEP, Choices(pad=6), lambda: padded(PER_STEP, 6)),
    Case(
        "one a step is padded in front",
        RAGGED,
        PER_STEP,
        Choices(pad=6, padding="pre"),
        lambda: padded(PER_STEP, 6, "pre"),
    ),
    Case(
        "one a step is cut as the data is",
        RAGGED,
        PER_STEP,
        Choices(pad=3, truncate="post"),
        lambda: padded([row[:3] for row in PER_STEP], 3),
    ),
    Case("the last step of a window", SERIES, OF_SERIES, WINDOW, lambda: OF_SERIES[5::2]),
    Case("the first step of a window", SERIES, OF_SERIES, WINDOW, lambda: OF_SERIES[:15:2], "first"),
    Case(
        "every step of a window",
        SERIES,
        OF_SERIES,
        WINDOW,
        lambda: np.stack([OF_SERIES[s : s + 6] for s in range(0, 15, 2)]),
        "every",
    ),
    Case("labels of windows that are there", SERIES, np.arange(8), WINDOW, lambda: np.arange(8)),
    Case(
        "one a sequence, once for every window",
        SEQUENCES,
        np.arange(4),
        WINDOW,
        lambda: np.repeat(np.arange(4), 2),
    ),
    Case(
        "one a sequence of unequal ones",
        RAGGED,
        np.arange(4),
        Choices(window=3),
        lambda: np.array([1, 1, 1, 2, 3, 3, 3]),
    ),
    Case(
        "one a step of unequal ones",
        RAGGED,
        PER_STEP,
        Choices(window=3),
        lambda: np.concatenate([row[2:] for row in PER_STEP]),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_labels_follow(tmp_path: Path, case: Case) -> None:
    wanted = Wanted(labels_output=str(tmp_path / "y_out.npy"), label_at=case.at)
    result = fix(
        None,
        store(tmp_path / "x", case.data),
        labels=store(tmp_path / "y", case.labels),
        wanted=wanted,
        choices=case.choices,
    )
    assert result.status == "written"
    labels = loaded(tmp_path / "y_out.npy")
    assert np.array_equal(labels, case.expect())
    assert len(labels) == len(loaded(Path(result.output or "")))


def test_labels_that_belong_to_nothing_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    data, labels = store(tmp_path / "x", RAGGED), store(tmp_path / "y", np.arange(7))
    with pytest.raises(Usage, match="7 of them for 4 samples"):
        fix(None, data, labels=labels, wanted=Wanted(labels_output=str(tmp_path / "y_out.npy")))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.pkl", "y.npy"]


def test_labels_beside_the_data_follow_too(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", X=SERIES, y=OF_SERIES)
    wanted = Wanted(labels_output=str(tmp_path / "y.npy"))
    fix(None, str(tmp_path / "d.npz"), wanted=wanted, choices=WINDOW)
    assert np.array_equal(loaded(tmp_path / "y.npy"), OF_SERIES[5::2])


ALIKE = {"a": SERIES, "b": SERIES * 2}
LONGER = np.concatenate([SERIES, SERIES[:5]])


@pytest.mark.parametrize(
    ("arrays", "labels", "choices", "expect"),
    [
        ({"a": SEQUENCES, "b": SEQUENCES}, np.arange(4), Choices(), np.arange(4)),
        (ALIKE, OF_SERIES, WINDOW, OF_SERIES[5::2]),
        ({"a": SERIES, "b": LONGER}, OF_SERIES, WINDOW, "the arrays become 8 and 10 samples"),
        ({"a": SEQUENCES, "b": SEQUENCES[:3]}, np.arange(4), Choices(), "the arrays become 3 and 4 samples"),
    ],
)
def test_labels_of_several_arrays(
    tmp_path: Path, arrays: dict[str, Array], labels: Array, choices: Choices, expect: Array | str
) -> None:
    """What is announced is written, or refused in a sentence of its own."""
    np.savez(tmp_path / "d.npz", allow_pickle=False, **arrays)
    wanted = Wanted(str(tmp_path / "o.npz"), labels_output=str(tmp_path / "y.npy"))

    def made() -> None:
        of = store(tmp_path / "l", labels)
        fix(None, str(tmp_path / "d.npz"), wanted=wanted, labels=of, choices=choices)

    if isinstance(expect, str):
        with pytest.raises(Usage, match=expect) as caught:
            made()
        assert "mask" not in str(caught.value)
        assert not (tmp_path / "o.npz").exists()
        return
    made()
    assert np.array_equal(loaded(tmp_path / "y.npy"), expect)


def test_two_outputs_in_one_file_are_refused(tmp_path: Path) -> None:
    wanted = Wanted(str(tmp_path / "o.npy"), mask_output=str(tmp_path / "o.npy"))
    with pytest.raises(Usage, match="two outputs"):
        fix(None, store(tmp_path / "x", RAGGED), wanted=wanted)


@pytest.mark.parametrize("side", ["pre", "post"])
@pytest.mark.parametrize("value", [0.0, 1.0, -7.0])
def test_the_mask_is_true_where_a_step_is_real(tmp_path: Path, side: str, value: float) -> None:
    data = [np.zeros((length, 3), "float32") for length in LENGTHS]  # real zeros are real
    choices = Choices(pad=6, padding="pre" if side == "pre" else "post", pad_value=value)
    fix(
        None, store(tmp_path / "x", data), wanted=Wanted(mask_output=str(tmp_path / "m.npy")), choices=choices
    )
    mask = loaded(tmp_path / "m.npy")
    assert mask.dtype == bool
    assert np.array_equal(mask, padded([np.ones(length, bool) for length in LENGTHS], 6, side))


def test_the_mask_of_ids_and_of_what_is_not_padded(tmp_path: Path) -> None:
    for name, data, expect in (
        ("ids", PER_STEP, padded([np.ones(n, bool) for n in LENGTHS], 5)),
        ("equal", list(SEQUENCES), np.ones((4, 8), bool)),
    ):
        wanted = Wanted(mask_output=str(tmp_path / f"{name}_mask.npy"))
        fix(None, store(tmp_path / name, data), wanted=wanted)
        assert np.array_equal(loaded(tmp_path / f"{name}_mask.npy"), expect)


@pytest.mark.keras
def test_the_mask_of_whole_batches(tmp_path: Path) -> None:
    """The rest that is cut off has no rows, and no mask."""
    pytest.importorskip("keras", minversion="3.0")
    model = stateful(tmp_path / "m.keras")
    source = store(tmp_path / "x", RANDOM.normal(size=(7, 5, 3)).astype("float32"))
    wanted = Wanted(mask_output=str(tmp_path / "mask.npy"))
    fix(model, source, wanted=wanted, choices=Choices(remainder="drop"))
    assert np.array_equal(loaded(tmp_path / "mask.npy"), np.ones((4, 5), bool))


def masking_model(path: Path, layer: str, options: Mapping[str, float], shape: list[int | None]) -> str:
    """A model that masks, as a file of its config."""
    first = {"class_name": layer, "config": {"name": "first", **options, "batch_input_shape": shape}}
    lstm = {"class_name": "LSTM", "config": {"name": "lstm", "units": 2}}
    config = {"name": "m", "layers": [first, lstm]}
    path.write_text(json.dumps({"class_name": "Sequential", "config": config, "keras_version": "2.4.0"}))
    return str(path)


def test_the_mask_of_padding_that_is_there_already(tmp_path: Path) -> None:
    """As `compute_mask` has it: every step of nothing but the mask value, moved padding too."""
    rows = np.stack([padded([SEQUENCES[row]], 20)[0] for row in range(4)])
    rows[:, 4] = -1
    rows[1, 1, 0] = -1  # one value of a step
    real = np.repeat(np.arange(20)[None] < 8, 4, axis=0)
    for name, value, cure, expect in (
        ("met", 0.0, (), real),
        ("moved", -1.0, ("move-padding",), real & (np.arange(20) != 4)),
    ):
        model = masking_model(tmp_path / "m.json", "Masking", {"mask_value": value}, [None, None, 3])
        wanted = Wanted(str(tmp_path / f"{name}.npy"), mask_output=str(tmp_path / f"{name}_mask.npy"))
        fix(model, store(tmp_path / f"x_{name}", rows), wanted=wanted, choices=Choices(cure=cure))
        assert np.array_equal(loaded(tmp_path / f"{name}_mask.npy"), expect), name


@pytest.mark.parametrize("masks", [True, False])
def test_a_mask_that_says_nothing_is_called_so(tmp_path: Path, masks: bool) -> None:
    layer, options = ("Masking", {"mask_value": -9.0}) if masks else ("Dropout", {"rate": 0.5})
    model = masking_model(tmp_path / "m.json", layer, options, [None, None, 3])
    wanted = Wanted(mask_output=str(tmp_path / "mask.npy"))
    made = fix(model, store(tmp_path / "x", SEQUENCES), wanted=wanted)
    assert made.status == "written"  # data that needs nothing has a mask too
    assert loaded(tmp_path / "mask.npy").all()
    assert any("nothing was padded here" in remark for remark in made.data.remarks) is not masks


def stateful(path: Path) -> str:
    """A model that takes batches of four."""
    import keras

    layers = [keras.Input(batch_shape=(4, 5, 3)), keras.layers.LSTM(2, stateful=True)]
    keras.Sequential(layers).save(path)
    return str(path)


def test_labels_of_other_lengths_than_their_samples_are_refused(tmp_path: Path) -> None:
    data, labels = store(tmp_path / "x", RAGGED), store(tmp_path / "y", PER_STEP[::-1])
    wanted = Wanted(str(tmp_path / "o.npy"), str(tmp_path / "oy.npy"))
    with pytest.raises(Usage, match="the labels of sample 0 have 5 timesteps, its data has 2"):
        fix(None, data, labels=labels, wanted=wanted)
