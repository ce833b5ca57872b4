"""Writing: whole or not at all, the right bytes, nothing else touched."""

from __future__ import annotations

import hashlib
import math
import os
import pickle
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.outcome import Treatment
from lstmdoctor.core.readings import Array
from lstmdoctor.edits.batch import DropRemainder, PadBatch
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.publish import Output, publish_outputs
from lstmdoctor.files.targets import Target, refuse_targets
from lstmdoctor.treatment.fixing import fix
from lstmdoctor.treatment.wanted import Wanted

RANDOM = np.random.default_rng(3)


def sequences(*lengths: int, features: int = 3, dtype: str = "float32") -> list[Array]:
    return [RANDOM.normal(size=(length, features)).astype(dtype) for length in lengths]


def pickled(path: Path, data: object) -> str:
    path.write_bytes(pickle.dumps(data))
    return str(path)


def saved(path: Path, data: Array) -> str:
    np.save(path, data)
    return str(path)


def digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def load(treatment: Treatment) -> Array:
    assert treatment.output is not None
    array: Array = np.load(treatment.output, allow_pickle=False)
    return array


def test_ragged_list_is_padded_to_the_longest_without_a_model(tmp_path: Path) -> None:
    data = sequences(2, 5, 3)
    result = fix(None, pickled(tmp_path / "x.pkl", data))
    assert result.output == str(tmp_path / "x.fixed.npy")
    written = load(result)
    assert written.shape == (3, 5, 3)
    assert written.dtype == np.float32
    for row, sequence in zip(written, data, strict=True):
        assert np.array_equal(row[: len(sequence)], sequence)
        assert not row[len(sequence) :].any()


