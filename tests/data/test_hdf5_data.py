"""HDF5 data sets: read by a child process, links out of the file never followed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from architectures import architecture
from check_cases import run
from data_files import array_of

from lstmdoctor.data import open_data
from lstmdoctor.data.formats.hdf5_data_child import write_values
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.models import looks_like_model

h5py = pytest.importorskip("h5py")
X = np.arange(4000, dtype="f4").reshape(100, 20, 2) % 97


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    np.save("elsewhere.npy", X)
    with h5py.File("other.h5", "w") as file:
        file["x"] = X
    with h5py.File("d.h5", "w") as file:
        file["x"] = X
        file["y"] = np.arange(100)
        file.create_dataset("group/packed", data=X.astype(">f8"), compression="gzip", chunks=(7, 20, 1))
        file["flags"] = X[:, 0] > 3
        file["names"] = ["a", "b"]
        file["one"] = 3.0
        file["nothing"] = h5py.Empty("f4")
        file["soft"] = h5py.SoftLink("/x")
        file["away"] = h5py.ExternalLink("other.h5", "/x")
        layout = h5py.VirtualLayout(shape=(100, 20, 2), dtype="f4")
        layout[:] = h5py.VirtualSource("other.h5", "x", shape=(100, 20, 2))
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("stored", shape=(100, 20, 2), dtype="f4", external=[("raw.bin", 0, 16000)])
    Path("m.json").write_text(architecture(2))
    return tmp_path


READ: dict[str, Callable[[], Any]] = {
    "x": lambda: X, "/x": lambda: X, "group/packed": lambda: X, "/group/packed": lambda: X,
    "y": lambda: np.arange(100), "flags": lambda: X[:, 0] > 3,
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_data_set_is_read_as_it_is(folder: Path, name: str) -> None:
    [array] = open_data(f"d.h5::{name}").arrays
    wanted = READ[name]()
    assert array.facts.axes == wanted.shape
    assert np.array_equal(np.concatenate([np.asarray(one) for one in array.blocks()]), wanted)
    assert np.array_equal(np.asarray(array.whole()), wanted)


NAMED: dict[str, str] = {
    "soft": "'soft' is a soft link, which is not followed",
    "away": "'away' is an external link, which is not followed",
    "virtual": "'virtual' is a virtual data set",
    "stored": "'stored' is a data set whose values are stored in other files",
    "gone": "no array 'gone'; it holds",
    "group": "no array 'group'; it holds",
}


@pytest.mark.parametrize("name", NAMED)
def test_only_what_is_named_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(Refused) as caught:
        open_data(f"d.h5::{name}")
    assert NAMED[name] in str(caught.value)
    with pytest.raises(
        Refused, match="which is not followed" if name not in ("gone", "group") else "no array"
    ):
        open_data(f"d.h5::/{name}")


def test_text_is_told_as_text(folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        open_data("d.h5::names")
    code = str(caught.value).partition("HDF5: ")[2]
    assert "'names' is text, which is not read from HDF5: np.save('names.npy', " in str(caught.value)
    exec(code, {"np": np, "h5py": h5py})
    assert np.load("names.npy").tolist() == ["a", "b"]


TEXTS: dict[str, tuple[Any, bool]] = {
    "strings of their own length": (["a", "bc"], True),
    "strings of one length": (np.array([b"a", b"b"]), True),
    "numbers": (np.arange(2), False),
    "sequences of their own length": (np.array([[1.0, 2.0]] * 2, "O"), False),
    "records": (np.array([(1, 2.0)], "i4,f4"), False),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_left_out_where_numbers_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    values, left_out = TEXTS[name]
    with h5py.File("t.h5", "w") as file:
        file["x"] = X
        if name.startswith("sequences"):
            file.create_dataset("g/w", shape=(2,), dtype=h5py.vlen_dtype("f4"))
        else:
            file["g/w"] = values
    source = open_data("t.h5")
    names = {one.name for one in source.arrays}
    assert names == ({"x"} if left_out else {"g/w", "x"})
    assert source.remarks == (("1 data set left out: 'g/w' (text)",) if left_out else ())


def test_text_alone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with h5py.File("t.h5", "w") as file:
        file["w"] = ["a", "b"]
    [words] = open_data("t.h5").arrays
    assert words.facts.dtypes == ("str",)
    with pytest.raises(Unreadable, match="'w' is text, which is not read from HDF5: np"):
        list(words.blocks())


def test_diagnose_fix_and_inspect(folder: Path) -> None:
    done = run("diagnose", "m.json", "d.h5::/group/packed", "--labels", "d.h5::/y", "--ignore", "LD802")
    assert "LD504" in done.stdout and done.exit_code == 0, done.stdout
    assert run("fix", "m.json", "d.h5::x", "-o", "o.npy").exit_code == 0
    assert np.array_equal(np.load("o.npy"), X)
    swapped = run("fix", "m.json", "swapped.h5")
    assert swapped.exit_code == 2 and "no such file" in swapped.stderr
    shown = json.loads(run("inspect", "d.h5", "--output-format", "json").stdout)
    listed = run("inspect", "d.h5").stdout
    assert {"x", "y", "group/packed", "flags"} == {one["name"] for one in shown["data"]["arrays"]}
    for word in (
        "'soft' is a soft link",
        "'away' is an external link",
        "'virtual' is a virtual",
        "'stored' is",
        "'names' is text",
    ):
        assert word in listed.replace("\n ", ""), listed


def test_a_file_of_one_data_set_needs_no_name(folder: Path) -> None:
    assert array_of("other.h5").facts.axes == X.shape
    assert not looks_like_model("other.h5")
    done = run("diagnose", "other.h5", "d.h5::x")
    assert done.exit_code == 2 and "is it the DATA argument?" in done.stderr.replace("\n", " ")


def test_the_python_that_is_shown_reads_the_same(folder: Path) -> None:
    with h5py.File("s.h5", "w") as file:
        file["a/b"] = X.swapaxes(1, 2)
    code = run("fix", "m.json", "s.h5", "--python", "--cure", "swap-time-features").stdout
    given: dict[str, Any] = {}
    exec(code, given)
    assert np.array_equal(given["x"], X)


def keras_weights(file: Any) -> None:
    file.attrs["layer_names"] = [b"lstm"]
    file["lstm/kernel:0"] = np.zeros((2, 12))


def keras_model(file: Any) -> None:
    file.attrs["model_config"] = "{}"
    file["x"] = X


def new_weights(file: Any) -> None:
    file["layers/lstm/cell/vars/0"] = np.zeros((2, 12))


def endless(file: Any) -> None:
    file.create_dataset("x", shape=(1 << 40, 20), dtype="f8", chunks=(1000, 20))


def huge_chunk(file: Any) -> None:
    file.create_dataset("x", shape=(400_000_000, 1), dtype="f8", chunks=(300_000_000, 1))


def unwritten_chunks(file: Any) -> None:
    file.create_dataset("x", shape=(2_000_000, 5, 3), dtype="f4", chunks=(1, 1, 1))


def two_unwritten(file: Any) -> None:
    for name in "xz":
        file.create_dataset(name, shape=(40_000_000, 5, 3), dtype="f4", chunks=(1_000_000, 5, 3))


REFUSED: dict[str, tuple[Callable[[Any], None], str]] = {
    "weights": (keras_weights, "the weights of a Keras model, not data"),
    "weights of Keras 3": (new_weights, "the weights of a Keras model, not data"),
    "a model": (keras_model, "a Keras model, not data; is it the MODEL argument?"),
    "nothing": (lambda file: None, "an HDF5 file without a data set"),
    "links alone": (lambda file: file.update({"a": h5py.ExternalLink("other.h5", "/x")}), "1 link to data elsewhere"),
    "a shape that nobody stored": (endless, "is said to hold"),
    "pieces that nobody wrote": (unwritten_chunks, "'x' is said to be stored in 30,000,000 pieces, of 0 bytes"),
    "two that nobody wrote": (two_unwritten, "'z' is said to hold 2.4 GB beside those before it, of 0 bytes"),
    "one piece of all": (huge_chunk, "is stored in pieces of"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_sentence(folder: Path, name: str) -> None:
    make, words = REFUSED[name]
    with h5py.File("bad.h5", "w") as file:
        make(file)
    with pytest.raises((Refused, Unreadable)) as caught:
        for array in reversed(open_data("bad.h5").arrays):
            list(array.blocks())
    assert words in str(caught.value)


@pytest.mark.slow
def test_damaged_anywhere(folder: Path) -> None:
    """Any byte changed: read, or refused; nothing else."""
    good, random = Path("other.h5").read_bytes(), np.random.default_rng(2)
    for _ in range(25):
        bad = bytearray(good)
        for place in random.integers(0, 2400, 3):
            bad[place] = random.integers(0, 256)
        Path("bad.h5").write_bytes(bytes(bad))
        try:
            for array in open_data("bad.h5").arrays:
                list(array.blocks())
        except (Refused, Unreadable) as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("most", [1, 3, 20, 4096])
@pytest.mark.parametrize("chunks", [None, (1, 5, 3), (4, 2, 3), (7, 5, 1)])
def test_few_chunks_are_read_at_a_time(
    tmp_path: Path, most: int, chunks: tuple[int, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk for each sample is usual, and HDF5 takes more memory for it than for its values."""
    values = np.random.default_rng(1).normal(size=(50, 5, 3))
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("x", data=values, chunks=chunks)
    out = io.BytesIO()
    monkeypatch.setattr("lstmdoctor.data.formats.hdf5_data_child.MOST_CHUNKS", most)
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out))
    with (tmp_path / "x.h5").open("rb") as source:
        write_values(source, "/x")
    assert out.getvalue() == values.tobytes()


def test_a_chunk_for_each_sample_is_read(tmp_path: Path) -> None:
    """What was written may be in as many pieces as it likes."""
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("x", data=np.ones((3000, 5, 3), "f4"), chunks=(1, 5, 3))
        file.create_dataset("grown", shape=(3000, 5, 3), maxshape=(None, 5, 3), dtype="f4", chunks=(10, 5, 3))
    assert [len(one.whole()) for one in open_data(str(tmp_path / "x.h5")).arrays] == [3000, 3000]