@pytest.mark.parametrize(
    ("name", "choices", "expect"),
    [
        ("to a length", Choices(pad=7), lambda s: (7, s)),
        ("in front", Choices(pad=7, padding="pre"), lambda s: (7, s)),
        ("with a value", Choices(pad=7, pad_value=-1.0), lambda s: (7, s)),
        ("cut at the end", Choices(pad=3, truncate="post"), lambda s: (3, s[:3])),
        ("cut in front", Choices(pad=3, truncate="pre"), lambda s: (3, s[-3:])),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_padding(
    tmp_path: Path, name: str, choices: Choices, expect: Callable[[Array], tuple[int, Array]]
) -> None:
    data = sequences(2, 5, 4)
    written = load(fix(None, pickled(tmp_path / "x.pkl", data), choices=choices))
    for row, sequence in zip(written, data, strict=True):
        length, real = expect(sequence)
        assert len(row) == length
        padding = length - len(real)
        front = padding if choices.padding == "pre" else 0
        assert np.array_equal(row[front : front + len(real)], real)
        rest = np.concatenate([row[:front], row[front + len(real) :]])
        assert np.all(rest == (choices.pad_value or 0)) and len(rest) == padding


def test_a_percentile_cuts_only_when_asked(tmp_path: Path) -> None:
    data = pickled(tmp_path / "x.pkl", sequences(*range(1, 21)))
    assert fix(None, data, choices=Choices(pad="p50")).status == "needs-choice"
    assert load(fix(None, data, choices=Choices(pad="p50", truncate="post"))).shape == (20, 10, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "x.fixed.npy",
        "x.fixed.npy.treatment.json",
        "x.pkl",
    ]


@pytest.mark.parametrize(
    ("shape", "choices", "expect"),
    [
        ((30, 3), Choices(window=10), lambda x: np.stack([x[i : i + 10] for i in range(21)])),
        ((31, 3), Choices(window=10, stride=4), lambda x: np.stack([x[i : i + 10] for i in range(0, 22, 4)])),
        (
            (2, 12, 3),
            Choices(window=10),
            lambda x: np.stack([s[i : i + 10] for s in x for i in range(3)]),
        ),
    ],
)
def test_windows(
    tmp_path: Path, shape: tuple[int, ...], choices: Choices, expect: Callable[[Array], Array]
) -> None:
    x = RANDOM.normal(size=shape).astype("float32")
    written = load(fix(None, saved(tmp_path / "x.npy", x), choices=choices))
    assert np.array_equal(written, expect(x))


@pytest.mark.parametrize("size", [1, 7, 8, 20])
@pytest.mark.parametrize("edit", [DropRemainder(8), PadBatch(8), DropRemainder(5), PadBatch(30)], ids=repr)
def test_batches_are_filled_the_same_in_any_chunking(edit: DropRemainder, size: int) -> None:
    x = RANDOM.normal(size=(20, 4, 3))
    pieces = list(edit.flow(iter([x[first : first + size] for first in range(0, 20, size)])))
    assert np.array_equal(np.concatenate(pieces), edit.apply(x))


def test_what_is_not_finite_is_filled_only_when_asked(tmp_path: Path) -> None:
    x = np.array([[1.0, np.nan], [np.inf, -np.inf]], "float32")
    source = saved(tmp_path / "x.npy", x)
    assert fix(None, source).status == "healthy"
    assert load(fix(None, source, choices=Choices(fill_nan=-1))).tolist() == [[1, -1], [-1, -1]]


def test_values_dtype_and_input_survive(tmp_path: Path) -> None:
    data = sequences(2, 3, dtype="float64")
    source = pickled(tmp_path / "x.pkl", data)
    before = digest(source)
    written = load(fix(None, source))
    assert written.dtype == np.float64
    assert np.array_equal(written[1], data[1])
    assert digest(source) == before


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    source = pickled(tmp_path / "x.pkl", sequences(2, 3))
    for name in ("a.npy", "b.npy", "a.npz", "b.npz"):
        fix(None, source, wanted=Wanted(str(tmp_path / name)))
    assert digest(str(tmp_path / "a.npy")) == digest(str(tmp_path / "b.npy"))
    assert digest(str(tmp_path / "a.npz")) == digest(str(tmp_path / "b.npz"))


def test_nothing_to_do_writes_only_with_an_output(tmp_path: Path) -> None:
    source = saved(tmp_path / "x.npy", np.zeros((4, 3, 2), "float32"))
    assert fix(None, source).status == "healthy"
    assert fix(None, source, wanted=Wanted(str(tmp_path / "copy.npy"))).status == "written"
    assert digest(source) == digest(str(tmp_path / "copy.npy"))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    source = pickled(tmp_path / "x.pkl", sequences(2, 3))
    result = fix(None, source, dry_run=True)
    assert result.status == "would-write"
    assert result.plans[0].after.axes == (2, 3, 3)
    assert list(tmp_path.iterdir()) == [tmp_path / "x.pkl"]


def refused_targets(folder: Path) -> dict[str, tuple[str, str]]:
    """Name of the case: the output and what the sentence says of it."""
    (folder / "there.npy").write_bytes(b"old")
    (folder / "link.npy").symlink_to(folder / "there.npy")
    (folder / "dangling.npy").symlink_to(folder / "nowhere")
    os.link(folder / "x.pkl", folder / "hard.pkl")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    return {
        "exists": ("there.npy", "exists"),
        "symbolic link": ("link.npy", "symbolic link"),
        "dangling link": ("dangling.npy", "symbolic link"),
        "the input": ("x.pkl", "is the input"),
        "the input by a hard link": ("hard.pkl", "is the input"),
        "a folder": ("folder", "is a folder"),
        "a pipe": ("pipe", "not a regular file"),
        "no such folder": ("gone/x.npy", "does not exist"),
    }


def test_refused_outputs(tmp_path: Path) -> None:
    source = pickled(tmp_path / "x.pkl", sequences(2, 3))
    before = digest(source)
    for case, (name, words) in refused_targets(tmp_path).items():
        there = sorted(path.name for path in tmp_path.iterdir())
        with pytest.raises(Refused, match=words):
            fix(None, source, wanted=Wanted(str(tmp_path / name)))
        assert sorted(path.name for path in tmp_path.iterdir()) == there, case
    assert digest(source) == before
    assert (tmp_path / "there.npy").read_bytes() == b"old"


def test_force_replaces_a_file_but_never_an_input(tmp_path: Path) -> None:
    source = pickled(tmp_path / "x.pkl", sequences(2, 3))
    (tmp_path / "there.npy").write_bytes(b"old")
    assert load(fix(None, source, wanted=Wanted(str(tmp_path / "there.npy"), force=True))).shape == (2, 3, 3)
    with pytest.raises(Refused, match="is the input"):
        fix(None, source, wanted=Wanted(source, force=True))


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    target = str(tmp_path / "x.npy")

    def write(file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(Refused, match="no space left on device"):
        publish_outputs([Output(target, write)], force=False)
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    def write(file: IO[bytes]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_outputs([Output(str(tmp_path / "x.npy"), write)], force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_result_is_never_published(tmp_path: Path) -> None:
    def check(name: str) -> None:
        raise Refused(name, "is not what was planned")

    with pytest.raises(Refused, match="not what was planned"):
        publish_outputs([Output(str(tmp_path / "x.npy"), lambda file: None, check)], force=False)
    assert list(tmp_path.iterdir()) == []


def test_of_two_writers_exactly_one_wins(tmp_path: Path) -> None:
    target, gate, outcomes = str(tmp_path / "x.npy"), threading.Barrier(8), []

    def run(number: int) -> None:
        def write(file: IO[bytes]) -> None:
            file.write(bytes([number]) * 1000)
            gate.wait()

        try:
            publish_outputs([Output(target, write)], force=False)
            outcomes.append(number)
        except Refused:
            pass

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert Path(target).read_bytes() == bytes(outcomes) * 1000
    assert list(tmp_path.iterdir()) == [Path(target)]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        publish_outputs([Output(str(tmp_path / "x"), lambda file: None)], force=False)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


def test_several_arrays_need_an_npz(tmp_path: Path) -> None:
    np.savez(tmp_path / "in.npz", a=np.zeros((2, 3, 1)), b=np.ones((2, 4, 1)))
    with pytest.raises(Usage, match="npz"):
        fix(None, str(tmp_path / "in.npz"), wanted=Wanted(str(tmp_path / "out.npy")))
    fix(None, str(tmp_path / "in.npz"), wanted=Wanted(str(tmp_path / "out.npz")))
    with np.load(tmp_path / "out.npz") as written:
        assert sorted(written) == ["a", "b"]


def test_an_unknown_cure_is_named(tmp_path: Path) -> None:
    source = saved(tmp_path / "x.npy", np.zeros((4, 3)))
    with pytest.raises(Usage, match="'hocus' is no edit"):
        fix(None, source, choices=Choices(cure=("hocus",)))


def series(*shape: int) -> Array:
    return np.arange(math.prod(shape), dtype="float32").reshape(shape)


X = series(4, 3, 2)
WITHOUT_A_MODEL: dict[str, tuple[Array | list[Array], Array]] = {
    "add-feature-axis": (X[..., 0], X[..., :1]),
    "add-time-axis": (X[0], X[0][:, None]),
    "add-batch-axis": (X[0], X[:1]),
    "drop-axis": (X[None], X),
    "swap-time-features": (X, X.transpose(0, 2, 1)),
    "swap-batch-time": (X, X.transpose(1, 0, 2)),
    "merge-batches": (X[None].repeat(2, axis=0), np.concatenate([X, X])),
    "drop-axis+swap-batch-time": (X[..., None], X.transpose(1, 0, 2)),
    "stack+swap-batch-time": (list(X), X.transpose(1, 0, 2)),
    "pad+add-feature-axis": (
        [X[0, :, 0], X[0, :2, 0]],
        np.array([[[0], [2], [4]], [[0], [2], [0]]], "float32"),
    ),
}


@pytest.mark.parametrize("cure", WITHOUT_A_MODEL)
def test_axes_are_cured_without_a_model_where_they_are_named(tmp_path: Path, cure: str) -> None:
    data, wanted = WITHOUT_A_MODEL[cure]
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(data))
    made = fix(None, str(tmp_path / "x.pkl"), choices=Choices(cure=tuple(cure.split("+"))))
    assert made.status == "written"
    assert np.array_equal(np.load(tmp_path / "x.fixed.npy"), wanted)


def test_nothing_is_done_to_axes_that_nobody_named(tmp_path: Path) -> None:
    made = fix(None, saved(tmp_path / "x.npy", X[:, :1]))
    assert made.status == "healthy"
    assert len(made.plans[0].readings) == 1


@pytest.mark.parametrize(
    ("cure", "words"),
    [
        ("split-flat", "needs a model"),
        ("drop-remainder", "needs a model"),
        ("drop-axis", "name every edit"),
        ("merge-batches+merge-batches", "name every edit"),
    ],
)
def test_a_cure_that_leads_nowhere_without_a_model(tmp_path: Path, cure: str, words: str) -> None:
    source = saved(tmp_path / "x.npy", X)
    with pytest.raises(Usage, match=words):
        fix(None, source, choices=Choices(cure=tuple(cure.split("+"))))


def test_a_target_that_can_be_written_is_silent(tmp_path: Path) -> None:
    refuse_targets([Target(str(tmp_path / "new.npy"))], [None])


@pytest.mark.parametrize("name", ["../../../evil", "/evil", "..\\evil", "C:evil", "a\nb"])
def test_the_name_of_an_array_is_no_way_out_of_the_archive(tmp_path: Path, name: str) -> None:
    arrays = {name: [np.ones((3, 2)), np.ones((4, 2))], "b": [np.ones((3, 2)), np.ones((4, 2))]}
    (tmp_path / "d.pkl").write_bytes(pickle.dumps(arrays))
    with pytest.raises(Refused, match="names no member"):
        fix(None, str(tmp_path / "d.pkl"))
    assert [path.name for path in tmp_path.iterdir()] == ["d.pkl"]
